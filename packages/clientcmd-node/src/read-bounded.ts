import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

/**
 * Reads a file that must not be larger than so many bytes, whatever the system says its size is: a device may have no end.
 * What is larger is a system's error with the code `EFBIG`, before it is read where that is known.
 */
export async function readBounded(path: string, mostBytes: number): Promise<Uint8Array> {
  const tooLarge = (): Error => Object.assign(new Error(`${path} is too large`), { code: "EFBIG" });
  if ((await stat(path)).size > mostBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > mostBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

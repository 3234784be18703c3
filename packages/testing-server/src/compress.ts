import { promisify } from "node:util";
import { constants, createGzip, gzip } from "node:zlib";

/** Quickly rather than well, as a kube-apiserver compresses. */
const level = 1;

const compressAll = promisify(gzip);

/** An answer, compressed. */
export function compressed(bytes: Uint8Array): Promise<Uint8Array> {
  return compressAll(bytes, { level });
}

/**
 * A piece of a stream as a file of gzip of its own: several one after the other are one stream. It is flushed before it
 * ends, or those who read it would wait for the next piece before they give out this one, as Go's reader does.
 */
export function compressedPiece(piece: string | Uint8Array): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const stream = createGzip({ level });
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.once("end", () => resolve(Buffer.concat(chunks))).once("error", reject);
  stream.write(piece);
  stream.flush(constants.Z_SYNC_FLUSH, () => stream.end());
  return promise;
}

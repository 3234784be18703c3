import { constants, inflateSync } from "node:zlib";
import { adler32, dictionary } from "./dictionary.ts";

/** Reads the header blocks of one direction of a connection, which are one compressed stream. */
export interface HeaderReader {
  /** Throws where a block is not what it should be. */
  read(block: Uint8Array): Map<string, string>;
}

export function createHeaderReader(): HeaderReader {
  let compressed: Buffer = Buffer.alloc(0);
  let seen = 0;
  return {
    read(block) {
      // From the beginning each time: the stream is some hundred bytes long, and this needs no turn of the event loop.
      compressed = Buffer.concat([compressed, block]);
      const all = inflateSync(compressed, { dictionary, finishFlush: constants.Z_SYNC_FLUSH });
      const headers = parse(all.subarray(seen));
      seen = all.length;
      return headers;
    },
  };
}

function parse(bytes: Buffer): Map<string, string> {
  const headers = new Map<string, string>();
  let at = 4;
  const text = (): string => {
    const length = bytes.readUInt32BE(at);
    at += 4 + length;
    return bytes.toString("utf8", at - length, at);
  };
  for (let left = bytes.readUInt32BE(0); left > 0; left--) headers.set(text().toLowerCase(), text());
  return headers;
}

/** The block that says no headers, for the first time on a connection and later: deflate's own form for what is stored. */
export function emptyHeaders(first: boolean): Uint8Array {
  // Four zeros as they are, then nothing: readers that hold back what they have until a block ends let go of it then.
  const stored = Buffer.from([0x00, 0x04, 0x00, 0xfb, 0xff, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff]);
  if (!first) return stored;
  const start = Buffer.from([0x78, 0xbb, 0, 0, 0, 0]);
  start.writeUInt32BE(adler32(dictionary), 2);
  return Buffer.concat([start, stored]);
}

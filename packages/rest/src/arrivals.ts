import { decodeError } from "./errors.ts";

/**
 * Bytes that have arrived and are not used yet: `bytes[start..end)`. Who uses some moves `start`.
 *
 * One buffer serves all chunks: temporary buffers beside a growing heap make the garbage collector go through all of that
 * heap again and again.
 */
export interface Arrivals {
  readonly bytes: Uint8Array;
  start: number;
  readonly end: number;
  /** Adds a chunk, and moves what is unused to the front. Throws Decode where that is more than may wait. */
  push(chunk: Uint8Array): void;
}

/** Creates an empty buffer. What is not complete yet may have so many bytes; default 64 MiB, far beyond what a server stores. */
export function createArrivals(maxBytes: number = 2 ** 26): Arrivals {
  const arrivals = {
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
    push(chunk: Uint8Array) {
      const unused = arrivals.bytes.subarray(arrivals.start, arrivals.end);
      const needed = unused.length + chunk.length;
      if (unused.length > maxBytes) throw decodeError(`an object is over ${maxBytes} bytes`);
      if (needed > arrivals.bytes.length) arrivals.bytes = new (kindOf(chunk))(needed * 2);
      arrivals.bytes.set(unused);
      arrivals.bytes.set(chunk, unused.length);
      arrivals.start = 0;
      arrivals.end = needed;
    },
  };
  return arrivals;
}

/** A search goes through Node's own buffers many times as fast as through others. */
function kindOf(chunk: Uint8Array): new (length: number) => Uint8Array<ArrayBuffer> {
  return (chunk.constructor as Uint8ArrayConstructor & { [Symbol.species]: Uint8ArrayConstructor })[Symbol.species];
}

import type { Stretch } from "./wire.ts";

/** Bytes that have arrived and are not used yet: a stretch that the next `push` overwrites. */
export interface Arrived extends Stretch {
  push(chunk: Uint8Array): void;
  /** Drops that many bytes from the front. */
  use(count: number): void;
}

/** One buffer for all chunks, moved together when one comes: it grows to a chunk and the longest value. */
export function createArrived(): Arrived {
  const arrived = {
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
    push(chunk: Uint8Array) {
      const unused = arrived.bytes.subarray(arrived.start, arrived.end);
      const needed = unused.length + chunk.length;
      if (needed > arrived.bytes.length) arrived.bytes = new Uint8Array(needed * 2);
      arrived.bytes.set(unused);
      arrived.bytes.set(chunk, unused.length);
      arrived.start = 0;
      arrived.end = needed;
    },
    use(count: number) {
      arrived.start += count;
    },
  };
  return arrived;
}

const pageBytes = 2 ** 14;

/**
 * Copies bytes into pages that many share: a buffer of its own for each costs more than what is in it. A page lives as long
 * as anything on it, so what is kept of one list never takes more than that list did.
 */
export function createPages(): (bytes: Uint8Array, start: number, end: number) => Stretch {
  let page = new Uint8Array(0);
  let used = 0;
  return (bytes, start, end) => {
    const length = end - start;
    if (used + length > page.length) {
      page = new Uint8Array(Math.max(pageBytes, length));
      used = 0;
    }
    page.set(bytes.subarray(start, end), used);
    return { bytes: page, start: used, end: (used += length) };
  };
}

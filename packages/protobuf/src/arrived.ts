/** Bytes that have arrived and are not used yet. */
export interface Arrived {
  /** The unused bytes; they are overwritten by the next `push`. */
  readonly bytes: Uint8Array;
  push(chunk: Uint8Array): void;
  /** Drops that many bytes from the front. */
  use(count: number): void;
}

/** One buffer for all chunks, moved together when one comes: it grows to a chunk and the longest value. */
export function createArrived(): Arrived {
  let buffer = new Uint8Array(0);
  let start = 0;
  let end = 0;
  return {
    get bytes() {
      return buffer.subarray(start, end);
    },
    push(chunk) {
      const unused = buffer.subarray(start, end);
      const needed = unused.length + chunk.length;
      if (needed > buffer.length) buffer = new Uint8Array(needed * 2);
      buffer.set(unused);
      buffer.set(chunk, unused.length);
      start = 0;
      end = needed;
    },
    use(count) {
      start += count;
    },
  };
}

const pageBytes = 2 ** 14;

/**
 * Copies bytes into pages that many share: a buffer of its own for each costs more than what is in it. A page lives as long
 * as anything on it, so what is kept of one list never takes more than that list did.
 */
export function createPages(): (bytes: Uint8Array) => Uint8Array {
  let page = new Uint8Array(0);
  let used = 0;
  return (bytes) => {
    if (used + bytes.length > page.length) {
      page = new Uint8Array(Math.max(pageBytes, bytes.length));
      used = 0;
    }
    page.set(bytes, used);
    return page.subarray(used, (used += bytes.length));
  };
}

/** Bytes of many in a row are given on together, so many at most. */
const slabBytes = 64 * 1024;

// One for all that gather: what is left of a slab goes to whoever comes next.
let slab = Buffer.allocUnsafeSlow(0);
let used = 0;

/** Bytes that have come one after another, to be given on in pieces. */
export interface Pieces {
  /** Copies bytes to the end of the next piece. */
  readonly add: (bytes: Uint8Array) => void;
  /** Gives what is there now, and not once all has been read that arrived together. */
  readonly give: () => void;
}

/** Gathers bytes that arrive in one turn of the event loop, and gives them on behind it. */
export function gatherPieces(take: (piece: Buffer) => void): Pieces {
  let held = slab;
  let start = 0;
  let end = 0;
  let promised = false;

  const give = (): void => {
    if (start === end) return;
    const piece = held.subarray(start, end);
    start = end;
    take(piece);
  };
  return {
    give,
    add(bytes) {
      for (let at = 0; at < bytes.length;) {
        if (used === slab.length) [slab, used] = [Buffer.allocUnsafeSlow(slabBytes), 0];
        // Somebody else has come in between, or the slab is a new one.
        if (held !== slab || end !== used) {
          give();
          [held, start] = [slab, used];
        }
        const length = Math.min(bytes.length - at, slab.length - used);
        slab.set(bytes.subarray(at, at + length), used);
        at += length;
        end = used += length;
      }
      if (promised) return;
      promised = true;
      setImmediate(() => {
        promised = false;
        give();
      });
    },
  };
}

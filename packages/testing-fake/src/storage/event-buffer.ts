import { joined } from "../bytes.ts";
import type { Piece } from "../http/event-splitter.ts";

/** How many events may wait for a reader; a reader further behind loses the stream and has to list anew. */
const largestBacklog = 10_000;

/** Text, or bytes, written whenever something happens and read whenever the peer gets to it; to be read once. */
export interface EventBuffer extends AsyncIterable<Piece> {
  push(piece: Piece): void;
  /** No more will come; what is buffered is still read. */
  end(): void;
  /** Calls once, when the stream has ended for whatever reason. */
  onEnd(callback: () => void): void;
}

export function createEventBuffer({ limit = largestBacklog }: { readonly limit?: number } = {}): EventBuffer {
  let waiting: Piece[] = [];
  let ended = false;
  let wake: (() => void) | undefined;
  let whenEnded: (() => void) | undefined;

  const end = (): void => {
    if (ended) return;
    ended = true;
    whenEnded?.();
    wake?.();
  };

  const read = async (): Promise<IteratorResult<Piece>> => {
    while (waiting.length === 0) {
      if (ended) return { done: true, value: undefined };
      await new Promise<void>((resolve) => (wake = resolve));
      wake = undefined;
    }
    // All that has come up to now, in one piece.
    const value = whole(waiting);
    waiting = [];
    return { done: false, value };
  };

  return {
    push(piece) {
      if (ended) return;
      waiting.push(piece);
      if (waiting.length > limit) end();
      wake?.();
    },
    end,
    onEnd(callback) {
      whenEnded = callback;
      if (ended) callback();
    },
    [Symbol.asyncIterator]: () => ({
      next: read,
      return() {
        waiting = [];
        end();
        return Promise.resolve({ done: true, value: undefined });
      },
    }),
  };
}

/** A stream is all text or all bytes. */
function whole(pieces: readonly Piece[]): Piece {
  const bytes = pieces.filter((piece) => typeof piece !== "string");
  return bytes.length > 0 ? joined(bytes) : pieces.join("");
}

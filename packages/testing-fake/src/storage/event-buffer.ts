/** How many events may wait for a reader; a reader further behind loses the stream and has to list anew. */
const largestBacklog = 10_000;

/** Text that is written whenever something happens and read whenever the peer gets to it; to be read once. */
export interface EventBuffer extends AsyncIterable<string> {
  push(text: string): void;
  /** No more will come; what is buffered is still read. */
  end(): void;
  /** Calls once, when the stream has ended for whatever reason. */
  onEnd(callback: () => void): void;
}

export function createEventBuffer({ limit = largestBacklog }: { readonly limit?: number } = {}): EventBuffer {
  let waiting: string[] = [];
  let ended = false;
  let wake: (() => void) | undefined;
  let whenEnded: (() => void) | undefined;

  const end = (): void => {
    if (ended) return;
    ended = true;
    whenEnded?.();
    wake?.();
  };

  const read = async (): Promise<IteratorResult<string>> => {
    while (waiting.length === 0) {
      if (ended) return { done: true, value: undefined };
      await new Promise<void>((resolve) => (wake = resolve));
      wake = undefined;
    }
    // All that has come up to now, in one piece.
    const value = waiting.join("");
    waiting = [];
    return { done: false, value };
  };

  return {
    push(text) {
      if (ended) return;
      waiting.push(text);
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

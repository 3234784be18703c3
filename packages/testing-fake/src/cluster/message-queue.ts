import type { Piece } from "../http/event-splitter.ts";

/** Messages from one side to the other, in order, to be read once. */
export interface MessageQueue extends AsyncIterable<Piece> {
  /** Nothing is taken any more after the end. */
  push(message: Piece): void;
  /** No more will come; what has come is still read, and then what broke the connection is thrown, if anything did. */
  end(broken?: Error): void;
}

export function createMessageQueue(): MessageQueue {
  const waiting: Piece[] = [];
  let ended: { readonly broken: Error | undefined } | undefined;
  let wake: (() => void) | undefined;
  return {
    push(message) {
      if (ended) return;
      waiting.push(message);
      wake?.();
    },
    end(broken) {
      ended ??= { broken };
      wake?.();
    },
    [Symbol.asyncIterator]: () => ({
      async next() {
        for (;;) {
          const value = waiting.shift();
          if (value !== undefined) return { done: false, value };
          if (ended?.broken) throw ended.broken;
          if (ended) return { done: true, value: undefined };
          await new Promise<void>((resolve) => (wake = resolve));
        }
      },
    }),
  };
}

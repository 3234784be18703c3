/** So many bytes may wait for their reader before whoever writes has to wait. */
const room = 256 * 1024;

/** Bytes from one side to the other, in order, read once. A writer waits for its reader where too much is under way. */
export interface Pipe extends AsyncIterable<Uint8Array> {
  /** Resolves when there is room for more, or nobody reads any more. */
  write(bytes: Uint8Array): Promise<void>;
  /** No more will come; what is under way is still read. */
  end(): void;
}

/** Creates an empty {@link Pipe}; a writer waits once 256 KiB are under way. */
export function createPipe(): Pipe {
  const waiting: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  let wakeReader: (() => void) | undefined;
  let wakeWriters: (() => void)[] = [];

  const end = (): void => {
    ended = true;
    wakeReader?.();
    for (const wake of wakeWriters) wake();
    wakeWriters = [];
  };

  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    for (;;) {
      const value = waiting.shift();
      if (value) {
        size -= value.length;
        if (size < room) for (const wake of wakeWriters.splice(0)) wake();
        return { done: false, value };
      }
      if (ended) return { done: true, value: undefined };
      await new Promise<void>((resolve) => (wakeReader = resolve));
      wakeReader = undefined;
    }
  };

  return {
    async write(bytes) {
      if (ended || bytes.length === 0) return;
      waiting.push(bytes);
      size += bytes.length;
      wakeReader?.();
      if (size >= room) await new Promise<void>((resolve) => wakeWriters.push(resolve));
    },
    end,
    [Symbol.asyncIterator]: () => ({
      next,
      return() {
        waiting.length = 0;
        size = 0;
        end();
        return Promise.resolve({ done: true, value: undefined });
      },
    }),
  };
}

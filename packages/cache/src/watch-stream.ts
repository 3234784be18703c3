import type { WatchEvent, WatchOptions } from "@kubets/apimachinery";
import type { Clock, Timer } from "@kubets/wait";
import type { ListerWatcher, ReadingOptions } from "./lister-watcher.ts";

/** One watch, read batch by batch. */
export interface WatchStream<T> {
  /** How long ago it was opened. */
  readonly ageMs: number;
  /** Whether it was ended here because it stayed silent too long. */
  readonly stalled: boolean;
  /** The next batch; undefined where the server ended the stream. Rejects as the client does, and when it is ended here. */
  next(): Promise<readonly WatchEvent<T>[] | undefined>;
  /** Gives back the end of the last batch, to be read next. */
  unread(events: readonly WatchEvent<T>[]): void;
  /** Ends the request, also in the middle of {@link next}. */
  close(): void;
}

export interface WatchStreamOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** A stream that brings nothing for so long is ended. */
  readonly longestSilenceMs: number;
}

/** Opens a watch. The request is made before this returns or by the first `next`, as the client likes. */
export function openWatchStream<T>(
  listerWatcher: ListerWatcher<T>,
  watchOptions: WatchOptions & Pick<ReadingOptions, "recognize">,
  { clock, signal, longestSilenceMs }: WatchStreamOptions,
): WatchStream<T> {
  signal.throwIfAborted();
  const openedAt = clock.monotonicNow();
  const ending = new AbortController();
  const iterator = listerWatcher.watchBatches({ ...watchOptions, signal: ending.signal })[Symbol.asyncIterator]();
  let givenBack: readonly WatchEvent<T>[] = [];
  let lastSignOfLife = openedAt;
  let stalled = false;
  let interrupt: ((reason: unknown) => void) | undefined;
  let watchdog: Timer = clock.setTimer(longestSilenceMs, look);

  // One timer a stream: it looks back when it fires, in place of being set anew for every batch.
  function look(): void {
    const leftMs = lastSignOfLife + longestSilenceMs - clock.monotonicNow();
    if (leftMs > 0) {
      watchdog = clock.setTimer(leftMs, look);
      return;
    }
    stalled = true;
    end(new Error("the watch stayed silent"));
  }

  function end(reason: unknown): void {
    if (ending.signal.aborted) return;
    watchdog[Symbol.dispose]();
    signal.removeEventListener("abort", onAbort);
    ending.abort(reason);
    // A client that does not heed its signal must not hold up the reader.
    interrupt?.(reason);
    iterator.return?.().catch(() => {});
  }

  const onAbort = (): void => end(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  // It may have fired while the client began the request.
  if (signal.aborted) onAbort();

  return {
    get ageMs() {
      return clock.monotonicNow() - openedAt;
    },
    get stalled() {
      return stalled;
    },
    next() {
      if (givenBack.length > 0) {
        const events = givenBack;
        givenBack = [];
        return Promise.resolve(events);
      }
      return new Promise((resolve, reject) => {
        if (ending.signal.aborted) return reject(ending.signal.reason as Error);
        interrupt = reject;
        const arrived = (result: IteratorResult<readonly WatchEvent<T>[]>): void => {
          lastSignOfLife = clock.monotonicNow();
          resolve(result.done ? undefined : result.value);
        };
        iterator.next().then(arrived, reject);
      });
    },
    unread(events) {
      givenBack = events;
    },
    close: () => end(new Error("the watch was closed")),
  };
}

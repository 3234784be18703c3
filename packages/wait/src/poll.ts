import { checkNumber } from "./check.ts";
import type { Clock } from "./clock.ts";
import { realClock } from "./real-clock.ts";

/** How {@link poll} asks and when it gives up. */
export interface PollOptions {
  /** From the start of one check to the start of the next; a check that takes longer is followed by the next at once. */
  readonly intervalMs: number;
  /** Whether the first check comes at once; false waits one interval before. Default true. */
  readonly immediate?: boolean | undefined;
  /** Default: no limit. A check that is running then is told by its signal and not waited for. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Checks a condition again and again until it gives something: resolves with its first result that is neither `false` nor
 * `undefined`.
 *
 * Rejects with what the condition throws, with the signal's reason when it fires, and with a `DOMException` named
 * `TimeoutError` when the time is over; with the last two at once, though a check may still be running. After either, no
 * new check starts. Rejects with a RangeError on an interval that is negative or not finite and on a negative timeout.
 */
export async function poll<T>(
  condition: (context: { readonly signal: AbortSignal }) => T | false | undefined | Promise<T | false | undefined>,
  options: PollOptions,
): Promise<T> {
  const { intervalMs, immediate = true, timeoutMs, signal, clock = realClock } = options;
  checkNumber("intervalMs", intervalMs);
  if (timeoutMs !== undefined) checkNumber("timeoutMs", timeoutMs, 0, Infinity);
  signal?.throwIfAborted();
  const ending = new AbortController();
  const onAbort = (): void => ending.abort(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const deadline =
    timeoutMs === undefined
      ? undefined
      : clock.setTimer(timeoutMs, () => {
          ending.abort(new DOMException(`the condition did not hold within ${timeoutMs} ms`, "TimeoutError"));
        });
  try {
    for (let nextAt = clock.monotonicNow(), pause = !immediate; ; pause = true) {
      if (pause) {
        nextAt += intervalMs;
        // Even where there is nothing to wait for: timers and signals have to get their turn.
        await clock.sleep(nextAt - clock.monotonicNow(), { signal: ending.signal });
        nextAt = Math.max(nextAt, clock.monotonicNow());
      }
      const result = await orAbort(condition({ signal: ending.signal }), ending.signal);
      if (result !== false && result !== undefined) return result;
    }
  } finally {
    deadline?.[Symbol.dispose]();
    signal?.removeEventListener("abort", onAbort);
  }
}

/** What a promise gives, unless the signal fires before. */
function orAbort<T>(value: T | Promise<T>, signal: AbortSignal): T | Promise<T> {
  if (!(value instanceof Promise)) return value;
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const onAbort = (): void => reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  value.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  return promise;
}

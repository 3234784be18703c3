import { KubernetesError, type WatchEvent } from "@kubets/apimachinery";
import { abortedError } from "@kubets/rest";
import { withDeadline, type DeadlineOptions } from "./deadline.ts";

/** Whether an event is what was waited for; what it throws ends the waiting. */
export type EventCondition<T> = (event: WatchEvent<T>) => boolean | Promise<boolean>;

/**
 * Reads events until the conditions have held one after the other; each is asked about the event that satisfied the one
 * before it, then about those that follow (F151, C100). Resolves with the last event, and leaves the stream.
 *
 * The stream decides what is survived: `client.watch(…)` ends after minutes, `retryWatch(…)` goes on but for expired
 * versions, `follow(…)` begins with the state and goes on past those too, though it may skip what came and went.
 *
 * Rejects with reason `WatchClosed` when the stream ends before, `ClientTimeout` at the deadline, and with what the stream
 * or a condition throws.
 */
export function until<T>(
  events: AsyncIterable<WatchEvent<T>>,
  conditions: readonly EventCondition<T>[],
  options: DeadlineOptions = {},
): Promise<WatchEvent<T> | undefined> {
  let held = 0;
  const describe = (): string => `${held} of ${conditions.length} conditions held`;
  return withDeadline(options, describe, async (signal) => {
    const iterator = events[Symbol.asyncIterator]();
    let last: WatchEvent<T> | undefined;
    try {
      for (; held < conditions.length; held++) {
        const condition = conditions[held] as EventCondition<T>;
        while (last === undefined || !(await condition(last))) {
          const next = await orAborted(iterator.next(), signal);
          if (next.done) throw new KubernetesError("the watch ended too early", { reason: "WatchClosed" });
          last = next.value;
        }
      }
      return last;
    } finally {
      // Not waited for: a generator that is waiting for the network returns only after that.
      void iterator.return?.()?.then(undefined, () => undefined);
    }
  });
}

/** The stream may know nothing of the signal. */
async function orAborted<R>(result: Promise<R>, signal: AbortSignal): Promise<R> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(abortedError(signal));
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, result]);
  } finally {
    signal.removeEventListener("abort", onAbort);
    result.catch(() => undefined);
  }
}

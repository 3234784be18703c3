import { KubernetesError } from "@kubets/apimachinery";
import { abortedError } from "@kubets/rest";
import { realClock, type Clock } from "@kubets/wait";

/** How long a call may wait. */
export interface DeadlineOptions {
  /** From the start of the call; then it rejects with reason `ClientTimeout`. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  /** Ends the waiting with reason `Aborted`. */
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Runs with one signal for both ends: the caller's and the deadline's. Only here are they told apart; `describe` says at
 * the deadline what was waited for.
 */
export async function withDeadline<R>(
  { timeoutMs, signal, clock = realClock }: DeadlineOptions,
  describe: () => string,
  run: (signal: AbortSignal) => Promise<R>,
): Promise<R> {
  const ending = new AbortController();
  let late = false;
  const onAbort = (): void => ending.abort(signal?.reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  const timer =
    timeoutMs === undefined
      ? undefined
      : clock.setTimer(timeoutMs, () => {
          late = true;
          ending.abort();
        });
  try {
    return await run(ending.signal);
  } catch (cause) {
    if (late) throw new KubernetesError(`${describe()} within ${timeoutMs} ms`, { reason: "ClientTimeout", cause });
    throw ending.signal.aborted ? abortedError(signal) : cause;
  } finally {
    timer?.[Symbol.dispose]();
    signal?.removeEventListener("abort", onAbort);
  }
}

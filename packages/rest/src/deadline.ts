import { KubernetesError } from "@kubets/apimachinery";
import type { Clock, Timer } from "@kubets/wait";
import { abortedError } from "./errors.ts";

/** A call's signal and its time limit as one. */
export interface Deadline extends Disposable {
  /** Lets the time limit begin, and says which signal ends the call from here on; 0 is no limit (F012). */
  start(timeoutMs: number): AbortSignal | undefined;
  /** What a failure of the call is to its caller: the time limit, the signal, or the failure itself. */
  explain(failure: unknown): unknown;
  [Symbol.dispose](): void;
}

/** Creates a deadline that has not begun yet. */
export function createDeadline(clock: Clock, signal: AbortSignal | undefined): Deadline {
  let passed: KubernetesError | undefined;
  let timer: Timer | undefined;
  return {
    start(timeoutMs) {
      if (!timeoutMs) return signal;
      const limit = new AbortController();
      timer = clock.setTimer(timeoutMs, () => {
        passed = new KubernetesError(`no complete answer within ${timeoutMs} ms`, { reason: "ClientTimeout" });
        limit.abort(passed);
      });
      return signal ? AbortSignal.any([signal, limit.signal]) : limit.signal;
    },
    explain: (failure) => passed ?? (signal?.aborted ? abortedError(signal) : failure),
    [Symbol.dispose]: () => timer?.[Symbol.dispose](),
  };
}

import { KubernetesError } from "@kubets/apimachinery";
import type { Clock, Timer } from "@kubets/wait";
import { abortedError } from "./errors.ts";

/**
 * Runs a call with a time limit that begins when the call says so, by `begin`, which gives the signal for what follows; 0 is
 * no limit (F012). A failure comes as what it is to the caller: ClientTimeout with what went wrong until then, Aborted, or
 * itself.
 */
export async function withDeadline<R>(
  clock: Clock,
  signal: AbortSignal | undefined,
  timeoutMs: number,
  run: (begin: () => AbortSignal | undefined) => Promise<R>,
): Promise<R> {
  const limit = new AbortController();
  let timer: Timer | undefined;
  try {
    return await run(() => {
      if (!timeoutMs) return signal;
      timer = clock.setTimer(timeoutMs, () => limit.abort(abortedError()));
      return AbortSignal.any([signal ?? limit.signal, limit.signal]);
    });
  } catch (error) {
    if (!limit.signal.aborted) throw signal?.aborted ? abortedError(signal) : error;
    const { reason, message } = error as KubernetesError;
    const why = reason === "Aborted" ? "" : `: ${message}`;
    throw new KubernetesError(`no answer within ${timeoutMs} ms${why}`, {
      reason: "ClientTimeout",
      cause: error,
    });
  } finally {
    timer?.[Symbol.dispose]();
  }
}

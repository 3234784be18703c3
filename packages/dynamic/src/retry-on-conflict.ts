import { isConflict } from "@kubets/apimachinery";
import { abortedError } from "@kubets/rest";
import { realClock, type Clock } from "@kubets/wait";

/** How often and how fast to try again; the defaults are client-go's DefaultRetry (F164). */
export interface ConflictRetryOptions {
  /** Attempts in all. Default 5. */
  readonly steps?: number | undefined;
  /** Milliseconds before the second attempt. Default 10. */
  readonly delayMs?: number | undefined;
  /** What each delay is multiplied by to get the next. Default 1. */
  readonly factor?: number | undefined;
  /** Each delay is lengthened by a random part of itself up to this fraction. Default 0.1. */
  readonly jitter?: number | undefined;
  /** Ends the waiting between attempts with reason `Aborted`. */
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
  /** From 0 up to but not including 1. */
  readonly random?: (() => number) | undefined;
}

/**
 * Calls again while a call rejects with a conflict, also one that is the `cause` of another error. After the last
 * attempt it rejects with the last conflict; any other failure passes at once (F164, C105). The attempt must read the
 * object anew, or every one of them meets the same conflict.
 */
export async function retryOnConflict<R>(attempt: () => Promise<R>, options: ConflictRetryOptions = {}): Promise<R> {
  const { steps = 5, factor = 1, jitter = 0.1, signal, clock = realClock, random = Math.random } = options;
  let delayMs = options.delayMs ?? 10;
  for (let step = 1; ; step++) {
    try {
      return await attempt();
    } catch (error) {
      if (step >= steps || !stemsFromConflict(error)) throw error;
    }
    await clock.sleep(delayMs * (1 + random() * jitter), { signal }).catch(() => {
      throw abortedError(signal);
    });
    delayMs *= factor;
  }
}

function stemsFromConflict(error: unknown): boolean {
  return isConflict(error) || (error instanceof Error && stemsFromConflict(error.cause));
}

import { KubernetesError } from "@kubets/apimachinery";
import type { Clock } from "@kubets/wait";
import { isConnectionLost } from "./errors.ts";
import { type AskedRequest, responseError, retryAfterSeconds } from "./response.ts";
import type { Retry, TransportResponse } from "./transport.ts";

export interface RetryOptions {
  readonly asked: AskedRequest;
  readonly clock: Clock;
  /** How often a request is sent again at most. */
  readonly maxRetries: number;
  /** Whether a lost connection is reason enough: for requests that change nothing (F019). */
  readonly lostConnections: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends until an answer stands, and again where the server asks for it: 429 and 500 and above with `Retry-After` in whole
 * seconds, whatever the method (F018, C60, C61). Lost connections count as one second. Nothing else is tried again, and the
 * last failure is thrown; where it is the server's, the failure before it is its `cause`, else it is named in its message. An
 * answer's text is read before a retry, so that its connection can be used again (F020). Waits on the clock; where the signal
 * ends that, the last failure is thrown.
 */
export async function sendWithRetries(
  send: (retry: Retry | undefined) => Promise<TransportResponse>,
  { asked, clock, maxRetries, lostConnections, signal }: RetryOptions,
): Promise<TransportResponse> {
  let after: KubernetesError | undefined;
  for (let count = 0; ; count++) {
    let waitSeconds: number | undefined;
    try {
      const response = await send(after && { count, after });
      const { status, headers } = response;
      if (status >= 200 && status <= 206) return response;
      if (status === 429 || status >= 500) waitSeconds = retryAfterSeconds(headers);
      throw await responseError(response, asked, after);
    } catch (error) {
      if (lostConnections && isConnectionLost(error)) waitSeconds = 1;
      if (waitSeconds === undefined || count >= maxRetries) throw withPrevious(error as KubernetesError, after, signal);
      after = error as KubernetesError;
    }
    // Zero seconds are permission to go on at once (C61).
    if (waitSeconds > 0) {
      await clock.sleep(waitSeconds * 1000, { signal }).catch(() => {
        throw after as KubernetesError;
      });
    }
  }
}

/** The last failure and what came before it (F020). Where only the signal ended the last attempt, what came before counts. */
function withPrevious(error: KubernetesError, after: KubernetesError | undefined, signal?: AbortSignal): unknown {
  if (!after || error.cause === after) return error;
  if (signal?.aborted) return after;
  const message = `${error.message}; error from a previous attempt: ${after.message}`;
  return new KubernetesError(message, { reason: error.reason, cause: error });
}

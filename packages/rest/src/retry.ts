import { KubernetesError } from "@kubets/apimachinery";
import { type Clock, realClock } from "@kubets/wait";
import type { AskedRequest } from "./asked-request.ts";
import { isConnectionLost } from "./errors.ts";
import { responseError, retryAfterSeconds } from "./response.ts";
import type { Retry, TransportResponse } from "./transport.ts";

export interface RetryOptions {
  readonly clock?: Clock | undefined;
  /** How often a request is sent again at most. */
  readonly maxRetries?: number | undefined;
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
  asked: AskedRequest,
  { clock = realClock, maxRetries = 10, lostConnections, signal }: RetryOptions,
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
    } catch (thrown) {
      const error = thrown as KubernetesError;
      if (lostConnections && isConnectionLost(error)) waitSeconds = 1;
      if (waitSeconds === undefined || count >= maxRetries) {
        if (!after || error.cause === after) throw error;
        // Where only the signal ended the last attempt, what came before counts.
        if (signal?.aborted) throw after;
        throw new KubernetesError(`${error.message}; error from a previous attempt: ${after.message}`, {
          reason: error.reason,
          cause: error,
        });
      }
      after = error;
    }
    // Zero seconds are permission to go on at once (C61).
    if (waitSeconds > 0) {
      await clock.sleep(waitSeconds * 1000, { signal }).catch(() => {
        throw after;
      });
    }
  }
}

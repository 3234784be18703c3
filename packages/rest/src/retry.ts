import type { Clock } from "@kubets/wait";
import { isConnectionLost } from "./errors.ts";
import { type AskedRequest, responseError, retryAfterSeconds } from "./response.ts";
import type { TransportResponse } from "./transport.ts";

export interface RetryOptions {
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
 * last failure is thrown; where it is the server's, the failure before it is its `cause`. An answer's text is read before
 * a retry, so that its connection can be used again (F020). Waits on the clock and ends with the signal.
 */
export async function sendWithRetries(
  send: (retry: number) => Promise<TransportResponse>,
  asked: AskedRequest,
  { clock, maxRetries, lostConnections, signal }: RetryOptions,
): Promise<TransportResponse> {
  let previous: unknown;
  for (let retry = 0; ; retry++) {
    let waitSeconds: number | undefined;
    try {
      const response = await send(retry);
      const { status, headers } = response;
      if (status >= 200 && status <= 206) return response;
      if (status === 429 || status >= 500) waitSeconds = retryAfterSeconds(headers);
      throw await responseError(response, asked, previous);
    } catch (error) {
      if (lostConnections && isConnectionLost(error)) waitSeconds = 1;
      if (waitSeconds === undefined || retry >= maxRetries) throw error;
      previous = error;
    }
    // Zero seconds are permission to go on at once (C61).
    if (waitSeconds > 0) await clock.sleep(waitSeconds * 1000, { signal });
  }
}

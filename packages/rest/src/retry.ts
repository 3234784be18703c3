import type { Clock } from "@kubets/wait";
import { readText } from "./body.ts";
import { isConnectionLost } from "./errors.ts";
import { retryAfterSeconds } from "./response.ts";
import type { TransportResponse } from "./transport.ts";

export interface RetryOptions {
  readonly clock: Clock;
  /** How often a request is sent again at most. */
  readonly maxRetries: number;
  /** Whether a lost connection is reason enough: for requests that change nothing (F019). */
  readonly lostConnections: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** A body up to this length is read to its end before a retry, so that its connection can be used again (F020). */
const drainedBytes = 2048;

/**
 * Sends again where the server asks for it: 429 and 500 and above with `Retry-After` in whole seconds, whatever the
 * method (F018, C60, C61). Lost connections count as one second. Nothing else is tried again, and the last answer or error
 * is the result. Waits on the clock and ends with the signal.
 */
export async function sendWithRetries(
  send: (retry: number) => Promise<TransportResponse>,
  { clock, maxRetries, lostConnections, signal }: RetryOptions,
): Promise<TransportResponse> {
  for (let retry = 0; ; retry++) {
    let waitSeconds: number | undefined;
    try {
      const response = await send(retry);
      const { status, headers, body } = response;
      waitSeconds = status === 429 || status >= 500 ? retryAfterSeconds(headers) : undefined;
      if (waitSeconds === undefined || retry >= maxRetries) return response;
      await readText(body, drainedBytes).catch(() => undefined);
    } catch (error) {
      if (!lostConnections || retry >= maxRetries || !isConnectionLost(error)) throw error;
      waitSeconds = 1;
    }
    // Zero seconds are permission to go on at once (C61).
    if (waitSeconds > 0) await clock.sleep(waitSeconds * 1000, { signal });
  }
}

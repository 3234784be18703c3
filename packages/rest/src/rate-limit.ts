import { createTokenBucket, type Clock } from "@kubets/wait";
import type { Logger } from "./logger.ts";

export interface RateLimitOptions {
  /** Requests a second. Default 5; negative is no limit (F005). */
  readonly qps?: number | undefined;
  /** Requests at once. Default 10. */
  readonly burst?: number | undefined;
  readonly clock: Clock;
  readonly logger?: Logger | undefined;
}

/** Waits until a request may go out; rejects with the signal's reason. */
export type Throttle = (signal: AbortSignal | undefined) => Promise<void>;

/** Longer waits are said (F007). */
const worthSayingMs = 50;

/** Creates the limit that all calls of a client share (F005, C63). */
export function createThrottle({ qps = 5, burst = 10, clock, logger }: RateLimitOptions): Throttle {
  if (qps < 0) return () => Promise.resolve();
  // Zero stands for the default, as in client-go's configuration.
  const bucket = createTokenBucket({ qps: qps || 5, burst: burst || 10, clock });
  return async (signal) => {
    const from = clock.monotonicNow();
    await bucket.wait({ signal });
    const waitedMs = clock.monotonicNow() - from;
    if (waitedMs > worthSayingMs) logger?.debug(`waited ${Math.round(waitedMs)} ms: the client's own rate limit`);
  };
}

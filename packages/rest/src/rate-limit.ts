import { createTokenBucket, realClock, type Clock } from "@kubets/wait";
import { sayLongWaits, type WaitOptions } from "./long-waits.ts";
import type { Retry } from "./transport.ts";

/** Decides when a request may go out; a token bucket of @kubets/wait is one by shape. */
export interface RateLimiter {
  /** Resolves when it may; rejects with the signal's reason. `retry` says why a request is to go out once more (F020). */
  wait(options: { readonly signal?: AbortSignal | undefined; readonly retry?: Retry | undefined }): Promise<void>;
}

/** How many requests a client sends. */
export interface RateLimiterOptions extends WaitOptions {
  /** Requests a second. Default 5, and 0 stands for the default, as in client-go's configuration (F005). */
  readonly qps?: number | undefined;
  /** Requests at once. Default 10; 0 stands for the default. */
  readonly burst?: number | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Creates client-go's limit: 5 requests a second and 10 at once (F005). One limiter is for one client; it starts full.
 * Throws a RangeError on figures that are no limit: leave the limiter out instead.
 */
export function createRateLimiter({ qps, burst, clock = realClock, ...telling }: RateLimiterOptions = {}): RateLimiter {
  const bucket = createTokenBucket({ qps: qps || 5, burst: burst || 10, clock });
  const waiting = sayLongWaits("the client's own rate limit, not the server's priority and fairness", clock, telling);
  return { wait: ({ signal }) => waiting(() => bucket.wait({ signal })) };
}

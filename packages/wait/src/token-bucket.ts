import { checkNumber } from "./check.ts";
import type { Clock } from "./clock.ts";
import { realClock } from "./real-clock.ts";

/** How many calls a {@link TokenBucket} lets through. */
export interface TokenBucketOptions {
  /** Tokens that come back each second; more than 0. `Infinity` limits nothing. */
  readonly qps: number;
  /** How many tokens the bucket holds, and so how many calls may come at once; at least 1. */
  readonly burst: number;
  readonly clock?: Clock | undefined;
}

/** A limit on calls per second with a reserve for bursts. It starts full (F163). */
export interface TokenBucket {
  readonly qps: number;
  readonly burst: number;
  /** Takes a token if there is one now; false takes none. */
  tryAccept(): boolean;
  /** Takes a token, of the future if need be, and says how many milliseconds to wait until it may be used. */
  reserve(): number;
  /**
   * Resolves when a token is there and taken; who waits first is served first. When the signal fires, rejects with its
   * reason and gives the token back, unless a later call is already spaced behind it.
   */
  wait(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
}

/**
 * Creates a {@link TokenBucket}. The arithmetic is that of Go's `golang.org/x/time/rate`: waiting calls are spaced by
 * 1/qps, and time counts on the clock's monotonic reading.
 *
 * Throws a RangeError on a rate that is not positive and on a burst below 1.
 */
export function createTokenBucket({ qps, burst, clock = realClock }: TokenBucketOptions): TokenBucket {
  checkNumber("qps", qps, Number.MIN_VALUE, Infinity);
  checkNumber("burst", burst, 1, Infinity);

  let tokens = burst;
  let updatedAt = clock.monotonicNow();
  /** When the last token that was taken may be used. */
  let lastUseAt = updatedAt;

  const tokensAt = (now: number): number => Math.min(burst, tokens + ((now - updatedAt) / 1000) * qps);

  const take = (now: number, left: number): number => {
    tokens = left;
    updatedAt = now;
    lastUseAt = now + (left < 0 ? (-left / qps) * 1000 : 0);
    return lastUseAt - now;
  };

  const giveBack = (useAt: number): void => {
    const now = clock.monotonicNow();
    const spacing = 1000 / qps;
    // Only the token that was taken last can come back: later calls are spaced behind any other. Half a space is for
    // what rounding leaves between the two times.
    if (useAt < now || lastUseAt - useAt > spacing / 2) return;
    tokens = Math.min(burst, tokensAt(now) + 1);
    updatedAt = now;
    lastUseAt = useAt - spacing;
  };

  const reserve = (): number => {
    if (qps === Infinity) return 0;
    const now = clock.monotonicNow();
    return take(now, tokensAt(now) - 1);
  };

  return {
    qps,
    burst,
    reserve,
    tryAccept() {
      if (qps === Infinity) return true;
      const now = clock.monotonicNow();
      const left = tokensAt(now) - 1;
      if (left < 0) return false;
      take(now, left);
      return true;
    },
    async wait({ signal } = {}) {
      signal?.throwIfAborted();
      const delayMs = reserve();
      if (delayMs === 0) return;
      const useAt = lastUseAt;
      try {
        await clock.sleep(delayMs, { signal });
      } catch (error) {
        giveBack(useAt);
        throw error;
      }
    },
  };
}

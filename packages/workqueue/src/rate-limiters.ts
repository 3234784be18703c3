import { createTokenBucket, type Clock } from "@kubets/wait";
import { checkMs } from "./check-ms.ts";

/** How long an item has to wait before it is tried again (F128). */
export interface RateLimiter<K = string> {
  /** Counts a try, and says after how many milliseconds it may come. */
  when(item: K): number;
  /** Starts the item anew: its work succeeded, or was given up. */
  forget(item: K): void;
  /** How often the item was counted since it was forgotten. */
  requeues(item: K): number;
}

/** Counts the failures of each item. */
function failureCounter<K>(): {
  readonly next: (item: K) => number;
  readonly forget: (item: K) => void;
  readonly requeues: (item: K) => number;
} {
  const failures = new Map<K, number>();
  return {
    next(item) {
      const before = failures.get(item) ?? 0;
      failures.set(item, before + 1);
      return before;
    },
    forget: (item) => void failures.delete(item),
    requeues: (item) => failures.get(item) ?? 0,
  };
}

/** Doubles the delay of an item with every failure: `baseMs`, twice that, … up to `maxMs` (C50). Throws a RangeError on bad durations. */
export function createExponentialRateLimiter<K = string>({
  baseMs,
  maxMs,
}: {
  readonly baseMs: number;
  readonly maxMs: number;
}): RateLimiter<K> {
  checkMs("baseMs", baseMs, 0);
  checkMs("maxMs", maxMs, 0);
  const { next, forget, requeues } = failureCounter<K>();
  // 2 ** 1024 is infinite, and 0 times that no number.
  return { when: (item) => Math.min(baseMs * 2 ** Math.min(next(item), 1000), maxMs), forget, requeues };
}

/** Waits `fastMs` for each of the first `fastAttempts` tries of an item, then `slowMs` (C50). Throws a RangeError on bad durations. */
export function createFastSlowRateLimiter<K = string>({
  fastMs,
  slowMs,
  fastAttempts,
}: {
  readonly fastMs: number;
  readonly slowMs: number;
  readonly fastAttempts: number;
}): RateLimiter<K> {
  checkMs("fastMs", fastMs, 0);
  checkMs("slowMs", slowMs, 0);
  const { next, forget, requeues } = failureCounter<K>();
  return { when: (item) => (next(item) < fastAttempts ? fastMs : slowMs), forget, requeues };
}

/** One limit for all items together: `burst` at once, then `qps` each second (C50). Forgetting does nothing. */
export function createBucketRateLimiter<K = string>(options: {
  readonly qps: number;
  readonly burst: number;
  readonly clock?: Clock | undefined;
}): RateLimiter<K> {
  const bucket = createTokenBucket(options);
  return { when: () => bucket.reserve(), forget() {}, requeues: () => 0 };
}

/** The longest delay of several limiters; each of them counts every try (C50). */
export function createMaxOfRateLimiter<K = string>(...limiters: readonly RateLimiter<K>[]): RateLimiter<K> {
  return {
    when: (item) => limiters.reduce((longest, limiter) => Math.max(longest, limiter.when(item)), 0),
    forget(item) {
      for (const limiter of limiters) limiter.forget(item);
    },
    requeues: (item) => limiters.reduce((most, limiter) => Math.max(most, limiter.requeues(item)), 0),
  };
}

/** The delay of another limiter, but never more than `maxMs` (C50). Throws a RangeError on a bad duration. */
export function createMaxWaitRateLimiter<K = string>(limiter: RateLimiter<K>, maxMs: number): RateLimiter<K> {
  checkMs("maxMs", maxMs, 0);
  return {
    when: (item) => Math.min(limiter.when(item), maxMs),
    forget: (item) => limiter.forget(item),
    requeues: (item) => limiter.requeues(item),
  };
}

/**
 * What controllers use unless they choose: each item from 5 ms, doubled by every failure, up to 1000 s; and all together
 * 100 at once, then 10 each second (F129).
 */
export function createDefaultRateLimiter<K = string>({
  clock,
}: { readonly clock?: Clock | undefined } = {}): RateLimiter<K> {
  return createMaxOfRateLimiter(
    createExponentialRateLimiter({ baseMs: 5, maxMs: 1_000_000 }),
    createBucketRateLimiter({ qps: 10, burst: 100, clock }),
  );
}

import { createTokenBucket, type Clock } from "@kubets/wait";
import { checkNumber } from "./check.ts";

/** How long an item has to wait before it is tried again (F128). */
export interface RateLimiter<K = string> {
  /** Counts a try, and says after how many milliseconds it may come. */
  when(item: K): number;
  /** Starts the item anew: its work succeeded, or was given up. */
  forget(item: K): void;
  /** How often the item was counted since it was forgotten. */
  requeues(item: K): number;
}

/** A limiter whose delay depends on how often the item failed before. */
function createCountingRateLimiter<K>(delayMs: (failures: number) => number): RateLimiter<K> {
  const counts = new Map<K, number>();
  const requeues = (item: K): number => counts.get(item) ?? 0;
  return {
    when(item) {
      const failures = requeues(item);
      counts.set(item, failures + 1);
      return delayMs(failures);
    },
    forget: (item) => void counts.delete(item),
    requeues,
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
  checkNumber("baseMs", baseMs);
  checkNumber("maxMs", maxMs);
  // 2 ** 1024 is infinite, and 0 times that no number.
  return createCountingRateLimiter((failures) => Math.min(baseMs * 2 ** Math.min(failures, 1000), maxMs));
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
  checkNumber("fastMs", fastMs);
  checkNumber("slowMs", slowMs);
  checkNumber("fastAttempts", fastAttempts);
  return createCountingRateLimiter((failures) => (failures < fastAttempts ? fastMs : slowMs));
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
    when: (item) => Math.max(0, ...limiters.map((limiter) => limiter.when(item))),
    forget(item) {
      for (const limiter of limiters) limiter.forget(item);
    },
    requeues: (item) => Math.max(0, ...limiters.map((limiter) => limiter.requeues(item))),
  };
}

/** The delay of another limiter, but never more than `maxMs` (C50). Throws a RangeError on a bad duration. */
export function createMaxWaitRateLimiter<K = string>(limiter: RateLimiter<K>, maxMs: number): RateLimiter<K> {
  checkNumber("maxMs", maxMs);
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

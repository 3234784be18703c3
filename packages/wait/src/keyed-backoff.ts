import { checkNumber } from "./check.ts";
import type { Clock } from "./clock.ts";
import { jitter as addJitter } from "./jitter.ts";
import { realClock } from "./real-clock.ts";

/** Options of {@link createKeyedBackoff}. */
export interface KeyedBackoffOptions {
  /** The first delay of every key. */
  readonly initialMs: number;
  /** No delay grows beyond it; only the jitter of a first delay comes on top. */
  readonly maxMs: number;
  /** Each delay is lengthened by up to this share of the one before. Default 0. */
  readonly jitter?: number | undefined;
  readonly clock?: Clock | undefined;
  /** Numbers from 0 up to but not including 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** A growing delay for every key (F163). All moments are those of the clock's `monotonicNow`. */
export interface KeyedBackoff<K = string> {
  /** The delay of a key in milliseconds; 0 where it has none. */
  delayMs(key: K): number;
  /** Lengthens the delay of a key: the first, then twice the one before. A key that was quiet for `2 * maxMs` starts anew. */
  next(key: K, at?: number): void;
  /** Whether less than the delay has passed from `at` until now. */
  isBackingOffSince(key: K, at: number): boolean;
  /** Whether less than the delay lies between the last `next` and `at`. Default: now. */
  isBackingOff(key: K, at?: number): boolean;
  /** Forgets a key. */
  reset(key: K): void;
  /** Forgets every key that was quiet for `2 * maxMs`. Nothing does so by itself: call it from time to time. */
  collect(): void;
}

/** Creates a {@link KeyedBackoff}. Throws a RangeError on durations and a jitter that are negative or not finite. */
export function createKeyedBackoff<K = string>(options: KeyedBackoffOptions): KeyedBackoff<K> {
  const { initialMs, maxMs, jitter = 0, clock = realClock, random } = options;
  for (const [name, value] of Object.entries({ initialMs, maxMs, jitter })) {
    checkNumber(name, value);
  }
  const entries = new Map<K, { readonly delayMs: number; readonly updatedAt: number }>();
  const now = (): number => clock.monotonicNow();
  /** The entry of a key, unless it was quiet for too long at that moment. */
  const fresh = (key: K, at: number): { readonly delayMs: number; readonly updatedAt: number } | undefined => {
    const entry = entries.get(key);
    return entry !== undefined && at - entry.updatedAt <= 2 * maxMs ? entry : undefined;
  };
  return {
    delayMs: (key) => entries.get(key)?.delayMs ?? 0,
    next(key, at = now()) {
      const before = fresh(key, at)?.delayMs;
      const jittered = addJitter(before ?? initialMs, jitter, random);
      const delayMs = before === undefined ? jittered : Math.min(before + jittered, maxMs);
      entries.set(key, { delayMs, updatedAt: now() });
    },
    isBackingOffSince(key, at) {
      const entry = fresh(key, at);
      return entry !== undefined && now() - at < entry.delayMs;
    },
    isBackingOff(key, at = now()) {
      const entry = fresh(key, at);
      return entry !== undefined && at - entry.updatedAt < entry.delayMs;
    },
    reset: (key) => void entries.delete(key),
    collect() {
      for (const key of entries.keys()) if (fresh(key, now()) === undefined) entries.delete(key);
    },
  };
}

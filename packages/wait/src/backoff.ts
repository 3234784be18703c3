import { checkNumber } from "./check.ts";
import type { Clock } from "./clock.ts";
import { jitter as addJitter } from "./jitter.ts";
import { realClock } from "./real-clock.ts";

/** Delays that grow: the shape of client-go's `wait.Backoff`. */
export interface BackoffOptions {
  /** The first delay. */
  readonly initialMs: number;
  /** Each delay is the one before times this. Default 1: they stay the same. */
  readonly factor?: number | undefined;
  /** Each delay is lengthened by up to this share of itself; the next is computed from the one without. Default 0. */
  readonly jitter?: number | undefined;
  /** How many delays grow; after them the delay stays as it is. Default: all. */
  readonly steps?: number | undefined;
  /** No delay grows beyond it; jitter comes on top. Default: no limit. */
  readonly maxMs?: number | undefined;
  /** Numbers from 0 up to but not including 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** A sequence of growing delays. */
export interface Backoff {
  /** The next delay in milliseconds. */
  next(): number;
  /** How many delays may still grow; 0 once the limit is reached. Loops with a bounded number of tries end there. */
  readonly stepsLeft: number;
  /** Starts anew with the first delay. */
  reset(): void;
}

/**
 * Creates a {@link Backoff}: `initialMs`, then each delay `factor` times the one before, up to `maxMs`. Throws a RangeError
 * on numbers that are negative or NaN, and on what grows from or by infinity.
 */
export function createBackoff(options: BackoffOptions): Backoff {
  const { initialMs, factor = 1, jitter = 0, steps = Infinity, maxMs = Infinity, random = Math.random } = options;
  checkNumber("initialMs", initialMs);
  checkNumber("factor", factor);
  checkNumber("jitter", jitter);
  checkNumber("steps", steps, 0, Infinity);
  checkNumber("maxMs", maxMs, 0, Infinity);
  let delayMs = initialMs;
  let stepsLeft = steps;
  return {
    next() {
      const currentMs = delayMs;
      if (stepsLeft > 0) {
        stepsLeft -= 1;
        delayMs *= factor;
        if (delayMs > maxMs) {
          delayMs = maxMs;
          stepsLeft = 0;
        }
      }
      return addJitter(currentMs, jitter, random);
    },
    get stepsLeft() {
      return stepsLeft;
    },
    reset() {
      delayMs = initialMs;
      stepsLeft = steps;
    },
  };
}

/** Options of {@link createBackoffManager}: those of a backoff, and when it forgets. */
export interface BackoffManagerOptions extends BackoffOptions {
  /** A call that comes later than this after the one before starts anew with the first delay. */
  readonly resetMs: number;
  readonly clock?: Clock | undefined;
}

/**
 * Creates a backoff that starts anew after a quiet time, for loops that run forever: failures in a row wait longer and
 * longer, up to `maxMs` and its jitter, and one failure after a long success waits `initialMs` again (F094).
 *
 * Throws as {@link createBackoff} does. client-go's own reflector starts anew every `resetMs`, even in the middle of an outage; this one does not.
 */
export function createBackoffManager(options: BackoffManagerOptions): Pick<Backoff, "next" | "reset"> {
  const { resetMs, clock = realClock } = options;
  checkNumber("resetMs", resetMs, 0, Infinity);
  const backoff = createBackoff(options);
  let lastCall = clock.monotonicNow();
  return {
    next() {
      const now = clock.monotonicNow();
      if (now - lastCall > resetMs) backoff.reset();
      lastCall = now;
      return backoff.next();
    },
    reset: () => backoff.reset(),
  };
}

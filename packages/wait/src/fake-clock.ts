import { checkNumber } from "./check.ts";
import type { Clock, Timer } from "./clock.ts";
import { sleepOn } from "./real-clock.ts";

/**
 * A clock for tests: time passes only when told to, and everything that was waiting has run to its next wait when the
 * call that moved time resolves. Work that waits for the network or for real timers is not waited for.
 */
export interface FakeClock extends Clock {
  /**
   * Lets `ms` milliseconds pass: fires the timers due on the way, each at its time and in order, and what they start.
   * Rejects with a RangeError on what no time can be: less than 0, NaN, infinite.
   */
  advance(ms: number): Promise<void>;
  /** Moves to the next timer and fires it. Resolves to false where no timer is pending. */
  advanceToNext(): Promise<boolean>;
  /** Lets everything run that needs no time to pass. */
  settle(): Promise<void>;
  /** Sets the wall clock without time passing, as an administrator or a time server would. Throws a RangeError on NaN. */
  setNow(ms: number): void;
  /** Delays in milliseconds until each pending timer, soonest first. */
  readonly pending: readonly number[];
}

interface PendingTimer {
  readonly due: number;
  readonly sequence: number;
  readonly callback: () => void;
}

/**
 * Calls in a task of the event loop, which starts only when no promise has anything left to do. Timers cannot be had for
 * less than a millisecond, which many thousand steps of a test would add up to.
 */
const nextTask: (callback: () => void) => unknown =
  (globalThis as { setImmediate?: (callback: () => void) => unknown }).setImmediate ??
  ((callback) => setTimeout(callback, 0));

/** Creates a {@link FakeClock}. `now` is where its wall clock starts, in milliseconds since 1970. */
export function createFakeClock({ now = Date.UTC(2026, 0, 1) }: { readonly now?: number | undefined } = {}): FakeClock {
  let elapsed = 0;
  let offset = now;
  let sequence = 0;
  const timers = new Set<PendingTimer>();

  const next = (): PendingTimer | undefined => {
    let first: PendingTimer | undefined;
    for (const timer of timers) {
      if (!first || timer.due < first.due || (timer.due === first.due && timer.sequence < first.sequence))
        first = timer;
    }
    return first;
  };

  const fire = async (timer: PendingTimer): Promise<void> => {
    timers.delete(timer);
    elapsed = Math.max(elapsed, timer.due);
    timer.callback();
    await settle();
  };

  const settle = (): Promise<void> => new Promise((resolve) => void nextTask(resolve));

  const clock: FakeClock = {
    now: () => offset + elapsed,
    monotonicNow: () => elapsed,
    setTimer(ms, callback): Timer {
      checkNumber("ms", ms, -Infinity, Infinity);
      const timer = { due: elapsed + Math.max(ms, 0), sequence: sequence++, callback };
      timers.add(timer);
      return { [Symbol.dispose]: () => void timers.delete(timer) };
    },
    sleep: (ms, { signal } = {}) => sleepOn(clock, ms, signal),
    async advance(ms) {
      checkNumber("ms", ms);
      const end = elapsed + ms;
      await settle();
      for (let timer = next(); timer && timer.due <= end; timer = next()) await fire(timer);
      elapsed = end;
      await settle();
    },
    async advanceToNext() {
      await settle();
      const timer = next();
      if (!timer) return false;
      await fire(timer);
      return true;
    },
    settle,
    setNow(ms) {
      checkNumber("ms", ms, -Infinity);
      offset = ms - elapsed;
    },
    get pending() {
      return [...timers].map((timer) => timer.due - elapsed).toSorted((a, b) => a - b);
    },
  };
  return clock;
}

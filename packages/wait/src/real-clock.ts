import type { Clock } from "./clock.ts";

/** Longest delay that every runtime's timers keep; longer ones fire at once there. */
const longestTimerMs = 2 ** 31 - 1;

/** The system's clock. Its timers keep a process alive, as those of the platform do. */
export const realClock: Clock = {
  now: () => Date.now(),
  monotonicNow: () => performance.now(),

  setTimer(ms, callback) {
    const due = performance.now() + ms;
    // Not by checkNumber, which the smallest of clients would then carry along.
    if (Number.isNaN(due)) throw new RangeError(`ms cannot be ${ms}`);
    let handle: ReturnType<typeof setTimeout> | undefined;
    const arm = (): void => {
      const left = due - performance.now();
      handle = setTimeout(left > longestTimerMs ? arm : callback, Math.min(Math.max(left, 0), longestTimerMs));
    };
    arm();
    return { [Symbol.dispose]: () => clearTimeout(handle) };
  },

  sleep(ms, { signal } = {}) {
    return sleepOn(realClock, ms, signal);
  },
};

/** A sleep made of a clock's timer: what every clock's `sleep` does. */
export function sleepOn(clock: Pick<Clock, "setTimer">, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const onAbort = (): void => {
      timer[Symbol.dispose]();
      reject(signal?.reason as Error);
    };
    const timer = clock.setTimer(ms, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

import { realClock, type Clock } from "@kubets/wait";

const speed = 100;

/** A clock on which a second takes ten milliseconds: backoffs and the watchdog need not be sat out. */
export const fastClock: Clock = {
  now: () => realClock.now(),
  monotonicNow: () => realClock.monotonicNow() * speed,
  setTimer: (ms, callback) => realClock.setTimer(ms / speed, callback),
  sleep: (ms, options) => realClock.sleep(ms / speed, options),
};

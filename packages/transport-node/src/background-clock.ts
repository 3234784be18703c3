import { type Clock, realClock } from "@kubets/wait";

/** The system's clock, with timers that keep no process alive: a program may end while its connections idle. */
export const backgroundClock: Clock = {
  ...realClock,
  setTimer(ms, callback) {
    const handle = setTimeout(callback, ms).unref();
    return { [Symbol.dispose]: () => clearTimeout(handle) };
  },
};

import type { Clock } from "@kubets/wait";

/** Calls back every `ms` milliseconds until it is disposed. */
export function every(clock: Clock, ms: number, callback: () => void): Disposable {
  const fire = (): void => {
    timer = clock.setTimer(ms, fire);
    callback();
  };
  let timer = clock.setTimer(ms, fire);
  return { [Symbol.dispose]: () => timer[Symbol.dispose]() };
}

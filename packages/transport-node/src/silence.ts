import type { Clock, Timer } from "@kubets/wait";

/** Notices a peer that owes bytes and sends none. */
export interface SilenceWatch extends Disposable {
  /** From now on a byte is owed. */
  owed(): void;
  /** Bytes came, or nobody waits for any. */
  heard(): void;
}

const unlimited: SilenceWatch = { owed: () => undefined, heard: () => undefined, [Symbol.dispose]: () => undefined };

/**
 * Calls `end` once bytes have been owed for `limitMs`; 0 is never. Time that the reader takes does not count, and a byte
 * more or less costs no timer: one runs for the whole answer.
 */
export function watchSilence(limitMs: number, clock: Clock, end: (error: Error) => void): SilenceWatch {
  if (limitMs <= 0) return unlimited;
  let since: number | undefined;
  let timer: Timer | undefined;
  const look = (): void => {
    const silentMs = since === undefined ? 0 : clock.monotonicNow() - since;
    if (silentMs < limitMs) timer = clock.setTimer(limitMs - silentMs, look);
    else end(Object.assign(new Error(`the server said nothing for ${limitMs / 1000} s`), { code: "ETIMEDOUT" }));
  };
  timer = clock.setTimer(limitMs, look);
  return {
    owed() {
      since ??= clock.monotonicNow();
    },
    heard() {
      since = undefined;
    },
    [Symbol.dispose]: () => timer?.[Symbol.dispose](),
  };
}

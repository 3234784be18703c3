import type { Clock } from "@kubets/wait";
import type { Logger } from "./logger.ts";

/** Who hears of waits on this side. */
export interface WaitOptions {
  /** Hears of waits above 50 ms at level `debug`, and as a warning, at most once in 10 s, of those above 1 s (F007). */
  readonly logger?: Logger | undefined;
  /** Called after every wait, however short, also one that a signal ended (F007, F162). */
  readonly onWait?: ((waitedMs: number) => void) | undefined;
}

const worthSayingMs = 50;
const worthWarningMs = 1000;
const warnEveryMs = 10_000;

/** Runs waits, and tells of those that are long; `reason` says what was waited for. */
export function sayLongWaits(
  reason: string,
  clock: Clock,
  { logger, onWait }: WaitOptions,
): (wait: () => Promise<void>) => Promise<void> {
  let warnedAt = -Infinity;
  return async (wait) => {
    const from = clock.monotonicNow();
    try {
      await wait();
    } finally {
      const now = clock.monotonicNow();
      const waitedMs = now - from;
      onWait?.(waitedMs);
      const message = `waited ${Math.round(waitedMs)} ms before sending: ${reason}`;
      if (waitedMs > worthSayingMs) logger?.debug(message);
      if (waitedMs > worthWarningMs && now - warnedAt >= warnEveryMs) {
        warnedAt = now;
        logger?.warn(message);
      }
    }
  };
}

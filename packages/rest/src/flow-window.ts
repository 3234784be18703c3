import type { Clock, Timer } from "@kubets/wait";

/** How many calls of one flow may be under way at once, as its server's answers teach. */
export interface FlowWindow {
  /** Resolves when a call may begin; rejects with the signal's reason. Each begin has one {@link end}. */
  begin(signal: AbortSignal | undefined): Promise<void>;
  /** A call that began was served. Calls have numbers, in the order in which they were sent. */
  served(call: number): void;
  /**
   * A call was refused for so long, when `last` was the last that had been sent; `besides` others were under way that did not
   * begin here.
   */
  refused(call: number, forMs: number, last: number, besides: number): void;
  end(): void;
}

/** A refusal leaves so much of a window: enough less to be no refusal again, and not so much that the server idles. */
const decrease = 0.7;

/**
 * Creates a window without a limit. The first refusal sets one, less than what was under way. From then on each refusal
 * narrows it, once for all calls that were under way together, and each full window of served calls widens it by one; it is
 * never less than one call. While a refusal lasts, no call begins, unless one is served meanwhile: then there is room.
 */
export function createFlowWindow(clock: Clock): FlowWindow {
  const queue = new Set<() => void>();
  let width = Infinity;
  let active = 0;
  let restUntil = -Infinity;
  let narrowedAt = 0;
  let timer: Timer | undefined;

  const stopTimer = (): void => {
    timer?.[Symbol.dispose]();
    timer = undefined;
  };
  const admit = (): void => {
    const restMs = restUntil - clock.monotonicNow();
    if (restMs <= 0) {
      for (const go of queue) {
        if (active >= Math.floor(width)) return;
        queue.delete(go);
        active++;
        go();
      }
    } else if (queue.size > 0) {
      timer ??= clock.setTimer(restMs, () => {
        timer = undefined;
        admit();
      });
    }
  };

  return {
    begin(signal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const onAbort = (): void => {
        queue.delete(go);
        if (queue.size === 0) stopTimer();
        reject(signal?.reason);
      };
      const go = (): void => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      };
      if (signal?.aborted) onAbort();
      else {
        signal?.addEventListener("abort", onAbort);
        queue.add(go);
        admit();
      }
      return promise;
    },
    served(call) {
      restUntil = -Infinity;
      stopTimer();
      if (call > narrowedAt && active >= Math.floor(width)) width += 1 / width;
    },
    refused(call, forMs, last, besides) {
      restUntil = Math.max(restUntil, clock.monotonicNow() + forMs);
      if (call <= narrowedAt) return;
      width = Math.max(1, Math.min(width, active + besides) * decrease);
      narrowedAt = last;
    },
    end() {
      active--;
      admit();
    },
  };
}

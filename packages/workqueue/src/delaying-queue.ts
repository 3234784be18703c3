import type { Timer } from "@kubets/wait";
import { checkNumber } from "./check.ts";
import { ItemHeap } from "./item-heap.ts";
import { BasicQueue, checkItem, type Item, type WorkQueue, type WorkQueueOptions } from "./work-queue.ts";

/** A {@link WorkQueue} that can add an item later (F126). */
export interface DelayingQueue<K extends Item = string> extends WorkQueue<K> {
  /**
   * Adds an item after `delayMs` milliseconds, and at once where that is 0 or less. Of several times for one item the
   * earliest counts (C49). Independent of `add`: an item can wait to be taken and to be added again. A shutdown drops what
   * has not been added by then. Throws a RangeError on a delay that is not finite.
   */
  addAfter(item: K, delayMs: number): void;

  /** Takes back what `addAfter` announced for an item; false where nothing was. */
  cancelAfter(item: K): boolean;

  /** How many items will be added later. */
  readonly delayedCount: number;
}

/** Creates a {@link DelayingQueue}. However many items it delays, it keeps a single timer. */
export function createDelayingQueue<K extends Item = string>(options: WorkQueueOptions<K> = {}): DelayingQueue<K> {
  return new DelayedQueue(options);
}

/** The delaying part, on top of the queue's. */
export class DelayedQueue<K extends Item> extends BasicQueue<K> implements DelayingQueue<K> {
  readonly #delayed = new ItemHeap<K>();
  #timer: Timer | undefined;
  /** When the timer fires. */
  #dueAt: number | undefined;

  get delayedCount(): number {
    return this.#delayed.length;
  }

  addAfter(item: K, delayMs: number): void {
    if (this.shuttingDown) return;
    checkItem(item);
    checkNumber("delayMs", delayMs, -Number.MAX_VALUE);
    this.metrics?.retried();
    if (delayMs <= 0) {
      super.add(item);
      return;
    }
    this.#delayed.put(item, this.clock.monotonicNow() + delayMs);
    this.#arm();
  }

  cancelAfter(item: K): boolean {
    const found = this.#delayed.delete(item);
    this.#arm();
    return found;
  }

  protected override beginShutDown(): void {
    super.beginShutDown();
    this.#delayed.clear();
    this.#arm();
  }

  /** Sees to it that a timer fires when the first item is ready, and that there is none without an item. */
  #arm(): void {
    const dueAt = this.#delayed.firstKey;
    if (dueAt === this.#dueAt) return;
    this.#dueAt = dueAt;
    this.#timer?.[Symbol.dispose]();
    this.#timer =
      dueAt === undefined
        ? undefined
        : this.clock.setTimer(dueAt - this.clock.monotonicNow(), () => {
            // Timers may fire a little early; then this one is set again.
            this.#dueAt = undefined;
            const now = this.clock.monotonicNow();
            for (let item = this.#delayed.pop(now); item !== undefined; item = this.#delayed.pop(now)) super.add(item);
            this.#arm();
          });
  }
}

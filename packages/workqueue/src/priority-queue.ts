import { checkMs } from "./check-ms.ts";
import { ItemHeap } from "./item-heap.ts";
import { RateLimitedQueue, type RateLimitingQueue, type RateLimitingQueueOptions } from "./rate-limiting-queue.ts";
import type { Item } from "./work-queue.ts";

/** How much an item matters. */
export interface PriorityOptions {
  /**
   * Higher comes first; may be negative. Default 0, or, for `addAfter` and `addRateLimited` of an item that is being
   * processed, the priority with which it was taken. NaN is a RangeError.
   */
  readonly priority?: number | undefined;
}

/**
 * A {@link RateLimitingQueue} in which some items matter more (F132, as controller-runtime defines it):
 *
 * - the highest priority comes first; items of one priority come in the order in which they became ready
 * - an item that is added again keeps the higher of its priorities and the earlier of its times. Raised, it comes last
 *   among its new equals
 * - unlike in the other queues an item is queued or delayed, never both: `add` takes back what `addAfter` announced
 *
 * Nothing grows with waiting: items of low priority wait for as long as there are others.
 */
export interface PriorityQueue<K extends Item = string> extends RateLimitingQueue<K> {
  add(item: K, options?: PriorityOptions): void;
  addAfter(item: K, delayMs: number, options?: PriorityOptions): void;
  addRateLimited(item: K, options?: PriorityOptions): void;
  /** The priority with which an item that is being processed was taken; undefined for every other item. */
  priorityOf(item: K): number | undefined;
}

/** Creates a {@link PriorityQueue}. */
export function createPriorityQueue<K extends Item = string>(
  options: Omit<RateLimitingQueueOptions<K>, "order"> = {},
): PriorityQueue<K> {
  return new PrioritizedQueue(options, new Map(), new Map());
}

class PrioritizedQueue<K extends Item> extends RateLimitedQueue<K> implements PriorityQueue<K> {
  /** Of every item that waits, is delayed, or is to wait again. */
  readonly #wanted: Map<K, number>;
  /** Of every item that is being processed. */
  readonly #taken: Map<K, number>;

  constructor(options: RateLimitingQueueOptions<K>, wanted: Map<K, number>, taken: Map<K, number>) {
    const heap = new ItemHeap<K>();
    const push = (item: K): void => heap.put(item, -(wanted.get(item) ?? 0));
    super({
      ...options,
      order: {
        push,
        touch: push,
        pop() {
          const item = heap.pop();
          if (item !== undefined) {
            taken.set(item, wanted.get(item) ?? 0);
            wanted.delete(item);
          }
          return item;
        },
        get length() {
          return heap.length;
        },
      },
    });
    this.#wanted = wanted;
    this.#taken = taken;
  }

  override add(item: K, { priority = 0 }: PriorityOptions = {}): void {
    if (this.shuttingDown) return;
    this.#want(item, priority);
    super.cancelAfter(item);
    super.add(item);
  }

  override addAfter(item: K, delayMs: number, { priority = this.#taken.get(item) ?? 0 }: PriorityOptions = {}): void {
    if (this.shuttingDown) return;
    checkMs("delayMs", delayMs);
    this.#want(item, priority);
    // What waits already has the earlier time.
    const atOnce = delayMs <= 0 || this.isWanted(item);
    if (atOnce) super.cancelAfter(item);
    super.addAfter(item, atOnce ? 0 : delayMs);
  }

  override addRateLimited(item: K, options?: PriorityOptions): void {
    this.addAfter(item, this.limiter.when(item), options);
  }

  override cancelAfter(item: K): boolean {
    const cancelled = super.cancelAfter(item);
    if (cancelled) this.#wanted.delete(item);
    return cancelled;
  }

  override done(item: K): void {
    this.#taken.delete(item);
    super.done(item);
  }

  priorityOf(item: K): number | undefined {
    return this.#taken.get(item);
  }

  #want(item: K, priority: number): void {
    if (Number.isNaN(priority)) throw new RangeError("priority must be a number, not NaN");
    this.#wanted.set(item, Math.max(priority, this.#wanted.get(item) ?? -Infinity));
  }
}

import { checkNumber } from "./check.ts";
import { ItemHeap } from "./item-heap.ts";
import { RateLimitedQueue, type RateLimitingQueue, type RateLimitingQueueOptions } from "./rate-limiting-queue.ts";
import { checkItem, type Item, type ItemOrder } from "./work-queue.ts";

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
  return new PrioritizedQueue(options);
}

/** The order by priority, and the priorities that it goes by. */
class PriorityOrder<K extends Item> implements ItemOrder<K> {
  /** Of every item that waits, is delayed, or is to wait again. */
  readonly wanted = new Map<K, number>();
  /** Of every item that is being processed. */
  readonly taken = new Map<K, number>();
  readonly #heap = new ItemHeap<K>();

  get length(): number {
    return this.#heap.length;
  }

  push(item: K): void {
    this.#heap.put(item, -(this.wanted.get(item) ?? 0));
  }

  touch(item: K): void {
    this.push(item);
  }

  pop(): K | undefined {
    const item = this.#heap.pop();
    if (item === undefined) return undefined;
    this.taken.set(item, this.wanted.get(item) ?? 0);
    this.wanted.delete(item);
    return item;
  }
}

class PrioritizedQueue<K extends Item> extends RateLimitedQueue<K> implements PriorityQueue<K> {
  readonly #order: PriorityOrder<K>;

  constructor(options: RateLimitingQueueOptions<K>, order: PriorityOrder<K> = new PriorityOrder()) {
    super({ ...options, order });
    this.#order = order;
  }

  override add(item: K, { priority = 0 }: PriorityOptions = {}): void {
    if (this.shuttingDown) return;
    this.#want(item, priority);
    super.cancelAfter(item);
    super.add(item);
  }

  override addAfter(
    item: K,
    delayMs: number,
    { priority = this.#order.taken.get(item) ?? 0 }: PriorityOptions = {},
  ): void {
    if (this.shuttingDown) return;
    checkNumber("delayMs", delayMs, -Number.MAX_VALUE);
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
    if (cancelled) this.#order.wanted.delete(item);
    return cancelled;
  }

  override done(item: K): void {
    this.#order.taken.delete(item);
    super.done(item);
  }

  priorityOf(item: K): number | undefined {
    return this.#order.taken.get(item);
  }

  #want(item: K, priority: number): void {
    checkItem(item);
    checkNumber("priority", priority, -Infinity, Infinity);
    this.#order.wanted.set(item, Math.max(priority, this.#order.wanted.get(item) ?? -Infinity));
  }
}

import { realClock, type Clock } from "@kubets/wait";
import { queueMetrics, type QueueMetrics, type WorkQueueMetricsProvider } from "./metrics.ts";
import { Fifo } from "./fifo.ts";

/** What can be queued: everything but undefined and null, which stand for "no item". */
export type Item = string | number | bigint | symbol | object;

/**
 * A queue for work that is described by its item alone, such as the key of an object to bring in order (F124, C45, C46):
 *
 * - an item that waits already is not added again: a hundred changes of one object are one piece of work
 * - an item is never handed to two workers at once; added while it is processed, it waits until that is done
 * - items come in the order in which they were added
 *
 * Items are compared as a Map compares its keys: use texts or numbers, not fresh objects.
 */
export interface WorkQueue<K extends Item = string> extends AsyncIterable<K>, AsyncDisposable {
  /**
   * Wants an item processed. Does nothing where it waits already, and after a shutdown. Throws a TypeError on undefined and
   * null, which would look like the end of the queue to who takes them.
   */
  add(item: K): void;

  /**
   * Takes the next item, waiting until there is one; who asks first is served first. Everyone who takes an item must call
   * {@link done} for it. Resolves to undefined once the queue is shut down and empty.
   *
   * Rejects with the signal's reason when it fires; no item is lost by that.
   */
  get(options?: { readonly signal?: AbortSignal | undefined }): Promise<K | undefined>;

  /**
   * Says that an item which {@link get} gave has been processed. Was it added meanwhile, it waits again, after a shutdown
   * too (C47). Does nothing for an item that is not being processed.
   */
  done(item: K): void;

  /** How many items wait. Those being processed do not count. */
  readonly length: number;

  /** Whether a shutdown has begun. */
  readonly shuttingDown: boolean;

  /**
   * Takes no more items. What waits can still be taken; then everyone who asks gets undefined (C47). A drain that is
   * waiting ends.
   */
  shutDown(): void;

  /**
   * Takes no more items, and resolves when the work that is going on has ended and left nothing waiting (F125, C48). Items
   * that nobody is working on are not waited for. An item that is never done keeps it waiting until `shutDown` is called;
   * the signal ends the waiting too, with its reason.
   */
  shutDownWithDrain(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;

  /**
   * Takes items until the queue is shut down and empty, and calls {@link done} for each when the loop asks for the next or
   * ends: the loop's body must not.
   */
  [Symbol.asyncIterator](): AsyncIterator<K, undefined>;

  /** Shuts down. Waits for nothing, so that an item that is never done cannot hold up the end of a block. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** The order in which items are taken; first in, first out unless a queue is given another (F124). */
export interface ItemOrder<K> {
  push(item: K): void;
  /** The next item, which leaves; undefined where there is none. */
  pop(): K | undefined;
  /** Told that an item which waits was added again (C46). */
  touch?(item: K): void;
  readonly length: number;
}

/** Options of every queue of this package. */
export interface WorkQueueOptions<K> {
  /** Names the queue in metrics. */
  readonly name?: string | undefined;
  /** Nothing is measured without it or without a name. */
  readonly metrics?: WorkQueueMetricsProvider | undefined;
  readonly order?: ItemOrder<K> | undefined;
  readonly clock?: Clock | undefined;
}

/** Creates a {@link WorkQueue}. */
export function createWorkQueue<K extends Item = string>(options: WorkQueueOptions<K> = {}): WorkQueue<K> {
  return new BasicQueue(options);
}

/** Wants to be processed. Together with `processing`: again, after what is going on. */
const dirty = 1;
/** Is being processed. */
const processing = 2;

/** What the queues of this package have in common. */
export class BasicQueue<K extends Item> implements WorkQueue<K> {
  protected readonly metrics: QueueMetrics<K> | undefined;
  protected readonly clock: Clock;
  /** Bits of every item that is known: dirty, processing, or both. */
  readonly #states = new Map<K, number>();
  /** The items that are dirty and not processing. */
  readonly #waiting: ItemOrder<K>;
  /** Those who asked while nothing was waiting. */
  readonly #takers = new Set<(item: K | undefined) => void>();
  readonly #drains = new Set<() => void>();
  #shuttingDown = false;

  constructor(options: WorkQueueOptions<K>) {
    this.clock = options.clock ?? realClock;
    this.metrics = queueMetrics(options.name, options.metrics, this.clock);
    this.#waiting = options.order ?? new Fifo<K>();
  }

  get length(): number {
    return this.#waiting.length;
  }

  get shuttingDown(): boolean {
    return this.#shuttingDown;
  }

  add(item: K): void {
    if (this.#shuttingDown) return;
    checkItem(item);
    const state = this.#states.get(item) ?? 0;
    if (state & dirty) {
      if (!(state & processing)) this.#waiting.touch?.(item);
      return;
    }
    this.metrics?.added(item);
    this.#states.set(item, state | dirty);
    if (!(state & processing)) this.#enqueue(item);
  }

  get({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<K | undefined> {
    const answered = this.#shuttingDown || this.#waiting.length > 0;
    return answered && !signal?.aborted ? Promise.resolve(this.#take()) : waitAmong(this.#takers, signal);
  }

  done(item: K): void {
    const state = this.#states.get(item) ?? 0;
    if (!(state & processing)) return;
    this.metrics?.done(item);
    if (state & dirty) {
      this.#states.set(item, dirty);
      this.#enqueue(item);
    } else {
      this.#states.delete(item);
    }
    if (this.#states.size === 0) this.#endDrains();
  }

  shutDown(): void {
    this.beginShutDown();
    this.#endDrains();
  }

  shutDownWithDrain({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    this.beginShutDown();
    // What is known and does not wait is being processed.
    const idle = this.#states.size === this.#waiting.length;
    return idle ? Promise.resolve() : waitAmong(this.#drains, signal);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<K, undefined> {
    for (;;) {
      const item = await this.get();
      if (item === undefined) return undefined;
      try {
        yield item;
      } finally {
        this.done(item);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.shutDown();
  }

  /** Whether an item waits, or will as soon as what is going on with it is done. */
  protected isWanted(item: K): boolean {
    return ((this.#states.get(item) ?? 0) & dirty) !== 0;
  }

  protected beginShutDown(): void {
    this.#shuttingDown = true;
    this.metrics?.stop();
    for (const taker of this.#takers) taker(undefined);
    this.#takers.clear();
  }

  #enqueue(item: K): void {
    this.#waiting.push(item);
    for (const taker of this.#takers) {
      this.#takers.delete(taker);
      taker(this.#take());
      return;
    }
  }

  #take(): K | undefined {
    const item = this.#waiting.pop();
    if (item === undefined) return undefined;
    this.#states.set(item, processing);
    this.metrics?.taken(item);
    return item;
  }

  #endDrains(): void {
    for (const end of this.#drains) end();
    this.#drains.clear();
  }
}

/** Nothing is no item: whoever takes it would believe that the queue has ended. */
export function checkItem(item: unknown): void {
  if (item === undefined || item === null) throw new TypeError(`an item cannot be ${item}`);
}

/** Waits until somebody calls the function that it puts among the others; takes it away when the signal fires. */
function waitAmong<T>(waiters: Set<(value: T) => void>, signal: AbortSignal | undefined): Promise<T> {
  if (signal?.aborted) return Promise.reject(signal.reason as Error);
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const onAbort = (): void => {
    waiters.delete(waiter);
    reject(signal?.reason as Error);
  };
  const waiter = (value: T): void => {
    signal?.removeEventListener("abort", onAbort);
    resolve(value);
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  waiters.add(waiter);
  return promise;
}

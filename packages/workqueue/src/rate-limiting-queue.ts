import { DelayedQueue, type DelayingQueue } from "./delaying-queue.ts";
import { createDefaultRateLimiter, type RateLimiter } from "./rate-limiters.ts";
import { runWorkers, type RunOptions } from "./run-workers.ts";
import type { Item, WorkQueueOptions } from "./work-queue.ts";

/** A {@link DelayingQueue} that knows how often an item was tried, and spaces the tries (F127). What controllers use. */
export interface RateLimitingQueue<K extends Item = string> extends DelayingQueue<K> {
  /** Adds an item after the delay that the rate limiter gives it. */
  addRateLimited(item: K): void;

  /** Starts the rate limiter anew for an item: call it when the work succeeded. Does not take it out of the queue (C50). */
  forget(item: K): void;

  /** How often an item was added by {@link addRateLimited} since it was forgotten. */
  requeues(item: K): number;

  /**
   * Takes items and hands them to `handler`, `concurrency` at a time, and never one item twice at a time. What the handler
   * does decides what follows: it returns, the item is forgotten; it returns `requeueAfterMs`, the item is forgotten and
   * comes again after that time; it throws, the error is reported and the item comes again after its rate limit.
   *
   * Resolves when the queue is shut down and empty, or when the signal has fired and the handlers that were running have
   * ended. Rejects only when `onError` throws, likewise after the running handlers.
   */
  run(options: RunOptions<K>): Promise<void>;

  /** Shuts down, and waits until every {@link run} has ended. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Options of {@link createRateLimitingQueue}. */
export interface RateLimitingQueueOptions<K> extends WorkQueueOptions<K> {
  /** Default: `createDefaultRateLimiter`. */
  readonly rateLimiter?: RateLimiter<K> | undefined;
}

/** Creates a {@link RateLimitingQueue}. */
export function createRateLimitingQueue<K extends Item = string>(
  options: RateLimitingQueueOptions<K> = {},
): RateLimitingQueue<K> {
  return new RateLimitedQueue(options);
}

/** The rate-limiting part, on top of the delaying queue's. */
export class RateLimitedQueue<K extends Item> extends DelayedQueue<K> implements RateLimitingQueue<K> {
  protected readonly limiter: RateLimiter<K>;
  readonly #runs = new Set<Promise<void>>();

  constructor(options: RateLimitingQueueOptions<K>) {
    super(options);
    this.limiter = options.rateLimiter ?? createDefaultRateLimiter<K>({ clock: this.clock });
  }

  addRateLimited(item: K): void {
    this.addAfter(item, this.limiter.when(item));
  }

  forget(item: K): void {
    this.limiter.forget(item);
  }

  requeues(item: K): number {
    return this.limiter.requeues(item);
  }

  async run(options: RunOptions<K>): Promise<void> {
    const run = runWorkers(this, options);
    this.#runs.add(run);
    try {
      await run;
    } finally {
      this.#runs.delete(run);
    }
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.shutDown();
    await Promise.allSettled(this.#runs);
  }
}

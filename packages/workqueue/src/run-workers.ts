import { checkNumber } from "./check.ts";
import type { RateLimitingQueue } from "./rate-limiting-queue.ts";
import { together } from "./together.ts";
import type { Item } from "./work-queue.ts";

/** What a handler is told beside its item. */
export interface HandlerContext {
  /** Fires when the run is to end; hand it to everything that waits. */
  readonly signal: AbortSignal;
  /** How often the item's handling failed before, since it last succeeded. */
  readonly failures: number;
}

/** Does the work an item stands for. */
export type Handler<K> = (
  item: K,
  context: HandlerContext,
  // oxlint-disable-next-line typescript/no-invalid-void-type -- a handler that returns nothing is the common one
) => void | HandlerResult | undefined | Promise<void | HandlerResult | undefined>;

/** What a handler may ask for when it succeeded. */
export interface HandlerResult {
  /** The item comes again after so many milliseconds, 0 for at once. */
  readonly requeueAfterMs?: number | undefined;
}

/** Options of `run`. */
export interface RunOptions<K> {
  readonly handler: Handler<K>;
  /** Told of everything a handler throws; the item comes again by itself. Nothing is reported after the signal fired. */
  readonly onError: (error: unknown, context: { readonly item: K; readonly failures: number }) => void;
  /** How many items are handled at a time. Default 1. */
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The workers behind `RateLimitingQueue.run`. */
export async function runWorkers<K extends Item>(
  queue: Omit<RateLimitingQueue<K>, "run">,
  { handler, onError, concurrency = 1, signal: outer }: RunOptions<K>,
): Promise<void> {
  checkNumber("concurrency", concurrency, 1);

  const handle = async (item: K, signal: AbortSignal): Promise<void> => {
    const failures = queue.requeues(item);
    try {
      const result = await handler(item, { signal, failures });
      queue.forget(item);
      const requeueAfterMs = result?.requeueAfterMs;
      if (requeueAfterMs !== undefined) queue.addAfter(item, requeueAfterMs);
    } catch (error) {
      queue.addRateLimited(item);
      if (!signal.aborted) onError(error, { item, failures });
    } finally {
      queue.done(item);
    }
  };

  await together(concurrency, outer, async (signal) => {
    while (!signal.aborted) {
      // Asking fails by the signal alone, which ends the work in good order.
      const item = await queue.get({ signal }).catch(() => undefined);
      if (item === undefined) return;
      await handle(item, signal);
    }
  });
}

import {
  KubernetesError,
  objectKey,
  type DeepReadonly,
  type KubernetesObject,
  type WatchEvent,
} from "@kubets/apimachinery";
import { realClock, type Clock } from "@kubets/wait";
import type { EventHandler, InformerEvent } from "./event-handlers.ts";
import { createHandlerSet, type EventHandlerOptions, type HandlerRegistration } from "./handler-set.ts";
import { createIndexer, type Indexers } from "./indexer.ts";
import { informerEvents } from "./informer-events.ts";
import { createStatusTracker, type InformerStatus } from "./informer-status.ts";
import { createLatch } from "./latch.ts";
import { isTable } from "./list-pages.ts";
import { createLister, type Lister } from "./lister.ts";
import type { ListerWatcher } from "./lister-watcher.ts";
import { silentLogger, type Logger } from "./logger.ts";
import { runReflector, type ReflectorSink } from "./reflector.ts";

/** Options of {@link createInformer}. */
export interface InformerOptions<T> {
  /** Where the objects come from: a resource client, for one namespace or for all. */
  readonly listerWatcher: ListerWatcher<T>;
  /** What is watched, for messages. Default `objects`. */
  readonly name?: string | undefined;
  /** Only objects with these labels, chosen by the server. */
  readonly labelSelector?: string | undefined;
  /** Only objects with these fields, chosen by the server. */
  readonly fieldSelector?: string | undefined;
  /** Ways to find objects by computed values; see {@link Lister.byIndex}. */
  readonly indexers?: Indexers<DeepReadonly<T>> | undefined;
  /**
   * Changes each object before anybody sees it, for example to drop what is not needed: once per object received (C29). It
   * may edit in place. One that throws fails a whole list, which is then tried again; of a watch it drops the event.
   */
  readonly transform?: ((object: T) => T) | undefined;
  /** How often handlers hear of every object again, in milliseconds; no request is made. Default 0: never (C39). */
  readonly resyncPeriodMs?: number | undefined;
  /** Lists in pages of so many always. Default: 500 where the server would not answer from its cache, else one piece (C02). */
  readonly pageSize?: number | undefined;
  /** Fetches the state by a watch (WatchList), or by a list where the server cannot. Default false (C12–C14). */
  readonly watchList?: boolean | undefined;
  /** Default: silent. Failures to reach the server are written once, not for each retry. */
  readonly logger?: Logger | undefined;
  /** Hears of each handler call that threw or rejected, once. Default: the logger's `error`, else the console's. */
  readonly onHandlerError?: ((error: unknown, event: InformerEvent<T>) => void) | undefined;
  /** Hears of each failure of a list or watch, retries too (F099). */
  readonly onWatchError?: ((error: KubernetesError) => void) | undefined;
  /** Default: the real clock. */
  readonly clock?: Clock | undefined;
  /** Numbers from 0 up to but not including 1, for jitter. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/**
 * A cache that follows a collection on the server, and tells any number of handlers of its changes.
 *
 * It recovers by itself from every failure: {@link status} says what it is doing, and what is in its way. It may lag
 * behind the server, but what it has once told of is in the cache: the cache is changed before handlers are called (C34).
 */
export interface Informer<T> extends AsyncDisposable, AsyncIterable<InformerEvent<T>> {
  /** Reads the cache; empty before the first sync. */
  readonly lister: Lister<T>;
  /** How it is, now. */
  readonly status: InformerStatus;
  /** Calls on every other phase, sync or kind of error; not for each event, nor each retry of one failure. */
  onStatusChange(listener: (status: InformerStatus) => void): Disposable;
  /**
   * Adds a handler, at any time: it hears first of every object in the cache, as initial adds, then of each change, with
   * nothing lost or doubled (C36). Throws a KubernetesError of reason InvalidRequest once the informer has stopped.
   */
  addEventHandler(handler: EventHandler<T>, options?: EventHandlerOptions): HandlerRegistration;
  /** Adds indexes, at any time (F107). Throws a KubernetesError where a name is taken by another function. */
  addIndexers(indexers: Indexers<DeepReadonly<T>>): void;
  /**
   * Follows the server until the signal fires or the informer is disposed, and resolves then, after the handler calls in
   * progress; never rejects. An informer runs once: a second call warns and returns the first one's promise (C42).
   */
  run(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /**
   * Resolves when the cache holds the first whole state; handlers may not have heard of all of it yet, see
   * {@link HandlerRegistration.waitForSync} (C37). Rejects with a KubernetesError that says what is in the way when the
   * signal fires (reason Aborted, or ClientTimeout for a deadline), or when the informer stops before.
   */
  waitForSync(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** Stops: no request and no handler call begins any more. Resolves when those in progress have ended. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Creates an informer that is not running yet. */
export function createInformer<T extends KubernetesObject>(options: InformerOptions<T>): Informer<T> {
  const { name = "objects", clock = realClock, random = Math.random, logger = silentLogger } = options;
  const { transform = (object) => object, resyncPeriodMs = 0, labelSelector, fieldSelector } = options;

  const status = createStatusTracker({ name, logger });
  const synced = createLatch();
  const stopping = new AbortController();
  // At once, not when the reflector has noticed.
  stopping.signal.addEventListener("abort", () => void handlers.close(), { once: true });
  const stopped = Promise.withResolvers<void>();
  let running = false;

  const store = createIndexer<DeepReadonly<T>>({
    indexers: options.indexers,
    onIndexError: (error, index, key) => logger.error(`${name}: the index "${index}" failed on ${key}`, { error }),
  });
  const handlers = createHandlerSet<T>({ name, store, resyncPeriodMs, clock, logger, onHandlerError });

  function onHandlerError(error: unknown, event: InformerEvent<T>): void {
    if (options.onHandlerError) return options.onHandlerError(error, event);
    // A mistake in a program must show even where nobody asked for logs.
    (options.logger ?? console).error(
      `${name}: an event handler failed on ${event.type} of ${objectKey(event.object)}`,
      { error },
    );
  }

  function changed(previous: DeepReadonly<T> | undefined, object: DeepReadonly<T>): void {
    if (previous === undefined) handlers.push({ type: "ADDED", object, initial: !synced.isOpen }, false);
    else handlers.push({ type: "MODIFIED", object, oldObject: previous }, versionOf(previous) === versionOf(object));
  }

  /** Writes one event of a watch. What cannot be taken is left out, and the rest goes on (F098). */
  function applyOne(event: WatchEvent<T>): void {
    if (event.type === "BOOKMARK") return;
    try {
      if (isTable(event.object)) throw new TypeError("it is a Table, which holds no objects");
      const object = readOnly(transform(event.object));
      if (event.type !== "DELETED") changed(store.set(object), object);
      else if (store.delete(store.keyOf(object)) !== undefined) {
        handlers.push({ type: "DELETED", object, finalStateUnknown: false }, false);
      }
    } catch (error) {
      logger.error(`${name}: a ${event.type} event was left out`, { error });
    }
  }

  const sink: ReflectorSink<T> = {
    replace(items) {
      const objects = items.map((item) => readOnly(transform(item)));
      store.replace(objects, (previous, next) => {
        if (next !== undefined) changed(previous, next);
        else if (previous) handlers.push({ type: "DELETED", object: previous, finalStateUnknown: true }, false);
      });
      if (!synced.isOpen) handlers.endInitialState();
      synced.open();
      handlers.pump();
    },
    apply(events) {
      for (const event of events) applyOne(event);
      // Only now, when the cache has the whole batch (C27).
      handlers.pump();
    },
    resync: () => handlers.resync(),
  };

  async function follow(): Promise<void> {
    await runReflector(
      {
        name,
        listerWatcher: options.listerWatcher,
        sink,
        status,
        clock,
        random,
        logger,
        selectors: { ...(labelSelector && { labelSelector }), ...(fieldSelector && { fieldSelector }) },
        pageSize: options.pageSize,
        watchList: options.watchList ?? false,
        resyncPeriodMs: handlers.settleCheckPeriod(),
        onWatchError(error) {
          try {
            options.onWatchError?.(error);
          } catch (failure) {
            logger.error(`${name}: onWatchError failed`, { error: failure });
          }
        },
      },
      stopping.signal,
    );
    await end();
  }

  async function end(): Promise<void> {
    status.update({ phase: "stopped", retryAt: undefined });
    synced.fail(new KubernetesError(`${name}: the informer stopped before it had synced`, { reason: "Aborted" }));
    await handlers.close();
    stopped.resolve();
  }

  return {
    lister: createLister<T>(store),
    get status() {
      return status.snapshot();
    },
    onStatusChange: (listener) => status.subscribe(listener),
    addEventHandler: (handler, handlerOptions = {}) => handlers.add(handler, handlerOptions),
    addIndexers: (indexers) => store.addIndexers(indexers),
    run({ signal } = {}) {
      if (running) {
        logger.warn(`${name}: the informer runs already, or has stopped; it runs once`);
        return stopped.promise;
      }
      running = true;
      if (signal?.aborted) stopping.abort(signal.reason);
      const onAbort = (): void => stopping.abort(signal?.reason);
      signal?.addEventListener("abort", onAbort, { once: true });
      void follow().finally(() => signal?.removeEventListener("abort", onAbort));
      return stopped.promise;
    },
    waitForSync: ({ signal } = {}) => synced.wait(signal, () => describeUnsynced(name, status.snapshot())),
    async [Symbol.asyncDispose]() {
      stopping.abort(new KubernetesError(`${name}: the informer was disposed`, { reason: "Aborted" }));
      if (!running) {
        running = true;
        await end();
      }
      await stopped.promise;
    },
    [Symbol.asyncIterator]: () => informerEvents<T>((handler) => handlers.add(handler, {}), stopped.promise),
  };
}

/** Why an informer has not synced, in words. */
export function describeUnsynced(name: string, { phase, error }: InformerStatus): string {
  return `${name} has not synced: ${phase}${error ? ` after ${error.reason}: ${error.message}` : ""}`;
}

/** The one place where a received object becomes everybody's: the same object, read-only by type (C31). */
function readOnly<T>(object: T): DeepReadonly<T> {
  return object as DeepReadonly<T>;
}

function versionOf(object: unknown): string | undefined {
  return (object as KubernetesObject).metadata?.resourceVersion;
}

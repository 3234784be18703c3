import {
  KubernetesError,
  objectKey,
  type DeepReadonly,
  type KubernetesObject,
  type WatchEvent,
} from "@kubets/apimachinery";
import { realClock } from "@kubets/wait";
import { deliver, type EventHandler, type InformerEvent } from "./event-handlers.ts";
import { whyNoObject } from "./check-object.ts";
import { createHandlerSet, type EventHandlerOptions, type HandlerRegistration } from "./handler-set.ts";
import { createIndexer, type Indexers } from "./indexer.ts";
import { informerEvents } from "./informer-events.ts";
import type { InformerOptions } from "./informer-options.ts";
import { createStatusTracker, type InformerStatus } from "./informer-status.ts";
import { interruptible } from "./interrupt.ts";
import { createPartTrackers } from "./joint-status.ts";
import { createLatch } from "./latch.ts";
import { createLister, type Lister } from "./lister.ts";
import { silentLogger } from "./logger.ts";
import { runReflector, type ReflectorSink } from "./reflector.ts";
import { isOlder } from "./resource-version.ts";
import { sourcesOf, type Source } from "./sources.ts";

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
   * Calls after each write of the cache that came from the server, before the handlers: once for a whole list and once for
   * a batch of changes, also where nothing but the status's resourceVersion is new. It must be quick; what it throws is
   * logged.
   */
  onCacheChange(listener: () => void): Disposable;
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
  const { resyncPeriodMs = 0, labelSelector, fieldSelector, mutationDetector, snapshot } = options;

  const status = createStatusTracker({
    name,
    logger,
    current: () => ({ objects: store.size, handlers: handlers.statuses() }),
  });
  const sources = sourcesOf(options.listerWatcher);
  if (sources.length === 0 || (snapshot && sources.length > 1)) {
    const what = sources.length === 0 ? "needs at least one namespace" : "of several namespaces has no snapshot";
    throw new KubernetesError(`${name}: an informer ${what}`, { reason: "InvalidRequest" });
  }
  /** Those whose first state has yet to come. */
  const unfilled = new Set(sources);
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
  const memory = options.memory?.(store);
  const handlers = createHandlerSet<T>({
    name,
    store,
    resyncPeriodMs,
    clock,
    logger,
    onHandlerError,
    mutationDetector,
  });
  const cacheListeners = new Set<() => void>();

  function onHandlerError(error: unknown, event: InformerEvent<T>, handler: string): void {
    if (options.onHandlerError) return options.onHandlerError(error, event, handler);
    // A mistake in a program must show even where nobody asked for logs.
    (options.logger ?? console).error(`${name}: ${handler} failed on ${event.type} of ${objectKey(event.object)}`, {
      error,
    });
  }

  /** A received object as everybody gets to see it; throws where the cache cannot take it. */
  function prepare(received: T): DeepReadonly<T> {
    const flaw = whyNoObject(received, options.kind);
    if (flaw) throw new TypeError(flaw);
    const object = options.transform ? (options.transform(received) as T | undefined) : received;
    if (!object) throw new TypeError("the transform returned nothing");
    if (object !== received) memory?.replaced(received, object);
    mutationDetector?.capture(object);
    return readOnly(object);
  }

  /** Those objects of a list that are some; one that is none must not keep the cache from the others. */
  function prepareAll(items: readonly T[]): DeepReadonly<T>[] {
    const objects: DeepReadonly<T>[] = [];
    for (const item of items) {
      const flaw = whyNoObject(item, options.kind);
      if (flaw) logger.error(`${name}: an item of a list was left out: ${flaw}`);
      else objects.push(sameAs(item) ?? prepare(item));
    }
    return objects;
  }

  /** The cached object, where a received one is the same version of it: references stay what they are over a relist. */
  function sameAs(received: T): DeepReadonly<T> | undefined {
    const known = store.get(objectKey(received));
    const version = versionOf(received);
    if (!known || !version || versionOf(known) !== version) return undefined;
    return known.metadata?.uid === received.metadata?.uid ? known : undefined;
  }

  function changed(previous: DeepReadonly<T> | undefined, object: DeepReadonly<T>): void {
    if (previous === undefined) handlers.push({ type: "ADDED", object, initial: !synced.isOpen }, false);
    else handlers.push({ type: "MODIFIED", object, oldObject: previous }, versionOf(previous) === versionOf(object));
  }

  /** Writes one event of a watch. What cannot be taken is left out, and the rest goes on (F098). */
  function applyOne(event: WatchEvent<T>): void {
    if (event.type === "BOOKMARK") return;
    try {
      const object = (event.type !== "DELETED" && sameAs(event.object)) || prepare(event.object);
      // A server that repeats itself must not take the cache back (F098).
      const known = store.get(store.keyOf(object));
      if (known !== undefined && isOlder(versionOf(object), versionOf(known))) {
        return logger.debug(`${name}: a ${event.type} event was left out: it is older than what is known`);
      }
      if (event.type !== "DELETED") changed(store.set(object), object);
      else if (store.delete(store.keyOf(object)) !== undefined) {
        handlers.push({ type: "DELETED", object, finalStateUnknown: false }, false);
      }
    } catch (error) {
      logger.error(`${name}: a ${event.type} event was left out`, { error });
    }
  }

  const sinkOf = (source: Source<T>): ReflectorSink<T> => ({
    replace(items) {
      const change = (previous: DeepReadonly<T> | undefined, next: DeepReadonly<T> | undefined): void => {
        if (next !== undefined) changed(previous, next);
        else if (previous) handlers.push({ type: "DELETED", object: previous, finalStateUnknown: true }, false);
      };
      store.replace(prepareAll(items), change, source.holds);
      filled(source);
    },
    apply(events) {
      for (const event of events) applyOne(event);
    },
    tell,
    resync: () => handlers.resync(),
  });

  function filled(source: Source<T>): void {
    if (unfilled.delete(source) && unfilled.size === 0) handlers.endInitialState();
  }

  /** Only when the cache has the whole batch (C27). */
  function tell(): void {
    if (unfilled.size === 0) synced.open();
    for (const listener of cacheListeners) {
      try {
        listener();
      } catch (error) {
        logger.error(`${name}: a listener to the cache failed`, { error });
      }
    }
    handlers.pump();
  }

  /** Fills the cache from the snapshot, and returns the version to go on from; empty where there is none to use. */
  async function resume(): Promise<string> {
    try {
      const saved = await interruptible(Promise.resolve(snapshot?.load()), stopping.signal);
      if (!saved) return "";
      for (const object of saved.objects) mutationDetector?.capture(object as T);
      const objects = saved.objects.map((object) => readOnly(object as T));
      store.replace(objects, (_previous, object) => object !== undefined && changed(undefined, object));
      for (const source of sources) filled(source);
      status.update({ synced: true, resumed: true, resourceVersion: saved.resourceVersion });
      tell();
      return saved.resourceVersion;
    } catch {
      return "";
    }
  }

  async function follow(): Promise<void> {
    const resumeFrom = snapshot ? await resume() : "";
    const saving = snapshot?.follow({
      list: () => store.list(),
      get resourceVersion() {
        const { synced: filled, resourceVersion } = status.snapshot();
        return filled ? resourceVersion : "";
      },
    });
    const checkPeriodMs = handlers.settleCheckPeriod();
    const reading = createPartTrackers(status, sources.length).map((part, index) => {
      const source = sources[index] as Source<T>;
      return runReflector(
        {
          name: sources.length > 1 ? `${name} (${source.namespace})` : name,
          listerWatcher: source.listerWatcher,
          sink: sinkOf(source),
          memory,
          status: part,
          clock,
          random,
          logger,
          selectors: { ...(labelSelector && { labelSelector }), ...(fieldSelector && { fieldSelector }) },
          pageSize: options.pageSize,
          watchList: options.watchList,
          resyncPeriodMs: index === 0 ? checkPeriodMs : 0,
          minWatchTimeoutMs: options.minWatchTimeoutMs ?? 0,
          internalErrorRetryMs: options.internalErrorRetryMs ?? 0,
          resumeFrom,
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
    });
    await Promise.all(reading);
    await saving?.[Symbol.asyncDispose]();
    await end();
  }

  async function end(): Promise<void> {
    status.update({ phase: "stopped", retryAt: undefined });
    synced.fail(new KubernetesError(`${name}: the informer stopped before it had synced`, { reason: "Aborted" }));
    await handlers.close();
    mutationDetector?.[Symbol.dispose]();
    stopped.resolve();
  }

  return {
    lister: createLister<T>(store, name),
    get status() {
      return status.full();
    },
    onStatusChange: (listener) => status.subscribe(listener),
    onCacheChange(listener) {
      // Its own entry each time, so that one function added twice is called twice.
      const entry = (): void => listener();
      cacheListeners.add(entry);
      return { [Symbol.dispose]: () => void cacheListeners.delete(entry) };
    },
    addEventHandler: (handler, handlerOptions = {}) => handlers.add((event) => deliver(handler, event), handlerOptions),
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
    [Symbol.asyncIterator]: () => informerEvents<T>((push) => handlers.add(push, {}), stopped.promise),
  };
}

/** Why an informer has not synced, in words. */
export function describeUnsynced(name: string, { phase, error }: Pick<InformerStatus, "phase" | "error">): string {
  return `${name} has not synced: ${phase}${error ? ` after ${error.reason}: ${error.message}` : ""}`;
}

/** The one place where a received object becomes everybody's: the same object, read-only by type (C31). */
function readOnly<T>(object: T): DeepReadonly<T> {
  return object as DeepReadonly<T>;
}

function versionOf(object: unknown): string | undefined {
  return (object as KubernetesObject).metadata?.resourceVersion;
}

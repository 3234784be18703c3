import { objectKey, type DeepReadonly, type ObjectKey } from "@kubets/apimachinery";
import type { InformerStatus } from "./informer-status.ts";
import type { ListerOptions } from "./lister.ts";
import type { Informer } from "./shared-informer.ts";

/**
 * A value that user interfaces can subscribe to. By shape it is what React's `useSyncExternalStore` takes, a store of
 * Svelte, and what Vue's `customRef` needs.
 */
export interface Live<V> {
  /** Calls at once and then whenever the value has become another; returns what ends that. The functions need no `this`. */
  readonly subscribe: (listener: (value: V) => void) => () => void;
  /** The value; the very same one as long as nothing in it has changed. */
  readonly getSnapshot: () => V;
}

/** Options of {@link liveList}. */
export interface LiveListOptions<T> extends ListerOptions {
  /** Only this namespace. */
  readonly namespace?: string | undefined;
  /** Only what it says yes to. */
  readonly filter?: ((object: DeepReadonly<T>) => boolean) | undefined;
  /** In this order; without one, in none that is promised. */
  readonly compare?: ((a: DeepReadonly<T>, b: DeepReadonly<T>) => number) | undefined;
}

/**
 * The objects of an informer, as a value to subscribe to. Listeners are called at most once for each batch of changes, and
 * only where a chosen object came, went or changed. Costs nothing while nobody subscribes; needs no disposal.
 */
export function liveList<T>(informer: Informer<T>, options: LiveListOptions<T> = {}): Live<readonly DeepReadonly<T>[]> {
  const { namespace, labelSelector, filter, compare } = options;
  const { lister } = informer;
  const from = namespace === undefined ? lister : lister.namespace(namespace);
  return liveOf(informer, (before: readonly DeepReadonly<T>[] | undefined) => {
    let objects = from.list({ labelSelector });
    if (filter) objects = objects.filter((object) => filter(object));
    if (compare) objects.sort(compare);
    return before && sameObjects(before, objects) ? before : objects;
  });
}

/** One object of an informer, or undefined while there is none, as a value to subscribe to; see {@link liveList}. */
export function liveObject<T>(informer: Informer<T>, key: string | ObjectKey): Live<DeepReadonly<T> | undefined> {
  const name = typeof key === "string" ? key : objectKey({ metadata: key });
  return liveOf(informer, () => informer.lister.get(name));
}

/** The status of an informer, as of its last news ({@link Informer.onStatusChange}), as a value to subscribe to. */
export function liveStatus<T>(informer: Informer<T>): Live<InformerStatus> {
  let value = informer.status;
  const listeners = new Set<(value: InformerStatus) => void>();
  let source: Disposable | undefined;
  return {
    subscribe(listener) {
      source ??= informer.onStatusChange((status) => {
        value = status;
        for (const told of listeners) told(status);
      });
      // What happened while nobody listened.
      if (listeners.size === 0) value = informer.status;
      return joined(listeners, listener, value, () => {
        source?.[Symbol.dispose]();
        source = undefined;
      });
    },
    getSnapshot: () => value,
  };
}

/** A value that is computed from the cache, and anew only when the cache has changed. */
function liveOf<T, V>(informer: Informer<T>, compute: (before: V | undefined) => V): Live<V> {
  let revision = -1;
  let value: V | undefined;
  let source: Disposable | undefined;
  const listeners = new Set<(value: V) => void>();

  function getSnapshot(): V {
    const { revision: current } = informer.lister;
    if (current !== revision) {
      value = compute(value);
      revision = current;
    }
    return value as V;
  }

  function look(): void {
    const before = value;
    const now = getSnapshot();
    if (now !== before) for (const listener of listeners) listener(now);
  }

  return {
    subscribe(listener) {
      const current = getSnapshot();
      source ??= informer.onCacheChange(look);
      return joined(listeners, listener, current, () => {
        source?.[Symbol.dispose]();
        source = undefined;
      });
    },
    getSnapshot,
  };
}

/** Adds a listener and tells it the value; `last` is called when the last one has left. */
function joined<V>(listeners: Set<(value: V) => void>, listener: (value: V) => void, value: V, last: () => void) {
  // Its own entry each time, so that one function subscribed twice is two subscriptions.
  const entry = (current: V): void => listener(current);
  listeners.add(entry);
  entry(value);
  return (): void => {
    if (listeners.delete(entry) && listeners.size === 0) last();
  };
}

function sameObjects(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((object, i) => object === b[i]);
}

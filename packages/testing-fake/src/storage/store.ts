import type { ObjectMeta } from "@kubets/apimachinery";
import { equal, type JsonObject } from "../json.ts";

/**
 * An object as it is stored: without apiVersion and kind, which belong to the version in which it is read. Never changed
 * once stored: a write stores another one.
 */
export interface StoredObject extends Readonly<JsonObject> {
  readonly metadata: Readonly<ObjectMeta> & {
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
  };
}

/** What a write hands in; the store stamps the resourceVersion. */
export type UnstoredObject = JsonObject & { metadata: ObjectMeta };

/** One change, in the order of `revision`. */
export interface StoreEvent {
  readonly revision: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  /** All versions of a resource share one collection: `deployments.apps`. */
  readonly collection: string;
  /** `namespace/name`, or `name` of cluster-scoped objects: objects are listed in the order of their keys. */
  readonly key: string;
  /** The new state; of a deletion the last one, with the deletion's resourceVersion. */
  readonly object: StoredObject;
  readonly previous?: StoredObject;
}

export interface Range {
  /** Only keys that begin so: `default/`. */
  readonly prefix: string;
  /** Only keys from here on. */
  readonly start?: string;
}

/**
 * The state of all objects and the log of how it came about, under one global counter of revisions. Every write is one
 * revision, whole and synchronous; nothing is ever half written.
 */
export interface Store {
  /** Of the newest write; starts at 1. */
  readonly revision: number;
  /** The log begins after this revision. */
  readonly compacted: number;
  get(collection: string, key: string): StoredObject | undefined;
  /** Objects in the order of their keys, as of `revision` (the newest by default, at least `compacted`). */
  list(collection: string, range: Range, revision?: number): readonly StoredObject[];
  /** Stores an object. One that equals what is stored is no write: it keeps its resourceVersion and makes no event. */
  put(collection: string, key: string, object: UnstoredObject): StoredObject;
  /** Removes an object and returns its last state, with the deletion's resourceVersion. `last` replaces that state. */
  remove(collection: string, key: string, last?: UnstoredObject): StoredObject | undefined;
  /** What happened in a collection after `revision`. */
  since(collection: string, revision: number): readonly StoreEvent[];
  /** Calls on every change, synchronously, until disposed. */
  subscribe(listener: (event: StoreEvent) => void): Disposable;
  /** Forgets the log up to `revision`, by default all of it; the state stays. */
  compact(revision?: number): void;
}

interface Collection {
  readonly objects: Map<string, StoredObject>;
  /** Sorted. */
  readonly keys: string[];
  log: StoreEvent[];
}

/** Creates an empty {@link Store}. */
export function createStore(): Store {
  const collections = new Map<string, Collection>();
  const listeners = new Set<(event: StoreEvent) => void>();
  let revision = 1;
  let compacted = 0;

  const collectionOf = (name: string): Collection => {
    let collection = collections.get(name);
    if (!collection) collections.set(name, (collection = { objects: new Map(), keys: [], log: [] }));
    return collection;
  };

  const publish = (collection: Collection, event: StoreEvent): void => {
    collection.log.push(event);
    // A listener may write, and so publish, in turn: later listeners would then see events out of order.
    pending.push(event);
    if (pending.length > 1) return;
    while (pending[0]) {
      for (const listener of listeners) listener(pending[0]);
      pending.shift();
    }
  };
  const pending: StoreEvent[] = [];

  return {
    get revision() {
      return revision;
    },
    get compacted() {
      return compacted;
    },
    get: (name, key) => collections.get(name)?.objects.get(key),
    list(name, { prefix, start = "" }, at = revision) {
      const collection = collections.get(name);
      if (!collection) return [];
      const past = at < revision ? stateAt(collection, at) : collection;
      const found: StoredObject[] = [];
      for (let index = lowerBound(past.keys, start > prefix ? start : prefix); index < past.keys.length; index++) {
        const key = past.keys[index] ?? "";
        if (!key.startsWith(prefix)) break;
        const object = past.objects.get(key);
        if (object) found.push(object);
      }
      return found;
    },
    put(name, key, object) {
      const collection = collectionOf(name);
      const previous = collection.objects.get(key);
      if (previous) {
        object.metadata.resourceVersion = previous.metadata.resourceVersion;
        if (equal(object, previous)) return previous;
      }
      object.metadata.resourceVersion = String(++revision);
      const stored = object as unknown as StoredObject;
      if (!previous) collection.keys.splice(lowerBound(collection.keys, key), 0, key);
      collection.objects.set(key, stored);
      publish(collection, {
        revision,
        type: previous ? "MODIFIED" : "ADDED",
        collection: name,
        key,
        object: stored,
        ...(previous && { previous }),
      });
      return stored;
    },
    remove(name, key, last) {
      const collection = collectionOf(name);
      const previous = collection.objects.get(key);
      if (!previous) return undefined;
      const state = last ?? previous;
      const object = {
        ...state,
        metadata: { ...state.metadata, resourceVersion: String(++revision) },
      } as unknown as StoredObject;
      collection.objects.delete(key);
      collection.keys.splice(lowerBound(collection.keys, key), 1);
      publish(collection, { revision, type: "DELETED", collection: name, key, object, previous });
      return object;
    },
    since(name, after) {
      const log = collections.get(name)?.log ?? [];
      return log.slice(firstAfter(log, after));
    },
    subscribe(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    compact(upTo = revision) {
      if (upTo <= compacted) return;
      compacted = Math.min(upTo, revision);
      for (const collection of collections.values()) {
        collection.log = collection.log.slice(firstAfter(collection.log, compacted));
      }
    },
  };
}

/** The state at an earlier revision: the newest one with all later changes taken back. */
function stateAt({ objects, keys, log }: Collection, revision: number): Pick<Collection, "objects" | "keys"> {
  const from = firstAfter(log, revision);
  if (from === log.length) return { objects, keys };
  const past = new Map(objects);
  for (let index = log.length - 1; index >= from; index--) {
    const event = log[index];
    if (!event) continue;
    if (event.previous) past.set(event.key, event.previous);
    else past.delete(event.key);
  }
  return { objects: past, keys: [...past.keys()].toSorted() };
}

/** Where the events after `revision` begin. */
function firstAfter(log: readonly StoreEvent[], revision: number): number {
  let low = 0;
  let high = log.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((log[middle]?.revision ?? 0) <= revision) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where `key` stands or belongs among sorted keys. */
function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? "") < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

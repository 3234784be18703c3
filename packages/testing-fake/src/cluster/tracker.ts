import { errorFromStatus, type UnstructuredObject } from "@kubets/apimachinery";
import { encodeObject } from "../http/encode.ts";
import { copyOf } from "../json.ts";
import { entryOf, seed } from "./seed.ts";
import { keyOf, type ServerState } from "../storage/server-state.ts";
import { alreadyExists, Failure, notFound } from "../http/status.ts";
import { updateObject } from "../verbs/update.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";

/** Names a kind. */
export interface TrackedType {
  readonly apiVersion: string;
  readonly kind: string;
}

/** One change of the store. */
export interface TrackedChange {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  /** In a version of its kind, the new state; of a deletion the last one, with the deletion's resourceVersion. */
  readonly object: UnstructuredObject;
}

/**
 * The store of a cluster behind its API: without requests, so without faults, reactors and recorded actions, and at once.
 * Watches and controllers see what it does like any other change. Everything that goes in and comes out is copied. A
 * namespaced object without a namespace is one of `default`.
 */
export interface ObjectTracker {
  /** Stores new objects, status included, with the server's defaults and rules. Throws `AlreadyExists`. */
  create(...objects: readonly UnstructuredObject[]): void;
  /**
   * Replaces an object, status included; its uid and creationTimestamp stay, and its resourceVersion is not looked at.
   * Throws `NotFound`, and what the server would for a change that it does not allow.
   */
  update(object: UnstructuredObject): void;
  /** Removes an object, whatever finalizers it has; only its kind, name and namespace count. Throws `NotFound`. */
  delete(object: UnstructuredObject): void;
  get(object: UnstructuredObject): UnstructuredObject | undefined;
  /** All of a kind, or those of one namespace, by namespace and name. */
  list(type: TrackedType, options?: { readonly namespace?: string | undefined }): UnstructuredObject[];
  /** Calls on every change from now on, of any kind, in order and synchronously. */
  subscribe(listener: (change: TrackedChange) => void): Disposable;
}

export function createTracker(state: ServerState): ObjectTracker {
  const { store, registry } = state;
  const placeOf = (
    object: UnstructuredObject,
  ): { entry: ResourceEntry; namespace: string | undefined; name: string } => {
    const entry = entryOf(state, object);
    const { namespace = "default", name = "" } = object.metadata ?? {};
    return { entry, namespace: entry.scope === "Namespaced" ? namespace : undefined, name };
  };
  const find = (object: UnstructuredObject): ReturnType<typeof placeOf> & { key: string; stored: boolean } => {
    const place = placeOf(object);
    const key = keyOf(place.namespace, place.name);
    return { ...place, key, stored: store.get(place.entry.collection, key) !== undefined };
  };
  const decoded = (text: string): UnstructuredObject => JSON.parse(text) as UnstructuredObject;

  return {
    create(...objects) {
      for (const object of objects) {
        const { entry, name, stored } = find(object);
        if (stored) throw errorFromStatus(alreadyExists(entry, name).status);
        seed(state, [object]);
      }
    },
    update(object) {
      const { entry, namespace, name, stored } = find(object);
      if (!stored) throw errorFromStatus(notFound(entry, name).status);
      const { resourceVersion: _, uid: __, ...metadata } = copyOf(object.metadata ?? {});
      const sent = (): Record<string, unknown> => ({
        ...copyOf(object),
        metadata: { ...metadata, resourceVersion: now() },
      });
      const now = (): string | undefined =>
        store.get(entry.collection, keyOf(namespace, name))?.metadata.resourceVersion;
      const hasStatus = entry.subresources.some((subresource) => subresource.name === "status");
      try {
        for (const part of hasStatus && "status" in object ? (["object", "status"] as const) : (["object"] as const)) {
          const owner = { manager: "testing-fake", ...(part === "status" && { subresource: part }) };
          updateObject(state, entry, sent(), { namespace, name, part, dryRun: false, uidIsPrecondition: false, owner });
        }
      } catch (error) {
        throw error instanceof Failure ? errorFromStatus(error.status, { cause: error }) : error;
      }
    },
    delete(object) {
      const { entry, name, key } = find(object);
      if (!store.remove(entry.collection, key)) throw errorFromStatus(notFound(entry, name).status);
    },
    get(object) {
      const { entry, key } = find(object);
      const stored = store.get(entry.collection, key);
      return stored && decoded(encodeObject(entry, stored));
    },
    list(type, { namespace } = {}) {
      const entry = entryOf(state, type);
      const prefix = namespace === undefined ? "" : `${namespace}/`;
      return store.list(entry.collection, { prefix }).map((object) => decoded(encodeObject(entry, object)));
    },
    subscribe(listener) {
      return store.subscribe(({ type, collection, object }) => {
        const entry = registry.ofCollection(collection);
        if (entry) listener({ type, object: decoded(encodeObject(entry, object)) });
      });
    },
  };
}

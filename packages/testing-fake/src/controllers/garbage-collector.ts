import type { OwnerReference } from "@kubets/apimachinery";
import { deleteObject } from "../verbs/delete.ts";
import { definitions } from "../crd/definition.ts";
import type { ServerState } from "../storage/server-state.ts";
import type { StoredObject, StoreEvent, UnstoredObject } from "../storage/store.ts";

const orphan = "orphan";
const foreground = "foregroundDeletion";

/** Where an object is stored. */
interface Place {
  readonly collection: string;
  readonly key: string;
}

/**
 * Does what kube-controller-manager's garbage collector does, at once: deletes objects whose owners are all gone, takes
 * references to vanished owners from those that have another, and carries out the propagation policies: foreground
 * deletion waits for the dependents that block it, orphaning takes away their references.
 */
export function startGarbageCollector(state: ServerState): Disposable {
  const { store, registry } = state;
  const owners = new Set<string>();
  const dependents = new Map<string, Map<string, Place>>();
  /** Objects on their way out, by uid. */
  const waiting = new Map<string, Place>();

  const index = ({ type, collection, key, object, previous }: StoreEvent): void => {
    const place = `${collection} ${key}`;
    for (const { uid } of previous?.metadata.ownerReferences ?? []) dependents.get(uid)?.delete(place);
    if (type === "DELETED") {
      owners.delete(object.metadata.uid);
      return;
    }
    owners.add(object.metadata.uid);
    for (const { uid } of object.metadata.ownerReferences ?? []) {
      const places = dependents.get(uid) ?? new Map<string, Place>();
      dependents.set(uid, places.set(place, { collection, key }));
    }
  };

  const dependentsOf = (uid: string): (Place & { object: StoredObject })[] =>
    [...(dependents.get(uid)?.values() ?? [])].flatMap((place) => {
      const object = store.get(place.collection, place.key);
      return object ? [{ ...place, object }] : [];
    });

  const remove = (
    { collection }: Place,
    { metadata }: StoredObject,
    propagation: "Background" | "Foreground",
  ): void => {
    const entry = registry.ofCollection(collection);
    if (!entry || metadata.deletionTimestamp !== undefined) return;
    // What says itself how its dependents go keeps its word.
    const own = (metadata.finalizers ?? []).some((finalizer) => finalizer === orphan || finalizer === foreground);
    const options = { dryRun: false, accepted: false, ...(!own && { propagation }) };
    deleteObject(state, entry, metadata.namespace, metadata.name, options);
  };

  const rewrite = (
    { collection, key }: Place,
    object: StoredObject,
    change: Partial<StoredObject["metadata"]>,
  ): void => {
    const next = { ...object, metadata: { ...object.metadata, ...change } } as unknown as UnstoredObject;
    for (const field of ["finalizers", "ownerReferences"] as const) {
      if (next.metadata[field]?.length === 0) delete next.metadata[field];
    }
    store.put(collection, key, next);
  };

  /** Deletes an object without living owners; one with both keeps the living. */
  const judge = (place: Place): void => {
    const object = store.get(place.collection, place.key);
    const references = object?.metadata.ownerReferences ?? [];
    if (!object || references.length === 0) return;
    const living = references.filter(({ uid }) => owners.has(uid));
    if (living.length === 0) remove(place, object, "Background");
    else if (living.length < references.length) rewrite(place, object, { ownerReferences: living });
  };

  /** Goes on with an object that waits for this collector. */
  const finish = (place: Place): void => {
    const object = store.get(place.collection, place.key);
    const finalizers = object?.metadata.finalizers ?? [];
    if (!object || object.metadata.deletionTimestamp === undefined) return;
    const { uid } = object.metadata;
    let done: string | undefined;
    if (finalizers.includes(orphan)) {
      const isOther = (reference: OwnerReference): boolean => reference.uid !== uid;
      for (const dependent of dependentsOf(uid)) {
        rewrite(dependent, dependent.object, {
          ownerReferences: (dependent.object.metadata.ownerReferences ?? []).filter(isOther),
        });
      }
      done = orphan;
    } else if (finalizers.includes(foreground)) {
      for (const dependent of dependentsOf(uid)) remove(dependent, dependent.object, "Foreground");
      const blocks = ({ blockOwnerDeletion, uid: owner }: OwnerReference): boolean =>
        owner === uid && blockOwnerDeletion === true;
      const blocked = dependentsOf(uid).some(({ object: { metadata } }) => metadata.ownerReferences?.some(blocks));
      if (!blocked) done = foreground;
    }
    if (done === undefined) return;
    const left = finalizers.filter((finalizer) => finalizer !== done);
    if (left.length > 0 || place.collection === "namespaces" || place.collection === definitions) {
      rewrite(place, object, { finalizers: left });
    } else store.remove(place.collection, place.key);
  };

  const ownersOf = ({ metadata }: StoredObject): Set<string> =>
    new Set((metadata.ownerReferences ?? []).map(({ uid }) => uid));

  return store.subscribe((event) => {
    index(event);
    const { type, object, previous } = event;
    if (type !== "DELETED") {
      judge(event);
      finish(event);
    } else {
      for (const dependent of dependentsOf(object.metadata.uid)) judge(dependent);
      dependents.delete(object.metadata.uid);
    }
    // An owner may have waited for this.
    for (const uid of ownersOf(previous ?? object)) {
      const owner = waiting.get(uid);
      if (owner) finish(owner);
    }
    if (type === "DELETED" || object.metadata.deletionTimestamp === undefined) waiting.delete(object.metadata.uid);
    else waiting.set(object.metadata.uid, event);
  });
}

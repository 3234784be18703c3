import type { DeletePreconditions, ObjectMeta } from "@kubets/apimachinery";
import { withCondition } from "../crd/conditions.ts";
import { definitionFinalizer, definitions } from "../crd/definition.ts";
import { valueAt, type JsonObject } from "../json.ts";
import { orderMetadata } from "../resources/metadata.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import type { DeleteOptions } from "../http/delete-options.ts";
import { keyOf, timestamp, type ServerState } from "../storage/server-state.ts";
import { conflict, forbidden, notFound } from "../http/status.ts";
import type { StoredObject, UnstoredObject } from "../storage/store.ts";
import { reported } from "./create.ts";

const orphan = "orphan";
const foreground = "foregroundDeletion";
const undeletable = new Set(["default", "kube-system", "kube-public"]);

export interface Deletion {
  /** The last state, or the state in which the object waits for its finalizers. */
  readonly object: StoredObject;
  /** False where the object is still there. */
  readonly gone: boolean;
}

/**
 * Deletes an object, or marks it as being deleted: for its finalizers, for those that the propagation policy adds, or for
 * the grace period of a pod.
 */
export function deleteObject(
  state: ServerState,
  entry: ResourceEntry,
  namespace: string | undefined,
  name: string,
  options: DeleteOptions,
): Deletion {
  const key = keyOf(namespace, name);
  const old = state.store.get(entry.collection, key);
  if (entry.collection === "namespaces" && undeletable.has(name)) {
    throw forbidden(entry, name, "this namespace may not be deleted");
  }
  if (!old) throw notFound(entry, name);
  checkPreconditions(entry, old, options);
  if (entry.collection === "namespaces") return deleteNamespace(state, entry, old, options);
  if (entry.collection === definitions) return deleteDefinition(state, entry, old, options);

  const marked = mark(state, entry, old, options);
  if (marked === "pending") return { object: old, gone: false };
  const { metadata, wait } = marked;
  const object: UnstoredObject = { ...old, metadata: orderMetadata(metadata) };
  if (options.dryRun) return { object: object as unknown as StoredObject, gone: !wait };
  if (wait) return { object: state.store.put(entry.collection, key, object), gone: false };
  // A graceful deletion without grace is seen as both.
  if (entry.rules.gracePeriod) state.store.put(entry.collection, key, object);
  return { object: state.store.remove(entry.collection, key) ?? old, gone: true };
}

/** Kinds whose pods were kept before there was a choice, and still are where none is made. */
const keepsPods: ReadonlySet<string> = new Set(["jobs.batch", "replicationcontrollers"]);

/** What those who delete should know. */
export function deletionWarnings(entry: ResourceEntry, { propagation }: DeleteOptions): readonly string[] {
  return entry.collection === "jobs.batch" && propagation === undefined
    ? [
        "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning",
      ]
    : [];
}

/** The metadata of an object on its way out, and whether it has to wait for somebody. */
function mark(
  state: ServerState,
  entry: ResourceEntry,
  old: StoredObject,
  options: DeleteOptions,
): { metadata: ObjectMeta; wait: boolean } | "pending" {
  const metadata: ObjectMeta = { ...old.metadata };
  let grace: number | undefined;
  if (entry.rules.gracePeriod) {
    if (metadata.deletionTimestamp === undefined) {
      grace = entry.rules.gracePeriod(old, options.gracePeriodSeconds);
      metadata.deletionTimestamp = timestamp(state.clock, grace);
      metadata.deletionGracePeriodSeconds = grace;
      if (metadata.generation !== undefined) metadata.generation += 1;
    } else if ((metadata.deletionGracePeriodSeconds ?? 0) > 0) {
      grace = shorten(state, metadata, options.gracePeriodSeconds);
      if (grace === undefined) return "pending";
    }
  }
  const before = metadata.finalizers ?? [];
  const propagation = options.propagation ?? (keepsPods.has(entry.collection) ? "Orphan" : undefined);
  const after = withPropagation(before, { ...options, propagation });
  metadata.finalizers = after;
  if (after.length > 0 && grace === undefined) {
    if (metadata.deletionTimestamp === undefined && metadata.generation !== undefined) metadata.generation += 1;
    const due = metadata.deletionTimestamp;
    if (due === undefined || Date.parse(due) > state.clock.now()) metadata.deletionTimestamp = timestamp(state.clock);
    metadata.deletionGracePeriodSeconds = 0;
  }
  return { metadata, wait: after.length > 0 || (grace ?? 0) > 0 };
}

/** A deletion under way may only get quicker. Returns the new grace period; undefined where nothing changes. */
function shorten(state: ServerState, metadata: ObjectMeta, wanted: number | undefined): number | undefined {
  const current = metadata.deletionGracePeriodSeconds ?? 0;
  if (wanted === undefined || wanted >= current) return undefined;
  let period = Math.max(wanted, 0);
  const began = Date.parse(metadata.deletionTimestamp ?? "") - current * 1000;
  let due = began + period * 1000;
  if (due < state.clock.now()) {
    due = state.clock.now();
    if (period !== 0) period = 1;
  }
  metadata.deletionTimestamp = timestamp(state.clock, (due - state.clock.now()) / 1000);
  metadata.deletionGracePeriodSeconds = period;
  return period;
}

/** The finalizers that make the garbage collector do what the propagation policy asks for. */
function withPropagation(finalizers: readonly string[], { propagation }: DeleteOptions): string[] {
  if (propagation === undefined) return [...finalizers];
  const others = finalizers.filter((finalizer) => finalizer !== orphan && finalizer !== foreground);
  if (propagation === "Orphan") return [...others, orphan];
  return propagation === "Foreground" ? [...others, foreground] : others;
}

function checkPreconditions(entry: ResourceEntry, old: StoredObject, { preconditions = {} }: DeleteOptions): void {
  const { uid, resourceVersion } = preconditions;
  const { name } = old.metadata;
  if (entry.collection === "namespaces") return checkNamespacePreconditions(entry, old, preconditions);
  // Servers name the kind here, not the resource.
  const { group, kind } = reported(entry);
  const resource = { group, resource: kind };
  if (uid !== undefined && uid !== old.metadata.uid) {
    const detail = `the UID in the precondition (${uid}) does not match the UID in record (${old.metadata.uid}). The object might have been deleted and then recreated`;
    throw conflict(resource, name, detail);
  }
  if (resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion) {
    const detail = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${old.metadata.resourceVersion}). The object might have been modified`;
    throw conflict(resource, name, detail);
  }
}

/** Namespaces are deleted by a way of their own, with words of their own. */
function checkNamespacePreconditions(
  entry: ResourceEntry,
  { metadata }: StoredObject,
  { uid, resourceVersion }: DeletePreconditions,
): void {
  const refuse = (what: string, wanted: string, found: string): never => {
    const detail = `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${found}`;
    throw conflict(entry, metadata.name, detail);
  };
  if (uid !== undefined && uid !== metadata.uid) refuse("UID", uid, metadata.uid);
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    refuse("ResourceVersion", resourceVersion, metadata.resourceVersion);
  }
}

/** A namespace is Terminating until its controller has emptied it and taken away its finalizers. */
function deleteNamespace(
  state: ServerState,
  entry: ResourceEntry,
  old: StoredObject,
  options: DeleteOptions,
): Deletion {
  const { name } = old.metadata;
  if (old.metadata.deletionTimestamp === undefined) {
    const object = copy(old);
    object.metadata.deletionTimestamp = timestamp(state.clock);
    object.metadata.finalizers = withPropagation(old.metadata.finalizers ?? [], options);
    object.metadata = orderMetadata(object.metadata);
    object["status"] = { ...(old["status"] as JsonObject | undefined), phase: "Terminating" };
    if (options.dryRun) return { object: object as unknown as StoredObject, gone: false };
    return { object: state.store.put(entry.collection, name, object), gone: false };
  }
  const finalizers = valueAt(old, ["spec", "finalizers"]);
  if (Array.isArray(finalizers) && finalizers.length > 0) return { object: old, gone: false };
  if ((old.metadata.finalizers ?? []).length > 0 || options.dryRun) return { object: old, gone: false };
  return { object: state.store.remove(entry.collection, name) ?? old, gone: true };
}

/** A CustomResourceDefinition waits until its objects are gone. */
function deleteDefinition(
  state: ServerState,
  entry: ResourceEntry,
  old: StoredObject,
  options: DeleteOptions,
): Deletion {
  const { name, finalizers = [] } = old.metadata;
  if (old.metadata.deletionTimestamp !== undefined) return { object: old, gone: false };
  const object = copy(old);
  object.metadata.deletionTimestamp = timestamp(state.clock);
  object.metadata.finalizers = finalizers.includes(definitionFinalizer)
    ? finalizers
    : [...finalizers, definitionFinalizer];
  object.metadata = orderMetadata(object.metadata);
  const conditions = withCondition(valueAt(old, ["status", "conditions"]), {
    type: "Terminating",
    status: "True",
    lastTransitionTime: timestamp(state.clock),
    reason: "InstanceDeletionPending",
    message: "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
  });
  object["status"] = { ...(old["status"] as JsonObject | undefined), conditions };
  if (options.dryRun) return { object: object as unknown as StoredObject, gone: false };
  return { object: state.store.put(entry.collection, name, object), gone: false };
}

function copy(old: StoredObject): UnstoredObject {
  return { ...old, metadata: { ...old.metadata } };
}

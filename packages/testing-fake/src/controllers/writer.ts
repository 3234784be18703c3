import { errorFromStatus, type ObjectMeta } from "@kubets/apimachinery";
import { createObject } from "../verbs/create.ts";
import { deleteObject } from "../verbs/delete.ts";
import { copyOf, equal, type JsonObject } from "../json.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import { keyOf, type ServerState } from "../storage/server-state.ts";
import { Failure } from "../http/status.ts";
import type { StoreEvent } from "../storage/store.ts";
import { updateObject } from "../verbs/update.ts";

/** An object as a controller handles it: its own copy. */
export interface Handled {
  readonly metadata: ObjectMeta & { readonly name: string; readonly uid: string };
  spec?: JsonObject;
  status?: JsonObject;
  [field: string]: unknown;
}

/** How a controller reads and writes one resource: as a client does, by the rules of the server, but at once. */
export interface Writer<T extends Handled> {
  readonly collection: string;
  get(namespace: string | undefined, name: string): T | undefined;
  /** Of one namespace, or of all. */
  list(namespace?: string): T[];
  /** Of an event of this resource. */
  of(event: StoreEvent): T;
  /** Undefined where the server refuses it: somebody was faster, or the namespace is going. */
  create(namespace: string | undefined, object: object): T | undefined;
  /** Writes what has changed, if anything; a refusal is for the next event to try again. */
  update(object: T, change: (object: T) => void): void;
  updateStatus(object: T, status: JsonObject): void;
  /** Adds annotations by way of the status, which is no change of what is wanted. */
  annotate(object: T, annotations: Readonly<Record<string, string>>): void;
  delete(object: T, gracePeriodSeconds?: number): void;
}

/** A writer for a resource, under the name of a manager of fields. Throws for a resource that does not exist. */
export function writerOf<T extends Handled>(
  state: ServerState,
  group: string,
  resource: string,
  manager = "kube-controller-manager",
): Writer<T> {
  const found = state.registry.find(group, "v1", resource);
  if (!found) throw new Error(`no resource ${resource}`);
  const entry: ResourceEntry = found;
  const { collection } = entry;
  const read = (stored: object): T => copyOf(stored) as T;
  const attempt = <R>(act: () => R): R | undefined => {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const { reason } = errorFromStatus(error.status);
      if (["AlreadyExists", "Conflict", "NotFound", "Forbidden", "Invalid"].includes(reason)) return undefined;
      throw error;
    }
  };
  const write = (object: T, part: "object" | "status"): void => {
    const { namespace, name } = object.metadata;
    const { resourceVersion: _, managedFields: __, ...metadata } = object.metadata;
    const owner = { manager, ...(part === "status" && { subresource: part }) };
    const options = { namespace, name, part, dryRun: false, uidIsPrecondition: true, owner };
    const current = state.store.get(collection, keyOf(namespace, name))?.metadata.resourceVersion;
    const sent = { ...object, metadata: { ...metadata, resourceVersion: current } };
    attempt(() => updateObject(state, entry, sent, options));
  };

  return {
    collection,
    get(namespace, name) {
      const stored = state.store.get(collection, keyOf(namespace, name));
      return stored && read(stored);
    },
    list: (namespace) =>
      state.store.list(collection, { prefix: namespace === undefined ? "" : `${namespace}/` }).map(read),
    of: ({ object }) => read(object),
    create: (namespace, object) =>
      attempt(() =>
        read(
          createObject(state, entry, namespace, copyOf(object) as JsonObject, { dryRun: false, owner: { manager } }),
        ),
      ),
    update(object, change) {
      const next = copyOf(object);
      change(next);
      if (!equal(next, object)) write(next, "object");
    },
    updateStatus(object, status) {
      if (!equal(object.status ?? {}, status)) write({ ...copyOf(object), status }, "status");
    },
    annotate(object, annotations) {
      const next = copyOf(object);
      next.metadata.annotations = { ...next.metadata.annotations, ...annotations };
      if (!equal(next, object)) write(next, "status");
    },
    delete({ metadata: { namespace, name } }, gracePeriodSeconds) {
      const options = { dryRun: false, accepted: false, gracePeriodSeconds, propagation: "Background" as const };
      attempt(() => deleteObject(state, entry, namespace, name, options));
    },
  };
}

/** Whether an object has this one as its controller. */
export function controls(owner: Handled, { metadata }: Handled): boolean {
  return (metadata.ownerReferences ?? []).some(
    ({ uid, controller }) => uid === owner.metadata.uid && controller === true,
  );
}

export function controllerReference(apiVersion: string, kind: string, { metadata: { name, uid } }: Handled): object {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** Whether an object is on its way out. */
export function isLeaving({ metadata }: Handled): boolean {
  return metadata.deletionTimestamp !== undefined;
}

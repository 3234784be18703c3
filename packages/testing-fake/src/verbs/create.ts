import type { ObjectMeta } from "@kubets/apimachinery";
import type { UserInfo } from "../http/api-server.ts";
import { managedAfterUpdate, ownedKind, type Owner } from "../apply/ownership.ts";
import { grantsAccess, refuseEscalation } from "../access/escalation.ts";
import { valueAt, type JsonObject } from "../json.ts";
import { orderMetadata, readMetadata, setManaged, undecodable } from "../resources/metadata.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import { keyOf, timestamp, type ServerState } from "../storage/server-state.ts";
import { alreadyExists, badRequest, forbidden, internal, invalid, notFound, type GroupKind } from "../http/status.ts";
import type { StoredObject, UnstoredObject } from "../storage/store.ts";
import { checkMetadata } from "../resources/validate-metadata.ts";

/** Letters and digits that can neither be confused nor spell words. */
const alphabet = "bcdfghjklmnpqrstvwxz2456789";
const longestPrefix = 58;
const attempts = 8;

export interface Creation {
  readonly dryRun: boolean;
  /** Who owns what is created; absent where the object says it already, as after an apply. */
  readonly owner?: Owner | undefined;
  /** Who makes it; absent where the server itself does. */
  readonly user?: UserInfo | undefined;
  /** Takes what the writer should know although it is no reason to refuse. */
  readonly warn?: ((text: string) => void) | undefined;
}

/** Stores a new object. `namespace` is the request's; the object's own, if any, must be the same. */
export function createObject(
  state: ServerState,
  entry: ResourceEntry,
  namespace: string | undefined,
  sent: JsonObject,
  { dryRun, owner, user, warn }: Creation,
): StoredObject {
  const metadata = readMetadata(sent, entry.kind, undecodable(entry));
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  placeIn(metadata, entry, namespace);

  const { apiVersion: _, kind: __, ...content } = sent;
  const object: UnstoredObject = { ...content, metadata };
  entry.rules.complete?.(object);
  if (owner) {
    const kind = ownedKind(state, entry, owner.subresource);
    setManaged(metadata, managedAfterUpdate(state, kind, owner, undefined, object, metadata.managedFields));
  }
  entry.hub?.toHub(object);
  admit(state, entry, namespace, metadata.name ?? "");
  entry.rules.admit?.(object, state, user);
  if (user && grantsAccess(entry)) refuseEscalation(state, object, { resource: entry.resource, user, namespace });

  delete metadata.generation;
  metadata.uid = state.newUid();
  metadata.creationTimestamp = timestamp(state.clock);
  const { desiredState, firstGeneration = 1 } = entry.rules;
  if (desiredState && firstGeneration > 0) metadata.generation = firstGeneration;
  const generated = metadata.name === undefined && metadata.generateName !== undefined;
  if (generated) metadata.name = nextName(state, entry, namespace, metadata.generateName ?? "");

  if (entry.rules.createDropsStatus) delete object["status"];
  entry.rules.onCreate?.(object);

  const ofMetadata = checkMetadata(metadata, entry.rules);
  const heard = ofMetadata.length === 0 ? warn : undefined;
  const problems = [...ofMetadata, ...(entry.rules.validate?.(object, undefined, heard) ?? [])];
  if (problems.length > 0) throw invalid(reported(entry), metadata.name ?? "", problems);
  if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== "0") {
    throw internal("resourceVersion should not be set on objects to be created");
  }
  delete metadata.resourceVersion;

  const name = metadata.name ?? "";
  const key = keyOf(namespace, name);
  const existing = state.store.get(entry.collection, key);
  if (existing) {
    const terminating = existing.metadata.deletionTimestamp !== undefined;
    throw alreadyExists(entry, name, { terminating, retry: generated });
  }
  entry.rules.allocate?.(object, state, { dryRun });
  // Its place among the others; the store says which.
  if (!dryRun) metadata.resourceVersion = "0";
  object.metadata = orderMetadata(metadata);
  entry.custom?.toStorage?.(object);
  return dryRun ? (object as unknown as StoredObject) : state.store.put(entry.collection, key, object);
}

/** The kind that messages name of objects that break rules. */
export function reported({ group, kind, rules }: ResourceEntry): GroupKind {
  return { group: rules.reportedGroup ?? group, kind };
}

/** Gives an object the namespace of its request; one that names another is a bad request. */
export function placeIn(metadata: ObjectMeta, entry: ResourceEntry, namespace: string | undefined): void {
  if (entry.scope === "Cluster" || namespace === undefined) {
    delete metadata.namespace;
    return;
  }
  metadata.namespace ??= namespace;
  if (metadata.namespace === namespace) return;
  throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
}

/** Refuses what must not come into being: content of namespaces and kinds that are not there, or on their way out. */
function admit({ store }: ServerState, entry: ResourceEntry, namespace: string | undefined, name: string): void {
  if (namespace !== undefined) {
    const home = store.get("namespaces", namespace);
    if (!home) throw notFound({ group: "", resource: "namespaces" }, namespace);
    if (valueAt(home, ["status", "phase"]) === "Terminating" || home.metadata.deletionTimestamp !== undefined) {
      const message = `unable to create new content in namespace ${namespace} because it is being terminated`;
      throw forbidden(entry, name, message, [
        {
          reason: "NamespaceTerminating",
          message: `namespace ${namespace} is being terminated`,
          field: "metadata.namespace",
        },
      ]);
    }
  }
  if (entry.custom?.terminating) {
    throw forbidden(entry, name, "create not allowed while custom resource definition is terminating");
  }
}

/** A free name that begins with the prefix; after some tries one that is taken, which the creation then refuses. */
function nextName(state: ServerState, entry: ResourceEntry, namespace: string | undefined, prefix: string): string {
  let name = "";
  for (let attempt = 0; attempt < attempts; attempt++) {
    let suffix = "";
    for (let index = 0; index < 5; index++) suffix += alphabet[Math.floor(state.random() * alphabet.length)];
    name = prefix.slice(0, longestPrefix) + suffix;
    if (!state.store.get(entry.collection, keyOf(namespace, name))) break;
  }
  return name;
}

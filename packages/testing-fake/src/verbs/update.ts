import { grantsAccess, refuseEscalation } from "../access/escalation.ts";
import type { UserInfo } from "../http/api-server.ts";
import type { ObjectMeta } from "@kubets/apimachinery";
import { managedAfterUpdate, ownedKind, withoutNewTimes, type Owner } from "../apply/ownership.ts";
import { copyField } from "./copy-field.ts";
import { createObject, placeIn, reported } from "./create.ts";
import { withEphemeralContainers } from "./ephemeral-containers.ts";
import { goText } from "../go-text.ts";
import { seenBy } from "../hubs/seen-by.ts";
import { equal, isObject, valueAt, type JsonObject } from "../json.ts";
import { orderMetadata, readMetadata, setManaged, undecodable, type Undecodable } from "../resources/metadata.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import { keyOf, type ServerState } from "../storage/server-state.ts";
import { copyShown } from "../schema/empty-fields.ts";
import { badRequest, conflict, internal, invalid, invalidValue, modified, notFound } from "../http/status.ts";
import type { StoredObject, UnstoredObject } from "../storage/store.ts";
import { checkMetadata, checkMetadataUpdate } from "../resources/validate-metadata.ts";

/** Which part of an object an update may change. */
export type UpdatedPart = "object" | "status" | "finalizers" | "ephemeralContainers";

export interface Update {
  readonly namespace: string | undefined;
  readonly name: string;
  readonly part: UpdatedPart;
  readonly dryRun: boolean;
  /** A replacement fails where its uid is not the stored one; a patched uid is a change of an immutable field. */
  readonly uidIsPrecondition: boolean;
  /** What to answer where the object does not decode; by default a bad request. */
  readonly fail?: Undecodable | undefined;
  /** Who owns what changes; absent where the object says it already, as after an apply. */
  readonly owner?: Owner | undefined;
  /** Who changes it; absent where the server itself does. */
  readonly user?: UserInfo | undefined;
  /** Takes what the writer should know although it is no reason to refuse. */
  readonly warn?: ((text: string) => void) | undefined;
}

/** Replaces an object, or one part of it, by what was sent. Creates it where its kind allows that. */
export function updateObject(
  state: ServerState,
  entry: ResourceEntry,
  sent: JsonObject,
  { namespace, name, part, dryRun, uidIsPrecondition, fail = undecodable(entry), owner, user, warn }: Update,
): { readonly object: StoredObject; readonly created: boolean } {
  const metadata = readMetadata(sent, entry.kind, fail);
  checkName(sent, name);
  placeIn(metadata, entry, namespace);

  const key = keyOf(namespace, name);
  const stored = state.store.get(entry.collection, key);
  const seen = stored && seenBy(entry, stored);
  const old = entry.hub ? stored : seen;
  if (!old) {
    if (!entry.rules.createOnUpdate || part !== "object") throw notFound(entry, name);
    return { object: createObject(state, entry, namespace, sent, { dryRun, owner, user, warn }), created: true };
  }
  if (uidIsPrecondition && metadata.uid !== undefined && metadata.uid !== old.metadata.uid) {
    const found = `UID in precondition: ${metadata.uid}, UID in object meta: ${old.metadata.uid}`;
    const storageKey = `/registry/${entry.group === "" ? "" : `${entry.group}/`}${entry.resource}/${key}`;
    const detail = `StorageError: invalid object, Code: 4, Key: ${storageKey}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: ${found}`;
    throw conflict(entry, name, detail);
  }
  const { apiVersion: _, kind: __, ...content } = sent;
  const whole: UnstoredObject = { ...content, metadata };
  entry.rules.complete?.(whole, old);
  if (owner) {
    const said = metadata.managedFields ?? valueAt(sent, ["metadata", "managedFields"]);
    const kind = ownedKind(state, entry, owner.subresource);
    setManaged(metadata, managedAfterUpdate(state, kind, owner, seen, whole, said));
  }
  entry.hub?.toHub(whole);
  checkVersion(metadata, old, entry);

  const object = combine(whole, old, entry, part);
  if (user && grantsAccess(entry)) {
    refuseEscalation(state, object, { resource: entry.resource, user, namespace, name, old });
  }
  if (part === "object") entry.rules.onUpdate?.(object, old);
  if (part === "status") entry.rules.onStatusUpdate?.(object, old);
  setOptional(metadata, "generation", old.metadata.generation);
  if ((part === "object" || part === "ephemeralContainers") && entry.rules.desiredState) {
    if (!equal(entry.rules.desiredState(object), entry.rules.desiredState(old))) {
      metadata.generation = (old.metadata.generation ?? 0) + 1;
    }
  }
  metadata.uid ??= old.metadata.uid;
  // These belong to the server; what a client sends in their place does not count.
  setOptional(metadata, "creationTimestamp", old.metadata.creationTimestamp);
  if (old.metadata.deletionTimestamp !== undefined) metadata.deletionTimestamp = old.metadata.deletionTimestamp;
  if (metadata.deletionGracePeriodSeconds === undefined) {
    setOptional(metadata, "deletionGracePeriodSeconds", old.metadata.deletionGracePeriodSeconds);
  }

  const immutable = checkMetadataUpdate(metadata, old.metadata);
  const ofMetadata = [
    // The name was checked when it was given.
    ...checkMetadata(metadata, { ...entry.rules, validateName: () => [] }),
    ...immutable,
    // Of custom resources servers check this twice, and say so twice.
    ...(entry.custom ? immutable : []),
  ];
  const heard = ofMetadata.length === 0 ? warn : undefined;
  const problems = [
    ...ofMetadata,
    ...((part === "object" && entry.rules.validate?.(object, old, heard)) || []),
    ...((part === "status" && entry.rules.validateStatus?.(object, old, heard)) || []),
    ...((part === "ephemeralContainers" && entry.rules.validateEphemeralContainers?.(object, old)) || []),
  ];
  if (problems.length > 0) throw invalid(reported(entry), name, problems);
  if (part === "object") entry.rules.allocate?.(object, state, { dryRun, old });

  setManaged(metadata, withoutNewTimes(object, old));
  object.metadata = orderMetadata(metadata);
  entry.custom?.toStorage?.(object);
  if (dryRun) return { object: object as unknown as StoredObject, created: false };
  if (isFinished(object, old)) {
    state.store.remove(entry.collection, key);
    return { object: object as unknown as StoredObject, created: false };
  }
  return { object: state.store.put(entry.collection, key, object), created: false };
}

/** Refuses an object that is not the one of the path. */
export function checkName(object: JsonObject, name: string): void {
  const own = valueAt(object, ["metadata", "name"]) ?? "";
  if (own === "") {
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  }
  if (own !== name)
    throw badRequest(`the name of the object (${goText(own)}) does not match the name on the URL (${name})`);
}

function setOptional<K extends "generation" | "creationTimestamp" | "deletionGracePeriodSeconds">(
  metadata: ObjectMeta,
  field: K,
  value: ObjectMeta[K] | undefined,
): void {
  if (value === undefined) delete metadata[field];
  else metadata[field] = value;
}

function checkVersion(metadata: ObjectMeta, old: StoredObject, entry: ResourceEntry): void {
  const sent = metadata.resourceVersion ?? "";
  if (sent !== "" && !/^\d+$/.test(sent)) throw internal(`strconv.ParseUint: parsing "${sent}": invalid syntax`);
  if (sent === "" || Number(sent) === 0) {
    if (entry.rules.updateNeedsVersion) {
      // Kind and name of the resource, as servers say it here.
      throw invalid({ group: entry.group, kind: entry.resource }, old.metadata.name, [
        invalidValue("metadata.resourceVersion", 0, "must be specified for an update"),
      ]);
    }
    metadata.resourceVersion = old.metadata.resourceVersion;
  } else if (sent !== old.metadata.resourceVersion) {
    throw modified(entry, old.metadata.name);
  }
}

/** The object as it would be: what was sent for the part that is written, the old state for all else. */
function combine(whole: UnstoredObject, old: StoredObject, entry: ResourceEntry, part: UpdatedPart): UnstoredObject {
  const { metadata } = whole;
  if (part === "object") {
    const object = copyShown(whole) as UnstoredObject;
    if (entry.subresources.some(({ name }) => name === "status")) copyField(object, old, "status");
    // What keeps a namespace alive is changed by its own subresource only.
    if (entry.collection === "namespaces") copyField(object, old, "spec");
    return object;
  }
  if (part === "ephemeralContainers") return withEphemeralContainers(whole, old);
  const object: UnstoredObject = { ...old, metadata };
  if (part === "status") {
    copyField(object, whole, "status");
    for (const field of entry.rules.statusKeeps) copyField(metadata as JsonObject, old.metadata, field);
  } else {
    const finalizers = valueAt(whole, ["spec", "finalizers"]);
    const { finalizers: _, ...spec } = isObject(old["spec"]) ? old["spec"] : {};
    const kept = Array.isArray(finalizers) && finalizers.length > 0;
    object["spec"] = kept ? { ...spec, finalizers: finalizers as unknown[] } : spec;
  }
  return object;
}

/** Whether this update took away the last thing that kept a deleted object alive. */
function isFinished(object: UnstoredObject, old: StoredObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = old.metadata;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds !== 0) return false;
  if ((object.metadata.finalizers ?? []).length > 0) return false;
  const namespaceFinalizers = valueAt(object, ["spec", "finalizers"]);
  return !(
    Array.isArray(namespaceFinalizers) &&
    namespaceFinalizers.length > 0 &&
    valueAt(object, ["status", "phase"]) === "Terminating"
  );
}

import { apiVersionOf, parseApiVersion } from "@kubets/apimachinery";
import { goText } from "../go-text.ts";
import { equal, isObject, type JsonObject } from "../json.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import { withEmptyLists } from "../schema/empty-fields.ts";
import type { TypeSchema } from "../schema/type-schema.ts";
import { timestamp, type ServerState } from "../storage/server-state.ts";
import { badRequest, internal } from "../http/status.ts";
import type { StoredObject } from "../storage/store.ts";
import { untyped } from "./atoms.ts";
import { typeProblem } from "./check-type.ts";
import { conflictFailure } from "./conflicts.ts";
import { emptyObject } from "./empty-object.ts";
import { applyFields, beforeFirstApply, managersAfterUpdate, type Writer } from "./field-manager.ts";
import { difference, intersection, isEmpty, type FieldSet } from "./field-set.ts";
import { kubectl, lastAppliedFields, withLastApplied } from "./last-applied.ts";
import { converted } from "../hubs/converted.ts";
import { decodeManagers, encodeManagers, type Managers } from "./managers.ts";
import { resetFieldsOf } from "./reset-fields.ts";
import { ApplyConflict, Unconvertible, type Versions } from "./updater.ts";

/** Who writes an object, and through which subresource. */
export interface Owner {
  readonly manager: string;
  readonly subresource?: string | undefined;
}

/** A kind as field ownership sees it. */
export interface OwnedKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly versions: Versions;
}

/** A resource, or what one of its subresources shows of it, in the version of a request. */
export function ownedKind({ registry }: ServerState, entry: ResourceEntry, subresource: string | undefined): OwnedKind {
  const at = (apiVersion: string): ResourceEntry | undefined => {
    const { group, version } = parseApiVersion(apiVersion);
    const found =
      version === entry.version && group === entry.group ? entry : registry.find(group, version, entry.resource);
    // Groups know nothing of others that show their objects.
    return found?.group === entry.group && found.collection === entry.collection ? found : undefined;
  };
  const versions: Versions = {
    schemaOf: (apiVersion) => {
      const found = at(apiVersion);
      return found && (found.schema ?? untyped);
    },
    convert(object, fromVersion, toVersion) {
      const [from, to] = [at(fromVersion), at(toVersion)];
      if (!from || !to || from === to) return object;
      if (from.hub || to.hub) return converted(object, from, to);
      const problem = to.custom && typeProblem(to.schema ?? untyped, object);
      if (problem !== undefined) throw new Unconvertible(`failed to convert new object: ${problem}`);
      return object;
    },
    resetFields: (apiVersion) => {
      const found = at(apiVersion);
      return found && resetFieldsOf(found, subresource);
    },
  };
  return { apiVersion: apiVersionOf(entry), kind: entry.kind, versions };
}

/**
 * The `managedFields` of an object after a write that is no apply. `next` is decoded and has its defaults, nothing else;
 * what it says of its managers counts, so that they can be changed and, by an empty list, removed.
 */
export function managedAfterUpdate(
  state: ServerState,
  kind: OwnedKind,
  { manager, subresource }: Owner,
  live: Readonly<JsonObject> | undefined,
  next: JsonObject,
  said: unknown,
): JsonObject[] | undefined {
  const stored = safely(managedOf(live));
  const managers = subresource === undefined ? (saidManagers(said) ?? stored) : stored;
  // Objects that nobody applied to and that lost their managers stay without.
  if (managers.size === 0 && live) return undefined;
  const writer: Writer = { ...kind, manager, subresource, time: timestamp(state.clock) };
  const before = live ?? emptyObject(schemaOf(kind));
  const after = withEmptyLists(next) as JsonObject;
  return encodeManagers(managersAfterUpdate(writer, before, after, managers));
}

/** Undefined where a client leaves the managers alone. */
function saidManagers(said: unknown): Managers | undefined {
  if (!Array.isArray(said)) return undefined;
  const [first] = said as unknown[];
  const reset = said.length === 0 || (said.length === 1 && isObject(first) && Object.keys(first).length === 0);
  if (reset) return new Map();
  const managers = safely(said);
  return managers.size > 0 ? managers : undefined;
}

function safely(entries: readonly unknown[] | undefined): Managers {
  try {
    return decodeManagers(entries);
  } catch {
    return new Map();
  }
}

function managedOf(object: Readonly<JsonObject> | undefined): readonly unknown[] | undefined {
  const metadata = object?.["metadata"];
  const entries = isObject(metadata) ? metadata["managedFields"] : undefined;
  return Array.isArray(entries) ? entries : undefined;
}

export interface Apply extends Owner {
  readonly applied: JsonObject;
  readonly force: boolean;
}

/**
 * What an object becomes by an apply, with its `managedFields`, before it gets defaults. Without a live object it is a new
 * one. Fails where others own what would change, and for what does not fit the type.
 */
export function applied(
  state: ServerState,
  kind: OwnedKind,
  { manager, subresource, applied: sent, force }: Apply,
  stored: Readonly<JsonObject> | undefined,
): { readonly object: JsonObject; readonly changed: boolean } {
  const schema = schemaOf(kind);
  checkApplied(kind, schema, sent);
  const writer: Writer = { ...kind, manager, subresource, time: timestamp(state.clock) };
  const empty = emptyObject(schema);
  const type = { apiVersion: kind.apiVersion, kind: kind.kind };
  const live: JsonObject = { ...(stored ? withoutManaged(stored) : empty), ...type };
  let managers = decodeManagers(managedOf(stored));
  if (managers.size === 0 && stored) managers = beforeFirstApply(writer, empty, live);

  const result = tryApply(writer, live, sent, managers, force);
  const object = manager === kubectl ? withLastApplied(result.object, sent) : result.object;
  const entries = encodeManagers(result.managers);
  const metadata = isObject(object["metadata"]) ? object["metadata"] : {};
  return {
    object: { ...object, metadata: { ...metadata, ...(entries && { managedFields: entries }) } },
    changed: result.object !== live,
  };
}

function tryApply(
  writer: Writer,
  live: JsonObject,
  sent: JsonObject,
  managers: Managers,
  force: boolean,
): ReturnType<typeof applyFields> {
  try {
    return applyFields(writer, live, sent, managers, force);
  } catch (error) {
    if (error instanceof Unconvertible) throw internal(error.message);
    if (!(error instanceof ApplyConflict)) throw error;
    const schema = writer.versions.schemaOf(writer.apiVersion);
    // What client-side apply set, its successor may change.
    const allowed =
      writer.manager === kubectl && schema ? lastAppliedFields(schema, live, writer.apiVersion) : undefined;
    const left = allowed ? withoutFields(error.conflicts, allowed) : error.conflicts;
    if (left.size > 0) throw conflictFailure(left);
    return applyFields(writer, live, sent, managers, true);
  }
}

function withoutFields(conflicts: ReadonlyMap<string, FieldSet>, allowed: FieldSet): Map<string, FieldSet> {
  const left = new Map<string, FieldSet>();
  for (const [identity, fields] of conflicts) {
    const rest = difference(fields, intersection(fields, allowed));
    if (!isEmpty(rest)) left.set(identity, rest);
  }
  return left;
}

function checkApplied(kind: OwnedKind, schema: TypeSchema, sent: JsonObject): void {
  const { apiVersion = "", kind: sentKind = "" } = sent;
  if (apiVersion !== kind.apiVersion || sentKind !== kind.kind) {
    throw badRequest(`invalid object type: ${typeText(sent)}`);
  }
  const managed = isObject(sent["metadata"]) ? sent["metadata"]["managedFields"] : undefined;
  if (Array.isArray(managed)) throw badRequest("metadata.managedFields must be nil");
  const problem = typeProblem(schema, sent);
  if (problem !== undefined) throw internal(`failed to create typed patch object (${objectText(sent)}): ${problem}`);
}

/** As servers name an object of which they do not know whether there is one. */
export function objectText(object: JsonObject): string {
  const { namespace = "", name = "" } = isObject(object["metadata"]) ? object["metadata"] : {};
  return `${goText(namespace)}/${goText(name)}; ${typeText(object)}`;
}

/** `apps/v1, Kind=Deployment`. */
function typeText(object: JsonObject): string {
  const apiVersion = goText(object["apiVersion"] ?? "");
  return `${apiVersion.includes("/") ? apiVersion : `/${apiVersion}`}, Kind=${goText(object["kind"] ?? "")}`;
}

function schemaOf({ apiVersion, versions }: OwnedKind): TypeSchema {
  return versions.schemaOf(apiVersion) ?? untyped;
}

function withoutManaged(stored: Readonly<JsonObject>): JsonObject {
  if (!isObject(stored["metadata"])) return { ...stored };
  const { managedFields: _, ...metadata } = stored["metadata"];
  return { ...stored, metadata };
}

/**
 * The `managedFields` that an object is to be stored with: the old ones where nothing but times would change, so that the
 * write is none.
 */
export function withoutNewTimes(next: JsonObject, old: StoredObject): readonly unknown[] | undefined {
  const [after, before] = [managedOf(next), managedOf(old)];
  if (!after || !before || after.length !== before.length) return after;
  const plain = (entry: unknown): unknown => (isObject(entry) ? { ...entry, time: undefined } : entry);
  const same = after.every((entry, index) => {
    const other = before[index];
    return entry === other || equal(plain(entry), plain(other));
  });
  if (!same || !equal(bare(next), bare(old))) return after;
  return before;
}

function bare(object: Readonly<JsonObject>): JsonObject {
  const copy = withoutManaged(object);
  if (isObject(copy["metadata"])) {
    const { resourceVersion: _, ...metadata } = copy["metadata"];
    copy["metadata"] = metadata;
  }
  return copy;
}

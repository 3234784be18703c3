import type { Scope, Verb } from "@kubets/apimachinery";
import type { BuiltInSubresource } from "./built-in-resource.ts";
import {
  definitionFinalizer,
  definitions,
  holds,
  namesOf,
  servedAlike,
  versionsOf,
  withCondition,
  type Condition,
  type Names,
} from "./definition-rules.ts";
import { deleteObject } from "./delete.ts";
import { equal, isObject, valueAt, type JsonObject } from "./json.ts";
import type { ResourceEntry } from "./resource-registry.ts";
import { customRules } from "./resource-rules.ts";
import { timestamp, type ServerState } from "./server-state.ts";
import { qualified } from "./status.ts";
import type { StoredObject } from "./store.ts";
import { deprecationOf } from "./warnings.ts";

/**
 * Makes CustomResourceDefinitions work: accepts their names, establishes and serves them as soon as they are written, and
 * on deletion removes their objects first.
 */
export function startCustomResources(state: ServerState): Disposable {
  const { store, registry } = state;
  return store.subscribe((event) => {
    if (event.collection === definitions) {
      if (event.type === "DELETED") registry.setCustom(event.key, []);
      else reconcile(state, event.key);
      return;
    }
    // The last object of a definition that is being deleted may have gone.
    if (event.type !== "DELETED") return;
    const definition = registry.ofCollection(event.collection)?.custom?.definition;
    if (definition !== undefined && store.get(definitions, definition)?.metadata.deletionTimestamp !== undefined) {
      reconcile(state, definition);
    }
  });
}

function reconcile(state: ServerState, name: string): void {
  const { store, registry } = state;
  const stored = store.get(definitions, name);
  if (!stored) return;
  const status = nextStatus(state, stored);
  if (!equal(status, stored["status"])) {
    // Comes back here by the event of this write.
    store.put(definitions, name, { ...stored, metadata: { ...stored.metadata }, status });
    return;
  }
  const served = registry.resources.find((entry) => entry.custom?.definition === name);
  if (!served || !servedAlike(source.get(served) ?? {}, stored)) registry.setCustom(name, entriesOf(stored));
  if (stored.metadata.deletionTimestamp !== undefined) cleanUp(state, stored);
}

/** The definition of which an entry was made. */
const source = new WeakMap<ResourceEntry, StoredObject>();

function nextStatus(state: ServerState, stored: StoredObject): JsonObject {
  const old = isObject(stored["status"]) ? stored["status"] : {};
  const now = timestamp(state.clock);
  const names = namesOf(stored);
  const problem = nameConflict(state, stored, names);
  const accepted: Condition = problem
    ? { type: "NamesAccepted", status: "False", lastTransitionTime: now, ...problem }
    : {
        type: "NamesAccepted",
        status: "True",
        lastTransitionTime: now,
        reason: "NoConflicts",
        message: "no conflicts found",
      };
  let conditions = withCondition(old["conditions"], accepted);
  if (!holds(stored, "Established")) {
    conditions = withCondition(
      conditions,
      problem
        ? {
            type: "Established",
            status: "False",
            lastTransitionTime: now,
            reason: "NotAccepted",
            message: "not all names are accepted",
          }
        : {
            type: "Established",
            status: "True",
            lastTransitionTime: now,
            reason: "InitialNamesAccepted",
            message: "the initial names have been accepted",
          },
    );
  }
  if (holds(stored, "Terminating")) {
    conditions = withCondition(conditions, {
      type: "Terminating",
      status: "True",
      lastTransitionTime: now,
      reason: "InstanceDeletionInProgress",
      message: "CustomResource deletion is in progress",
    });
  }
  const storage = versionsOf(stored).find((version) => version["storage"] === true)?.["name"];
  const storedVersions = Array.isArray(old["storedVersions"]) ? (old["storedVersions"] as unknown[]) : [];
  return {
    conditions,
    acceptedNames: problem ? (old["acceptedNames"] ?? { plural: "", kind: "" }) : valueAt(stored, ["spec", "names"]),
    storedVersions: storedVersions.includes(storage) ? storedVersions : [...storedVersions, storage],
  };
}

/** Two definitions of a group cannot share a name: the first to have it keeps it. */
function nameConflict(
  { store }: ServerState,
  stored: StoredObject,
  names: Names,
): { reason: string; message: string } | undefined {
  const group = valueAt(stored, ["spec", "group"]);
  const resources = new Set<string>();
  const kinds = new Set<string>();
  for (const other of store.list(definitions, { prefix: "" })) {
    if (other.metadata.uid === stored.metadata.uid || valueAt(other, ["spec", "group"]) !== group) continue;
    const taken = namesOf(other, ["status", "acceptedNames"]);
    for (const name of [taken.plural, taken.singular, ...taken.shortNames]) resources.add(name);
    for (const name of [taken.kind, taken.listKind]) kinds.add(name);
  }
  const conflict = (reason: string, name: string): { reason: string; message: string } => ({
    reason,
    message: `"${name}" is already in use`,
  });
  if (resources.has(names.plural)) return conflict("PluralConflict", names.plural);
  if (resources.has(names.singular)) return conflict("SingularConflict", names.singular);
  const short = names.shortNames.find((name) => resources.has(name));
  if (short !== undefined) return conflict("ShortNamesConflict", short);
  if (kinds.has(names.kind)) return conflict("KindConflict", names.kind);
  return kinds.has(names.listKind) ? conflict("ListKindConflict", names.listKind) : undefined;
}

const verbs: readonly Verb[] = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
const subresourceVerbs: readonly Verb[] = ["get", "patch", "update"];

/** The resources that a definition brings: one for each served version, none before it is established. */
function entriesOf(definition: StoredObject): ResourceEntry[] {
  if (!holds(definition, "Established")) return [];
  const group = String(valueAt(definition, ["spec", "group"]));
  const scope = valueAt(definition, ["spec", "scope"]) as Scope;
  const { plural, ...names } = namesOf(definition);
  return versionsOf(definition)
    .filter((version) => version["served"] === true)
    .map((version) => {
      const name = String(version["name"]);
      const hasStatus = isObject(valueAt(version, ["subresources", "status"]));
      const hasScale = isObject(valueAt(version, ["subresources", "scale"]));
      const subresources: BuiltInSubresource[] = [];
      if (hasStatus) {
        subresources.push({ name: "status", kind: names.kind, group, version: name, verbs: subresourceVerbs });
      }
      if (hasScale) {
        subresources.push({
          name: "scale",
          kind: "Scale",
          group: "autoscaling",
          version: "v1",
          verbs: subresourceVerbs,
        });
      }
      const entry: ResourceEntry = {
        ...names,
        group,
        version: name,
        resource: plural,
        scope,
        verbs,
        subresources,
        collection: qualified({ group, resource: plural }),
        rules: customRules(hasStatus),
        custom: {
          definition: definition.metadata.name,
          version,
          deprecation: deprecationOf(definition, version),
          terminating: holds(definition, "Terminating"),
        },
      };
      source.set(entry, definition);
      return entry;
    });
}

/** Deletes the objects of a definition; once none is left, the definition may go. */
function cleanUp(state: ServerState, definition: StoredObject): void {
  const { store } = state;
  const { name } = definition.metadata;
  const entry = state.registry.ofCollection(name);
  for (const object of store.list(name, { prefix: "" })) {
    if (object.metadata.deletionTimestamp !== undefined || !entry) continue;
    deleteObject(state, entry, object.metadata.namespace, object.metadata.name, { dryRun: false, accepted: false });
  }
  if (store.list(name, { prefix: "" }).length > 0) return;
  const finalizers = (definition.metadata.finalizers ?? []).filter((finalizer) => finalizer !== definitionFinalizer);
  if (finalizers.length === 0) store.remove(definitions, name);
  else store.put(definitions, name, { ...definition, metadata: { ...definition.metadata, finalizers } });
}

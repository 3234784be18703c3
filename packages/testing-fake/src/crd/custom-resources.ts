import { apiVersionOf, type Scope, type Verb } from "@kubets/apimachinery";
import { managedAfterUpdate, ownedKind, type Owner } from "../apply/ownership.ts";
import type { BuiltInSubresource } from "../resources/built-in-resource.ts";
import { deleteObject } from "../verbs/delete.ts";
import { equal, isObject, valueAt, type JsonObject } from "../json.ts";
import { setManaged } from "../resources/metadata.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import { timestamp, type ServerState } from "../storage/server-state.ts";
import { qualified } from "../http/status.ts";
import type { StoredObject } from "../storage/store.ts";
import { deprecationOf } from "../http/warnings.ts";
import { approvalOf } from "./api-approval.ts";
import { holds, withCondition, type Condition } from "./conditions.ts";
import { createCustomVersion } from "./custom-rules.ts";
import {
  definitionFinalizer,
  definitions,
  namesOf,
  schemaJsonOf,
  storageVersionOf,
  storedVersionsOf,
  versionsOf,
} from "./definition.ts";
import { acceptNames } from "./naming.ts";
import { readSchema } from "./schema.ts";
import { createStoredForm } from "./stored-form.ts";
import { typeSchemaOf } from "./type-schema-of.ts";

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

/** Who writes the status of definitions. */
const itself: Owner = { manager: "kube-apiserver", subresource: "status" };

function reconcile(state: ServerState, name: string): void {
  const { store, registry } = state;
  const stored = store.get(definitions, name);
  if (!stored) return;
  const status = nextStatus(state, stored);
  if (!equal(status, stored["status"])) {
    // Comes back here by the event of this write.
    const next: StoredObject = { ...stored, metadata: { ...stored.metadata }, status };
    const entry = registry.find("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    if (entry) {
      const kind = ownedKind(state, entry, "status");
      setManaged(next.metadata, managedAfterUpdate(state, kind, itself, stored, next, undefined));
    }
    store.put(definitions, name, next);
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
  const lastTransitionTime = timestamp(state.clock);
  const set = (list: unknown, { type, status, ...why }: Omit<Condition, "lastTransitionTime">): Condition[] =>
    withCondition(list, { type, status, lastTransitionTime, ...why });
  const naming = acceptNames(state.store, stored);
  let conditions: unknown = set(old["conditions"], { type: "NamesAccepted", ...naming.condition });
  if (!holds(stored, "Established")) {
    conditions = set(conditions, { type: "Established", ...establishment(naming.condition.status === "True") });
  }
  const approval = approvalOf(stored);
  if (approval) {
    conditions = set(conditions, {
      type: "KubernetesAPIApprovalPolicyConformant",
      status: approval.state === "Approved" ? "True" : "False",
      reason: `${approval.state === "Bypassed" ? "Unapproved" : approval.state}Annotation`,
      message: approval.reason,
    });
  }
  if (holds(stored, "Terminating")) {
    conditions = set(conditions, {
      type: "Terminating",
      status: "True",
      reason: "InstanceDeletionInProgress",
      message: "CustomResource deletion is in progress",
    });
  }
  const storage = storageVersionOf(stored);
  const storedVersions = storedVersionsOf(stored);
  return {
    conditions,
    acceptedNames: naming.accepted,
    storedVersions:
      storage === undefined || storedVersions.includes(storage) ? storedVersions : [...storedVersions, storage],
  };
}

function establishment(accepted: boolean): Pick<Condition, "status" | "reason" | "message"> {
  if (!accepted) return { status: "False", reason: "NotAccepted", message: "not all names are accepted" };
  return { status: "True", reason: "InitialNamesAccepted", message: "the initial names have been accepted" };
}

const verbs: readonly Verb[] = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
const subresourceVerbs: readonly Verb[] = ["get", "patch", "update"];

/** The resources that a definition brings: one for each served version, none before it is established. */
function entriesOf(definition: StoredObject): ResourceEntry[] {
  if (!holds(definition, "Established")) return [];
  const group = String(valueAt(definition, ["spec", "group"]));
  const scope = valueAt(definition, ["spec", "scope"]) as Scope;
  const { plural, ...names } = namesOf(definition);
  const stored = versionsOf(definition).find((version) => version["storage"] === true);
  const storage = readSchema((stored && schemaJsonOf(stored)) ?? {});
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
      const custom = createCustomVersion(version, apiVersionOf({ group, version: name }), names.kind);
      const entry: ResourceEntry = {
        ...names,
        group,
        version: name,
        resource: plural,
        scope,
        verbs,
        subresources,
        collection: qualified({ group, resource: plural }),
        rules: custom.rules,
        schema: typeSchemaOf(custom.schema),
        custom: {
          definition: definition.metadata.name,
          version,
          deprecation: deprecationOf(definition, version),
          terminating: holds(definition, "Terminating"),
          coerce: custom.coerce,
          ...createStoredForm(custom.schema, version["storage"] === true ? custom.schema : storage),
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

/** Whether two definitions would be served alike. */
function servedAlike(a: Readonly<JsonObject>, b: Readonly<JsonObject>): boolean {
  const part = (definition: Readonly<JsonObject>): unknown => [
    definition["spec"],
    holds(definition, "Established"),
    holds(definition, "Terminating"),
  ];
  return equal(part(a), part(b));
}

import {
  apiVersionOf,
  errorFromStatus,
  isKubernetesError,
  KubernetesError,
  parseApiVersion,
  type UnstructuredObject,
} from "@kubets/apimachinery";
import { seenBy } from "../hubs/seen-by.ts";
import { managedAfterUpdate, ownedKind, type Owner } from "../apply/ownership.ts";
import { createObject } from "../verbs/create.ts";
import { definitions } from "../crd/definition.ts";
import { copyOf, type JsonObject } from "../json.ts";
import { setManaged } from "../resources/metadata.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import { keyOf, type ServerState } from "../storage/server-state.ts";
import { Failure } from "../http/status.ts";

/** Who owns the fields of objects that a cluster begins with. */
const owner: Owner = { manager: "testing-fake" };

/**
 * Stores objects as they are to be when the cluster begins: with their status, and their uid where they have one.
 * CustomResourceDefinitions come first; namespaces that objects name are created. An error begins with the object that it is
 * about, as `describe` calls it.
 */
export function seed(
  state: ServerState,
  objects: readonly UnstructuredObject[],
  describe: (object: UnstructuredObject) => string = nameOf,
): void {
  const rank = ({ kind }: UnstructuredObject): number =>
    kind === "CustomResourceDefinition" ? 0 : kind === "Namespace" ? 1 : 2;
  for (const object of objects.toSorted((a, b) => rank(a) - rank(b))) {
    try {
      seedObject(state, copyOf(object));
    } catch (cause) {
      if (!isKubernetesError(cause)) throw cause;
      const { reason, code, details, message } = cause;
      throw new KubernetesError(`${describe(object)}: ${message}`, { reason, code, details, cause });
    }
  }
}

/** An object as people call it: `Deployment default/web`. */
function nameOf({ kind = "object without kind", metadata = {} }: UnstructuredObject): string {
  const { namespace, name = "without name" } = metadata;
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

function seedObject(state: ServerState, object: UnstructuredObject): void {
  const entry = entryOf(state, object);
  const metadata = (object.metadata ??= {});
  const namespace = entry.scope === "Namespaced" ? (metadata.namespace ?? "default") : undefined;
  const namespaces = state.registry.find("", "v1", "namespaces");
  if (namespace !== undefined && namespaces && !state.store.get("namespaces", namespace)) {
    createObject(state, namespaces, undefined, { metadata: { name: namespace } }, { dryRun: false, owner });
  }
  const { uid, resourceVersion: _, ...kept } = metadata;
  const sent: JsonObject = { ...object, metadata: kept };
  try {
    // What says itself who owns it keeps its owners.
    const own = kept.managedFields === undefined ? owner : undefined;
    const seeding = uid ? { ...state, newUid: () => uid } : state;
    const stored = createObject(seeding, entry, namespace, sent, { dryRun: false, owner: own });
    if (object["status"] === undefined || entry.collection === definitions) return;
    const seen = seenBy(entry, stored);
    const next = { ...seen, metadata: { ...seen.metadata }, status: object["status"] };
    if (own) {
      const statusOwner = { ...own, subresource: "status" };
      const kind = ownedKind(state, entry, "status");
      setManaged(next.metadata, managedAfterUpdate(state, kind, statusOwner, seen, next, undefined));
    }
    entry.hub?.toHub(next);
    state.store.put(entry.collection, keyOf(namespace, stored.metadata.name), next);
  } catch (error) {
    throw error instanceof Failure ? errorFromStatus(error.status, { cause: error }) : error;
  }
}

/** The resource of an object, by its apiVersion and kind. */
export function entryOf({ registry }: ServerState, type: { apiVersion?: string; kind?: string }): ResourceEntry {
  const { apiVersion = "", kind = "" } = type;
  const entry = registry.findKind(parseApiVersion(apiVersion).group, parseApiVersion(apiVersion).version, kind);
  if (entry) return entry;
  const known = registry.resources.filter((resource) => resource.kind === kind).map(apiVersionOf);
  const hint = known.length > 0 ? `; ${kind} exists in ${known.join(", ")}` : "";
  throw new KubernetesError(`the fake cluster has no kind "${kind}" in "${apiVersion}"${hint}`, {
    reason: "InvalidRequest",
  });
}

import { apiVersionOf, labelSelectorOf, parseApiVersion, type ObjectMeta } from "@kubets/apimachinery";
import { managerName } from "../apply/manager-name.ts";
import { decodeManagers, encodeManagers } from "../apply/managers.ts";
import { applied, managedAfterUpdate, objectText, type OwnedKind } from "../apply/ownership.ts";
import { readApplied } from "../apply/read-applied.ts";
import { parentManaged, scaleManagers, type ReplicasPath } from "../apply/scale-fields.ts";
import { decodeAny } from "../http/codec.ts";
import { goText } from "../go-text.ts";
import { copyOf, isObject, setField, valueAt, type JsonObject } from "../json.ts";
import { builtInSchemaOf } from "../schema/built-in-schemas.ts";
import { setManaged, type Undecodable } from "../resources/metadata.ts";
import { applyPatch, patchTypeOf, readPatch, unfitPatch } from "./patch.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import { keyOf, type Answer, type ResourceRequest, type ServerState } from "../storage/server-state.ts";
import { badRequest, internal, invalid, invalidValue, methodNotAllowed, modified, notFound } from "../http/status.ts";
import type { StoredObject } from "../storage/store.ts";
import { updateObject } from "./update.ts";
import { writeOptions } from "../http/options.ts";

/** Where a resource keeps what its Scale shows. */
interface ScalePaths {
  readonly replicas: readonly string[];
  readonly current: readonly string[];
  /** Of custom resources: a selector as text. */
  readonly selector?: readonly string[] | undefined;
}

const scaleSchema = builtInSchemaOf("autoscaling", "v1", "Scale");
const scaleKind: OwnedKind = {
  apiVersion: "autoscaling/v1",
  kind: "Scale",
  versions: {
    schemaOf: (apiVersion) => (apiVersion === "autoscaling/v1" ? scaleSchema : undefined),
    convert: (object) => object,
    resetFields: () => undefined,
  },
};

/** Answers the `scale` subresource: a view of an object that any autoscaler understands. */
export function answerScale(state: ServerState, resource: ResourceRequest): Answer {
  const { entry, path, request } = resource;
  const { namespace, name = "" } = path;
  const isPatch = request.method === "PATCH";
  const type = isPatch ? patchTypeOf(request, entry) : undefined;
  const stored = state.store.get(entry.collection, keyOf(namespace, name));
  if (!stored) throw notFound(entry, name);
  const paths = pathsOf(entry);
  // What is not there yet cannot be read, but written.
  const value = scaleOf(entry, stored, paths, request.method !== "GET");
  if (request.method === "GET") return { type: "value", code: 200, value };
  if (request.method !== "PUT" && !isPatch) throw methodNotAllowed();

  const { dryRun, force } = writeOptions(
    resource.query,
    isPatch ? "PatchOptions" : "UpdateOptions",
    type === applyPatch,
  );
  const pathIn = replicasPathIn(state, entry);
  const { managedFields, ...metadata } = stored.metadata;
  const ofScale = encodeManagers(scaleManagers(managedFields, pathIn));
  const live = { ...value, metadata: { ...(value["metadata"] as JsonObject), managedFields: ofScale } };
  const { scale, managed } = writeScale(state, resource, value, live, force);

  const fail = isPatch ? unfitPatch(scale) : badRequest;
  const replicas = readReplicas(scale, stored, entry, fail);
  const next: JsonObject = { ...copyOf<JsonObject>({ ...stored, metadata }), ...typeOf(entry) };
  const parent = parentManaged(managedFields, decodeManagers(managed), apiVersionOf(entry), pathIn);
  setManaged(next["metadata"] as ObjectMeta, parent);
  setAt(next, paths.replicas, replicas);
  const { object } = updateObject(state, entry, next, {
    namespace,
    name,
    part: "object",
    dryRun,
    uidIsPrecondition: true,
  });
  return { type: "value", code: 200, value: scaleOf(entry, object, paths) };
}

const typeOf = (entry: ResourceEntry): { apiVersion: string; kind: string } => ({
  apiVersion: apiVersionOf(entry),
  kind: entry.kind,
});

interface WrittenScale {
  readonly scale: JsonObject;
  /** Who owns what of it. */
  readonly managed: readonly unknown[] | undefined;
}

/** The Scale that a request makes of the current one. */
function writeScale(
  state: ServerState,
  { entry, query, request, warnings }: ResourceRequest,
  value: JsonObject,
  live: JsonObject,
  force: boolean,
): WrittenScale {
  const manager = managerName(query, request.headers);
  const subresource = "scale";
  if (request.method === "PATCH" && patchTypeOf(request, entry) === applyPatch) {
    const { object: sent, check } = readApplied(request);
    const { object: scale, changed } = applied(state, scaleKind, { manager, subresource, applied: sent, force }, live);
    if (changed && entry.custom) {
      // Servers cannot apply to the scale of a custom resource; only where nothing changes they do not notice.
      throw internal(
        `failed to convert new object (${objectText(sent)}) to proper version: request to convert CR to an invalid group/version: autoscaling/v1`,
      );
    }
    check(query, warnings);
    const managed = valueAt(scale, ["metadata", "managedFields"]);
    return { scale, managed: Array.isArray(managed) ? managed : undefined };
  }
  const scale =
    request.method === "PATCH"
      ? readPatch(request, { custom: entry.custom, schema: scaleSchema }).apply(copyOf(value))
      : decodeAny(request, { apiVersion: "autoscaling/v1", kind: "Scale" });
  return { scale, managed: managedAfterUpdate(state, scaleKind, { manager, subresource }, live, scale, undefined) };
}

/** Where each version of a resource has its replicas. */
function replicasPathIn({ registry }: ServerState, entry: ResourceEntry): ReplicasPath {
  return (apiVersion) => {
    const { group, version } = parseApiVersion(apiVersion);
    const found = registry.find(group, version, entry.resource);
    if (found?.collection !== entry.collection) return undefined;
    const { replicas } = pathsOf(found);
    return replicas.length > 0 ? replicas : null;
  };
}

function pathsOf(entry: ResourceEntry): ScalePaths {
  if (!entry.custom) return { replicas: ["spec", "replicas"], current: ["status", "replicas"] };
  const path = (field: string): readonly string[] | undefined => {
    const text = valueAt(entry.custom?.version, ["subresources", "scale", field]);
    return typeof text === "string" ? text.split(".").filter((part) => part !== "") : undefined;
  };
  return {
    replicas: path("specReplicasPath") ?? [],
    current: path("statusReplicasPath") ?? [],
    selector: path("labelSelectorPath"),
  };
}

function scaleOf(entry: ResourceEntry, object: StoredObject, paths: ScalePaths, toWrite = false): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const replicas = valueAt(object, paths.replicas);
  if (entry.custom && typeof replicas !== "number" && !toWrite) {
    throw internal(`Internal error occurred: the spec replicas field ".${paths.replicas.join(".")}" does not exist`);
  }
  const selector = selectorOf(entry, object, paths);
  const current = valueAt(object, paths.current);
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, ...(namespace && { namespace }), uid, resourceVersion, creationTimestamp },
    spec: typeof replicas === "number" && replicas !== 0 ? { replicas } : {},
    status: { replicas: typeof current === "number" ? current : 0, ...(selector !== "" && { selector }) },
  };
}

function selectorOf(entry: ResourceEntry, object: StoredObject, paths: ScalePaths): string {
  if (entry.custom) {
    const text = paths.selector && valueAt(object, paths.selector);
    return typeof text === "string" ? text : "";
  }
  const selector = valueAt(object, ["spec", "selector"]);
  if (!isObject(selector)) return "";
  const plain = entry.resource === "replicationcontrollers";
  return labelSelectorOf(plain ? { matchLabels: selector as Record<string, string> } : selector).toString();
}

function readReplicas(scale: JsonObject, stored: StoredObject, entry: ResourceEntry, fail: Undecodable): number {
  const kind = scale["kind"] ?? "Scale";
  const apiVersion = scale["apiVersion"] ?? "autoscaling/v1";
  if (kind !== "Scale" || apiVersion !== "autoscaling/v1") {
    throw badRequest(`${goText(kind)} in version "${goText(apiVersion)}" cannot be handled as a Scale`);
  }
  const { name } = stored.metadata;
  const sentName = valueAt(scale, ["metadata", "name"]);
  if (sentName !== undefined && sentName !== name) {
    throw badRequest(`the name of the object (${goText(sentName)}) does not match the name on the URL (${name})`);
  }
  const version = valueAt(scale, ["metadata", "resourceVersion"]);
  if (version !== undefined && version !== "" && version !== stored.metadata.resourceVersion)
    throw modified(entry, name);
  const replicas = valueAt(scale, ["spec", "replicas"]) ?? 0;
  if (typeof replicas !== "number" || !Number.isInteger(replicas)) {
    throw fail(`json: cannot unmarshal ${typeof replicas} into Go struct field ScaleSpec.spec.replicas of type int32`);
  }
  if (replicas < 0) {
    if (entry.custom) {
      throw invalid(entry, name, [invalidValue(".spec.replicas", replicas, "should be a non-negative integer")]);
    }
    const problem = invalidValue("spec.replicas", replicas, "must be greater than or equal to 0");
    throw invalid({ group: "autoscaling", kind: "Scale" }, name, [problem]);
  }
  return replicas;
}

function setAt(object: JsonObject, path: readonly string[], value: unknown): void {
  const last = path.at(-1);
  if (last === undefined) return;
  let container = object;
  for (const field of path.slice(0, -1)) {
    const inner = container[field];
    const next = isObject(inner) ? inner : {};
    setField(container, field, next);
    container = next;
  }
  setField(container, last, value);
}

import { objectIn, objectsIn, ownObject } from "../defaults/fill.ts";
import type { UserInfo } from "../http/api-server.ts";
import { isObject, semanticallyEqual, withoutNulls, type JsonObject } from "../json.ts";

/** Volumes and claims in use are not to go away: admission protects them by a finalizer. */
function protect(object: JsonObject, finalizer: string): void {
  const metadata = objectIn(object, "metadata");
  const finalizers = Array.isArray(metadata["finalizers"]) ? (metadata["finalizers"] as unknown[]) : [];
  if (!finalizers.includes(finalizer)) metadata["finalizers"] = [...finalizers, finalizer];
}

export function prepareVolume(volume: JsonObject): void {
  volume["status"] = { phase: "Pending", lastPhaseTransitionTime: objectIn(volume, "metadata")["creationTimestamp"] };
  protect(volume, "kubernetes.io/pv-protection");
}

export function prepareClaim(claim: JsonObject): void {
  claim["status"] = { phase: "Pending" };
  dropUnknownSource(claim);
  protect(claim, "kubernetes.io/pvc-protection");
  prepareClaimUpdate(claim);
}

/** The older field for a source takes two kinds only, and forgets others. */
function dropUnknownSource(claim: JsonObject): void {
  const { dataSource, ...others } = objectIn(claim, "spec");
  if (!isObject(dataSource)) return;
  const { kind, apiGroup = "" } = dataSource;
  const group = kind === "VolumeSnapshot" ? "snapshot.storage.k8s.io" : "";
  const known = kind === "PersistentVolumeClaim" || kind === "VolumeSnapshot";
  if (!known || (apiGroup ?? "") !== group) claim["spec"] = others;
}

/** The older of the two fields for a source has what the newer one says, and the other way round. */
export function prepareClaimUpdate(claim: JsonObject): void {
  const spec = ownObject(claim, "spec");
  const { dataSource: source, dataSourceRef: reference } = spec;
  if (isObject(source) && reference === undefined) {
    spec["dataSourceRef"] = { apiGroup: null, ...source };
  } else if (isObject(reference) && source === undefined && (reference["namespace"] ?? "") === "") {
    const { namespace: _, ...rest } = reference;
    spec["dataSource"] = rest;
  }
}

/** A node takes no pods until somebody says that it is ready: admission's TaintNodesByCondition. */
export function prepareNode(node: JsonObject): void {
  const spec = { ...objectIn(node, "spec") };
  const taints = objectsIn(spec, "taints");
  const notReady = { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" };
  if (!taints.some(({ key, effect }) => key === notReady.key && effect === notReady.effect)) {
    spec["taints"] = [...taints, notReady];
  }
  node["spec"] = spec;
}

/** A request says nothing of who makes it: the server does. */
export function prepareRequest(request: JsonObject, _state: unknown, user?: UserInfo): void {
  const { username: _, uid: __, groups: ___, extra: ____, ...spec } = objectIn(request, "spec");
  const { name: username, uid, groups, extra } = user ?? { groups: undefined };
  request["spec"] = { ...spec, ...withoutNulls({ username, uid, groups, extra }) };
}

/** What is requested stays as it was, without a word. */
export function keepRequest(request: JsonObject, old: Readonly<JsonObject>): void {
  request["spec"] = old["spec"];
}

const templateGeneration = "deprecated.daemonset.template.generation";

/** The count of changes is the client's field, though only the server counts. */
export function completeDaemonSet(daemonSet: JsonObject): void {
  const { [templateGeneration]: count } = objectIn(objectIn(daemonSet, "metadata"), "annotations");
  if (count === undefined) setTemplateGeneration(daemonSet, 0);
}

/** How often the template changed is kept in an annotation, for versions of the API that are long gone. */
export function prepareDaemonSet(daemonSet: JsonObject): void {
  setTemplateGeneration(daemonSet, 1);
}

export function prepareDaemonSetUpdate(daemonSet: JsonObject, old: Readonly<JsonObject>): void {
  const before = Number(objectIn(objectIn(old, "metadata"), "annotations")[templateGeneration] ?? 0);
  const same = semanticallyEqual(objectIn(daemonSet, "spec")["template"], objectIn(old, "spec")["template"]);
  setTemplateGeneration(daemonSet, same ? before : before + 1);
}

function setTemplateGeneration(daemonSet: JsonObject, generation: number): void {
  const metadata = objectIn(daemonSet, "metadata");
  metadata["annotations"] = { ...objectIn(metadata, "annotations"), [templateGeneration]: String(generation) };
}

import { isObject, type JsonObject } from "../json.ts";
import { copyShown } from "../schema/empty-fields.ts";

const template = ["spec", "template", "spec"];
/** Where objects have what pods are made of. */
const podSpecs: ReadonlyMap<string, readonly string[]> = new Map([
  ["pods", ["spec"]],
  ["podtemplates", ["template", "spec"]],
  ["replicationcontrollers", template],
  ["deployments.apps", template],
  ["replicasets.apps", template],
  ["statefulsets.apps", template],
  ["daemonsets.apps", template],
  ["jobs.batch", template],
  ["cronjobs.batch", ["spec", "jobTemplate", "spec", "template", "spec"]],
]);

/** Takes out of pods what a server of this version knows, but has switched off: signals that stop containers. */
export function dropDisabledFields(resource: string, object: JsonObject): void {
  const path = podSpecs.get(resource);
  if (!path) return;
  let spec: unknown = object;
  for (const field of path) spec = isObject(spec) ? spec[field] : undefined;
  if (!isObject(spec) || !hasSignal(spec)) return;
  // What is there may be shared: what changes is copied.
  let parent = object;
  for (const field of path) {
    const inner = copyShown(parent[field] as JsonObject);
    parent[field] = inner;
    parent = inner;
  }
  for (const kind of ["containers", "initContainers"]) {
    const containers = parent[kind];
    if (Array.isArray(containers)) parent[kind] = containers.map(withoutSignal);
  }
}

function hasSignal(spec: JsonObject): boolean {
  return ["containers", "initContainers"].some((kind) => {
    const containers = spec[kind];
    return Array.isArray(containers) && containers.some((container: unknown) => withoutSignal(container) !== container);
  });
}

function withoutSignal(container: unknown): unknown {
  if (!isObject(container) || !isObject(container["lifecycle"])) return container;
  if (container["lifecycle"]["stopSignal"] === undefined) return container;
  const { stopSignal: _, ...lifecycle } = container["lifecycle"];
  const copy = copyShown(container);
  copy["lifecycle"] = lifecycle;
  return copy;
}

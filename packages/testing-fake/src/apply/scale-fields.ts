import type { JsonObject } from "../json.ts";
import { difference, has, isEmpty, setOf, type FieldSet } from "./field-set.ts";
import { decodeManagers, encodeManagers, identityOf, type Manager, type Managers } from "./managers.ts";
import { fieldElement, type PathElement } from "./path-element.ts";

/**
 * Where a version of a resource keeps its replicas: null for a version without scale, undefined for one that is not
 * served.
 */
export type ReplicasPath = (apiVersion: string) => readonly string[] | null | undefined;

const scaleVersion = "autoscaling/v1";
const elements = (path: readonly string[]): PathElement[] => path.map(fieldElement);
const replicasOfScale = elements(["spec", "replicas"]);
const onlyReplicas: FieldSet = setOf(replicasOfScale);

/** The managers of a Scale: those who own the replicas of the object it shows. */
export function scaleManagers(parent: readonly unknown[] | undefined, pathIn: ReplicasPath): Managers {
  const managers = new Map<string, Manager>();
  for (const manager of decodeManagers(parent).values()) {
    const path = pathIn(manager.apiVersion);
    if (!path || !has(manager.fields, elements(path))) continue;
    const seen: Manager = { ...manager, apiVersion: scaleVersion, fields: onlyReplicas };
    managers.set(identityOf(seen), seen);
  }
  return managers;
}

/**
 * The `managedFields` of an object whose Scale was written: whoever has the replicas there has them here. Who updated both
 * the object and its Scale gets an entry for each, as upstream, and who is new has no time.
 */
export function parentManaged(
  parent: readonly unknown[] | undefined,
  scale: Managers,
  apiVersion: string,
  pathIn: ReplicasPath,
): JsonObject[] | undefined {
  const before = decodeManagers(parent);
  const left = new Map(scale);
  const managers = new Map<string, Manager>();
  for (const [identity, manager] of before) {
    const path = pathIn(manager.apiVersion);
    if (path === undefined) continue;
    if (path === null || !has(manager.fields, elements(path))) {
      managers.set(identity, manager);
    } else if (left.delete(identity)) {
      managers.set(identity, manager);
    } else {
      const fields = difference(manager.fields, setOf(elements(path)));
      if (!isEmpty(fields)) managers.set(identity, { ...manager, fields });
    }
  }
  const own = setOf(elements(pathIn(apiVersion) ?? []));
  for (const [identity, manager] of left) {
    if (!has(manager.fields, replicasOfScale)) continue;
    managers.set(identity, { ...manager, apiVersion, time: before.get(identity)?.time, fields: own });
  }
  return encodeManagers(managers);
}

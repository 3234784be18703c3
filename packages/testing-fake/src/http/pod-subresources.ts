import { decodeAny } from "./codec.ts";
import { deleteObject } from "../verbs/delete.ts";
import { goText } from "../go-text.ts";
import { isObject, valueAt, type JsonObject } from "../json.ts";
import { writeOptions } from "./options.ts";
import { keyOf, timestamp, type Answer, type ResourceRequest, type ServerState } from "../storage/server-state.ts";
import { badRequest, conflict, methodNotAllowed, notFound } from "./status.ts";
import type { StoredObject, UnstoredObject } from "../storage/store.ts";

const success = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 };

/** Binds a pod to a node, as a scheduler does. */
export function answerBinding(state: ServerState, { entry, path, query, request }: ResourceRequest): Answer {
  if (request.method !== "POST") throw methodNotAllowed();
  const { namespace, name = "" } = path;
  const binding = decodeAny(request, { apiVersion: "v1", kind: "Binding" });
  const { dryRun } = writeOptions(query, "CreateOptions");
  if (valueAt(binding, ["metadata", "name"]) !== name) {
    throw badRequest("name in URL does not match name in Binding object");
  }
  const node = valueAt(binding, ["target", "name"]);
  if (typeof node !== "string" || node === "") throw badRequest("target.name: Required value");
  const key = keyOf(namespace, name);
  const stored = state.store.get(entry.collection, key);
  if (!stored) throw notFound(entry, name);
  const spec = isObject(stored["spec"]) ? stored["spec"] : {};
  if (stored.metadata.deletionTimestamp !== undefined) {
    throw conflict(
      { group: "", resource: "pods/binding" },
      name,
      `pod ${name} is being deleted, cannot be assigned to a host`,
    );
  }
  if (spec["nodeName"]) {
    throw conflict(
      { group: "", resource: "pods/binding" },
      name,
      `pod ${name} is already assigned to node "${goText(spec["nodeName"])}"`,
    );
  }
  if (!dryRun) {
    const bound = withPodCondition(state, stored, { type: "PodScheduled" });
    state.store.put(entry.collection, key, { ...bound, spec: { ...spec, nodeName: node } });
  }
  return { type: "value", code: 201, value: success };
}

/** A pod of which a condition holds. */
function withPodCondition(state: ServerState, pod: StoredObject, condition: { readonly type: string }): UnstoredObject {
  const status = isObject(pod["status"]) ? pod["status"] : {};
  const conditions = Array.isArray(status["conditions"]) ? (status["conditions"] as JsonObject[]) : [];
  const others = conditions.filter(({ type }) => type !== condition.type);
  const holds = { ...condition, status: "True", lastTransitionTime: timestamp(state.clock) };
  return { ...pod, metadata: { ...pod.metadata }, status: { ...status, conditions: [...others, holds] } };
}

/** Evicts a pod: a deletion. Disruption budgets are not looked at. */
export function answerEviction(state: ServerState, { entry, path, query, request }: ResourceRequest): Answer {
  if (request.method !== "POST") throw methodNotAllowed();
  const { namespace, name = "" } = path;
  const eviction = decodeAny(request, { apiVersion: "policy/v1", kind: "Eviction" });
  const evicted = valueAt(eviction, ["metadata", "name"]);
  if (evicted !== undefined && evicted !== name) throw badRequest("name in URL does not match name in Eviction object");
  const { dryRun } = writeOptions(query, "CreateOptions");
  const key = keyOf(namespace, name);
  const stored = state.store.get(entry.collection, key);
  if (stored && stored.metadata.deletionTimestamp === undefined && !dryRun) {
    const target = { type: "DisruptionTarget", reason: "EvictionByEvictionAPI", message: "Eviction API: evicting" };
    state.store.put(entry.collection, key, withPodCondition(state, stored, target));
  }
  const seconds = valueAt(eviction, ["deleteOptions", "gracePeriodSeconds"]);
  deleteObject(state, entry, namespace, name, {
    dryRun,
    accepted: false,
    ...(typeof seconds === "number" && { gracePeriodSeconds: seconds }),
  });
  return { type: "value", code: 201, value: success };
}

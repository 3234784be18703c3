import { decodeAny } from "./codec.ts";
import { deleteObject } from "./delete.ts";
import { isObject, valueAt, type JsonObject } from "./json.ts";
import { writeOptions } from "./options.ts";
import { keyOf, timestamp, type Answer, type ResourceRequest, type ServerState } from "./server-state.ts";
import { badRequest, conflict, methodNotAllowed, notFound } from "./status.ts";

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
    throw conflict({ group: "", resource: "pods/binding" }, name, `pod ${name} is being deleted, cannot be assigned to a host`);
  }
  if (spec["nodeName"]) {
    throw conflict({ group: "", resource: "pods/binding" }, name, `pod ${name} is already assigned to node "${String(spec["nodeName"])}"`);
  }
  const status = isObject(stored["status"]) ? stored["status"] : {};
  const conditions = Array.isArray(status["conditions"]) ? (status["conditions"] as JsonObject[]) : [];
  const scheduled = { type: "PodScheduled", status: "True", lastTransitionTime: timestamp(state.clock) };
  if (!dryRun) {
    state.store.put(entry.collection, key, {
      ...stored,
      metadata: { ...stored.metadata },
      spec: { ...spec, nodeName: node },
      status: { ...status, conditions: [...conditions.filter(({ type }) => type !== "PodScheduled"), scheduled] },
    });
  }
  return { type: "value", code: 201, value: success };
}

/** Evicts a pod: a deletion. Disruption budgets are not looked at. */
export function answerEviction(state: ServerState, { entry, path, query, request }: ResourceRequest): Answer {
  if (request.method !== "POST") throw methodNotAllowed();
  const { namespace, name = "" } = path;
  const eviction = decodeAny(request, { apiVersion: "policy/v1", kind: "Eviction" });
  const evicted = valueAt(eviction, ["metadata", "name"]);
  if (evicted !== undefined && evicted !== name) throw badRequest("name in URL does not match name in Eviction object");
  const { dryRun } = writeOptions(query, "CreateOptions");
  const seconds = valueAt(eviction, ["deleteOptions", "gracePeriodSeconds"]);
  deleteObject(state, entry, namespace, name, {
    dryRun,
    accepted: false,
    ...(typeof seconds === "number" && { gracePeriodSeconds: seconds }),
  });
  return { type: "value", code: 201, value: success };
}

import type { JsonObject } from "../json.ts";
import type { ServerState } from "../storage/server-state.ts";
import { isTrue } from "./conditions.ts";
import { controllerReference, controls, isLeaving, writerOf, type Handled, type Writer } from "./writer.ts";

export interface ReplicaSet extends Handled {
  spec: JsonObject & { replicas?: number; template: JsonObject & { metadata?: JsonObject; spec?: JsonObject } };
}

export interface Pod extends Handled {
  spec: JsonObject & { nodeName?: string };
  status: JsonObject & { phase?: string };
}

/** Whether a pod counts: it has not ended and is not on its way out. */
export function isActive(pod: Pod): boolean {
  return !isLeaving(pod) && pod.status.phase !== "Succeeded" && pod.status.phase !== "Failed";
}

export function isReady(pod: Pod): boolean {
  return isTrue(pod.status["conditions"], "Ready");
}

/** Keeps as many pods of each ReplicaSet as it says, and counts them. */
export function startReplicaSets(state: ServerState): Disposable {
  const sets = writerOf<ReplicaSet>(state, "apps", "replicasets");
  const pods = writerOf<Pod>(state, "", "pods");

  const reconcile = (set: ReplicaSet): void => {
    const { namespace = "" } = set.metadata;
    const own = (): Pod[] => pods.list(namespace).filter((pod) => controls(set, pod) && isActive(pod));
    const wanted = set.spec.replicas ?? 1;
    let active = own();
    if (!isLeaving(set)) {
      for (let missing = wanted - active.length; missing > 0; missing--) if (!createPod(pods, set, namespace)) break;
      for (const pod of surplus(active, active.length - wanted)) pods.delete(pod);
    }
    active = own();
    const current = sets.get(namespace, set.metadata.name);
    if (current?.metadata.uid === set.metadata.uid) sets.updateStatus(current, statusOf(current, active));
  };

  const reconcileNamed = (namespace: string | undefined, name: string): void => {
    const set = sets.get(namespace, name);
    if (set) reconcile(set);
  };
  const subscription = state.store.subscribe((event) => {
    const { namespace, name, ownerReferences = [] } = event.object.metadata;
    if (event.collection === sets.collection && event.type !== "DELETED") reconcileNamed(namespace, name);
    if (event.collection !== pods.collection) return;
    for (const owner of ownerReferences) if (owner.kind === "ReplicaSet") reconcileNamed(namespace, owner.name);
  });
  for (const set of sets.list()) reconcile(set);
  return subscription;
}

function createPod(pods: Writer<Pod>, set: ReplicaSet, namespace: string): Pod | undefined {
  const { metadata = {}, spec } = set.spec.template;
  const { name } = set.metadata;
  return pods.create(namespace, {
    metadata: {
      ...metadata,
      generateName: `${name}-`,
      ownerReferences: [controllerReference("apps/v1", "ReplicaSet", set)],
    },
    spec,
  });
}

/** Those to go first: without a node, then not ready, then the youngest. */
function surplus(active: readonly Pod[], count: number): Pod[] {
  if (count <= 0) return [];
  const rank = (pod: Pod): number => (pod.spec.nodeName ? (isReady(pod) ? 2 : 1) : 0);
  const born = (pod: Pod): string => String(pod.metadata.creationTimestamp);
  return [...active].toSorted((a, b) => rank(a) - rank(b) || (born(a) < born(b) ? 1 : -1)).slice(0, count);
}

function statusOf({ metadata }: ReplicaSet, active: readonly Pod[]): JsonObject {
  const ready = active.filter(isReady).length;
  return {
    replicas: active.length,
    ...(active.length > 0 && { fullyLabeledReplicas: active.length }),
    ...(ready > 0 && { readyReplicas: ready, availableReplicas: ready }),
    observedGeneration: metadata.generation ?? 1,
  };
}

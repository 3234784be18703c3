import { resolveIntOrPercent, type IntOrString } from "@kubets/apimachinery";
import { equal, isObject, sorted, type JsonObject } from "../json.ts";
import { timestamp, type ServerState } from "../storage/server-state.ts";
import { withConditions, type Condition } from "./conditions.ts";
import type { ReplicaSet } from "./replica-sets.ts";
import { templateHash } from "./template-hash.ts";
import { controllerReference, controls, isLeaving, writerOf, type Handled } from "./writer.ts";

interface Deployment extends Handled {
  spec: JsonObject & {
    replicas?: number;
    paused?: boolean;
    revisionHistoryLimit?: number;
    progressDeadlineSeconds?: number;
    selector: JsonObject & { matchLabels?: Record<string, string> };
    template: JsonObject & { metadata?: JsonObject & { labels?: Record<string, string> }; spec?: JsonObject };
    strategy?: JsonObject & { type?: string; rollingUpdate?: { maxSurge?: IntOrString; maxUnavailable?: IntOrString } };
  };
}

const revisionOf = ({ metadata }: Handled): number => Number(metadata.annotations?.[revision] ?? 0);
const revision = "deployment.kubernetes.io/revision";
const hashLabel = "pod-template-hash";

/** Rolls Deployments out: one ReplicaSet for each template, scaled by the strategy as pods become ready. */
export function startDeployments(state: ServerState): Disposable {
  const deployments = writerOf<Deployment>(state, "apps", "deployments");
  const sets = writerOf<ReplicaSet>(state, "apps", "replicasets");
  /** When a rollout last got on, by uid. */
  const deadlines = new Map<string, Disposable>();

  const setsOf = (deployment: Deployment): ReplicaSet[] =>
    sets.list(deployment.metadata.namespace).filter((set) => controls(deployment, set));

  const newSetOf = (deployment: Deployment, own: readonly ReplicaSet[]): ReplicaSet | undefined => {
    const { template } = deployment.spec;
    const found = own.find((set) => equal(sorted(withoutHash(set.spec.template)), sorted(template)));
    const next = Math.max(0, ...own.filter((set) => set !== found).map(revisionOf)) + 1;
    if (found) {
      const revisionNow = String(Math.max(revisionOf(found), own.length > 1 ? next : 1));
      sets.update(
        found,
        (set) => (set.metadata.annotations = { ...set.metadata.annotations, [revision]: revisionNow }),
      );
      return sets.get(found.metadata.namespace, found.metadata.name);
    }
    const { name, namespace } = deployment.metadata;
    const hash = templateHash(template);
    const labels = { ...template.metadata?.labels, [hashLabel]: hash };
    return sets.create(namespace, {
      metadata: {
        name: `${name}-${hash}`,
        labels,
        annotations: { [revision]: String(next) },
        ownerReferences: [controllerReference("apps/v1", "Deployment", deployment)],
      },
      spec: {
        replicas: 0,
        selector: {
          ...deployment.spec.selector,
          matchLabels: { ...deployment.spec.selector.matchLabels, [hashLabel]: hash },
        },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
    });
  };

  const scale = (set: ReplicaSet, replicas: number): void =>
    sets.update(set, (object) => (object.spec.replicas = replicas));

  const roll = (deployment: Deployment, current: ReplicaSet, old: readonly ReplicaSet[]): void => {
    const wanted = deployment.spec.replicas ?? 1;
    const all = (): number => sum([...old, current].map(replicasOf));
    if (deployment.spec.strategy?.type === "Recreate") {
      for (const set of old) scale(set, 0);
      const left = sum(old.map(({ status }) => Number(status?.["replicas"] ?? 0)));
      if (left === 0 || replicasOf(current) > 0) scale(current, wanted);
      return;
    }
    const { maxSurge = "25%", maxUnavailable = "25%" } = deployment.spec.strategy?.rollingUpdate ?? {};
    const surge = resolveIntOrPercent(maxSurge, wanted, "up");
    const down = resolveIntOrPercent(maxUnavailable, wanted, "down");
    const unavailable = surge === 0 && down === 0 ? 1 : down;
    const room = wanted + surge - all();
    const target = old.length === 0 ? wanted : Math.min(wanted, replicasOf(current) + Math.max(room, 0));
    if (replicasOf(current) !== target) scale(current, replicasOf(current) > wanted ? wanted : target);
    // By what was asked for, not by what has come of it so far: that may be on its way.
    const asked = sets.get(current.metadata.namespace, current.metadata.name) ?? current;
    const pending = Math.max(replicasOf(asked) - availableOf(asked), 0);
    let spare = replicasOf(asked) + sum(old.map(replicasOf)) - (wanted - unavailable) - pending;
    for (const set of old.toSorted((a, b) => revisionOf(a) - revisionOf(b))) {
      const going = Math.min(replicasOf(set), Math.max(spare, 0));
      spare -= going;
      if (going > 0) scale(set, replicasOf(set) - going);
    }
  };

  const watchProgress = (deployment: Deployment, complete: boolean, progressed: boolean): void => {
    const { uid, namespace, name } = deployment.metadata;
    const seconds = deployment.spec.progressDeadlineSeconds ?? 600;
    if (complete || progressed) {
      deadlines.get(uid)?.[Symbol.dispose]();
      deadlines.delete(uid);
    }
    if (complete || deadlines.has(uid) || seconds >= 2 ** 31 - 1 || deployment.spec.paused) return;
    const late = (): void => {
      const now = deployments.get(namespace, name);
      if (now?.metadata.uid !== uid) return;
      const message = `ReplicaSet "${newestName(now)}" has timed out progressing.`;
      writeStatus(now, { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message });
    };
    deadlines.set(uid, state.clock.setTimer(seconds * 1000, late));
  };
  const newestName = (deployment: Deployment): string =>
    setsOf(deployment).toSorted((a, b) => revisionOf(b) - revisionOf(a))[0]?.metadata.name ?? "";

  const writeStatus = (deployment: Deployment, progressing: Condition | undefined): void => {
    const own = setsOf(deployment);
    const current = own.find((set) => equal(sorted(withoutHash(set.spec.template)), sorted(deployment.spec.template)));
    const count = (of: (set: ReplicaSet) => number): number => sum(own.map(of));
    const wanted = deployment.spec.replicas ?? 1;
    const [replicas, available] = [count(statusReplicas), count(availableOf)];
    const updated = current ? statusReplicas(current) : 0;
    const complete = updated === wanted && replicas === wanted && available >= wanted;
    const { maxUnavailable = "25%" } = deployment.spec.strategy?.rollingUpdate ?? {};
    const enough = available >= wanted - resolveIntOrPercent(maxUnavailable, wanted, "down");
    const reason = complete ? "NewReplicaSetAvailable" : "ReplicaSetUpdated";
    const said = complete ? "has successfully progressed" : "is progressing";
    const message = `ReplicaSet "${current?.metadata.name ?? ""}" ${said}.`;
    const before = deployment.status ?? {};
    const failed = (before["conditions"] as JsonObject[] | undefined)?.some(
      (condition) => condition["reason"] === "ProgressDeadlineExceeded",
    );
    const progressed =
      before["updatedReplicas"] !== (updated || undefined) || (before["availableReplicas"] ?? 0) !== available;
    const kept = failed && !complete && !progressed && before["observedGeneration"] === deployment.metadata.generation;
    const now = timestamp(state.clock);
    const conditions: Condition[] = [
      enough
        ? {
            type: "Available",
            status: "True",
            reason: "MinimumReplicasAvailable",
            message: "Deployment has minimum availability.",
          }
        : {
            type: "Available",
            status: "False",
            reason: "MinimumReplicasUnavailable",
            message: "Deployment does not have minimum availability.",
          },
      ...(progressing
        ? [progressing]
        : kept
          ? []
          : [{ type: "Progressing", status: "True", reason, message } as const]),
    ];
    const status: JsonObject = {
      observedGeneration: deployment.metadata.generation ?? 1,
      ...(replicas > 0 && { replicas }),
      ...(updated > 0 && { updatedReplicas: updated }),
      ...(available > 0 && { readyReplicas: available, availableReplicas: available }),
      ...(wanted > available && { unavailableReplicas: wanted - available }),
      conditions: withConditions(before["conditions"], now, conditions, ["lastUpdateTime", "lastTransitionTime"]),
    };
    deployments.updateStatus(deployment, status);
    if (!progressing) watchProgress(deployment, complete, progressed);
  };

  const reconcile = (namespace: string | undefined, name: string): void => {
    const deployment = deployments.get(namespace, name);
    if (!deployment || isLeaving(deployment)) return;
    const own = setsOf(deployment);
    const current = deployment.spec.paused && own.length > 0 ? undefined : newSetOf(deployment, own);
    if (current) {
      const shown = String(revisionOf(current));
      deployments.annotate(deployment, { [revision]: shown });
      const old = own.filter((set) => set.metadata.uid !== current.metadata.uid);
      roll(deployment, current, old);
      const done = old.filter((set) => replicasOf(set) === 0 && statusReplicas(set) === 0);
      const tooMany = done.length - (deployment.spec.revisionHistoryLimit ?? 10);
      for (const set of done.toSorted((a, b) => revisionOf(a) - revisionOf(b)).slice(0, Math.max(tooMany, 0)))
        sets.delete(set);
    }
    const now = deployments.get(namespace, name);
    if (now) writeStatus(now, undefined);
  };

  const subscription = state.store.subscribe(({ collection, type, object: { metadata } }) => {
    if (collection === deployments.collection) {
      if (type !== "DELETED") reconcile(metadata.namespace, metadata.name);
      else {
        deadlines.get(metadata.uid)?.[Symbol.dispose]();
        deadlines.delete(metadata.uid);
      }
    } else if (collection === sets.collection) {
      for (const { kind, name } of metadata.ownerReferences ?? [])
        if (kind === "Deployment") reconcile(metadata.namespace, name);
    }
  });
  for (const { metadata } of deployments.list()) reconcile(metadata.namespace, metadata.name);
  return {
    [Symbol.dispose]() {
      subscription[Symbol.dispose]();
      for (const timer of deadlines.values()) timer[Symbol.dispose]();
    },
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const replicasOf = ({ spec }: ReplicaSet): number => spec.replicas ?? 1;
const statusReplicas = ({ status }: ReplicaSet): number => Number(status?.["replicas"] ?? 0);
const availableOf = ({ status }: ReplicaSet): number => Number(status?.["availableReplicas"] ?? 0);

function withoutHash(template: JsonObject): JsonObject {
  const metadata = isObject(template["metadata"]) ? template["metadata"] : {};
  const { [hashLabel]: _, ...labels } = isObject(metadata["labels"]) ? metadata["labels"] : {};
  return { ...template, metadata: { ...metadata, labels } };
}

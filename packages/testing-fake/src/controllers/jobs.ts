import type { JsonObject } from "../json.ts";
import { timestamp, type ServerState } from "../storage/server-state.ts";
import { isTrue, withConditions, type Condition } from "./conditions.ts";
import type { Pod } from "./replica-sets.ts";
import { isActive, isReady } from "./replica-sets.ts";
import { controllerReference, controls, isLeaving, writerOf, type Handled } from "./writer.ts";

interface Job extends Handled {
  spec: JsonObject & {
    parallelism?: number;
    completions?: number;
    backoffLimit?: number;
    suspend?: boolean;
    ttlSecondsAfterFinished?: number;
    template: JsonObject & { metadata?: JsonObject; spec?: JsonObject };
  };
}

/** Runs the pods of Jobs until as many have ended well as a Job asks for, or more have failed than it bears. */
export function startJobs(state: ServerState): Disposable {
  const { clock } = state;
  const jobs = writerOf<Job>(state, "batch", "jobs");
  const pods = writerOf<Pod>(state, "", "pods");
  const cleanUps = new Map<string, Disposable>();

  const podsOf = (job: Job): Pod[] => pods.list(job.metadata.namespace).filter((pod) => controls(job, pod));
  const isDone = (job: Job): boolean => ["Complete", "Failed"].some((type) => isTrue(job.status?.["conditions"], type));

  const finish = (job: Job, failed: boolean, status: JsonObject): void => {
    for (const pod of podsOf(job).filter(isActive)) pods.delete(pod);
    const now = timestamp(clock);
    const why = failed
      ? { reason: "BackoffLimitExceeded", message: "Job has reached the specified backoff limit" }
      : { reason: "CompletionsReached", message: "Reached expected number of succeeded pods" };
    const types = failed ? ["FailureTarget", "Failed"] : ["SuccessCriteriaMet", "Complete"];
    const conditions = types.map((type): Condition => ({ type, status: "True", ...why }));
    const { active: _, ready: __, ...counted } = status;
    const times = ["lastProbeTime", "lastTransitionTime"] as const;
    jobs.updateStatus(job, {
      ...counted,
      ...(!failed && { completionTime: now }),
      ready: 0,
      terminating: 0,
      uncountedTerminatedPods: {},
      conditions: withConditions(status["conditions"], now, conditions, times).map((condition) => ({
        ...condition,
        lastProbeTime: now,
      })),
    });
    const { ttlSecondsAfterFinished: seconds } = job.spec;
    if (seconds === undefined) return;
    const { uid, namespace, name } = job.metadata;
    const remove = (): void => {
      const current = jobs.get(namespace, name);
      if (current?.metadata.uid === uid) jobs.delete(current);
    };
    cleanUps.set(uid, clock.setTimer(seconds * 1000, remove));
  };

  const reconcile = (namespace: string | undefined, name: string): void => {
    const job = jobs.get(namespace, name);
    if (!job || isLeaving(job) || isDone(job)) return;
    const { parallelism = 1, backoffLimit = 6, suspend, template } = job.spec;
    const own = podsOf(job);
    const [succeeded, failed] = ["Succeeded", "Failed"].map(
      (phase) => own.filter((pod) => pod.status.phase === phase).length,
    );
    const completions = job.spec.completions ?? (succeeded ? succeeded : 1);
    const active = own.filter(isActive);
    const status: JsonObject = {
      ...job.status,
      startTime: job.status?.["startTime"] ?? timestamp(clock),
      ...(succeeded && { succeeded }),
      ...(failed && { failed }),
    };
    if ((failed ?? 0) > backoffLimit) return finish(job, true, status);
    if ((succeeded ?? 0) >= completions) return finish(job, false, status);
    const wanted = suspend ? 0 : Math.min(parallelism, completions - (succeeded ?? 0));
    for (const pod of active.slice(wanted)) pods.delete(pod);
    for (let missing = wanted - active.length; missing > 0; missing--) {
      const metadata = {
        ...template.metadata,
        generateName: `${name}-`,
        ownerReferences: [controllerReference("batch/v1", "Job", job)],
      };
      if (!pods.create(namespace, { metadata, spec: template.spec })) break;
    }
    const current = jobs.get(namespace, name);
    if (!current || isDone(current)) return;
    const now = podsOf(current).filter(isActive);
    jobs.updateStatus(current, {
      ...status,
      ...(now.length > 0 ? { active: now.length } : { active: 0 }),
      ready: now.filter(isReady).length,
      terminating: 0,
      uncountedTerminatedPods: {},
    });
  };

  const subscription = state.store.subscribe(({ collection, type, object: { metadata } }) => {
    if (collection === jobs.collection) {
      if (type !== "DELETED") return reconcile(metadata.namespace, metadata.name);
      cleanUps.get(metadata.uid)?.[Symbol.dispose]();
      cleanUps.delete(metadata.uid);
    } else if (collection === pods.collection) {
      for (const { kind, name } of metadata.ownerReferences ?? [])
        if (kind === "Job") reconcile(metadata.namespace, name);
    }
  });
  for (const { metadata } of jobs.list()) reconcile(metadata.namespace, metadata.name);
  return {
    [Symbol.dispose]() {
      subscription[Symbol.dispose]();
      for (const timer of cleanUps.values()) timer[Symbol.dispose]();
    },
  };
}

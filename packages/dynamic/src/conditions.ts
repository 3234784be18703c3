import { KubernetesError, type Stored } from "@kubets/apimachinery";

/** What all statuses with conditions have in common. */
interface WithConditions {
  readonly status?: {
    readonly observedGeneration?: number;
    readonly conditions?: readonly {
      readonly type?: string;
      readonly status?: string;
      readonly reason?: string;
      readonly observedGeneration?: number;
    }[];
  };
}

/**
 * Whether an object has a condition, as `kubectl wait --for=condition=Ready` has it: type and status in any case, and not
 * while the condition, or the status, speaks of an older generation than the object's.
 */
export function hasCondition(type: string, status = "True"): (object: Stored) => boolean {
  return (object) => {
    const { status: observed } = object as Stored & WithConditions;
    const condition = observed?.conditions?.find((each) => same(each.type, type));
    const generation = condition?.observedGeneration ?? observed?.observedGeneration;
    if (!condition || (generation !== undefined && generation < (object.metadata.generation ?? 0))) return false;
    return same(condition.status, status);
  };
}

function same(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}

/** How far a rollout is. */
export interface RolloutStatus {
  readonly done: boolean;
  /** For people: what is being waited for, or what is done. */
  readonly message: string;
}

/** The fields of Deployments, StatefulSets and DaemonSets that a rollout is judged by. */
interface Rollout extends WithConditions {
  readonly spec?: {
    readonly replicas?: number;
    readonly updateStrategy?: { readonly type?: string; readonly rollingUpdate?: { readonly partition?: number } };
  };
  readonly status?: NonNullable<WithConditions["status"]> & {
    readonly [
      count in
        | "replicas"
        | "updatedReplicas"
        | "readyReplicas"
        | "availableReplicas"
        | "desiredNumberScheduled"
        | "updatedNumberScheduled"
        | "numberAvailable"
    ]?: number;
  } & { readonly updateRevision?: string; readonly currentRevision?: string };
}

/**
 * How far the rollout of a Deployment, StatefulSet or DaemonSet is, by the rules of `kubectl rollout status`. Throws a
 * KubernetesError with reason `RolloutFailed` where a Deployment exceeded its progress deadline, and `InvalidRequest` for
 * other kinds and for update strategies without a rollout.
 */
export function rolloutStatus(object: Stored): RolloutStatus {
  const { kind, metadata } = object;
  const { spec = {}, status = {} } = object as Stored & Rollout;
  const { type, rollingUpdate } = spec.updateStrategy ?? {};
  if (kind !== "Deployment" && type === "OnDelete") {
    throw new KubernetesError(`a ${kind} with the strategy ${type} has no rollout`, { reason: "InvalidRequest" });
  }
  const judge = rules[kind];
  if (!judge) throw new KubernetesError(`a ${kind} has no rollout`, { reason: "InvalidRequest" });
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) return waiting("the change to be observed");
  const missing = judge(status, spec.replicas ?? 1, rollingUpdate?.partition ?? 0);
  return missing ? waiting(missing) : { done: true, message: `${metadata.name} is rolled out` };
}

/** What each kind still waits for; nothing where it is done. */
const rules: Readonly<
  Record<string, (status: NonNullable<Rollout["status"]>, wanted: number, partition: number) => string | undefined>
> = {
  Deployment({ conditions = [], replicas = 0, updatedReplicas = 0, availableReplicas = 0 }, wanted) {
    if (conditions.some(({ type, reason }) => type === "Progressing" && reason === "ProgressDeadlineExceeded")) {
      throw new KubernetesError("the rollout exceeded its progress deadline", { reason: "RolloutFailed" });
    }
    if (updatedReplicas < wanted) return `${updatedReplicas} of ${wanted} new replicas to be updated`;
    if (replicas > updatedReplicas) return `${replicas - updatedReplicas} old replicas to end`;
    if (availableReplicas < updatedReplicas)
      return `${availableReplicas} of ${updatedReplicas} replicas to be available`;
    return undefined;
  },
  StatefulSet({ readyReplicas = 0, updatedReplicas = 0, updateRevision, currentRevision }, wanted, partition) {
    if (readyReplicas < wanted) return `${readyReplicas} of ${wanted} pods to be ready`;
    if (partition > 0) {
      return updatedReplicas < wanted - partition
        ? `${updatedReplicas} of ${wanted - partition} new pods to be updated`
        : undefined;
    }
    return updateRevision === currentRevision ? undefined : `${updatedReplicas} of ${wanted} pods to be updated`;
  },
  DaemonSet({ desiredNumberScheduled: wanted = 0, updatedNumberScheduled = 0, numberAvailable = 0 }) {
    if (updatedNumberScheduled < wanted) return `${updatedNumberScheduled} of ${wanted} new pods to be updated`;
    return numberAvailable < wanted ? `${numberAvailable} of ${wanted} pods to be available` : undefined;
  },
};

function waiting(what: string): RolloutStatus {
  return { done: false, message: `waiting for ${what}` };
}

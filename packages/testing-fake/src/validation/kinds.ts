import type { JsonObject } from "../json.ts";
import type { FieldProblem } from "../http/status.ts";
import {
  checkClusterRole,
  checkClusterRoleBinding,
  checkRole,
  checkRoleBinding,
  checkSigningRequest,
} from "./access.ts";
import {
  checkDaemonSet,
  checkDeployment,
  checkReplicasStatus,
  checkReplicaSet,
  checkReplicationController,
  checkRevision,
  checkStatefulSet,
} from "./apps.ts";
import { checkAutoscaler, checkBudget } from "./autoscaling.ts";
import { checkConfigMap, checkSecret } from "./configuration.ts";
import { checkEndpoints, checkSlice } from "./endpoints.ts";
import { checkCoreEvent, checkEvent } from "./events.ts";
import { checkCronJob, checkJob } from "./jobs.ts";
import { checkLimitRange, checkQuota, checkQuotaStatus } from "./limits.ts";
import { checkIngress, checkIngressClass, checkIngressStatus, checkPolicy } from "./networking.ts";
import { checkNode } from "./nodes.ts";
import { checkLease, checkNamespace, checkPriorityClass, checkRuntimeClass } from "./others.ts";
import { Part } from "./part.ts";
import { checkPodTemplate } from "./pod-spec.ts";
import { checkEphemeralContainersUpdate } from "./ephemeral-containers.ts";
import { checkNewPod, checkPodUpdate } from "./pods.ts";
import { checkService, checkServiceStatus } from "./services.ts";
import { checkAttachment, checkClaim, checkDriver, checkStorageClass, checkVolume } from "./storage.ts";
import {
  warnOfClaimSpec,
  warnOfDriver,
  warnOfPodSpec,
  warnOfSecret,
  warnOfService,
  warnOfStatefulSet,
  warnOfTemplate,
  type Warn,
} from "./warnings.ts";
import { checkWebhooks } from "./webhooks.ts";

/** Says what is wrong with an object, or with one that is to replace `old`. */
type Check = (object: Part, old?: Part) => void;
type PartCheck = (object: Part, old: Part) => void;

/** What is checked of a kind beyond its metadata. */
interface KindChecks {
  readonly object?: Check | undefined;
  readonly status?: PartCheck | undefined;
  readonly ephemeralContainers?: PartCheck | undefined;
  /** What is to be said of an object in which nothing is wrong. */
  readonly warnings?: ((object: Part, old: Part | undefined, warn: Warn) => void) | undefined;
}

const template =
  (...path: readonly string[]): KindChecks["warnings"] =>
  (object, old, warn) =>
    warnOfTemplate(object, old, path, warn);
const warnings = template("spec", "template");

const checks: ReadonlyMap<string, KindChecks> = new Map<string, KindChecks>([
  [
    "pods",
    {
      object: (pod, old) => (old ? checkPodUpdate(pod, old) : checkNewPod(pod)),
      ephemeralContainers: checkEphemeralContainersUpdate,
      warnings: (pod, old, warn) => old ?? warnOfPodSpec(pod.get("spec"), warn),
    },
  ],
  ["podtemplates", { object: (object) => checkPodTemplate(object.get("template")), warnings: template("template") }],
  ["replicationcontrollers", { object: checkReplicationController, status: checkReplicasStatus, warnings }],
  [
    "services",
    { object: checkService, status: checkServiceStatus, warnings: (object, _, warn) => warnOfService(object, warn) },
  ],
  ["configmaps", { object: checkConfigMap }],
  ["secrets", { object: checkSecret, warnings: (object, _, warn) => warnOfSecret(object, warn) }],
  ["namespaces", { object: checkNamespace }],
  ["nodes", { object: checkNode }],
  ["persistentvolumes", { object: checkVolume }],
  [
    "persistentvolumeclaims",
    { object: checkClaim, warnings: (object, _, warn) => warnOfClaimSpec(object.get("spec"), warn) },
  ],
  ["endpoints", { object: checkEndpoints }],
  ["limitranges", { object: checkLimitRange }],
  ["resourcequotas", { object: checkQuota, status: checkQuotaStatus }],
  ["events", { object: checkCoreEvent }],
  ["events.events.k8s.io", { object: checkEvent }],
  ["deployments.apps", { object: checkDeployment, status: checkReplicasStatus, warnings }],
  ["replicasets.apps", { object: checkReplicaSet, status: checkReplicasStatus, warnings }],
  ["statefulsets.apps", { object: checkStatefulSet, status: checkReplicasStatus, warnings: warnOfStatefulSet }],
  ["daemonsets.apps", { object: checkDaemonSet, warnings }],
  ["controllerrevisions.apps", { object: checkRevision }],
  ["jobs.batch", { object: checkJob, warnings }],
  ["cronjobs.batch", { object: checkCronJob, warnings: template("spec", "jobTemplate", "spec", "template") }],
  ["horizontalpodautoscalers.autoscaling", { object: checkAutoscaler }],
  ["poddisruptionbudgets.policy", { object: checkBudget }],
  ["ingresses.networking.k8s.io", { object: checkIngress, status: checkIngressStatus }],
  ["ingressclasses.networking.k8s.io", { object: checkIngressClass }],
  ["networkpolicies.networking.k8s.io", { object: checkPolicy }],
  ["roles.rbac.authorization.k8s.io", { object: checkRole }],
  ["clusterroles.rbac.authorization.k8s.io", { object: checkClusterRole }],
  ["rolebindings.rbac.authorization.k8s.io", { object: checkRoleBinding }],
  ["clusterrolebindings.rbac.authorization.k8s.io", { object: checkClusterRoleBinding }],
  ["leases.coordination.k8s.io", { object: checkLease }],
  ["certificatesigningrequests.certificates.k8s.io", { object: checkSigningRequest }],
  ["storageclasses.storage.k8s.io", { object: checkStorageClass }],
  ["csidrivers.storage.k8s.io", { object: checkDriver, warnings: warnOfDriver }],
  ["volumeattachments.storage.k8s.io", { object: checkAttachment }],
  ["priorityclasses.scheduling.k8s.io", { object: checkPriorityClass }],
  ["runtimeclasses.node.k8s.io", { object: checkRuntimeClass }],
  ["endpointslices.discovery.k8s.io", { object: checkSlice }],
  ["validatingwebhookconfigurations.admissionregistration.k8s.io", { object: checkWebhooks }],
  ["mutatingwebhookconfigurations.admissionregistration.k8s.io", { object: checkWebhooks }],
]);

type Problems<Old> = (object: JsonObject, old: Old, warn?: Warn) => readonly FieldProblem[];

/** What is wrong with objects of a built-in resource, by its qualified name: `jobs.batch`. */
export function builtInChecks(resource: string): {
  readonly validate?: Problems<Readonly<JsonObject> | undefined> | undefined;
  readonly validateStatus?: Problems<Readonly<JsonObject>> | undefined;
  readonly validateEphemeralContainers?: Problems<Readonly<JsonObject>> | undefined;
} {
  const kind = checks.get(resource);
  if (!kind) return {};
  const { object: check, warnings: warnOf } = kind;
  return {
    validate:
      check &&
      ((object, old, warn) => {
        const problems: FieldProblem[] = [];
        const [whole, before] = [new Part(object, "", problems), old && new Part(old, "", [])];
        check(whole, before);
        if (warn && problems.length === 0) warnOf?.(whole, before, warn);
        return withoutRepetition(problems);
      }),
    validateStatus: checkOfPart(kind.status),
    validateEphemeralContainers: checkOfPart(kind.ephemeralContainers),
  };
}

function checkOfPart(check: PartCheck | undefined): Problems<Readonly<JsonObject>> | undefined {
  return (
    check &&
    ((object, old) => {
      const problems: FieldProblem[] = [];
      check(new Part(object, "", problems), new Part(old, "", []));
      return withoutRepetition(problems);
    })
  );
}

/** What several rules find wrong alike is said once. */
function withoutRepetition(problems: readonly FieldProblem[]): readonly FieldProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ field, message }) => {
    const text = `${field}: ${message}`;
    return !seen.has(text) && seen.add(text);
  });
}

import { goText } from "../go-text.ts";
import { validateDns1123Label } from "@kubets/apimachinery";
import { isObject, semanticallyEqual, type JsonObject } from "../json.ts";
import { checkClaimSpec } from "./claims.ts";
import { internalShown, selectorShown } from "./internal-form.ts";
import { Part } from "./part.ts";
import { checkPodTemplate } from "./pod-spec.ts";
import { checkSelector, isEmptySelector, selects } from "./selectors.ts";
import { percent } from "./texts.ts";

/** A number, or a share in percent; neither below zero. */
export function checkIntOrPercent(part: Part): void {
  if (typeof part.value === "string") part.check(percent);
  else part.notNegative();
}

const valueOf = (part: Part): number => Number.parseInt(goText(part.value ?? 0), 10) || 0;

export function checkAtMostAll(part: Part): void {
  if (typeof part.value === "string" && percent(part.text).length === 0 && valueOf(part) > 100) {
    part.invalid("must not be greater than 100%");
  }
}

/** Whether a template's pods are selected, which is what a selector is for. */
function checkSelected(selector: Part, template: Part): boolean {
  const labels = template.in("metadata", "labels");
  const selected = selects(selector, labels);
  if (selected === false && !(selector.present && isEmptySelector(selector))) {
    labels.invalid("`selector` does not match template `labels`", labels.value ?? null);
  }
  return selected !== undefined;
}

function checkOwnSelector(selector: Part, kind: string): void {
  if (!selector.present) return selector.require();
  checkSelector(selector);
  if (isEmptySelector(selector)) {
    selector.invalid(`empty selector is invalid for ${kind}`, selectorShown(selector.value));
  }
}

/** What is to run for good cannot stop by itself. */
function checkRunsForGood(template: Part, kind: string): void {
  const policy = template.in("spec", "restartPolicy");
  if (policy.text !== "Always") policy.unsupported(["Always"]);
  const deadline = template.in("spec", "activeDeadlineSeconds");
  if (deadline.present) deadline.forbid(`activeDeadlineSeconds in ${kind} is not Supported`);
}

function fixedSelector(spec: Part, old: Part | undefined): void {
  if (!old) return;
  const selector = spec.get("selector");
  selector.immutable(old.in("spec", "selector"), selectorShown(selector.value));
}

function checkReplicas(spec: Part): void {
  const selector = spec.get("selector");
  checkOwnSelector(selector, "deployment");
  if (selects(selector, new Part(undefined, "", [])) === undefined) {
    selector.invalid("invalid label selector", selectorShown(selector.value));
    return;
  }
  const template = spec.get("template");
  checkSelected(selector, template);
  checkPodTemplate(template);
  checkRunsForGood(template, "ReplicaSet");
}

export function checkDeployment(deployment: Part, old?: Part): void {
  const spec = deployment.get("spec");
  spec.get("replicas").notNegative();
  checkReplicas(spec);
  checkDeploymentStrategy(spec.get("strategy"));
  const ready = spec.get("minReadySeconds");
  ready.notNegative();
  spec.get("revisionHistoryLimit").notNegative();
  const deadline = spec.get("progressDeadlineSeconds");
  deadline.notNegative();
  if (deadline.present && deadline.number <= ready.number) deadline.invalid("must be greater than minReadySeconds");
  fixedSelector(spec, old);
}

function checkDeploymentStrategy(strategy: Part): void {
  const [type, rolling] = [strategy.get("type").text, strategy.get("rollingUpdate")];
  if (type === "Recreate") {
    if (rolling.present) rolling.forbid("may not be specified when strategy `type` is 'Recreate'");
  } else if (type === "RollingUpdate") {
    if (!rolling.present) return rolling.require("this should be defaulted and never be nil");
    const [unavailable, surge] = [rolling.get("maxUnavailable"), rolling.get("maxSurge")];
    checkIntOrPercent(unavailable);
    checkIntOrPercent(surge);
    if (valueOf(unavailable) === 0 && valueOf(surge) === 0) {
      unavailable.invalid("may not be 0 when `maxSurge` is 0");
    }
    checkAtMostAll(unavailable);
  } else {
    strategy.unsupported(["Recreate", "RollingUpdate"], internalShown("apps.DeploymentStrategy", strategy.value));
  }
}

export function checkReplicaSet(set: Part, old?: Part): void {
  const spec = set.get("spec");
  spec.get("replicas").notNegative();
  spec.get("minReadySeconds").notNegative();
  checkReplicas(spec);
  fixedSelector(spec, old);
}

export function checkReplicationController(controller: Part): void {
  const spec = controller.get("spec");
  const [selector, template] = [spec.get("selector"), spec.get("template")];
  spec.get("minReadySeconds").notNegative();
  selector.needed();
  spec.get("replicas").notNegative();
  if (!template.present) return template.require();
  const labels = template.in("metadata", "labels");
  if (selector.entries.some(([key, value]) => labels.get(key).value !== value.value)) {
    labels.invalid("`selector` does not match template `labels`", labels.value ?? null);
  }
  checkPodTemplate(template);
  checkRunsForGood(template, "ReplicationController");
}

export function checkDaemonSet(set: Part, old?: Part): void {
  const spec = set.get("spec");
  fixedSelector(spec, old);
  const [selector, template] = [spec.get("selector"), spec.get("template")];
  checkSelector(selector);
  const labels = template.in("metadata", "labels");
  if (selects(selector, labels) === false) {
    labels.invalid("`selector` does not match template `labels`", labels.value ?? null);
  }
  if (selector.present && isEmptySelector(selector)) {
    selector.invalid("empty selector is invalid for daemonset", selectorShown(selector.value));
  }
  checkPodTemplate(template);
  checkRunsForGood(template, "DaemonSet");
  spec.get("minReadySeconds").notNegative();
  checkDaemonStrategy(spec.get("updateStrategy"));
  spec.get("revisionHistoryLimit").notNegative();
}

function checkDaemonStrategy(strategy: Part): void {
  const [type, rolling] = [strategy.get("type").text, strategy.get("rollingUpdate")];
  if (type === "OnDelete") return;
  if (type !== "RollingUpdate") {
    strategy.unsupported(["RollingUpdate", "OnDelete"], internalShown("apps.DaemonSetUpdateStrategy", strategy.value));
    return;
  }
  if (!rolling.present) return rolling.require();
  const [unavailable, surge] = [rolling.get("maxUnavailable"), rolling.get("maxSurge")];
  checkIntOrPercent(unavailable);
  checkIntOrPercent(surge);
  checkAtMostAll(unavailable);
  checkAtMostAll(surge);
  const [has, more] = [valueOf(unavailable) !== 0, valueOf(surge) !== 0];
  if (has && more) surge.invalid("may not be set when maxUnavailable is non-zero");
  else if (!has && !more) unavailable.require("cannot be 0 when maxSurge is 0");
}

export function checkStatefulSet(set: Part, old?: Part): void {
  const spec = set.get("spec");
  const policy = spec.get("podManagementPolicy");
  if (policy.needed() && !["OrderedReady", "Parallel"].includes(policy.text)) {
    policy.invalid("must be 'OrderedReady' or 'Parallel'");
  }
  checkStatefulStrategy(spec.get("updateStrategy"));
  const retention = spec.get("persistentVolumeClaimRetentionPolicy");
  if (retention.present) {
    for (const field of ["whenDeleted", "whenScaled"]) {
      const when = retention.get(field);
      if (!["Retain", "Delete"].includes(when.text)) when.unsupported(["Retain", "Delete"]);
    }
  }
  if (!old) for (const claim of spec.get("volumeClaimTemplates").items) checkClaimSpec(claim.get("spec"));
  spec.get("replicas").notNegative();
  spec.get("minReadySeconds").notNegative();
  spec.in("ordinals", "start").notNegative();
  if (!old) spec.get("serviceName").checkIfSet(validateDns1123Label);
  checkStatefulTemplate(spec);
  if (!old) return;
  fixedSelector(spec, old);
  const claims = spec.get("volumeClaimTemplates");
  const shown = internalShown("PersistentVolumeClaim", claims.value);
  claims.immutable(old.in("spec", "volumeClaimTemplates"), shown);
  for (const field of ["serviceName", "podManagementPolicy"]) {
    spec.get(field).immutable(old.in("spec", field), spec.get(field).text);
  }
}

function checkStatefulTemplate(spec: Part): void {
  const [selector, template] = [spec.get("selector"), spec.get("template")];
  checkOwnSelector(selector, "statefulset");
  if (selects(selector, new Part(undefined, "", [])) === undefined) {
    selector.invalid("", selectorShown(selector.value));
  } else {
    checkSelected(selector, template);
    checkPodTemplate(new Part(withClaims(spec), template.path, template.problems));
  }
  checkRunsForGood(template, "StatefulSet");
}

/** The template with the volumes that come from claims; the controller sets the names of the pods. */
function withClaims(spec: Part): JsonObject {
  const template = isObject(spec.get("template").value) ? (spec.get("template").value as JsonObject) : {};
  const own = isObject(template["spec"]) ? template["spec"] : {};
  const names = spec.get("volumeClaimTemplates").items.map((claim) => claim.in("metadata", "name").text);
  const volumes = Array.isArray(own["volumes"]) ? own["volumes"].filter(isObject) : [];
  return {
    ...template,
    spec: {
      ...own,
      hostname: undefined,
      subdomain: undefined,
      volumes: [
        ...[...new Set(names)].map((name) => ({ name, persistentVolumeClaim: { claimName: name } })),
        ...volumes.filter(({ name }) => typeof name !== "string" || !names.includes(name)),
      ],
    },
  };
}

function checkStatefulStrategy(strategy: Part): void {
  const [type, rolling] = [strategy.get("type").text, strategy.get("rollingUpdate")];
  if (type === "") return strategy.require();
  if (type === "OnDelete") {
    if (rolling.present) rolling.invalid("only allowed for updateStrategy 'RollingUpdate'");
  } else if (type === "RollingUpdate") {
    rolling.get("partition").notNegative();
    const unavailable = rolling.get("maxUnavailable");
    if (!unavailable.present) return;
    checkIntOrPercent(unavailable);
    if (valueOf(unavailable) === 0) unavailable.invalid("cannot be 0");
    checkAtMostAll(unavailable);
  } else {
    const shown = internalShown("apps.StatefulSetUpdateStrategy", strategy.value);
    strategy.invalid("must be 'RollingUpdate' or 'OnDelete'", shown);
  }
}

export function checkRevision(revision: Part, old?: Part): void {
  revision.get("revision").notNegative();
  const data = revision.get("data");
  if (old) {
    if (!semanticallyEqual(data.value, old.get("data").value)) data.invalid("field is immutable");
  } else if (!data.present) data.require("data is mandatory");
  else if (!isObject(data.value)) data.require("data must be a valid JSON object");
}

const counts = ["readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas", "fullyLabeledReplicas"];

/** The numbers of pods that a controller reports. */
export function checkReplicasStatus(object: Part): void {
  const status = object.get("status");
  const all = status.get("replicas").number;
  for (const field of ["replicas", ...counts, "unavailableReplicas", "terminatingReplicas", "observedGeneration"]) {
    status.get(field).notNegative();
  }
  status.get("collisionCount").notNegative();
  for (const field of counts) {
    if (status.get(field).number > all) status.get(field).invalid("cannot be greater than status.replicas");
  }
  const [available, ready] = [status.get("availableReplicas"), status.get("readyReplicas")];
  const shown = status.get("currentRevision").present ? "status.readyReplicas" : "readyReplicas";
  if (available.number > ready.number) available.invalid(`cannot be greater than ${shown}`);
}

import { equal, isObject, semanticallyEqual, withoutNulls, type JsonObject } from "../json.ts";
import { copyShown } from "../schema/empty-fields.ts";
import { internalLines, internalShown } from "./internal-form.ts";
import type { Part } from "./part.ts";
import { checkPodAnnotations, checkPodSpec } from "./pod-spec.ts";
import { checkImageText } from "./containers.ts";
import { unifiedDiff } from "./text-diff.ts";

/** What holds for pods, but not for what is yet to become one. */
export function checkPod(pod: Part): void {
  const spec = pod.get("spec");
  checkPodAnnotations(pod.in("metadata", "annotations"), spec);
  checkPodSpec(spec, pod.in("metadata", "name").text);
  if (spec.get("serviceAccountName").text === "") {
    for (const source of spec.get("volumes").items.flatMap((volume) => volume.in("projected", "sources").items)) {
      const token = source.get("serviceAccountToken");
      if (token.present) token.forbid("must not be specified when serviceAccountName is not set");
    }
  }
  spec.get("terminationGracePeriodSeconds").notNegative();
  for (const container of spec.get("containers").items) checkImageText(container);
  for (const container of spec.get("initContainers").items) checkImageText(container);
}

export function checkNewPod(pod: Part): void {
  checkPod(pod);
  const spec = pod.get("spec");
  if (spec.get("ephemeralContainers").size > 0) spec.get("ephemeralContainers").forbid("cannot be set on create");
  if (spec.get("nodeName").text !== "" && spec.get("schedulingGates").size > 0) {
    spec.get("nodeName").forbid("cannot be set until all schedulingGates have been cleared");
  }
}

const updatable = [
  "`spec.containers[*].image`",
  "`spec.initContainers[*].image`",
  "`spec.activeDeadlineSeconds`",
  "`spec.tolerations` (only additions to existing tolerations)",
  "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
].join(",");

/** What an update of a pod may change is little. */
export function checkPodUpdate(pod: Part, old: Part): void {
  checkPod(pod);
  const [spec, before] = [pod.get("spec"), old.get("spec")];
  for (const kind of ["containers", "initContainers"]) {
    const containers = spec.get(kind);
    if (containers.size !== before.get(kind).size) {
      return containers.forbid("pod updates may not add or remove containers");
    }
    for (const container of containers.items) {
      container.get("image").needed();
      checkImageText(container);
    }
  }
  if (!checkDeadline(spec.get("activeDeadlineSeconds"), before.get("activeDeadlineSeconds"))) return;
  checkAddedTolerations(spec.get("tolerations"), before.get("tolerations"));
  checkRemovedGates(spec.get("schedulingGates"), before.get("schedulingGates"));
  const munged = withWhatMayChange(spec, before);
  if (before.get("schedulingGates").size > 0) checkGated(spec, before, munged);
  // Both are in the form that is stored: what is empty in them is there for a reason.
  if (equal(withoutNulls(munged), withoutNulls(before.value))) return;
  const diff = unifiedDiff(internalLines("PodSpec", before.value), internalLines("PodSpec", munged));
  spec.forbid(`pod updates may not change fields other than ${updatable}\n${diff}`);
}

function checkDeadline(deadline: Part, old: Part): boolean {
  if (!deadline.present) {
    if (old.present) deadline.invalid("must not update from a positive integer to nil value");
    return true;
  }
  const known = deadline.problems.length;
  if (deadline.number < 0 || deadline.number > 2147483647) deadline.between(0, 2147483647);
  else if (old.present && old.number < deadline.number) {
    deadline.invalid("must be less than or equal to previous value");
  }
  return deadline.problems.length === known;
}

function checkAddedTolerations(tolerations: Part, old: Part): void {
  const withoutTime = (toleration: Part): unknown => ({
    ...(toleration.value as object),
    tolerationSeconds: undefined,
  });
  const kept = old.items.every((before) =>
    tolerations.items.some((now) => semanticallyEqual(withoutTime(now), withoutTime(before))),
  );
  if (!kept) tolerations.forbid("existing toleration can not be modified except its tolerationSeconds");
}

function checkRemovedGates(gates: Part, old: Part): void {
  const before = new Set(old.items.map((gate) => gate.get("name").text));
  for (const gate of gates.items) {
    const name = gate.get("name");
    if (before.has(name.text)) continue;
    name.forbid(`only deletion is allowed, but found new scheduling gate '${name.text}'`);
  }
}

/** The new pod with all that may change as it was before, so that only the rest is compared. */
function withWhatMayChange(spec: Part, before: Part): JsonObject {
  const munged = copyShown(spec.value as JsonObject);
  for (const kind of ["containers", "initContainers"]) {
    if (!spec.get(kind).present) continue;
    munged[kind] = spec.get(kind).items.map((container, index) => {
      const copy = copyShown(container.value as JsonObject);
      copy["image"] = before.get(kind).items[index]?.get("image").value;
      return copy;
    });
  }
  for (const field of ["activeDeadlineSeconds", "schedulingGates", "tolerations"]) {
    munged[field] = before.get(field).value;
  }
  const grace = "terminationGracePeriodSeconds";
  if (before.get(grace).number < 0 && munged[grace] === 1) munged[grace] = before.get(grace).value;
  return munged;
}

/** A pod that is not to be scheduled yet may still be narrowed down to fewer nodes. */
function checkGated(spec: Part, before: Part, munged: JsonObject): void {
  const [selector, old] = [spec.get("nodeSelector"), before.get("nodeSelector")];
  if (old.entries.some(([key, value]) => selector.get(key).value !== value.value)) {
    selector.invalid(
      "only additions to spec.nodeSelector are allowed (no mutations or deletions)",
      selector.value ?? null,
    );
  }
  munged["nodeSelector"] = old.value;
  const [affinity, oldAffinity] = [spec.get("affinity"), before.get("affinity")];
  checkNodeTerms(affinity.get("nodeAffinity"), oldAffinity.get("nodeAffinity"));
  const nodeAffinity = oldAffinity.get("nodeAffinity").value;
  const others = isObject(affinity.value) ? affinity.value : {};
  munged["affinity"] = affinity.present || nodeAffinity !== undefined ? { ...others, nodeAffinity } : affinity.value;
}

function checkNodeTerms(affinity: Part, old: Part): void {
  const path = ["requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"] as const;
  const [terms, before] = [affinity.in(...path), old.in(...path)];
  if (before.size === 0) return;
  if (terms.size !== before.size) {
    const shown = internalShown("core.NodeSelectorTerm", terms.value ?? []);
    terms.invalid(
      "no additions/deletions to non-empty NodeSelectorTerms list are allowed",
      terms.present ? shown : null,
    );
    return;
  }
  for (const [index, term] of terms.items.entries()) {
    const was = before.items[index];
    if (!was || ["matchExpressions", "matchFields"].every((field) => onlyAdds(term.get(field), was.get(field), was))) {
      continue;
    }
    const shown = internalShown("core.NodeSelectorTerm", term.value);
    term.invalid("only additions are allowed (no mutations or deletions)", shown);
  }
}

/** A term without any condition selects nothing, so that what is added to it would select more. */
function onlyAdds(now: Part, was: Part, term: Part): boolean {
  if (term.size === 0) return now.size === 0;
  const first = now.items.slice(0, was.size).map((item) => item.value);
  return semanticallyEqual(first, was.value ?? []);
}

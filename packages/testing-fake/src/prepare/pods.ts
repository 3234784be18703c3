import { fill, fillZero, isMissing, objectIn, objectsIn, ownObject } from "../defaults/fill.ts";
import type { JsonObject } from "../json.ts";
import { qualityOf } from "./quality-of-service.ts";

/** A pod that nobody runs yet, with what admission gives to every pod. */
export function preparePod(pod: JsonObject): void {
  const spec = ownObject(pod, "spec");
  admit(spec);
  const gated = objectsIn(spec, "schedulingGates").length > 0;
  const condition = {
    type: "PodScheduled",
    status: "False",
    reason: "SchedulingGated",
    message: "Scheduling is blocked due to non-empty scheduling gates",
    lastTransitionTime: objectIn(pod, "metadata")["creationTimestamp"],
  };
  pod["status"] = {
    phase: "Pending",
    ...(gated && { conditions: [condition] }),
    qosClass: qualityOf(spec),
  };
}

/** Updates cannot take away what admission gave. */
export function preparePodUpdate(pod: JsonObject, old: Readonly<JsonObject>): void {
  const spec = ownObject(pod, "spec");
  const before = objectIn(old, "spec");
  if (isMissing(spec["resources"]) && !isMissing(before["resources"])) spec["resources"] = before["resources"];
  admit(spec);
}

/** Of a pod's status, what old kubelets do not know and so would take away. */
const keptInStatus = [
  "qosClass",
  "resourceClaimStatuses",
  "extendedResourceClaimStatus",
  "nodeAllocatableResourceClaimStatuses",
  "observedGeneration",
];

/** A write of the status keeps what only the server, or only newer kubelets, set. */
export function preparePodStatus(pod: JsonObject, old: Readonly<JsonObject>): void {
  const [status, before] = [ownObject(pod, "status"), objectIn(old, "status")];
  for (const field of keptInStatus) {
    if (isMissing(status[field]) && !isMissing(before[field])) status[field] = before[field];
  }
  // There may be several of one type.
  const left = [...objectsIn(before, "conditions")];
  for (const condition of objectsIn(status, "conditions")) {
    const index = left.findIndex(({ type }) => type === condition["type"]);
    const [known] = index < 0 ? [] : left.splice(index, 1);
    if (known) fillZero(condition, { observedGeneration: known["observedGeneration"] });
  }
}

const notReady = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

/** What the admission plugins DefaultTolerationSeconds and Priority do. */
function admit(spec: JsonObject): void {
  const tolerations = objectsIn(spec, "tolerations");
  const missing = notReady.filter(
    (key) =>
      !tolerations.some(
        (toleration) =>
          ((toleration["key"] ?? "") === "" || toleration["key"] === key) &&
          ((toleration["effect"] ?? "") === "" || toleration["effect"] === "NoExecute"),
      ),
  );
  if (missing.length > 0) {
    const added = missing.map((key) => ({ key, operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 }));
    spec["tolerations"] = [...tolerations, ...added];
  }
  if ((spec["priorityClassName"] ?? "") === "") fill(spec, { priority: 0, preemptionPolicy: "PreemptLowerPriority" });
}

import { isMissing, objectIn, ownObject, textIn } from "../defaults/fill.ts";
import type { JsonObject } from "../json.ts";
import type { ServerState } from "../storage/server-state.ts";
import { forbidden } from "../http/status.ts";

/** Classes that every cluster has. */
const systemClasses: Readonly<Record<string, JsonObject>> = {
  "system-cluster-critical": { value: 2_000_000_000 },
  "system-node-critical": { value: 2_000_001_000 },
};

/** A pod gets its priority from a class, as the admission plugin Priority does it, and cannot say it itself. */
export function admitPriority(pod: JsonObject, state: ServerState): void {
  const spec = ownObject(pod, "spec");
  const name = textIn(objectIn(pod, "metadata"), "name");
  const wanted = textIn(spec, "priorityClassName");
  const refuse = (message: string): never => {
    throw forbidden({ group: "", resource: "pods" }, name, message);
  };
  const classes = state.store.list("priorityclasses.scheduling.k8s.io", { prefix: "" });
  const found =
    wanted === ""
      ? classes.find((one) => one["globalDefault"] === true)
      : classes.find((one) => one.metadata.name === wanted);
  const priorityClass = found ?? systemClasses[wanted];
  if (wanted !== "" && !priorityClass) refuse(`no PriorityClass with name ${wanted} was found`);
  if (wanted === "" && found) spec["priorityClassName"] = found.metadata.name;
  const value = typeof priorityClass?.["value"] === "number" ? priorityClass["value"] : 0;
  const policy = textIn(priorityClass ?? {}, "preemptionPolicy") || "PreemptLowerPriority";
  const computed = (what: unknown): string =>
    `must not be provided in pod spec; priority admission controller computed ${String(what)} from the given PriorityClass name`;
  const { priority, preemptionPolicy } = spec;
  if (!isMissing(priority) && priority !== value) {
    refuse(`the integer value of priority (${String(priority)}) ${computed(value)}`);
  }
  if (!isMissing(preemptionPolicy) && preemptionPolicy !== policy) {
    refuse(`the string value of PreemptionPolicy (${String(preemptionPolicy)}) ${computed(policy)}`);
  }
  spec["priority"] = value;
  spec["preemptionPolicy"] = policy;
}

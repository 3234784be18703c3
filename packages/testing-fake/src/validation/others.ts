import { validateDns1123Label, validateLabelKey } from "@kubets/apimachinery";
import { internalShown } from "./internal-form.ts";
import type { Part } from "./part.ts";
import { checkPreemption } from "./pod-spec.ts";
import { checkOverhead } from "./resources.ts";
import { checkTolerations } from "./scheduling.ts";
import { checkLabels } from "./selectors.ts";

export function checkLease(lease: Part): void {
  const spec = lease.get("spec");
  const [duration, transitions, strategy, holder] = [
    "leaseDurationSeconds",
    "leaseTransitions",
    "strategy",
    "preferredHolder",
  ].map((field) => spec.get(field)) as [Part, Part, Part, Part];
  if (duration.present && duration.number <= 0) duration.invalid("must be greater than 0");
  if (transitions.number < 0) transitions.invalid("must be greater than or equal to 0");
  if (strategy.present) checkStrategy(strategy);
  if (holder.text !== "" && strategy.text === "") holder.forbid("may only be specified if `strategy` is defined");
}

function checkStrategy(strategy: Part): void {
  // The field is named twice in servers' texts.
  const shown = strategy.as(`${strategy.path}.strategy`);
  if (strategy.text.includes("/")) shown.check(validateLabelKey);
  else if (strategy.text !== "OldestEmulationVersion") shown.unsupported(["OldestEmulationVersion"]);
}

const systemClasses: Readonly<Record<string, number>> = {
  "system-cluster-critical": 2_000_000_000,
  "system-node-critical": 2_000_001_000,
};

export function checkPriorityClass(priorityClass: Part, old?: Part): void {
  const [name, value, preemption] = [
    priorityClass.in("metadata", "name"),
    priorityClass.get("value"),
    priorityClass.get("preemptionPolicy"),
  ];
  if (old) {
    if (value.number !== old.get("value").number) value.forbid("may not be changed in an update.");
    preemption.immutable(old.get("preemptionPolicy"));
    return;
  }
  if (name.text.startsWith("system-")) {
    const known = systemClasses[name.text];
    const error =
      known === undefined
        ? `${name.text} is not a known system priority class`
        : known !== value.number
          ? `value of ${name.text} PriorityClass must be ${known}`
          : priorityClass.get("globalDefault").isTrue
            ? `globalDefault of ${name.text} PriorityClass must be false`
            : undefined;
    const reserved = "priority class names with 'system-' prefix are reserved for system use only. error: ";
    if (error !== undefined) name.forbid(reserved + error);
  } else if (value.number > 1_000_000_000) {
    value.forbid("maximum allowed value of a user defined priority is 1000000000");
  }
  if (preemption.present) checkPreemption(preemption);
}

export function checkRuntimeClass(runtimeClass: Part, old?: Part): void {
  const handler = runtimeClass.get("handler");
  // The server tells of what is missing last, and of what is malformed first.
  const empty = handler.text === "";
  if (old && empty) handler.immutable(old.get("handler"), null);
  if (handler.needed()) {
    handler.check((text) =>
      validateDns1123Label(text).map((detail) => (old ? detail : detail.replace("63 characters", "63 bytes"))),
    );
  }
  if (old && !empty) handler.immutable(old.get("handler"), null);
  const overhead = runtimeClass.get("overhead");
  if (overhead.present) checkOverhead(overhead.get("podFixed").as("overhead"));
  const scheduling = runtimeClass.get("scheduling");
  checkLabels(scheduling.get("nodeSelector"));
  const tolerations = scheduling.get("tolerations");
  checkTolerations(tolerations);
  const seen = new Set<string>();
  for (const toleration of tolerations.items) {
    const key = ["key", "operator", "value", "effect"].map((field) => toleration.get(field).text).join("/");
    if (seen.has(key)) toleration.duplicate(internalShown("core.Toleration", toleration.value));
    seen.add(key);
  }
}

export function checkNamespace(namespace: Part): void {
  const finalizers = namespace.in("spec", "finalizers");
  for (const { text } of finalizers.items) {
    for (const detail of validateLabelKey(text)) finalizers.invalid(detail, text);
    if (!text.includes("/") && !["kubernetes", "orphan", "foregroundDeletion"].includes(text)) {
      finalizers.invalid("name is neither a standard finalizer name nor is it fully qualified", text);
    }
  }
}

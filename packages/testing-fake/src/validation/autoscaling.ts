import { validateDns1123Label } from "@kubets/apimachinery";
import { checkAtMostAll, checkIntOrPercent } from "./apps.ts";
import { internalShown } from "./internal-form.ts";
import type { Part } from "./part.ts";
import { checkContainerResourceName, checkNoNegativeAmount, quantityOf } from "./resources.ts";
import { checkSelector } from "./selectors.ts";
import { pathSegment } from "./texts.ts";

function checkTarget(reference: Part): void {
  const [kind, name, version] = ["kind", "name", "apiVersion"].map((field) => reference.get(field)) as [
    Part,
    Part,
    Part,
  ];
  if (kind.needed()) kind.check(pathSegment);
  if (name.needed()) name.check(pathSegment);
  const slashes = version.text.split("/").length - 1;
  if (slashes > 1) version.invalid(`unexpected GroupVersion string: ${version.text}`);
  else if (slashes === 0 && reference.path.endsWith("scaleTargetRef")) {
    const isCore = version.text === "" || version.text === "v1" || /^v\d/.test(version.text) || slashes === 0;
    if (isCore) version.invalid("apiVersion must specify API group", version.text);
  }
}

export function checkAutoscaler(autoscaler: Part): void {
  checkSpec(autoscaler.get("spec"));
}

function checkSpec(spec: Part): void {
  const [least, most] = [spec.get("minReplicas"), spec.get("maxReplicas")];
  if (least.present && most.number < least.number) {
    most.invalid("must be greater than or equal to `minReplicas`", most.number);
  }
  checkTarget(spec.get("scaleTargetRef"));
  const metrics = spec.get("metrics");
  for (const metric of metrics.items) checkMetric(metric);
  const outside = metrics.items.some((metric) => ["Object", "External"].includes(metric.get("type").text));
  if (least.present && least.number === 0 && !outside) {
    metrics.forbid("must specify at least one Object or External metric to support scaling to zero replicas");
  }
  const behavior = spec.get("behavior");
  checkRules(behavior.get("scaleUp"));
  checkRules(behavior.get("scaleDown"));
  // Servers look at the numbers of replicas last.
  if (least.present) least.notNegative();
  if (most.number === 0) most.require();
  else if (most.number < 0) most.invalid("must be greater than or equal to 1");
}

const sources: Readonly<Record<string, string>> = {
  Object: "object",
  External: "external",
  Pods: "pods",
  Resource: "resource",
  ContainerResource: "containerResource",
};
const sourceTypes = Object.keys(sources).toSorted();

function checkMetric(metric: Part): void {
  const type = metric.get("type");
  type.needed("must specify a metric source type");
  if (!sourceTypes.includes(type.text)) type.unsupported(sourceTypes);
  const present = Object.values(sources).filter((field) => metric.get(field).present);
  const [first] = present;
  if (first !== undefined) checks[first]?.(metric.get(first));
  const expected = sources[type.text];
  if (expected === undefined) type.unsupported(sourceTypes);
  else if (!metric.get(expected).present) {
    metric.get(expected).require("must populate information for the given metric source");
  }
  if (present.length === 1) return;
  for (const field of present) {
    if (field !== expected) metric.get(field).forbid("must populate the given metric source only");
  }
}

const checks: Readonly<Record<string, (source: Part) => void>> = {
  object(source) {
    checkTarget(source.get("describedObject"));
    checkIdentifier(source.get("metric"));
    const target = checkValues(source);
    if (target.get("value").present || target.get("averageValue").present) return;
    target.get("averageValue").require("must set either a target value or averageValue");
  },
  external(source) {
    checkIdentifier(source.get("metric"));
    const target = checkValues(source);
    const [value, average] = [target.get("value"), target.get("averageValue")];
    if (!value.present && !average.present) {
      average.require("must set either a target value for metric or a per-pod target");
    }
    if (value.present && average.present) {
      value.forbid("may not set both a target value for metric and a per-pod target");
    }
  },
  pods(source) {
    checkIdentifier(source.get("metric"));
    const average = checkValues(source).get("averageValue");
    if (!average.present) average.require("must specify a positive target averageValue");
  },
  resource(source) {
    source.get("name").needed("must specify a resource name");
    checkShare(source);
  },
  containerResource(source) {
    const [name, container] = [source.get("name"), source.get("container")];
    if (name.needed("must specify a resource name")) checkContainerResourceName(name, name.text);
    if (container.needed("must specify a container")) container.check(validateDns1123Label);
    checkShare(source);
  },
};

function checkShare(source: Part): void {
  const target = checkValues(source);
  const [share, value] = [target.get("averageUtilization"), target.get("averageValue")];
  if (!share.present && !value.present) {
    share.require("must set either a target raw value or a target utilization");
  }
  if (share.present && value.present) {
    value.forbid("may not set both a target raw value and a target utilization");
  }
}

function checkValues(source: Part): Part {
  const target = source.get("target");
  const [type, share] = [target.get("type"), target.get("averageUtilization")];
  type.needed("must specify a metric target type");
  if (!["Utilization", "Value", "AverageValue"].includes(type.text)) {
    type.invalid("must be either Utilization, Value, or AverageValue", type.text);
  }
  for (const field of ["value", "averageValue"]) {
    const part = target.get(field);
    if (part.present && quantityOf(part).toNumber() <= 0) part.invalid("must be positive");
  }
  if (share.present && share.number < 1) share.invalid("must be greater than 0");
  return target;
}

function checkIdentifier(metric: Part): void {
  const name = metric.get("name");
  if (name.needed("must specify a metric name")) name.check(pathSegment);
}

function checkRules(rules: Part): void {
  if (!rules.present) return;
  const window = rules.get("stabilizationWindowSeconds");
  if (window.number < 0) window.invalid("must be greater than or equal to zero");
  if (window.number > 3600) window.invalid("must be less than or equal to 3600");
  rules.get("selectPolicy").oneOf(["Disabled", "Max", "Min"]);
  const policies = rules.get("policies");
  policies.needed("must specify at least one Policy");
  for (const policy of policies.items) {
    const [type, value, period] = ["type", "value", "periodSeconds"].map((field) => policy.get(field)) as [
      Part,
      Part,
      Part,
    ];
    if (!["Percent", "Pods"].includes(type.text)) type.unsupported(["Percent", "Pods"]);
    for (const part of [value, period]) if (part.number <= 0) part.invalid("must be greater than zero", part.number);
    if (period.number > 1800) period.invalid("must be less than or equal to 1800");
  }
  checkNoNegativeAmount(rules.get("tolerance"));
}

/** How many pods a voluntary disruption may take at a time. */
export function checkBudget(budget: Part): void {
  const spec = budget.get("spec");
  const [least, most] = [spec.get("minAvailable"), spec.get("maxUnavailable")];
  if (least.present && most.present) {
    const shown = internalShown("policy.PodDisruptionBudgetSpec", spec.value);
    spec.invalid("minAvailable and maxUnavailable cannot be both set", shown);
  }
  for (const part of [least, most]) {
    if (!part.present) continue;
    checkIntOrPercent(part);
    checkAtMostAll(part);
  }
  checkSelector(spec.get("selector"));
  spec.get("unhealthyPodEvictionPolicy").oneOf(["AlwaysAllow", "IfHealthyBudget"]);
}

import { parseQuantity, validateLabelKey, type Quantity } from "@kubets/apimachinery";
import { internalShown } from "./internal-form.ts";
import type { Part } from "./part.ts";
import {
  checkAmount,
  checkContainerResourceName,
  checkQuotaResourceName,
  checkResourceName,
  isQuotaResource,
  quantityOf,
} from "./resources.ts";

const limitTypes = ["Pod", "Container", "PersistentVolumeClaim"];
const bounds = ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"] as const;

export function checkLimitRange(range: Part): void {
  const seen = new Set<string>();
  for (const limit of range.in("spec", "limits").items) {
    const type = limit.get("type");
    type.check(validateLabelKey);
    if (validateLabelKey(type.text).length === 0 && !type.text.includes("/") && !limitTypes.includes(type.text)) {
      type.invalid("must be a standard limit type or fully qualified");
    }
    if (seen.has(type.text)) type.duplicate();
    seen.add(type.text);
    checkLimit(limit, type.text);
  }
}

function checkLimit(limit: Part, type: string): void {
  const ofPods = type === "Pod" || type === "Container";
  const checkName = ofPods ? checkContainerResourceName : checkResourceName;
  const names = new Set<string>();
  for (const bound of bounds) {
    const part = limit.get(bound);
    if (type === "Pod" && (bound === "default" || bound === "defaultRequest")) {
      if (part.size > 0) part.forbid("may not be specified when `type` is 'Pod'");
      continue;
    }
    if (bound === "maxLimitRequestRatio" && type === "PersistentVolumeClaim") {
      const some = ["min", "max"].some((field) => limit.in(field, "storage").present);
      const none = "either minimum or maximum storage value is required, but neither was provided";
      if (!some) limit.get("limits").require(none);
    }
    for (const [name, amount] of part.entries) {
      checkName(amount, name);
      names.add(name);
    }
  }
  for (const name of names) checkOrder(limit, name, type);
}

/** What is between what, by size: `least` must not exceed `most`. */
const orders: readonly (readonly [string, string, string, string, string])[] = [
  ["min", "max", "min", "min value", "max value"],
  ["min", "defaultRequest", "defaultRequest", "min value", "default request value"],
  ["defaultRequest", "max", "defaultRequest", "default request value", "max value"],
  ["defaultRequest", "default", "defaultRequest", "default request value", "default limit value"],
  ["min", "default", "default", "min value", "default value"],
  ["default", "max", "default", "default value", "max value"],
];

function checkOrder(limit: Part, name: string, type: string): void {
  const hidden = type === "Pod" ? ["default", "defaultRequest"] : [];
  const at = (bound: string): Part => limit.get(bound).entry(name);
  const of = (bound: string): Quantity | undefined =>
    at(bound).present && !hidden.includes(bound) ? quantityOf(at(bound)) : undefined;
  for (const [least, most, place, leastName, mostName] of orders) {
    const [low, high] = [of(least), of(most)];
    if (!low || !high || low.compare(high) <= 0) continue;
    const isOver = place === "default";
    const relation = mostName === "default limit value" || !isOver || least === "min" ? "greater" : "greater";
    const shown = place === "default" ? (least === "min" ? low : high) : place === "min" ? low : (of(place) ?? low);
    at(place).invalid(
      `${leastName} ${low.toString()} is ${relation} than ${mostName} ${high.toString()}`,
      String(shown),
    );
  }
  const ratio = of("maxLimitRequestRatio");
  if (!ratio) return;
  const part = at("maxLimitRequestRatio");
  if (ratio.compare(parseQuantity("1")) < 0) part.invalid(`ratio ${ratio.toString()} is less than 1`, String(ratio));
  const [low, high] = [of("min"), of("max")];
  if (!low || !high) return;
  const most = high.toNumber() / low.toNumber();
  if (ratio.toNumber() > most)
    part.invalid(`ratio ${ratio.toString()} is greater than max/min = ${fixed(most)}`, String(ratio));
}

const fixed = (value: number): string => (Number.isFinite(value) ? value.toFixed(6) : value > 0 ? "+Inf" : "-Inf");

const podScopes = ["Terminating", "NotTerminating", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity"];
const scopes = [...podScopes, "BestEffort", "VolumeAttributesClass"];
const computed = ["cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory"];

function fits(scope: string, resource: string): boolean {
  if (podScopes.includes(scope)) return resource === "pods" || computed.includes(resource);
  if (scope === "BestEffort") return resource === "pods";
  if (scope !== "VolumeAttributesClass") return true;
  return resource === "persistentvolumeclaims" || resource === "requests.storage";
}

function conflicting(names: readonly string[]): boolean {
  return [
    ["BestEffort", "NotBestEffort"],
    ["Terminating", "NotTerminating"],
  ].some((pair) => pair.every((name) => names.includes(name)));
}

export function checkQuota(quota: Part, old?: Part): void {
  const spec = quota.get("spec");
  checkAmounts(spec.get("hard"));
  const named = spec.get("scopes");
  const resources = spec
    .get("hard")
    .entries.map(([name]) => name)
    .toSorted();
  const quotaResources = resources.filter(isQuotaResource);
  for (const scope of named.texts) {
    if (!scopes.includes(scope)) named.invalid("unsupported scope");
    for (const name of quotaResources) if (!fits(scope, name)) named.invalid("unsupported scope applied to resource");
  }
  if (conflicting(named.texts)) named.invalid("conflicting scopes");
  checkScopeSelector(spec, quotaResources);
  if (old) {
    const before = new Set(old.in("spec", "scopes").texts);
    const now = new Set(named.texts);
    if (before.size !== now.size || [...now].some((scope) => !before.has(scope))) {
      named.invalid("field is immutable");
    }
  } else checkQuotaStatus(quota);
}

export function checkQuotaStatus(quota: Part): void {
  for (const field of ["hard", "used"]) checkAmounts(quota.in("status", field));
}

function checkAmounts(amounts: Part): void {
  for (const [name, amount] of amounts.entries) {
    checkQuotaResourceName(amount, name);
    checkAmount(amount, name);
  }
}

function checkScopeSelector(spec: Part, resources: readonly string[]): void {
  const selector = spec.get("scopeSelector");
  const at = selector.get("matchExpressions");
  const names: string[] = [];
  for (const requirement of at.items) {
    const scope = requirement.get("scopeName").text;
    const [operator, values] = [requirement.get("operator").text, requirement.get("values")];
    if (!scopes.includes(scope)) at.get("scopeName").invalid("unsupported scope", scope);
    for (const name of resources) {
      if (fits(scope, name)) continue;
      at.invalid("unsupported scope applied to resource", internalShown("core.ScopeSelector", selector.value));
    }
    if (
      scopes.includes(scope) &&
      scope !== "PriorityClass" &&
      scope !== "VolumeAttributesClass" &&
      operator !== "Exists"
    ) {
      const detail =
        "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
      at.get("operator").invalid(detail, operator);
    }
    if (operator === "In" || operator === "NotIn") {
      const detail = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
      if (values.size === 0) at.get("values").require(detail);
    } else if (operator === "Exists" || operator === "DoesNotExist") {
      const detail = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
      if (values.size > 0) at.get("values").invalid(detail, values.value);
    } else at.get("operator").invalid("not a valid selector operator", operator);
    names.push(scope);
  }
  if (conflicting(names)) spec.get("scopes").invalid("conflicting scopes");
}

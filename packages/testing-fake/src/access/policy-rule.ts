import { isObject, type JsonObject } from "../json.ts";
import type { AccessAttributes } from "./attributes.ts";

/** A rule of a role. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

export function rulesOf(role: Readonly<JsonObject>): PolicyRule[] {
  const rules = Array.isArray(role["rules"]) ? role["rules"].filter(isObject) : [];
  return rules.map((rule) => ({
    verbs: textsOf(rule["verbs"]),
    apiGroups: textsOf(rule["apiGroups"]),
    resources: textsOf(rule["resources"]),
    resourceNames: textsOf(rule["resourceNames"]),
    nonResourceURLs: textsOf(rule["nonResourceURLs"]),
  }));
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === "string") : [];
}

/** Whether one rule allows it. */
export function allows(rule: PolicyRule, asked: AccessAttributes): boolean {
  if (!has(rule.verbs, asked.verb)) return false;
  if ("path" in asked) return rule.nonResourceURLs.some((url) => isPath(url, asked.path));
  const { group, resource, subresource, name = "" } = asked;
  const combined = subresource ? `${resource}/${subresource}` : resource;
  return (
    has(rule.apiGroups, group) &&
    (has(rule.resources, combined) || (!!subresource && rule.resources.includes(`*/${subresource}`))) &&
    (rule.resourceNames.length === 0 || rule.resourceNames.includes(name))
  );
}

const has = (values: readonly string[], value: string): boolean => values.includes("*") || values.includes(value);

function isPath(url: string, path: string): boolean {
  if (url === "*" || url === path) return true;
  return url.endsWith("*") && path.startsWith(url.replace(/\*+$/, ""));
}

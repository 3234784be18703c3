import { goQuote } from "../go-text.ts";
import type { PolicyRule } from "./policy-rule.ts";

const nothing: PolicyRule = { verbs: [], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };

/** A rule as rules of one verb on one resource, or one name of it, or one path. */
export function partsOf({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): PolicyRule[] {
  const names = resourceNames.length > 0 ? resourceNames.map((name) => [name]) : [[]];
  const onResources = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) =>
        names.map((name) => ({
          ...nothing,
          apiGroups: [group],
          resources: [resource],
          verbs: [verb],
          resourceNames: name,
        })),
      ),
    ),
  );
  const onPaths = nonResourceURLs.flatMap((url) =>
    verbs.map((verb) => ({ ...nothing, nonResourceURLs: [url], verbs: [verb] })),
  );
  return [...onResources, ...onPaths];
}

/** Whether a rule allows all that a part of another one does. */
export function covers(rule: PolicyRule, part: PolicyRule): boolean {
  const has = (values: readonly string[], wanted: readonly string[]): boolean =>
    values.includes("*") || wanted.every((value) => values.includes(value));
  const named =
    rule.resourceNames.length === 0 ||
    (part.resourceNames.length > 0 && part.resourceNames.every((name) => rule.resourceNames.includes(name)));
  return (
    has(rule.verbs, part.verbs) &&
    has(rule.apiGroups, part.apiGroups) &&
    part.resources.every((resource) => hasResource(rule.resources, resource)) &&
    part.nonResourceURLs.every((path) => rule.nonResourceURLs.some((url) => coversPath(url, path))) &&
    named
  );
}

function hasResource(resources: readonly string[], wanted: string): boolean {
  if (resources.includes("*") || resources.includes(wanted)) return true;
  const slash = wanted.indexOf("/");
  return slash !== -1 && resources.includes(`*${wanted.slice(slash)}`);
}

function coversPath(url: string, path: string): boolean {
  return url === path || (url.endsWith("*") && path.startsWith(url.replace(/\*+$/, "")));
}

/** Parts that differ in their verbs alone, as one. */
export function together(parts: readonly PolicyRule[]): readonly PolicyRule[] {
  const joined = new Map<string, PolicyRule>();
  for (const part of parts) {
    const { verbs, ...what } = part;
    const key = JSON.stringify(what.nonResourceURLs.length > 0 ? part : what);
    const known = joined.get(key);
    joined.set(key, known ? { ...known, verbs: [...known.verbs, ...verbs] } : part);
  }
  return [...joined.values()];
}

/** A rule as messages show it: `{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}`. */
export function ruleText({ apiGroups, resources, nonResourceURLs, resourceNames, verbs }: PolicyRule): string {
  const fields: readonly (readonly [string, readonly string[]])[] = [
    ["APIGroups", apiGroups],
    ["Resources", resources],
    ["NonResourceURLs", nonResourceURLs],
    ["ResourceNames", resourceNames],
    ["Verbs", verbs],
  ];
  const shown = fields.filter(([, values]) => values.length > 0);
  return `{${shown.map(([name, values]) => `${name}:[${values.map(goQuote).join(" ")}]`).join(", ")}}`;
}

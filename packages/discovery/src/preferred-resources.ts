import type { ApiResource, Discovered } from "./api-resource.ts";

/** Which resources are wanted; absent is all. */
export interface PreferredResourcesOptions {
  /** Only these: true for namespaced ones, false for cluster-scoped ones. */
  readonly namespaced?: boolean | undefined;
  /** Only those with all of these verbs. */
  readonly verbs?: readonly string[] | undefined;
}

/**
 * Each resource once: in its group's preferred version where that has it, else in the first version that does (F072,
 * C86). Groups in the order of discovery; partial results are results.
 */
export function preferredResources(discovered: Discovered, options: PreferredResourcesOptions = {}): ApiResource[] {
  const { namespaced, verbs = [] } = options;
  const seen = new Set<string>();
  return byPriority(discovered).filter(({ group, resource, scope, verbs: has }) => {
    const key = `${resource}.${group}`;
    if (seen.has(key)) return false;
    seen.add(key);
    if (namespaced !== undefined && namespaced !== (scope === "Namespaced")) return false;
    return verbs.every((verb) => has.includes(verb));
  });
}

/** All resources, those that an unqualified name means first: by group, then the preferred version before others (F077). */
export function byPriority({ groups, resources }: Discovered): ApiResource[] {
  const ranks = new Map<string, number>();
  for (const { name, versions, preferredVersion } of groups) {
    for (const version of [preferredVersion, ...versions]) {
      const key = `${name}/${version}`;
      if (!ranks.has(key)) ranks.set(key, ranks.size);
    }
  }
  const rank = ({ group, version }: ApiResource): number => ranks.get(`${group}/${version}`) ?? ranks.size;
  return resources.toSorted((one, other) => rank(one) - rank(other));
}

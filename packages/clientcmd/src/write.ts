import type { Kubeconfig } from "./kubeconfig.ts";
import { formatYaml } from "./yaml-write.ts";

/**
 * A kubeconfig as YAML, as kubectl writes it: keys in alphabetical order, the lists of clusters, users, contexts and
 * extensions sorted by name (F056). Every reader of YAML 1.1 or 1.2 reads the same from it. Credentials are in the text.
 */
export function formatKubeconfig(kubeconfig: Kubeconfig): string {
  const { clusters, users, contexts, extensions, ...rest } = kubeconfig;
  const document = {
    ...rest,
    apiVersion: "v1",
    kind: "Config",
    "current-context": kubeconfig["current-context"] ?? "",
    clusters: byName(clusters),
    users: byName(users),
    contexts: byName(contexts),
    ...(extensions !== undefined && { extensions: byName(extensions) }),
  };
  return formatYaml(document);
}

function byName<E extends { name: string }>(entries: readonly E[]): E[] {
  return entries.toSorted((a, b) => compare(a.name, b.name));
}

/** The same value with the keys of all mappings in alphabetical order. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => compare(a, b));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

import type { Kubeconfig } from "./kubeconfig.ts";

/** A kubeconfig and where it was read: a file's path, or any other name for errors. */
export interface KubeconfigSource {
  readonly origin: string;
  readonly kubeconfig: Kubeconfig;
}

/** Which source each entry of a merged kubeconfig comes from. */
export interface KubeconfigOrigins {
  readonly clusters: ReadonlyMap<string, string>;
  readonly users: ReadonlyMap<string, string>;
  readonly contexts: ReadonlyMap<string, string>;
  /** Absent where no source selects a context. */
  readonly currentContext?: string | undefined;
  /** All sources, the first the strongest. */
  readonly sources: readonly string[];
}

/** What kubeconfigs come to together. */
export interface MergedKubeconfig {
  readonly kubeconfig: Kubeconfig;
  readonly origins: KubeconfigOrigins;
}

/**
 * Merges kubeconfigs, the first the strongest: the first to name a cluster, user, context or extension gives the whole
 * entry, no field of another one is mixed in; `current-context` and every other single value come from the first that
 * has one, wherever the context itself is defined (F054, C71). Nothing is read and no path changed: resolve relative
 * paths before, see {@link resolvePaths}.
 */
export function mergeKubeconfigs(sources: readonly KubeconfigSource[]): MergedKubeconfig {
  const clusters = firstOfEachName(sources, ({ clusters }) => clusters);
  const users = firstOfEachName(sources, ({ users }) => users);
  const contexts = firstOfEachName(sources, ({ contexts }) => contexts);
  const extensions = firstOfEachName(sources, ({ extensions }) => extensions ?? []);
  const currentContext = sources.find(({ kubeconfig }) => isSet(kubeconfig["current-context"]));
  const kubeconfig: Kubeconfig = {
    ...firstOfEachField(sources),
    clusters: clusters.entries,
    users: users.entries,
    contexts: contexts.entries,
    ...(extensions.entries.length > 0 && { extensions: extensions.entries }),
  };
  return {
    kubeconfig,
    origins: {
      clusters: clusters.origins,
      users: users.origins,
      contexts: contexts.origins,
      currentContext: currentContext?.origin,
      sources: sources.map(({ origin }) => origin),
    },
  };
}

function firstOfEachName<E extends { name: string }>(
  sources: readonly KubeconfigSource[],
  listOf: (kubeconfig: Kubeconfig) => readonly E[],
): { entries: E[]; origins: Map<string, string> } {
  const entries: E[] = [];
  const origins = new Map<string, string>();
  for (const { kubeconfig, origin } of sources) {
    for (const entry of listOf(kubeconfig)) {
      if (origins.has(entry.name)) continue;
      origins.set(entry.name, origin);
      entries.push(entry);
    }
  }
  return { entries, origins };
}

/** Every top-level field from the first source in which it says something. */
function firstOfEachField(sources: readonly KubeconfigSource[]): Partial<Kubeconfig> {
  const merged: Record<string, unknown> = {};
  for (const { kubeconfig } of sources) {
    for (const [field, value] of Object.entries(kubeconfig)) {
      if (!isSet(merged[field]) && isSet(value)) merged[field] = value;
    }
  }
  return merged;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "" && value !== false;
}

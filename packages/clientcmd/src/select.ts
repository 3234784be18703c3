import type { KubernetesError } from "@kubets/apimachinery";
import { configurationError, emptyConfigurationError, type Problem } from "./errors.ts";
import type { Cluster, Context, Kubeconfig, User } from "./kubeconfig.ts";
import type { KubeconfigOrigins } from "./merge.ts";
import { overrideCluster, overrideUser, type KubeconfigOverrides } from "./overrides.ts";

/** An entry of a kubeconfig with its name and the source it comes from. */
export interface Selected<T> {
  /** Empty where nothing names one. */
  readonly name: string;
  /** The file it was read from, where that is known. */
  readonly origin?: string | undefined;
  readonly value: T;
}

/** What a kubeconfig and the overrides come down to: one cluster, one user, one namespace. */
export interface Selection {
  /** Absent where the overrides alone say enough. */
  readonly context?: Selected<Context> | undefined;
  readonly cluster: Selected<Cluster>;
  /** A user without a name is an anonymous one. */
  readonly user: Selected<User>;
  /** Absent where neither the overrides nor the context say one. */
  readonly namespace?: string | undefined;
}

/** Options of {@link selectContext}. */
export interface SelectOptions extends KubeconfigOverrides {
  /** Where the entries come from, for errors; see {@link mergeKubeconfigs}. */
  readonly origins?: KubeconfigOrigins | undefined;
}

/**
 * Chooses context, cluster and user (F059) and lays the overrides over them (F058). Names that lead nowhere are errors,
 * all at once, that say which names there are; also a user's that is missing, where kubectl goes on without
 * credentials. Where nothing is selected at all {@link isEmptyConfiguration} is true of the error.
 */
export function selectContext(kubeconfig: Kubeconfig, options: SelectOptions = {}): Selection {
  const { origins } = options;
  const problems: Problem[] = [];

  const contextName = options.context || kubeconfig["current-context"] || "";
  const contextEntry = kubeconfig.contexts.find(({ name }) => name === contextName);
  if (contextName !== "" && contextEntry === undefined) {
    const asked = options.context === contextName;
    const names = namesOf("context", kubeconfig.contexts);
    throw configurationError([
      asked
        ? {
            message: `the context ${quoted(contextName)} was asked for, but does not exist; ${names}`,
            origin: origins?.sources.join(", "),
          }
        : {
            field: "current-context",
            message: `the context ${quoted(contextName)} does not exist; ${names}`,
            origin: origins?.currentContext,
          },
    ]);
  }
  const context = contextEntry?.context ?? {};
  const contextOrigin = origins?.contexts.get(contextName);

  const find = <E extends { name: string }>(kind: "cluster" | "user", entries: readonly E[]): E | undefined => {
    const asked = options[kind] || "";
    const name = asked || context[kind] || "";
    const entry = entries.find((candidate) => candidate.name === name);
    if (name === "" || entry !== undefined) return entry;
    const names = namesOf(kind, entries);
    problems.push(
      asked
        ? {
            message: `the ${kind} ${quoted(name)} was asked for, but does not exist; ${names}`,
            origin: origins?.sources.join(", "),
          }
        : {
            field: `contexts[${quoted(contextName)}].${kind}`,
            message: `the ${kind} ${quoted(name)} does not exist; ${names}`,
            origin: contextOrigin,
          },
    );
    return undefined;
  };
  const clusterEntry = find("cluster", kubeconfig.clusters);
  const userEntry = find("user", kubeconfig.users);
  if (problems.length > 0) throw configurationError(problems);

  const cluster = overrideCluster(clusterEntry?.cluster ?? {}, options);
  if (clusterEntry === undefined && (cluster.server ?? "") === "") {
    if (contextEntry === undefined) throw nothingSelected(kubeconfig, origins);
    throw configurationError([
      {
        field: `contexts[${quoted(contextName)}].cluster`,
        message: "the context names no cluster",
        origin: contextOrigin,
      },
    ]);
  }
  return {
    ...(contextEntry && { context: { name: contextName, origin: contextOrigin, value: context } }),
    cluster: {
      name: clusterEntry?.name ?? "",
      origin: origins?.clusters.get(clusterEntry?.name ?? ""),
      value: cluster,
    },
    user: {
      name: userEntry?.name ?? "",
      origin: origins?.users.get(userEntry?.name ?? ""),
      value: overrideUser(userEntry?.user ?? {}, options),
    },
    namespace: options.namespace || context.namespace || undefined,
  };
}

function nothingSelected(kubeconfig: Kubeconfig, origins: KubeconfigOrigins | undefined): KubernetesError {
  const { clusters, contexts } = kubeconfig;
  const where = origins === undefined || origins.sources.length === 0 ? "" : `${origins.sources.join(", ")}: `;
  if (contexts.length === 0 && clusters.length === 0) {
    return emptyConfigurationError(`${where}the kubeconfig is empty: it has no cluster and no context`);
  }
  return emptyConfigurationError(
    `${where}no context is selected: current-context is empty; set it, or ask for a context; ${namesOf("context", contexts)}`,
  );
}

/** For an error that says a name is not there: which ones are. */
function namesOf(kind: string, entries: readonly { readonly name: string }[]): string {
  if (entries.length === 0) return `there is no ${kind}`;
  const shown = entries.slice(0, 10).map(({ name }) => quoted(name));
  const more = entries.length > shown.length ? ` and ${entries.length - shown.length} more` : "";
  return `there ${entries.length === 1 ? "is" : "are"} ${shown.join(", ")}${more}`;
}

function quoted(name: string): string {
  return JSON.stringify(name);
}

import type { KubernetesError } from "@kubets/apimachinery";
import { configurationError, emptyConfigurationError, noServerError, type Problem } from "./errors.ts";
import type { Cluster, Context, Kubeconfig, User } from "./kubeconfig.ts";
import type { KubeconfigOrigins } from "./merge.ts";
import { overrideCluster, overrideUser, type KubeconfigOverrides } from "./overrides.ts";
import { userProblems, type ValidateOptions } from "./validate.ts";

/** An entry of a kubeconfig with its name and the source it comes from. */
export interface Selected<T> {
  /** Empty where nothing names one. */
  readonly name: string;
  /** The file it was read from, where that is known. */
  readonly origin?: string | undefined;
  readonly value: T;
  /** Why there is no such entry, for people; absent where there is one, and where nothing names one. */
  readonly missing?: string | undefined;
}

/** What a kubeconfig and the overrides come down to: one cluster, one user, one namespace. */
export interface Selection {
  /** Absent where the overrides alone say enough. */
  readonly context?: Selected<Context> | undefined;
  readonly cluster: Selected<Cluster>;
  /** A user without a name is an anonymous one, and so is one that the context names and that is `missing`. */
  readonly user: Selected<User>;
  /** Absent where neither the overrides nor the context say one. */
  readonly namespace?: string | undefined;
}

/** Options of {@link selectContext}. */
export interface SelectOptions extends KubeconfigOverrides, ValidateOptions {
  /** Where the entries come from, for errors; see {@link mergeKubeconfigs}. */
  readonly origins?: KubeconfigOrigins | undefined;
}

/**
 * Chooses context, cluster and user (F059) and lays the overrides over them (F058). Names that lead nowhere are errors,
 * all at once, that say which names there are; but a user that a context names and that does not exist is an anonymous
 * one, as for kubectl. Where no server comes of it, and nothing is wrong with the user, {@link isEmptyConfiguration} is true
 * of the error.
 */
export function selectContext(kubeconfig: Kubeconfig, options: SelectOptions = {}): Selection {
  const { origins } = options;
  const problems: Problem[] = [];

  const contextName = options.context || kubeconfig["current-context"] || "";
  const contextEntry = kubeconfig.contexts.find(({ name }) => name === contextName);
  if (contextName !== "" && contextEntry === undefined) {
    const asked = options.context === contextName;
    const message = `the context ${quoted(contextName)} ${asked ? "was asked for, but " : ""}does not exist; ${namesOf("context", kubeconfig.contexts)}`;
    problems.push(
      asked
        ? { message, origin: origins?.sources.join(", ") }
        : { field: "current-context", message, origin: origins?.currentContext },
    );
  }
  const context = contextEntry?.context ?? {};
  const contextOrigin = origins?.contexts.get(contextName);

  const find = <E extends { name: string }>(kind: "cluster" | "user", entries: readonly E[]): Found<E> => {
    const asked = options[kind] || "";
    const name = asked || context[kind] || "";
    const entry = entries.find((candidate) => candidate.name === name);
    if (name === "" || entry !== undefined) return { name, entry };
    const names = namesOf(kind, entries);
    if (!asked) return { name, missing: `the ${kind} ${quoted(name)} does not exist; ${names}` };
    const message = `the ${kind} ${quoted(name)} was asked for, but does not exist; ${names}`;
    problems.push({ message, origin: origins?.sources.join(", ") });
    return { name };
  };
  const foundCluster = find("cluster", kubeconfig.clusters);
  const foundUser = find("user", kubeconfig.users);
  if (problems.length > 0) throw configurationError(problems);

  const cluster = overrideCluster(foundCluster.entry?.cluster ?? {}, options);
  const user: Selected<User> = {
    name: foundUser.name,
    origin: origins?.users.get(foundUser.name),
    value: overrideUser(foundUser.entry?.user ?? {}, options),
    ...(foundUser.missing !== undefined && { missing: foundUser.missing }),
  };
  if (foundCluster.entry === undefined && (cluster.server ?? "") === "") {
    const wrong = userProblems(user, options);
    if (contextEntry === undefined) throw nothingSelected(kubeconfig, origins, wrong);
    const place = `contexts[${quoted(contextName)}]`;
    const message = foundCluster.missing ?? "the context names no cluster";
    const missing: Problem[] = [{ field: `${place}.cluster`, message, origin: contextOrigin }];
    if (user.missing !== undefined)
      missing.push({ field: `${place}.user`, message: user.missing, origin: contextOrigin });
    throw wrong.length > 0 ? configurationError([...missing, ...wrong]) : noServerError(missing);
  }
  return {
    ...(contextEntry && { context: { name: contextName, origin: contextOrigin, value: context } }),
    cluster: {
      name: foundCluster.entry?.name ?? "",
      origin: origins?.clusters.get(foundCluster.entry?.name ?? ""),
      value: cluster,
    },
    user,
    namespace: options.namespace || context.namespace || undefined,
  };
}

interface Found<E> {
  readonly name: string;
  readonly entry?: E | undefined;
  readonly missing?: string | undefined;
}

/** Nothing leads to a server; empty only where nothing else is wrong. */
function nothingSelected(
  { clusters, contexts }: Kubeconfig,
  origins: KubeconfigOrigins | undefined,
  wrong: readonly Problem[],
): KubernetesError {
  const origin = origins === undefined || origins.sources.length === 0 ? undefined : origins.sources.join(", ");
  const message =
    contexts.length === 0 && clusters.length === 0
      ? "the kubeconfig is empty: it has no cluster and no context"
      : `no context is selected: current-context is empty; set it, or ask for a context; ${namesOf("context", contexts)}`;
  if (wrong.length > 0) return configurationError([{ origin, message }, ...wrong]);
  return emptyConfigurationError(origin === undefined ? message : `${origin}: ${message}`);
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

import type { KubernetesError } from "@kubets/apimachinery";
import {
  clusterConfigFromKubeconfig,
  configurationError,
  emptyConfigurationError,
  hideCredentials,
  isEmptyConfiguration,
  isNothingConfigured,
  mergeKubeconfigs,
  selectContext,
  type Kubeconfig,
  type KubeconfigOverrides,
  type MergedKubeconfig,
} from "@kubets/clientcmd";
import type { ClusterConfig, Logger, TokenSource } from "@kubets/rest";
import type { Clock } from "@kubets/wait";
import type { AskCredentials } from "./ask-credentials.ts";
import { editKubeconfig } from "./edit.ts";
import type { ExecOptions } from "./exec-credential.ts";
import { fileProblem } from "./file-error.ts";
import { inClusterNamespace, loadInClusterConfig, notInClusterBecause } from "./in-cluster.ts";
import { loadKubeconfig } from "./load.ts";
import { createOidcProvider } from "./oidc-provider.ts";
import type { Environment } from "./paths.ts";
import { pluginPolicyProblem } from "./plugin-policy.ts";
import { sharedExecCredentialSource } from "./shared-credentials.ts";
import { createTokenFileSource } from "./token-file.ts";

/** Options of {@link loadClusterConfig}; all have defaults. */
export interface LoadClusterConfigOptions extends KubeconfigOverrides, ExecOptions {
  /** The path of a kubeconfig, which must exist and hold what is needed, or a kubeconfig itself. */
  readonly kubeconfig?: string | Kubeconfig | undefined;
  /** Where KUBECONFIG and the like are looked up, and what credential plugins inherit. Default `process.env`. */
  readonly env?: Environment | undefined;
  /** Default: as kubectl finds it. */
  readonly home?: string | undefined;
  /** Where Kubernetes puts a pod's token, ca.crt and namespace. */
  readonly serviceAccountDirectory?: string | undefined;
  /** Default: the real clock. */
  readonly clock?: Clock | undefined;
  /**
   * Asks a person where nothing says who calls, such as {@link createTerminalPrompt} (F065). It is asked now, not by the
   * first call. Default: such calls are anonymous.
   */
  readonly askCredentials?: AskCredentials | undefined;
  /** Told what is unusual but no error. Default: nobody. */
  readonly logger?: Pick<Logger, "warn"> | undefined;
}

/** A place that was looked at, and what came of it. */
export interface ConfigAttempt {
  readonly place: string;
  readonly outcome: string;
}

/** A configuration, and where it comes from. */
export interface LoadedClusterConfig {
  /** Shows no credentials when it is inspected or turned into JSON. */
  readonly config: ClusterConfig;
  /** The kubeconfig files, or what else it was, for people: `/etc/kube/config`. */
  readonly origin: string;
  /** Absent in a cluster, and where the options alone say enough. */
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
  readonly user?: string | undefined;
  /** Why the user that the context names is nobody, so that calls are anonymous, for people (F059). */
  readonly userMissing?: string | undefined;
  /** Everything that was tried, in order; the last one gave the configuration. */
  readonly attempts: readonly ConfigAttempt[];
}

/**
 * Finds out which cluster to talk to, and as whom, as kubectl does (F053, F063): the kubeconfig that is given; else
 * KUBECONFIG; else `~/.kube/config`; and where all of that is empty the service account of the pod in which the process
 * runs; else the server in KUBERNETES_MASTER (F064). What is there but wrong is an error: nothing falls back to another
 * cluster in silence. Nor is there a default such as `localhost:8080`: where nothing is found the error says all that was
 * tried.
 *
 * The namespace is the one asked for, else the context's, else, in a pod, the pod's own; else absent.
 *
 * Files that the configuration names must be readable; a `tokenFile` alone is read at once (F061, F062). A credential
 * plugin is run by the first call that needs it, once for all clients of this process with the same plugin and cluster,
 * see {@link createExecCredentialSource}; a policy that cannot be used is an error now (F050).
 */
export async function loadClusterConfig(options: LoadClusterConfigOptions = {}): Promise<LoadedClusterConfig> {
  const attempts: ConfigAttempt[] = [];
  const fallBack = options.kubeconfig === undefined;
  let failure: KubernetesError;
  try {
    return await fromKubeconfig(await gather(options, attempts), options, attempts);
  } catch (error) {
    if (!fallBack || !isNothingConfigured(error)) throw error;
    attempts.push({ place: "kubeconfig", outcome: error.message });
    failure = error;
  }

  const place = "service account of a pod";
  const obstacle = notInClusterBecause(options);
  if (obstacle === undefined) {
    const config = await loadInClusterConfig(options);
    attempts.push({ place, outcome: "used" });
    // Somebody meant files to be there (F053).
    if ((options.env ?? process.env)["KUBECONFIG"]) {
      options.logger?.warn(`the service account of the pod is used, although KUBECONFIG is set: ${failure.message}`);
    }
    return { config, origin: "the service account of the pod", attempts };
  }
  attempts.push({ place, outcome: obstacle });
  const master = (options.env ?? process.env)["KUBERNETES_MASTER"];
  if (master)
    return fromKubeconfig(mergeKubeconfigs([]), { ...options, server: master }, attempts, "KUBERNETES_MASTER");
  attempts.push({ place: "KUBERNETES_MASTER", outcome: "not set" });
  const tried = attempts.map(({ place, outcome }) => `- ${place}: ${outcome}`).join("\n");
  throw emptyConfigurationError(
    `no cluster is configured; tried:\n${tried}\nGive a kubeconfig, set KUBECONFIG, or run in a pod with a service account.`,
    { cause: failure },
  );
}

/** The kubeconfig to choose from; empty where a server that is asked for makes one needless. */
async function gather(options: LoadClusterConfigOptions, attempts: ConfigAttempt[]): Promise<MergedKubeconfig> {
  const { kubeconfig, env, home } = options;
  if (typeof kubeconfig === "object") return mergeKubeconfigs([{ origin: "the given kubeconfig", kubeconfig }]);
  attempts.push({ place: "option kubeconfig", outcome: kubeconfig === undefined ? "not given" : "used" });
  try {
    return await loadKubeconfig({ env, home, path: kubeconfig });
  } catch (error) {
    if (!isEmptyConfiguration(error)) throw error;
    const asked = (["context", "cluster", "user"] as const).filter((kind) => options[kind]);
    if (asked.length > 0) {
      throw configurationError(
        asked.map((kind) => ({
          message: `the ${kind} ${JSON.stringify(options[kind])} was asked for, but ${error.message}`,
        })),
        { cause: error },
      );
    }
    if (!options.server && !options.clusterFields?.server) throw error;
    return mergeKubeconfigs([]);
  }
}

async function fromKubeconfig(
  { kubeconfig, origins }: MergedKubeconfig,
  options: LoadClusterConfigOptions,
  attempts: readonly ConfigAttempt[],
  origin = origins.sources.join(", ") || "the options",
): Promise<LoadedClusterConfig> {
  const mustBeRead: TokenSource[] = [];
  const choice = { ...options, origins };
  const config = clusterConfigFromKubeconfig(kubeconfig, {
    ...choice,
    fileProblem,
    tokenFileSource: ({ path, initialToken }) => {
      const source = createTokenFileSource({ path, initialToken, clock: options.clock });
      if (initialToken === undefined) mustBeRead.push(source);
      return source;
    },
    authProviders: { oidc: (request) => createOidcProvider(request, options.clock) },
    ...(typeof options.kubeconfig !== "object" && {
      persistAuthProvider: (user, config) => persistAuthProvider(user, config, options),
    }),
    execCredentialSource: (request) => {
      const policyProblem = pluginPolicyProblem(options.pluginPolicy ?? {});
      if (policyProblem) throw configurationError([{ message: `credential plugin policy: ${policyProblem}` }]);
      const { env, clock, pluginPolicy, stdinUnavailable, pluginTimeoutMs, onPluginStderr, pluginMetrics } = options;
      const how = { env, clock, pluginPolicy, stdinUnavailable, pluginTimeoutMs, onPluginStderr, pluginMetrics };
      return sharedExecCredentialSource({ ...how, ...request });
    },
  });
  for (const source of mustBeRead) await source.token();

  const { context, cluster, user } = selectContext(kubeconfig, choice);
  if (user.missing !== undefined) options.logger?.warn(`calls are anonymous: ${user.missing}`);
  const inPod = config.namespace === undefined && notInClusterBecause(options) === undefined;
  return {
    config: hideCredentials({
      ...config,
      ...(inPod && { namespace: await inClusterNamespace(options) }),
      ...(isAnonymous(config) &&
        options.askCredentials && {
          credentials: await ask(config, { context: context?.name, user: user.name || undefined }, options),
        }),
    }),
    origin,
    context: context?.name,
    cluster: cluster.name || undefined,
    user: user.name || undefined,
    userMissing: user.missing,
    attempts: [
      ...attempts,
      { place: origin === "KUBERNETES_MASTER" ? origin : `kubeconfig ${origin}`, outcome: "used" },
    ],
  };
}

/** Whether a server could be told who calls, and is not. */
function isAnonymous({ server, credentials, tls = {} }: ClusterConfig): boolean {
  const hasCertificate = tls.certData ?? tls.certFile ?? tls.certificateSource;
  return server.startsWith("https:") && credentials === undefined && hasCertificate === undefined;
}

async function ask(
  { server }: ClusterConfig,
  whose: Pick<LoadedClusterConfig, "context" | "user">,
  { askCredentials }: LoadClusterConfigOptions,
): Promise<ClusterConfig["credentials"]> {
  const answer = await askCredentials?.({ server, ...whose });
  return answer === undefined || "token" in answer ? answer : { basic: answer };
}

/** Keeps what an auth provider changed in the file from which the user comes (F052). */
async function persistAuthProvider(
  name: string,
  config: Readonly<Record<string, string>>,
  { kubeconfig: path, env, home, clock }: LoadClusterConfigOptions,
): Promise<void> {
  await editKubeconfig(
    ({ users }) => {
      const provider = users.find((entry) => entry.name === name)?.user["auth-provider"];
      if (provider !== undefined) provider.config = { ...provider.config, ...config };
    },
    { path: path as string | undefined, env, home, clock },
  );
}

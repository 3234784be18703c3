import { KubernetesError } from "@kubets/apimachinery";
import type { ClusterConfig } from "@kubets/rest";
import type { Cluster } from "./kubeconfig.ts";
import { decodePem } from "./pem.ts";
import { isMapping } from "./shape.ts";

/** The variable by which a credential plugin learns what is asked of it. */
export const execInfoVariable = "KUBERNETES_EXEC_INFO";

/** Versions of the protocol between a client and a credential plugin (F043). */
export const execApiVersions: readonly string[] = [
  "client.authentication.k8s.io/v1",
  "client.authentication.k8s.io/v1beta1",
];

/** A cluster as credential plugins are told of it: a kubeconfig's, with data in place of files (F048). */
export interface ExecCluster extends Omit<Cluster, "certificate-authority" | "extensions"> {
  /** The content of the cluster's extension `client.authentication.k8s.io/exec`. */
  config?: unknown;
}

/** What a client asks of a credential plugin. */
export interface ExecInfo {
  /** One of {@link execApiVersions}; the plugin must answer in the same. */
  readonly apiVersion: string;
  /** Whether the plugin was given the terminal, so that it may ask a person. */
  readonly interactive: boolean;
  /** Only where the user's `exec.provideClusterInfo` is true. */
  readonly cluster?: ExecCluster | undefined;
}

/** What plugins are told of a cluster. Its `certificate-authority` is a file and left to who can read it. */
export function execClusterOf(cluster: Cluster): ExecCluster {
  const { extensions, "certificate-authority": _file, ...rest } = cluster;
  const own = extensions?.find(({ name }) => name === "client.authentication.k8s.io/exec");
  return { ...rest, ...(own && { config: own.extension }) };
}

/** The text of KUBERNETES_EXEC_INFO (F042, C77). */
export function formatExecInfo({ apiVersion, interactive, cluster }: ExecInfo): string {
  return JSON.stringify({ kind: "ExecCredential", apiVersion, spec: { ...(cluster && { cluster }), interactive } });
}

/** For authors of credential plugins: what a client asks, and how to reach its cluster, anonymously (F051). */
export interface ReceivedExecInfo extends ExecInfo {
  readonly cluster: ExecCluster;
  readonly config: ClusterConfig;
}

/**
 * Reads KUBERNETES_EXEC_INFO in a credential plugin (F051): `readExecInfo(process.env)`. The client must be told to say
 * which cluster it is: without `provideClusterInfo` in the kubeconfig it is an error of reason `Configuration`, as is a
 * variable that is not set or holds something else.
 */
export function readExecInfo(env: Readonly<Record<string, string | undefined>>): ReceivedExecInfo {
  const fail = (message: string, cause?: unknown): KubernetesError =>
    new KubernetesError(`${execInfoVariable}: ${message}`, { reason: "Configuration", cause });
  const text = env[execInfoVariable];
  if (!text) throw fail("not set: this program is to be started by a Kubernetes client");
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (cause) {
    throw fail("expected JSON, found something else", cause);
  }
  const { kind, apiVersion, spec } = isMapping(root) ? root : {};
  if (kind !== "ExecCredential" || typeof apiVersion !== "string" || !execApiVersions.includes(apiVersion)) {
    throw fail(`expected an ExecCredential of ${execApiVersions.join(" or ")}`);
  }
  const { interactive, cluster } = isMapping(spec) ? spec : {};
  if (!isMapping(cluster)) throw fail("says nothing of the cluster: set provideClusterInfo in the kubeconfig");
  return { apiVersion, interactive: interactive === true, cluster, config: execClusterConfig(cluster) };
}

function execClusterConfig(cluster: ExecCluster): ClusterConfig {
  const caData = decodePem(cluster["certificate-authority-data"] ?? "");
  return {
    server: cluster.server ?? "",
    tls: {
      ...(caData !== undefined && { caData }),
      ...(cluster["tls-server-name"] && { serverName: cluster["tls-server-name"] }),
      ...(cluster["insecure-skip-tls-verify"] && { insecureSkipVerify: true }),
    },
    ...(cluster["proxy-url"] && { proxyUrl: cluster["proxy-url"] }),
    ...(cluster["disable-compression"] && { disableCompression: true }),
  };
}

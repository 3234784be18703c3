import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { emptyConfigurationError, hideCredentials, impersonationOf, type Cluster, type User } from "@kubets/clientcmd";
import type { ClusterConfig, Logger, TokenSource } from "@kubets/rest";
import type { Clock } from "@kubets/wait";
import { explainFileError } from "./file-error.ts";
import type { Environment } from "./paths.ts";
import { createTokenFileSource } from "./token-file.ts";

/** Options of {@link loadInClusterConfig}. */
export interface InClusterOptions {
  /** Default `process.env`. */
  readonly env?: Environment | undefined;
  /** Where Kubernetes puts a pod's token, ca.crt and namespace. Default `/var/run/secrets/kubernetes.io/serviceaccount`. */
  readonly serviceAccountDirectory?: string | undefined;
  /** In place of the pod's own namespace. */
  readonly namespace?: string | undefined;
  /** Of a cluster only `certificate-authority` and `server` count here, as for kubectl (C75). */
  readonly clusterFields?: Partial<Cluster> | undefined;
  /**
   * Of a user only `token` and `tokenFile` count here, as for kubectl (C75), and whom to act as: unlike kubectl, which
   * would go on with the pod's own rights.
   */
  readonly userFields?: Partial<User> | undefined;
  readonly clock?: Clock | undefined;
  /** Told where ca.crt cannot be used. Default: nobody. */
  readonly logger?: Pick<Logger, "warn"> | undefined;
}

const serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

/** Why a process cannot be one of a pod with a service account; nothing where it can (F063). */
export function notInClusterBecause(options: InClusterOptions = {}): string | undefined {
  const { env = process.env, serviceAccountDirectory = serviceAccount } = options;
  const unset = ["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"].filter((name) => !env[name]);
  if (unset.length > 0) return `${unset.join(" and ")} ${unset.length === 1 ? "is" : "are"} not set`;
  const token = join(serviceAccountDirectory, "token");
  try {
    return statSync(token).isDirectory() ? `${token}: it is a directory` : undefined;
  } catch (error) {
    return `${token}: ${explainFileError(error)}`;
  }
}

/**
 * The configuration of a pod: its API server from KUBERNETES_SERVICE_HOST and _PORT, by https, and its service account's
 * token, which is read now and then again and again (F004, C76). The namespace is POD_NAMESPACE, else the service
 * account's, else `default` (C75). Compression is off: inside a cluster bandwidth is cheaper than time.
 *
 * Outside of a pod it is an error for which `isEmptyConfiguration` is true. A token that cannot be read is an error of
 * reason `Configuration`; a ca.crt that cannot be used only a warning, the system's authorities are then trusted.
 */
export async function loadInClusterConfig(options: InClusterOptions = {}): Promise<ClusterConfig> {
  const {
    env = process.env,
    serviceAccountDirectory = serviceAccount,
    clusterFields = {},
    userFields = {},
    clock,
  } = options;
  const obstacle = notInClusterBecause(options);
  if (obstacle !== undefined) throw emptyConfigurationError(`not in a cluster: ${obstacle}`);

  const own = createTokenFileSource({ path: join(serviceAccountDirectory, "token"), clock });
  await own.token();
  const caFile =
    clusterFields["certificate-authority"] || (await usableAuthority(join(serviceAccountDirectory, "ca.crt"), options));
  const impersonate = impersonationOf(userFields);
  return hideCredentials({
    server:
      clusterFields.server ||
      `https://${hostPort(env["KUBERNETES_SERVICE_HOST"] ?? "", env["KUBERNETES_SERVICE_PORT"] ?? "")}`,
    tls: caFile === undefined ? {} : { caFile },
    credentials: { token: overridingToken(userFields, clock) ?? own },
    ...(impersonate && { impersonate }),
    disableCompression: true,
    namespace: options.namespace || (await inClusterNamespace(options)),
  });
}

/** The namespace of the pod in which a process is (C75). */
export async function inClusterNamespace(options: InClusterOptions = {}): Promise<string> {
  const { env = process.env, serviceAccountDirectory = serviceAccount } = options;
  if (env["POD_NAMESPACE"]) return env["POD_NAMESPACE"];
  try {
    return (await readFile(join(serviceAccountDirectory, "namespace"), "utf8")).trim() || "default";
  } catch {
    return "default";
  }
}

async function usableAuthority(path: string, { logger }: InClusterOptions): Promise<string | undefined> {
  let problem: string;
  try {
    if ((await readFile(path, "utf8")).includes("-----BEGIN CERTIFICATE-----")) return path;
    problem = "it holds no certificate";
  } catch (error) {
    problem = explainFileError(error);
  }
  logger?.warn(`${path}: ${problem}; the system's authorities are trusted instead`);
  return undefined;
}

function overridingToken(
  { token, tokenFile }: Partial<User>,
  clock: Clock | undefined,
): string | TokenSource | undefined {
  return tokenFile ? createTokenFileSource({ path: tokenFile, initialToken: token, clock }) : token || undefined;
}

function hostPort(host: string, port: string): string {
  return `${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}`;
}

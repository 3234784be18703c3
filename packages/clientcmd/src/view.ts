import { toBase64 } from "./base64.ts";
import { configurationError, type Problem } from "./errors.ts";
import type { Kubeconfig } from "./kubeconfig.ts";
import { withoutUserInfo } from "./redact.ts";
import { selectContext } from "./select.ts";

/**
 * Only what one context needs: itself, its cluster and its user, and it is the current one then (F065). Default: the
 * current context. Throws Configuration where it, its cluster or its user does not exist.
 */
export function minifyKubeconfig(
  kubeconfig: Kubeconfig,
  options: { readonly context?: string | undefined } = {},
): Kubeconfig {
  const { context } = selectContext(kubeconfig, options);
  if (context === undefined) {
    throw configurationError([{ field: "current-context", message: "missing: minify needs a context to keep" }]);
  }
  const { name, value } = context;
  return {
    ...kubeconfig,
    "current-context": name,
    contexts: kubeconfig.contexts.filter((entry) => entry.name === name),
    clusters: kubeconfig.clusters.filter((entry) => entry.name === value.cluster),
    users: kubeconfig.users.filter((entry) => entry.name === value.user),
  };
}

/** Fields that name a file and may hold its content instead. */
const embedded = ["certificate-authority", "client-certificate", "client-key"] as const;

/**
 * A kubeconfig that needs no other file: the content of every certificate and key is in it, as data (F065). Token files
 * stay files, because they change. `read` gets the paths that are in the kubeconfig: resolve them before.
 *
 * Throws one error of reason `Configuration` for everything that has both a file and data, or cannot be read.
 */
export async function flattenKubeconfig(
  kubeconfig: Kubeconfig,
  read: (path: string) => Promise<Uint8Array>,
): Promise<Kubeconfig> {
  const problems: Problem[] = [];
  const embed = async <T extends object>(entry: T, place: string): Promise<T> => {
    const result = { ...entry } as Record<string, unknown>;
    for (const field of embedded) {
      const path = result[field];
      if (typeof path !== "string" || path === "") continue;
      const data = `${field}-data`;
      if (result[data])
        problems.push({
          field: `${place}.${field}`,
          message: `${field} and ${data} are both there: only one is allowed`,
        });
      try {
        result[data] = toBase64(await read(path));
        delete result[field];
      } catch (error) {
        const message = `${path} cannot be read: ${(error as Error).message}`;
        problems.push({ field: `${place}.${field}`, message, cause: error });
      }
    }
    return result as T;
  };
  const clusters = [];
  for (const entry of kubeconfig.clusters) {
    clusters.push({ ...entry, cluster: await embed(entry.cluster, `clusters[${JSON.stringify(entry.name)}]`) });
  }
  const users = [];
  for (const entry of kubeconfig.users) {
    users.push({ ...entry, user: await embed(entry.user, `users[${JSON.stringify(entry.name)}]`) });
  }
  if (problems.length > 0) throw configurationError(problems);
  return { ...kubeconfig, clusters, users };
}

const redacted = "REDACTED";

/**
 * A kubeconfig to be shown, as `kubectl config view` shows it (F065): certificates and keys are `DATA+OMITTED`, tokens and
 * passwords `REDACTED`; and beyond kubectl also what an auth provider keeps, values of a plugin's environment, and a
 * password in a proxy's URL. It is still a kubeconfig for people, and cannot be used.
 */
export function redactKubeconfig(kubeconfig: Kubeconfig): Kubeconfig {
  return {
    ...kubeconfig,
    clusters: kubeconfig.clusters.map(({ cluster, ...entry }) => ({
      ...entry,
      cluster: {
        ...cluster,
        ...(cluster["certificate-authority-data"] && { "certificate-authority-data": omitted }),
        ...(cluster["proxy-url"] && {
          "proxy-url": withoutUserInfo(cluster["proxy-url"], redacted),
        }),
      },
    })),
    users: kubeconfig.users.map(({ user, ...entry }) => ({
      ...entry,
      user: {
        ...user,
        ...(user["client-certificate-data"] && { "client-certificate-data": omitted }),
        ...(user["client-key-data"] && { "client-key-data": omitted }),
        ...(user.token && { token: redacted }),
        ...(user.password && { password: redacted }),
        ...(user["auth-provider"]?.config && {
          "auth-provider": { ...user["auth-provider"], config: allRedacted(user["auth-provider"].config) },
        }),
        ...(user.exec?.env && {
          exec: { ...user.exec, env: user.exec.env.map((variable) => ({ ...variable, value: redacted })) },
        }),
      },
    })),
  };
}

const omitted = "DATA+OMITTED";

function allRedacted(config: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.keys(config).map((key) => [key, redacted]));
}

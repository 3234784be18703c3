import { KubernetesError } from "@kubets/apimachinery";

/** Where the settings of a connection stand in a kubeconfig. */
const fields: Readonly<Record<string, readonly ["clusters" | "users", string]>> = {
  caData: ["clusters", "certificate-authority-data"],
  caFile: ["clusters", "certificate-authority"],
  serverName: ["clusters", "tls-server-name"],
  insecureSkipVerify: ["clusters", "insecure-skip-tls-verify"],
  certData: ["users", "client-certificate-data"],
  certFile: ["users", "client-certificate"],
  keyData: ["users", "client-key-data"],
  keyFile: ["users", "client-key"],
};

/** The names of the entries that a client was configured by. */
export interface Entries {
  readonly clusters: string | undefined;
  readonly users: string | undefined;
}

/**
 * The same error, where it speaks of a connection's settings, in the words of the kubeconfig that they are from: not
 * `caData` but `clusters["prod"].certificate-authority-data`. The error itself is its cause, unless it has one.
 */
export function inWordsOfKubeconfig(error: KubernetesError, entries: Entries): KubernetesError {
  if (error.reason !== "TLS" && error.reason !== "Configuration") return error;
  const message = error.message.replace(
    /\b(?:ca|cert|key)(?:Data|File)\b|\bserverName\b|\binsecureSkipVerify\b/g,
    (option) => {
      const [list, field] = fields[option] ?? ["clusters", option];
      const name = entries[list];
      return name === undefined ? field : `${list}[${JSON.stringify(name)}].${field}`;
    },
  );
  if (message === error.message) return error;
  const { reason, code, details, request, cause } = error;
  return new KubernetesError(message, { reason, code, details, request, cause: cause ?? error });
}

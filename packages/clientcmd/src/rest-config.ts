import type { ClusterConfig, TlsOptions } from "@kubets/rest";
import { credentialsOf, impersonationOf, type CredentialSeams } from "./credentials.ts";
import { configurationError } from "./errors.ts";
import type { Cluster, Kubeconfig, User } from "./kubeconfig.ts";
import { decodePem } from "./pem.ts";
import { hideCredentials } from "./redact.ts";
import { selectContext, type SelectOptions } from "./select.ts";
import { serverUrl } from "./server-url.ts";
import { validateSelection } from "./validate.ts";

/** Options of {@link clusterConfigFromKubeconfig}. */
export interface ClusterConfigOptions extends SelectOptions, CredentialSeams {}

/**
 * What a context of a kubeconfig comes down to: the configuration of a client. Relative paths in it must be resolved,
 * see {@link resolvePaths}; files are named, not read.
 *
 * - Credentials and certificates are used only for an https server; for plain http they are left out in silence, as
 *   kubectl does, except that impersonation is always set (F060, C73).
 * - TLS settings of the cluster hold without a user too.
 * - Everything wrong with the selected cluster and user is one error of reason `Configuration` (F062); an
 *   {@link isEmptyConfiguration} one where nothing is selected.
 * - A credential plugin, an auth provider and a token file need somebody who can run and read them, see
 *   {@link CredentialSeams}: without, a user that needs one is an error of reason `Unsupported`. Nothing is run now: the
 *   first call that needs credentials does.
 *
 * The result shows no credentials when it is inspected, logged or turned into JSON; they are in its properties.
 */
export function clusterConfigFromKubeconfig(kubeconfig: Kubeconfig, options: ClusterConfigOptions = {}): ClusterConfig {
  const selection = selectContext(kubeconfig, options);
  const problems = validateSelection(selection, options);
  if (problems.length > 0) throw configurationError(problems);

  const cluster = selection.cluster.value;
  const user = selection.user.value;
  const server = serverUrl(cluster.server ?? "");
  if ("problem" in server) throw configurationError([{ message: server.problem }]);
  const impersonate = impersonationOf(user);
  const { credentials, certificateSource } = server.secure ? credentialsOf(selection, options) : {};
  return hideCredentials({
    server: server.url,
    ...(server.secure && { tls: { ...tlsOf(cluster, user), ...(certificateSource && { certificateSource }) } }),
    ...(cluster["proxy-url"] && { proxyUrl: cluster["proxy-url"] }),
    ...(cluster["disable-compression"] && { disableCompression: true }),
    ...(credentials && { credentials }),
    ...(impersonate && { impersonate }),
    ...(selection.namespace !== undefined && { namespace: selection.namespace }),
  });
}

function tlsOf(cluster: Cluster, user: User): TlsOptions {
  const withCertificate = user["client-certificate"] || user["client-certificate-data"];
  return {
    ...pem("ca", cluster["certificate-authority"], cluster["certificate-authority-data"]),
    ...(withCertificate && {
      ...pem("cert", user["client-certificate"], user["client-certificate-data"]),
      ...pem("key", user["client-key"], user["client-key-data"]),
    }),
    ...(cluster["tls-server-name"] && { serverName: cluster["tls-server-name"] }),
    ...(cluster["insecure-skip-tls-verify"] && { insecureSkipVerify: true }),
  };
}

function pem(kind: "ca" | "cert" | "key", file: string | undefined, data: string | undefined): TlsOptions {
  const decoded = data ? decodePem(data) : undefined;
  if (decoded !== undefined) return { [`${kind}Data`]: decoded };
  return file ? { [`${kind}File`]: file } : {};
}

import type { ClusterConfig } from "./config.ts";

/**
 * The configuration of a cluster for callers who are to prove nothing: to hand to another program, or to ask for `/livez` and
 * for public documents. Keeps where the cluster is, how it is verified and how calls are made; leaves out credentials, client
 * certificates, impersonation and additional headers, and whatever is not known here (F002).
 */
export function anonymousConfig({
  server,
  tls,
  proxyUrl,
  disableCompression,
  namespace,
  userAgent,
  timeoutMs,
}: ClusterConfig): ClusterConfig {
  const { caData, caFile, serverName, insecureSkipVerify } = tls ?? {};
  return {
    server,
    ...(tls && { tls: { caData, caFile, serverName, insecureSkipVerify } }),
    proxyUrl,
    disableCompression,
    namespace,
    userAgent,
    timeoutMs,
  };
}

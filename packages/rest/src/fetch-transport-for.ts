import { KubernetesError } from "@kubets/apimachinery";
import type { ClusterConfig, TlsOptions } from "./config.ts";
import { createFetchTransport, type FetchTransportOptions } from "./fetch-transport.ts";
import type { Transport } from "./transport.ts";

/**
 * {@link createFetchTransport} for a configuration from elsewhere, such as a kubeconfig: throws Unsupported, and names the
 * options, where it asks for what fetch cannot do and would pass over in silence: an authority, a client certificate, another
 * server name, no verification, a proxy. A `fetch` of your own is taken to do it.
 */
export function createFetchTransportFor(
  { tls = {}, proxyUrl }: Pick<ClusterConfig, "tls" | "proxyUrl">,
  options: FetchTransportOptions = {},
): Transport {
  const asked = (Object.keys(tls) as (keyof TlsOptions)[]).filter((name) => tls[name]).map((name) => `tls.${name}`);
  if (proxyUrl) asked.push("proxyUrl");
  if (asked.length > 0 && !options.fetch) {
    const message = `fetch cannot do what ${asked.join(", ")} asks for: use @kubets/transport-node, or a fetch that can`;
    throw new KubernetesError(message, { reason: "Unsupported" });
  }
  return createFetchTransport(options);
}

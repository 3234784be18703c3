import { KubernetesError } from "@kubets/apimachinery";
import type { TokenSource } from "@kubets/rest";
import { lifetimeMs, requestJson, type TokenFetch, type TokenRequest } from "./token-endpoint.ts";
import { createTokenSource } from "./token-source.ts";

export type { TokenFetch } from "./token-endpoint.ts";

/** A client and its secret, or the token of another identity that Entra trusts in its place. */
export interface EntraClient {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  /** Brings the other identity's token, such as a projected one of a service account; asked for each token. */
  readonly federatedToken?: (() => Promise<string> | string) | undefined;
}

/** The identity of the machine or pod in Azure that this runs on. */
export interface ManagedIdentity {
  readonly managedIdentity: true;
  /** Which of several. */
  readonly clientId?: string | undefined;
}

/** Options of {@link createAksTokenSource}. */
export interface AksOptions {
  readonly credentials: EntraClient | ManagedIdentity;
  /** The application that the cluster's servers are. Default: that of every AKS cluster with Entra integration. */
  readonly serverId?: string | undefined;
  /** Default `https://login.microsoftonline.com`. */
  readonly authority?: string | undefined;
  /** Default `http://169.254.169.254`. */
  readonly metadataUrl?: string | undefined;
  readonly fetch?: TokenFetch | undefined;
  /** Default: the system's clock. */
  readonly clock?: { now(): number } | undefined;
}

const aksServerId = "6dae42f8-4368-4678-94ff-3960e28e3630";

/**
 * Creates the token source of an AKS cluster: access tokens of Entra, kept until a minute before their end. It needs no
 * `kubelogin`, only `fetch`. What Entra refuses is an error of reason `Unauthorized`.
 */
export function createAksTokenSource(options: AksOptions): TokenSource {
  const { clock = Date, fetch } = options;
  return createTokenSource({
    clock,
    leewayMs: 60_000,
    obtain: async (signal) => {
      const answer = await requestJson({ fetch, signal, ...(await requestFor(options)) });
      const token = answer["access_token"];
      if (typeof token !== "string" || token === "") {
        throw new KubernetesError("the answer holds no access token", { reason: "Decode" });
      }
      const lifetime = lifetimeMs(answer);
      return { token, ...(lifetime !== undefined && { expiresAtMs: clock.now() + lifetime }) };
    },
  });
}

async function requestFor(options: AksOptions): Promise<Pick<TokenRequest, "url" | "form" | "headers" | "what">> {
  const { credentials, serverId = aksServerId } = options;
  if ("managedIdentity" in credentials) {
    const query = new URLSearchParams({ "api-version": "2018-02-01", resource: serverId });
    if (credentials.clientId) query.set("client_id", credentials.clientId);
    const url = `${options.metadataUrl ?? "http://169.254.169.254"}/metadata/identity/oauth2/token?${query.toString()}`;
    return { url, headers: { metadata: "true" }, what: "the metadata server" };
  }
  const { tenantId, clientId, clientSecret, federatedToken } = credentials;
  if (!clientSecret === !federatedToken) {
    throw new KubernetesError("credentials need either clientSecret or federatedToken", { reason: "Configuration" });
  }
  const form: Record<string, string> = {
    grant_type: "client_credentials",
    client_id: clientId,
    scope: `${serverId}/.default`,
  };
  if (clientSecret) form["client_secret"] = clientSecret;
  if (federatedToken) {
    form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    form["client_assertion"] = await federatedToken();
  }
  const authority = options.authority ?? "https://login.microsoftonline.com";
  return { url: `${authority}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`, form, what: "the token endpoint" };
}

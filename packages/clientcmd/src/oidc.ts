import { KubernetesError } from "@kubets/apimachinery";
import type { TokenSource } from "@kubets/rest";
import type { AuthProviderRequest } from "./credentials.ts";
import { jwtExpiryMs } from "./jwt.ts";
import { requestJson, type TokenFetch } from "./token-endpoint.ts";
import { createTokenSource } from "./token-source.ts";

export type { TokenFetch } from "./token-endpoint.ts";

/** Options of {@link createOidcSource}: an auth provider's request fits. */
export interface OidcOptions extends Partial<Omit<AuthProviderRequest, "config">> {
  /**
   * `idp-issuer-url` and `client-id`, which must be there, `client-secret`, `id-token`, `refresh-token`: as in a kubeconfig.
   * The issuer's own authority (`idp-certificate-authority`) is a matter of `fetch`.
   */
  readonly config: Readonly<Record<string, string>>;
  /** Default: the platform's. */
  readonly fetch?: TokenFetch | undefined;
  /** Default: the system's clock. */
  readonly clock?: { now(): number } | undefined;
}

/**
 * Creates the token source of a user with the auth provider `oidc` (F052): the id token while it is good for ten seconds
 * more, then a new one from the issuer by the refresh token, once for all calls that ask at the same time. The changed
 * configuration is persisted before a new token is used: issuers may take a refresh token once only. After a 401 the token
 * is refreshed too.
 *
 * Throws Configuration where the issuer or the client is missing, and rejects with it where there is nothing to refresh
 * with; what the issuer refuses is `Unauthorized`.
 */
export function createOidcSource(options: OidcOptions): TokenSource {
  const { persist, fetch, clock = Date, place = "auth-provider oidc" } = options;
  let config = options.config;
  let refused: string | undefined;
  const fail = (message: string, cause?: unknown): KubernetesError =>
    new KubernetesError(`${place}: ${message}`, { reason: "Configuration", cause });
  for (const field of ["idp-issuer-url", "client-id"]) {
    if (!config[field]) throw fail(`auth-provider.config.${field} is missing`);
  }

  const source = createTokenSource({
    clock,
    obtain: async (signal) => {
      const { "id-token": current = "" } = config;
      const expiresAtMs = jwtExpiryMs(current);
      if (current !== refused && expiresAtMs !== undefined && clock.now() <= expiresAtMs - 10_000) {
        return { token: current, expiresAtMs };
      }
      if (!config["refresh-token"]) {
        throw fail("the id token is missing or over, and there is no refresh-token to get another: log in again");
      }
      const answer = await refresh(config, fetch, signal);
      const { id_token: token, refresh_token: next } = answer;
      if (typeof token !== "string" || token === "") {
        throw fail(
          "the issuer's answer has no id_token: log in with the scope openid, and with an issuer that refreshes it",
        );
      }
      const changed = {
        ...config,
        "id-token": token,
        ...(typeof next === "string" && next && { "refresh-token": next }),
      };
      config = changed;
      try {
        await persist?.(changed);
      } catch (cause) {
        throw fail(`the refreshed token could not be kept: ${(cause as Error).message}`, cause);
      }
      return { token, expiresAtMs: jwtExpiryMs(token) };
    },
  });
  return {
    token: (context) => source.token(context),
    reset(token) {
      refused = token;
      source.reset?.(token);
    },
  };
}

/** Refreshes at the endpoint that the issuer names. */
async function refresh(
  config: Readonly<Record<string, string>>,
  fetch: TokenFetch | undefined,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const { "idp-issuer-url": issuer = "", "client-id": id = "", "client-secret": secret = "" } = config;
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const { token_endpoint: endpoint } = await requestJson({ fetch, url, signal, what: "the issuer" });
  if (typeof endpoint !== "string")
    throw new KubernetesError("the issuer names no token_endpoint", { reason: "Decode" });
  const form = { grant_type: "refresh_token", refresh_token: config["refresh-token"] ?? "" };
  const ask = { fetch, url: endpoint, signal, what: "the token endpoint" };
  const basic = `Basic ${btoa(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)}`;
  const inForm = { ...form, client_id: id, ...(secret && { client_secret: secret }) };
  if (!secret) return requestJson({ ...ask, form: inForm });
  try {
    return await requestJson({ ...ask, form, headers: { authorization: basic } });
  } catch (error) {
    // Some take the client's secret in the form alone. A refresh token that was refused is refused again.
    if (!(error instanceof KubernetesError) || error.reason !== "Unauthorized" || signal.aborted) throw error;
    return requestJson({ ...ask, form: inForm });
  }
}

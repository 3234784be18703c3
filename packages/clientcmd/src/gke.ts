import type { TokenSource } from "@kubets/rest";
import { KubernetesError } from "@kubets/apimachinery";
import { signJwt } from "./jwt.ts";
import { lifetimeMs, requestJson, type TokenFetch } from "./token-endpoint.ts";
import { createTokenSource, type BearerToken } from "./token-source.ts";

export type { TokenFetch } from "./token-endpoint.ts";

/** A key of a service account, as its JSON file has it; other fields do not count. */
export interface GoogleServiceAccountKey {
  readonly type: "service_account";
  readonly client_email: string;
  /** PEM. */
  readonly private_key: string;
  readonly private_key_id?: string | undefined;
  readonly token_uri?: string | undefined;
}

/** An identity of somebody else that Google trusts: workload identity federation. */
export interface GoogleFederation {
  readonly type: "external_account";
  /** Such as `//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q`. */
  readonly audience: string;
  /** Brings the token of the other identity; asked for each token. */
  readonly subjectToken: () => Promise<string> | string;
  /** Default `urn:ietf:params:oauth:token-type:jwt`. */
  readonly subject_token_type?: string | undefined;
  readonly token_url?: string | undefined;
  /** To go on as a service account: its address at `iamcredentials.googleapis.com`, with `:generateAccessToken`. */
  readonly service_account_impersonation_url?: string | undefined;
}

/** Options of {@link createGkeTokenSource}. */
export interface GkeOptions {
  /** `metadata`: that of the machine or pod in Google Cloud that this runs on. */
  readonly credentials: GoogleServiceAccountKey | GoogleFederation | "metadata";
  /** Default `metadata.google.internal`. */
  readonly metadataHost?: string | undefined;
  readonly fetch?: TokenFetch | undefined;
  /** Default: the system's clock. */
  readonly clock?: { now(): number } | undefined;
}

const scope = "https://www.googleapis.com/auth/cloud-platform";

/**
 * Creates the token source of a GKE cluster: access tokens of Google, kept until a minute before their end. It needs no
 * `gke-gcloud-auth-plugin`, only `fetch` and WebCrypto. What Google refuses is an error of reason `Unauthorized`.
 */
export function createGkeTokenSource(options: GkeOptions): TokenSource {
  const { credentials } = options;
  return createTokenSource({
    clock: options.clock,
    leewayMs: 60_000,
    obtain: (signal) => {
      if (credentials === "metadata") return fromMetadata(options, signal);
      return credentials.type === "service_account"
        ? fromKey(credentials, options, signal)
        : fromFederation(credentials, options, signal);
    },
  });
}

async function fromKey(key: GoogleServiceAccountKey, options: GkeOptions, signal: AbortSignal): Promise<BearerToken> {
  const { clock = Date, fetch } = options;
  const url = key.token_uri ?? "https://oauth2.googleapis.com/token";
  const now = Math.floor(clock.now() / 1000);
  const claims = { iss: key.client_email, scope, aud: url, iat: now, exp: now + 3600 };
  let assertion: string;
  try {
    assertion = await signJwt(key.private_key_id ? { kid: key.private_key_id } : {}, claims, key.private_key);
  } catch {
    // What the platform says may quote the key.
    throw new KubernetesError("the service account's private_key is no RSA key in PEM", { reason: "Configuration" });
  }
  const form = { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion };
  return accessToken(await requestJson({ fetch, url, form, signal, what: "the token endpoint" }), options);
}

async function fromMetadata(options: GkeOptions, signal: AbortSignal): Promise<BearerToken> {
  const host = options.metadataHost ?? "metadata.google.internal";
  const url = `http://${host}/computeMetadata/v1/instance/service-accounts/default/token`;
  const headers = { "metadata-flavor": "Google" };
  return accessToken(
    await requestJson({ fetch: options.fetch, url, headers, signal, what: "the metadata server" }),
    options,
  );
}

async function fromFederation(from: GoogleFederation, options: GkeOptions, signal: AbortSignal): Promise<BearerToken> {
  const { fetch } = options;
  const form = {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
    subject_token_type: from.subject_token_type ?? "urn:ietf:params:oauth:token-type:jwt",
    subject_token: await from.subjectToken(),
    audience: from.audience,
    scope,
  };
  const url = from.token_url ?? "https://sts.googleapis.com/v1/token";
  const exchanged = accessToken(await requestJson({ fetch, url, form, signal, what: "the token endpoint" }), options);
  const impersonation = from.service_account_impersonation_url;
  if (!impersonation) return exchanged;
  const answer = await requestJson({
    fetch,
    url: impersonation,
    json: { scope: [scope] },
    headers: { authorization: `Bearer ${exchanged.token}` },
    signal,
    what: "the service account",
  });
  const expiresAtMs = Date.parse(String(answer["expireTime"]));
  return {
    ...accessToken({ access_token: answer["accessToken"] }, options),
    ...(!Number.isNaN(expiresAtMs) && { expiresAtMs }),
  };
}

function accessToken(answer: Record<string, unknown>, { clock = Date }: GkeOptions): BearerToken {
  const token = answer["access_token"];
  if (typeof token !== "string" || token === "") {
    throw new KubernetesError("the answer holds no access token", { reason: "Decode" });
  }
  const lifetime = lifetimeMs(answer);
  return { token, ...(lifetime !== undefined && { expiresAtMs: clock.now() + lifetime }) };
}

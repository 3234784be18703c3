import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { text } from "node:stream/consumers";
import { configurationError, type AuthProviderRequest } from "@kubets/clientcmd";
import { createOidcSource, type TokenFetch } from "@kubets/clientcmd/oidc";
import type { TokenSource } from "@kubets/rest";
import type { Clock } from "@kubets/wait";
import { explainFileError } from "./file-error.ts";
import { shared } from "./shared-credentials.ts";

/**
 * The token source of a user with the auth provider `oidc`, whose issuer may have an authority of its own (F052). There is
 * one in a process for a user, server, issuer and client: issuers take a refresh token once only.
 */
export function createOidcProvider(request: AuthProviderRequest, clock: Clock | undefined): TokenSource {
  const create = (): TokenSource => createOidcSource({ ...request, fetch: fetchFor(request), clock });
  if (clock !== undefined) return create();
  const { "idp-issuer-url": issuer, "client-id": client } = request.config;
  return shared(JSON.stringify(["oidc", request.place, request.server, issuer, client]), create);
}

function fetchFor({ config, place }: AuthProviderRequest): TokenFetch | undefined {
  const { "idp-certificate-authority": path, "idp-certificate-authority-data": data } = config;
  if (data) return fetchTrusting(Buffer.from(data, "base64"));
  if (!path) return undefined;
  try {
    return fetchTrusting(readFileSync(path));
  } catch (cause) {
    const message = `auth-provider.config.idp-certificate-authority: ${path} cannot be read: ${explainFileError(cause)}`;
    throw configurationError([{ origin: place, message }], { cause });
  }
}

/** As much of `fetch` as a token endpoint needs, with another trust than the system's, which the platform's has no way for. */
function fetchTrusting(ca: Buffer): TokenFetch {
  return async (url, { method, headers, body, signal }) => {
    const options = { method, headers, ...(signal && { signal }) };
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: () => Promise<string> }>();
    const secure = url.startsWith("https:");
    const outgoing = secure ? httpsRequest(url, { ...options, ca }) : httpRequest(url, options);
    outgoing.once("response", (answer) => resolve({ status: answer.statusCode ?? 0, text: () => text(answer) }));
    outgoing.once("error", reject);
    outgoing.end(body);
    return promise;
  };
}

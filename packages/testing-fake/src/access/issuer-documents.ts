import type { ApiServerResponse } from "../http/api-server.ts";
import type { ServerState } from "../storage/server-state.ts";
import { issuer } from "./service-account-tokens.ts";

/** The documents by which others can check tokens of service accounts. Undefined for other paths. */
export async function answerIssuerDocument(
  { tokens }: ServerState,
  segments: readonly string[],
): Promise<ApiServerResponse | undefined> {
  const headers = [["cache-control", "public, max-age=3600"]] as const;
  switch (segments.join("/")) {
    case ".well-known/openid-configuration": {
      const document = {
        issuer,
        jwks_uri: `${issuer}/openid/v1/jwks`,
        response_types_supported: ["id_token"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["ES256"],
      };
      return {
        status: 200,
        headers: [["content-type", "application/json"], ...headers],
        body: JSON.stringify(document),
      };
    }
    case "openid/v1/jwks": {
      const body = JSON.stringify(await tokens.keys());
      return { status: 200, headers: [["content-type", "application/jwk-set+json"], ...headers], body };
    }
    default:
      return undefined;
  }
}

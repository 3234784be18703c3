import { RequestError } from "got";
import { isKubernetesError, KubernetesError } from "@kubets/apimachinery";
import { networkError } from "@kubets/rest";

const certificateProblems: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "its certificate has expired: it must be renewed on the server",
  CERT_NOT_YET_VALID: "its certificate is not valid yet: compare the clocks",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed and not trusted: give its authority as caData or caFile",
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority(),
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority(),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority(),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority(),
  CERT_SIGNATURE_FAILURE: unknownAuthority(),
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for other names: use one of them in the address, or set serverName",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS: is the address one of http?",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "it does not speak TLS: is the address one of http?",
};

function unknownAuthority(): string {
  return "its certificate is signed by an authority that is not trusted: give the authority as caData or caFile";
}

/**
 * What a failure of Node means: Aborted where the signal fired, TLS where certificates do not fit, else Network. The cause
 * is the system's error, never got's, which holds the request's headers.
 */
export function toTransportError(thrown: unknown, url: string, signal?: AbortSignal): KubernetesError {
  if (isKubernetesError(thrown)) return thrown;
  const cause = thrown instanceof RequestError ? systemError(thrown) : thrown;
  const code = (cause as { code?: string } | undefined)?.code ?? "";
  const known = certificateProblems[code];
  const { host } = new URL(url);
  if (!signal?.aborted && (known !== undefined || code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_"))) {
    const detail = known ?? (cause as Error).message;
    return new KubernetesError(`no TLS connection to ${host}: ${detail} (${code})`, { reason: "TLS", cause });
  }
  return networkError(cause, url, signal);
}

function systemError(error: RequestError): Error {
  if (error.cause instanceof Error) return error.cause;
  // Made by got itself, such as for a body shorter than announced: without its options and their headers.
  return Object.assign(new Error(error.message), { code: error.code });
}

import { isKubernetesError, KubernetesError } from "@kubets/apimachinery";
import { askedOf, networkError, type TransportRequest } from "@kubets/rest";

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
};

function unknownAuthority(): string {
  return "its certificate is signed by an authority that is not trusted: give the authority as caData or caFile";
}

/** What Node refuses to send; its own words name a header or a method, and never a value. */
const unsendable = /^ERR_(INVALID_(CHAR|HTTP_TOKEN|ARG_VALUE)|HTTP_INVALID_HEADER_VALUE|UNESCAPED_CHARACTERS)$/;

/**
 * What a failure of Node means: InvalidRequest where it cannot be sent as it is, Aborted where the signal fired, TLS where
 * certificates do not fit, else Network. The cause is the system's error.
 */
export function toTransportError(
  cause: unknown,
  request: Pick<TransportRequest, "method" | "url">,
  signal?: AbortSignal,
): KubernetesError {
  if (isKubernetesError(cause)) return cause;
  if (cause instanceof Error && unsendable.test((cause as NodeJS.ErrnoException).code ?? "")) {
    return new KubernetesError(`the request cannot be sent: ${cause.message}`, { reason: "InvalidRequest", cause });
  }
  const problem = signal?.aborted ? undefined : tlsProblem(cause);
  if (problem === undefined) return networkError(cause, request, signal);
  return new KubernetesError(`no TLS connection to ${new URL(request.url).host}: ${problem}`, {
    reason: "TLS",
    request: askedOf(request),
    cause,
  });
}

/** What is wrong with certificates or with the handshake, and what to do about it. */
function tlsProblem(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { code = "" } = cause as NodeJS.ErrnoException;
  if (certificateProblems[code] !== undefined) return `${certificateProblems[code]} (${code})`;
  // OpenSSL's own words are the last part of a long line.
  const [, words] = /SSL routines:[^:]*:([^:\n]+)/.exec(cause.message) ?? [];
  if (words === undefined && !/^ERR_(SSL|TLS)_/.test(code)) return undefined;
  if (words === "wrong version number" || words === "packet length too long") {
    return `the server does not speak TLS: is the address one of http? (${words})`;
  }
  return `${words ?? cause.message} (${code})`;
}

import { isKubernetesError, KubernetesError } from "@kubets/apimachinery";
import { askedOf } from "./asked-request.ts";
import type { TransportRequest } from "./transport.ts";

/** The error of what is refused before anything is sent. */
export function invalidRequest(message: string): KubernetesError {
  return new KubernetesError(message, { reason: "InvalidRequest" });
}

/** The error of a call that the caller's signal ended. */
export function abortedError(signal?: AbortSignal): KubernetesError {
  return new KubernetesError("the call was aborted", { reason: "Aborted", cause: signal?.reason });
}

/** What a failure was caused by in the end: platforms wrap a system's error in one that says little. */
function rootOf(failure: unknown): (Error & { readonly code?: string }) | undefined {
  return failure instanceof Error ? (rootOf(failure.cause) ?? failure) : undefined;
}

/** A connection that broke, in the words of those who have no codes: Deno, and workers of Cloudflare's kind. */
const lost = /reset by|closed before|a body|lost\.$/;

/**
 * What a transport rejects with when the platform failed it: Aborted where the signal fired, else Network with the
 * system's error as cause. Its code is ECONNRESET where a platform says that in words. Of the URL, only host and port get
 * into either: some platforms say all of it.
 */
export function networkError(
  failure: unknown,
  request: Pick<TransportRequest, "method" | "url">,
  signal?: AbortSignal,
): KubernetesError {
  if (signal?.aborted) return abortedError(signal);
  if (isKubernetesError(failure)) return failure;
  const { host } = new URL(request.url);
  const root = rootOf(failure);
  const message = root?.message.replace(/https?:\S+/g, host) ?? "";
  const code = root?.code ?? (lost.test(message) ? "ECONNRESET" : undefined);
  return new KubernetesError(`connection to ${host} failed: ${message}`, {
    reason: "Network",
    request: askedOf(request),
    cause: Object.assign(new Error(message), { code }),
  });
}

/**
 * Whether a connection broke before the answer came: the only network failure that is tried again (F019). Known by the code of
 * what caused it: browsers give none, and workers of Cloudflare's kind say the same of connections that are refused.
 */
export function isConnectionLost(error: unknown): boolean {
  return (
    isKubernetesError(error) &&
    error.reason === "Network" &&
    // The last is that of Node's fetch.
    /ECONNRESET|EPIPE|UND_ERR_SOCKET/.test(rootOf(error)?.code as string)
  );
}

/** Parses JSON that a server sent; the text itself never appears in the Decode error. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The engine's own error quotes the text, which may be a Secret.
    throw decodeError("the answer is no JSON");
  }
}

/** The error of an answer that is not what it should be. */
export function decodeError(message: string, cause?: unknown): KubernetesError {
  return new KubernetesError(message, { reason: "Decode", cause });
}

import { isKubernetesError, KubernetesError } from "@kubets/apimachinery";

/** The error of what is refused before anything is sent. */
export function invalidRequest(message: string): KubernetesError {
  return new KubernetesError(message, { reason: "InvalidRequest" });
}

/** The error of a call that the caller's signal ended. */
export function abortedError(signal?: AbortSignal): KubernetesError {
  return new KubernetesError("the call was aborted", { reason: "Aborted", cause: signal?.reason });
}

/** A failure and what it was caused by, outermost first: platforms wrap a system's error in one that says little. */
function chain(error: unknown): Error[] {
  return error instanceof Error ? [error, ...chain(error.cause)] : [];
}

/**
 * What a transport rejects with when the platform failed it: Aborted where the signal fired, else Network with the
 * system's error as cause. Of the URL, only host and port get into either: some platforms say all of it.
 */
export function networkError(failure: unknown, url: string, signal?: AbortSignal): KubernetesError {
  if (signal?.aborted) return abortedError(signal);
  if (isKubernetesError(failure)) return failure;
  const { host } = new URL(url);
  const { message, code } = (chain(failure).at(-1) ?? {}) as { message?: string; code?: string };
  const cause = Object.assign(new Error(message?.replaceAll(url, host)), { code });
  return new KubernetesError(`connection to ${host} failed: ${cause.message}`, { reason: "Network", cause });
}

/** Whether a connection broke before the answer came: the only network failure that is tried again (F019). */
export function isConnectionLost(error: unknown): boolean {
  return (
    isKubernetesError(error) &&
    error.reason === "Network" &&
    // As runtimes on Node's model name it.
    chain(error).some((cause) => /ECONNRESET|EPIPE|UND_ERR_SOCKET/.test((cause as { code?: string }).code as string))
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

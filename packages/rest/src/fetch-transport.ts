import { KubernetesError } from "@kubets/apimachinery";
import { networkError } from "./errors.ts";
import { checkRequest, type Header, type Transport } from "./transport.ts";

/** The platform's own means, or others in their place. */
export interface FetchTransportOptions {
  /** Default: the platform's. One of your own may add cookies, go through a binding, or add TLS options of Deno and Bun. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /**
   * `openPlatformWebSocket`, or a function of your own where the platform lets WebSockets have headers. Default: none, they
   * are Unsupported, which keeps their code out of bundles that need none.
   */
  readonly openWebSocket?: Transport["openWebSocket"] | undefined;
}

/**
 * Creates a transport on `fetch`, for browsers, workers, Deno, Bun and Node. TLS is the platform's: no authority, client
 * certificate or proxy of a cluster's configuration takes effect. Several values of one impersonation header are
 * Unsupported, because fetch joins them into one; where a browser hides a redirect, the status is 0.
 */
export function createFetchTransport({
  fetch = (url, init) => globalThis.fetch(url, init),
  openWebSocket = () => Promise.reject(unsupported("the transport has no openWebSocket")),
}: FetchTransportOptions = {}): Transport {
  const closing = new AbortController();

  return {
    async send(request) {
      checkRequest(request);
      const { method, url, headers, body, signal } = request;
      const failure = (cause: unknown): KubernetesError =>
        networkError(cause, request, signal?.aborted ? signal : closing.signal);
      try {
        const response = await fetch(url, {
          method,
          headers: toHeaders(headers),
          body: (body as BodyInit | undefined) ?? null,
          redirect: "manual",
          signal: AbortSignal.any([signal ?? closing.signal, closing.signal]),
        });
        return { status: response.status, headers: [...response.headers], body: toBody(response.body, failure) };
      } catch (error) {
        throw failure(error);
      }
    },

    openWebSocket: (request, protocols) =>
      openWebSocket(
        { ...request, signal: AbortSignal.any([request.signal ?? closing.signal, closing.signal]) },
        protocols,
      ),

    async [Symbol.asyncDispose]() {
      closing.abort(new Error("the transport is closed"));
    },
  };
}

function toHeaders(pairs: readonly Header[]): Headers {
  const headers = new Headers();
  for (const [name, value] of pairs) {
    if (/^(impersonate|x-remote)-/i.test(name) && headers.has(name)) throw unsupported(`fetch sends no two ${name}`);
    headers.append(name, value);
  }
  return headers;
}

function unsupported(message: string): KubernetesError {
  return new KubernetesError(message, { reason: "Unsupported" });
}

/** Not a generator: its return must free the connection before the first read too. */
function toBody(
  stream: ReadableStream<Uint8Array> | null,
  failure: (cause: unknown) => KubernetesError,
): AsyncIterableIterator<Uint8Array, undefined> {
  const reader = (stream ?? new Blob().stream()).getReader();
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () =>
      (reader.read() as Promise<IteratorResult<Uint8Array, undefined>>).catch((error: unknown) => {
        throw failure(error);
      }),
    async return() {
      // A stream that has failed has nothing left to cancel.
      await reader.cancel().catch(() => undefined);
      return { done: true, value: undefined };
    },
  };
}

import { KubernetesError } from "@kubets/apimachinery";
import { networkError } from "./errors.ts";
import type { Header, Transport } from "./transport.ts";

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
  const untilClosed = (signal: AbortSignal | undefined): AbortSignal =>
    AbortSignal.any(signal ? [signal, closing.signal] : [closing.signal]);

  return {
    async send({ method, url, headers, body, signal }) {
      const failure = (cause: unknown): KubernetesError => networkError(cause, url, signal);
      try {
        const response = await fetch(url, {
          method,
          headers: toHeaders(headers),
          body: (body as BodyInit | undefined) ?? null,
          redirect: "manual",
          signal: untilClosed(signal),
        });
        return { status: response.status, headers: [...response.headers], body: toBody(response.body, failure) };
      } catch (error) {
        throw failure(error);
      }
    },

    openWebSocket: (request, protocols) =>
      openWebSocket({ ...request, signal: untilClosed(request.signal) }, protocols),

    async [Symbol.asyncDispose]() {
      closing.abort(new KubernetesError("the transport is closed", { reason: "Aborted" }));
    },
  };
}

function toHeaders(pairs: readonly Header[]): Headers {
  const headers = new Headers();
  for (const [name, value] of pairs) {
    if (/^impersonate-/i.test(name) && headers.has(name)) throw unsupported(`fetch cannot send two ${name} headers`);
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
): AsyncIterable<Uint8Array> {
  const reader = stream?.getReader();
  const ended = { done: true, value: undefined } as const;
  const iterator: AsyncIterator<Uint8Array, undefined> = {
    async next() {
      try {
        const result = await reader?.read();
        return result && !result.done ? result : ended;
      } catch (error) {
        throw failure(error);
      }
    },
    async return() {
      // A stream that has failed has nothing left to cancel.
      await reader?.cancel().catch(() => undefined);
      return ended;
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

import { KubernetesError } from "@kubets/apimachinery";
import type { Transport, TransportRequest, TransportResponse } from "@kubets/rest";
import { brokenConnection, type ApiServer, type UserInfo } from "./api-server.ts";

/** Bytes come in pieces, as from a network, so that what reads them is tried on pieces. */
const pieceBytes = 64 * 1024;

/** Creates a transport that hands requests to a server in the same process, with the bytes of a network and none of it. */
export function createInProcessTransport(server: Pick<ApiServer, "handle">, user: UserInfo): Transport {
  const closed = new AbortController();

  const send = async (request: TransportRequest): Promise<TransportResponse> => {
    const { method, url, headers, body } = request;
    const gone = new AbortController();
    const stop = (): void => gone.abort();
    request.signal?.addEventListener("abort", stop, { once: true });
    closed.signal.addEventListener("abort", stop, { once: true });
    const release = (): void => {
      request.signal?.removeEventListener("abort", stop);
      closed.signal.removeEventListener("abort", stop);
      gone.abort();
    };
    const failure = (cause?: unknown): KubernetesError => {
      if (request.signal?.aborted) return aborted(request, request.signal.reason);
      if (closed.signal.aborted) return aborted(request, new Error("the transport was closed"));
      return reset(request, cause);
    };
    if (request.signal?.aborted || closed.signal.aborted) {
      release();
      throw failure();
    }
    try {
      const { pathname, search } = new URL(url);
      const response = await untilAborted(
        server.handle({
          method,
          target: pathname + search,
          headers: headers.map(([name, value]) => [name.toLowerCase(), value] as const),
          ...(body !== undefined && { body: typeof body === "string" ? new TextEncoder().encode(body) : body.slice() }),
          user,
          signal: gone.signal,
        }),
        gone.signal,
        failure,
      );
      if (response.status === brokenConnection) throw failure();
      return { ...response, body: piecesOf(response.body, gone.signal, failure, release) };
    } catch (error) {
      release();
      throw error instanceof KubernetesError ? error : failure(error);
    }
  };

  return {
    send,
    openWebSocket: (request) =>
      Promise.reject(
        new KubernetesError("the in-process transport has no WebSockets", {
          reason: "Unsupported",
          request: { method: request.method, url: request.url },
        }),
      ),
    async [Symbol.asyncDispose]() {
      closed.abort();
    },
  };
}

async function* piecesOf(
  body: string | Uint8Array | AsyncIterable<string>,
  gone: AbortSignal,
  failure: (cause?: unknown) => KubernetesError,
  release: () => void,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  try {
    if (typeof body === "string" || body instanceof Uint8Array) {
      const bytes = typeof body === "string" ? encoder.encode(body) : body.slice();
      for (let start = 0; start < bytes.length; start += pieceBytes) {
        if (gone.aborted) throw failure();
        yield bytes.subarray(start, start + pieceBytes);
      }
      return;
    }
    for await (const text of body) {
      if (gone.aborted) throw failure();
      yield encoder.encode(text);
    }
    // An aborted stream ends on the server's side, and must not look like its end on this one.
    if (gone.aborted) throw failure();
  } catch (error) {
    throw error instanceof KubernetesError ? error : failure(error);
  } finally {
    release();
  }
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal, failure: () => KubernetesError): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(failure());
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

function aborted({ method, url }: TransportRequest, cause: unknown): KubernetesError {
  return new KubernetesError("the request was aborted", { reason: "Aborted", cause, request: { method, url } });
}

function reset({ method, url }: TransportRequest, cause: unknown): KubernetesError {
  return new KubernetesError("the connection was reset", { reason: "Network", cause, request: { method, url } });
}

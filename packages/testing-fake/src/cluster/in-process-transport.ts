import { isKubernetesError, KubernetesError } from "@kubets/apimachinery";
import { abortedError, checkRequest, type Transport, type TransportRequest } from "@kubets/rest";
import { type ApiServer, type ApiServerResponse, brokenConnection, type UserInfo } from "../http/api-server.ts";

/** Bytes come in pieces, as from a network, so that what reads them is tried on pieces. */
const pieceBytes = 64 * 1024;

/** Creates a transport that hands requests to a server in the same process, with the bytes of a network and none of it. */
export function createInProcessTransport(server: Pick<ApiServer, "handle">, user: UserInfo): Transport {
  const closing = new AbortController();
  return {
    async send(request) {
      checkRequest(request);
      const connection = connect(request, closing.signal);
      try {
        const { status, headers, body } = await connection.untilBroken(
          server.handle({
            method: request.method,
            target: targetOf(request.url),
            headers: request.headers.map(([name, value]) => [name.toLowerCase(), value] as const),
            body: typeof request.body === "string" ? encoder.encode(request.body) : request.body?.slice(),
            user,
            signal: connection.gone,
          }),
        );
        if (status === brokenConnection) throw reset();
        return { status, headers, body: readThrough(connection, piecesOf(body)) };
      } catch (error) {
        throw connection.fail(error);
      }
    },

    openWebSocket: () =>
      Promise.reject(
        new KubernetesError("the API server in memory has no WebSockets: use testing-server", {
          reason: "Unsupported",
        }),
      ),

    async [Symbol.asyncDispose]() {
      closing.abort(new Error("the transport is closed"));
    },
  };
}

/** Why the server's signal fires. One for all: most calls end in good order, and an error of its own costs as much as a get. */
const over = new Error("the connection is over");

/** What stands for a connection: it breaks when the call's signal fires or the transport is closed, and ends with the call. */
interface Connection {
  /** Fires once nobody is there any more to answer to. */
  readonly gone: AbortSignal;
  /** The outcome of a promise, or what ends the connection before. */
  untilBroken<T>(promise: Promise<T>): Promise<T>;
  end(): void;
  /** Ends it, and gives what a failure means to the caller. */
  fail(error: unknown): KubernetesError;
}

function connect({ url, signal }: TransportRequest, closing: AbortSignal): Connection {
  const gone = new AbortController();
  const waiting = new Set<(broken: Error) => void>();
  const end = (): void => {
    signal?.removeEventListener("abort", end);
    closing.removeEventListener("abort", end);
    gone.abort(over);
    for (const breakOff of waiting) breakOff(reset());
  };
  signal?.addEventListener("abort", end);
  closing.addEventListener("abort", end);
  const ender = (): AbortSignal => (signal?.aborted ? signal : closing);
  if (ender().aborted) {
    end();
    throw abortedError(ender());
  }
  return {
    gone: gone.signal,
    untilBroken<T>(promise: Promise<T>) {
      return new Promise<T>((resolve, reject) => {
        waiting.add(reject);
        promise.then(
          (value) => {
            waiting.delete(reject);
            resolve(value);
          },
          (error: unknown) => {
            waiting.delete(reject);
            reject(error);
          },
        );
      });
    },
    end,
    fail(error) {
      const failure = ender().aborted ? abortedError(ender()) : error;
      end();
      if (isKubernetesError(failure)) return failure;
      const { host } = new URL(url);
      const message = failure instanceof Error ? failure.message : String(failure);
      // The error itself, with its stack: where it is no fault that was asked for, it is one of the server's code.
      return new KubernetesError(`connection to ${host} failed: ${message}`, { reason: "Network", cause: failure });
    },
  };
}

/** The bytes of an answer as they come over a connection. Not a generator: `return` must end the connection before the first read too. */
function readThrough(connection: Connection, pieces: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  let ended = false;
  const end = (): { readonly done: true; readonly value: undefined } => {
    if (!ended) connection.end();
    ended = true;
    // A server that waits for something is told by the signal; what it has opened, it closes now.
    void pieces.return?.()?.catch(() => undefined);
    return { done: true, value: undefined };
  };
  const iterator: AsyncIterator<Uint8Array, undefined> = {
    async next() {
      if (ended) return end();
      try {
        // An aborted answer ends on the server's side, and must not look like its end on this one.
        if (connection.gone.aborted) throw reset();
        const { done, value } = await connection.untilBroken(pieces.next());
        return done ? end() : { done: false, value };
      } catch (error) {
        const failure = connection.fail(error);
        end();
        throw failure;
      }
    },
    return: () => Promise.resolve(end()),
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

const encoder = new TextEncoder();

async function* piecesOf(body: ApiServerResponse["body"]): AsyncGenerator<Uint8Array> {
  if (typeof body !== "string" && !(body instanceof Uint8Array)) {
    for await (const piece of body) yield typeof piece === "string" ? encoder.encode(piece) : piece;
    return;
  }
  const bytes = typeof body === "string" ? encoder.encode(body) : body.slice();
  for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
}

function targetOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

function reset(): Error {
  return Object.assign(new Error("the connection was reset"), { code: "ECONNRESET" });
}

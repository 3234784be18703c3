import type { IncomingMessage } from "node:http";
import { WebSocket } from "ws";
import { KubernetesError } from "@kubets/apimachinery";
import { abortedError, askedOf, responseError, type TransportRequest, type WebSocketConnection } from "@kubets/rest";
import { toBody } from "./body.ts";
import type { ConnectionPool } from "./connection-pool.ts";
import { toTransportError } from "./errors.ts";
import { fromRawHeaders, toNodeHeaders } from "./headers.ts";
import type { Sending } from "./sending.ts";
import { watchSilence } from "./silence.ts";

/**
 * Opens a WebSocket with headers and client certificate, and keeps it among `open` while it lives. A refusal is
 * UpgradeFailed, with what the server said (F040).
 */
export async function openWebSocket(
  request: TransportRequest,
  protocols: readonly string[],
  { pool, clock, silenceMs }: Sending,
  open: Set<WebSocket>,
): Promise<WebSocketConnection> {
  const { signal } = request;
  if (signal?.aborted) throw abortedError(signal);
  const failure = (cause: unknown) => toTransportError(cause, request, signal);
  const socket = create(request, protocols, pool);
  const onAbort = (): void => socket.terminate();
  signal?.addEventListener("abort", onAbort, { once: true });
  open.add(socket);
  socket.once("close", () => {
    signal?.removeEventListener("abort", onAbort);
    open.delete(socket);
  });

  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once("open", resolve);
  socket.once("error", (error) => reject(signal?.aborted ? abortedError(signal) : asUpgradeFailure(failure(error))));
  socket.once("unexpected-response", (_request, answer) => {
    // Left alone, it would wait for an upgrade for ever.
    void refusal(answer, request)
      .then(reject)
      .finally(() => socket.terminate());
  });
  // From here on nothing may be lost: messages can come in the same packet as the handshake's end.
  const messages = receive(socket, failure);
  {
    using silence = watchSilence(silenceMs, clock, (error) => {
      reject(asUpgradeFailure(failure(error)));
      socket.terminate();
    });
    silence.owed();
    await promise;
  }

  return {
    protocol: socket.protocol,
    messages,
    send(message) {
      return new Promise((done, fail) => {
        socket.send(message, (error) => (error ? fail(failure(error)) : done()));
      });
    },
    close: (code, reason) => socket.close(code, reason),
    async [Symbol.asyncDispose]() {
      socket.terminate();
    },
  };
}

function create({ url, headers }: TransportRequest, protocols: readonly string[], pool: ConnectionPool): WebSocket {
  try {
    return new WebSocket(url.replace(/^http/, "ws"), [...protocols], {
      headers: toNodeHeaders(headers) as Record<string, string>,
      agent: url.startsWith("https:") ? pool.https : pool.http,
      perMessageDeflate: false,
      followRedirects: false,
    });
  } catch (cause) {
    throw new KubernetesError("a subprotocol must be a word, and no two the same", {
      reason: "InvalidRequest",
      cause,
    });
  }
}

/** What a server that answers with something else than an upgrade says. */
async function refusal(answer: IncomingMessage, request: TransportRequest): Promise<KubernetesError> {
  const response = {
    status: answer.statusCode ?? 0,
    headers: fromRawHeaders(answer.rawHeaders),
    body: toBody(answer, { failure: (cause) => toTransportError(cause, request) }),
  };
  const cause = await responseError(response, askedOf(request));
  return asUpgradeFailure(cause);
}

function asUpgradeFailure(cause: KubernetesError): KubernetesError {
  const { code, details, request, auditId } = cause;
  return new KubernetesError(`no WebSocket could be opened: ${cause.message}`, {
    reason: "UpgradeFailed",
    code,
    details,
    request,
    auditId,
    cause,
  });
}

/** Messages in order; the socket is paused while nobody takes them. */
function receive(socket: WebSocket, failure: (cause: unknown) => KubernetesError): AsyncIterable<Uint8Array | string> {
  const waiting: (Uint8Array | string)[] = [];
  let ended: { error?: unknown } | undefined;
  let wake = (): void => undefined;
  socket.on("message", (data: Buffer, isBinary) => {
    waiting.push(isBinary ? data : data.toString());
    socket.pause();
    wake();
  });
  socket.on("error", (error) => {
    ended ??= { error };
    wake();
  });
  socket.on("close", (code) => {
    // 1006: the connection went away without a closing handshake.
    ended ??= code === 1006 ? { error: Object.assign(new Error("the connection broke"), { code: "ECONNRESET" }) } : {};
    wake();
  });
  return (async function* () {
    for (;;) {
      const message = waiting.shift();
      if (message !== undefined) yield message;
      else if (ended) {
        if ("error" in ended) throw failure(ended.error);
        return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
          socket.resume();
        });
      }
    }
  })();
}

import { isKubernetesError, KubernetesError } from "@kubets/apimachinery";
import { askedOf, checkRequest, responseError, type TransportRequest, type WebSocketConnection } from "@kubets/rest";
import { type ApiServer, type ApiServerResponse, brokenConnection, type UserInfo } from "../http/api-server.ts";
import type { Piece } from "../http/event-splitter.ts";
import type { MessageSocket } from "../http/upgrade-seam.ts";
import { connect, reset, type Connection } from "./in-process-connection.ts";
import { piecesOf, serverRequest } from "./in-process-wire.ts";
import { createMessageQueue } from "./message-queue.ts";

/** A request to go on as a WebSocket. */
export interface Opening {
  readonly request: TransportRequest;
  readonly protocols: readonly string[];
  /** Fires when the transport is closed. */
  readonly closing: AbortSignal;
}

/** Opens what a WebSocket would be: messages both ways between a client and a server in the same process. */
export async function openInProcessWebSocket(
  server: Pick<ApiServer, "upgrade">,
  user: UserInfo,
  { request, protocols, closing }: Opening,
): Promise<WebSocketConnection> {
  checkRequest(request);
  const connection = connect(request, closing);
  try {
    const offered = ["sec-websocket-protocol", protocols.join(", ")] as const;
    const { headers, ...sent } = serverRequest(request, user, connection.gone);
    const upgraded = await connection.untilBroken(
      server.upgrade({ ...sent, headers: [...headers, offered], upgrade: "websocket", protocols }),
    );
    if (!("framing" in upgraded)) throw await refusal(upgraded, request);
    const { protocol } = upgraded;
    if (protocol !== "" && !protocols.includes(protocol)) {
      throw notOpened("the server chose a subprotocol that was not asked for");
    }
    if (upgraded.framing !== "messages") {
      throw new KubernetesError("the API server in memory has no SPDY within WebSockets: use testing-server", {
        reason: "Unsupported",
      });
    }
    return converse(connection, protocol, (socket) => upgraded.serve(socket));
  } catch (error) {
    throw connection.fail(error);
  }
}

function converse(
  connection: Connection,
  protocol: string,
  serve: (socket: MessageSocket) => Promise<void>,
): WebSocketConnection {
  const [toServer, toClient] = [createMessageQueue(), createMessageQueue()];
  let closed = false;
  /** In good order, or with what broke it. What has been sent by then is still read. */
  const end = (broken?: Error): void => {
    closed = true;
    toServer.end();
    toClient.end(broken);
  };
  const close = (broken?: Error): void => {
    end(broken);
    connection.end();
  };
  connection.gone.addEventListener("abort", () => end(reset()));
  const socket: MessageSocket = {
    messages: toServer,
    signal: connection.gone,
    async send(message) {
      if (!closed) toClient.push(copied(message));
    },
    close: () => close(),
    terminate: () => close(reset()),
  };
  serve(socket).then(
    () => close(),
    () => close(reset()),
  );

  // Read on where a reader stopped: an iterator of one loop must not end the connection.
  const incoming = toClient[Symbol.asyncIterator]();
  const next = async (): Promise<IteratorResult<Piece>> => {
    try {
      return await incoming.next();
    } catch (error) {
      throw connection.fail(error);
    }
  };
  return {
    protocol,
    messages: { [Symbol.asyncIterator]: () => ({ next }) },
    send(message) {
      if (closed) return Promise.reject(connection.fail(reset()));
      toServer.push(copied(message));
      return Promise.resolve();
    },
    close: () => close(),
    [Symbol.asyncDispose]: () => Promise.resolve(close()),
  };
}

/** Neither side sees what the other does to its bytes afterwards. */
function copied(message: Piece): Piece {
  return typeof message === "string" ? message : message.slice();
}

async function refusal(
  { status, headers, body }: ApiServerResponse,
  request: TransportRequest,
): Promise<KubernetesError | Error> {
  if (status === brokenConnection) return reset();
  const cause = await responseError({ status, headers, body: piecesOf(body) }, askedOf(request));
  return notOpened(cause.message, cause);
}

function notOpened(why: string, cause?: KubernetesError): KubernetesError {
  return new KubernetesError(`no WebSocket could be opened: ${why}`, {
    ...(isKubernetesError(cause) && { code: cause.code, details: cause.details, request: cause.request, cause }),
    reason: "UpgradeFailed",
  });
}

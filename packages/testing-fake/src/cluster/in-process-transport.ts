import { checkRequest, type Transport } from "@kubets/rest";
import { type ApiServer, brokenConnection, type UserInfo } from "../http/api-server.ts";
import { connect, reset, type Connection } from "./in-process-connection.ts";
import { openInProcessWebSocket } from "./in-process-web-socket.ts";
import { piecesOf, serverRequest } from "./in-process-wire.ts";

/** Creates a transport that hands requests to a server in the same process, with the bytes of a network and none of it. */
export function createInProcessTransport(server: Pick<ApiServer, "handle" | "upgrade">, user: UserInfo): Transport {
  const closing = new AbortController();
  return {
    async send(request) {
      checkRequest(request);
      const connection = connect(request, closing.signal);
      try {
        const { status, headers, body } = await connection.untilBroken(
          server.handle(serverRequest(request, user, connection.gone)),
        );
        if (status === brokenConnection) throw reset();
        return { status, headers, body: readThrough(connection, piecesOf(body)) };
      } catch (error) {
        throw connection.fail(error);
      }
    },

    openWebSocket: (request, protocols) =>
      openInProcessWebSocket(server, user, { request, protocols, closing: closing.signal }),

    async [Symbol.asyncDispose]() {
      closing.abort(new Error("the transport is closed"));
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

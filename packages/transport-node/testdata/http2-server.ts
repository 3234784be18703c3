import { createSecureServer, type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import type { SecureServerOptions } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { createOpenSockets } from "./open-sockets.ts";
import { pem } from "./server.ts";

/** A server of HTTP/2 on a port of the system's choice. */
export interface Http2TestServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Connections of HTTP/2, in the order of their opening; those that have ended too. */
  readonly sessions: readonly ServerHttp2Session[];
  /** Resolves once so many connections are open. */
  untilOpen(count: number): Promise<void>;
}

export type StreamListener = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

/** Starts a server whose certificate is for this machine. */
export async function startHttp2Server(
  listener: StreamListener,
  options: SecureServerOptions = {},
): Promise<Http2TestServer> {
  const server = createSecureServer({ cert: pem("server"), key: pem("server-key"), ...options });
  const sessions: ServerHttp2Session[] = [];
  const open = createOpenSockets();
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    listener(stream, headers);
  });
  server.on("session", (session) => {
    session.on("error", () => undefined);
    sessions.push(session);
  });
  server.on("connection", (socket: Socket) => {
    socket.on("error", () => undefined);
    open.add(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    sessions,
    untilOpen: (count) => open.untilOpen(count),
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const session of sessions) session.destroy();
        open.destroy();
      });
    },
  };
}

import type { Http2SecureServer, ServerHttp2Session } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { KubernetesError } from "@kubets/apimachinery";

/** Resolves with the port once the server listens; rejects with reason `Configuration` where it cannot. */
export function listen(server: Http2SecureServer, port: number, host: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const onError = (error: unknown): void => reject(listenError(error, host, port));
  server.once("error", onError);
  try {
    server.listen(port, host, () => {
      server.off("error", onError);
      resolve((server.address() as AddressInfo).port);
    });
  } catch (error) {
    onError(error);
  }
  return promise;
}

const hints: Readonly<Record<string, string>> = {
  EADDRINUSE: "is in use: choose another port, or 0 to let the system choose",
  EACCES: "is not allowed to this process: choose a port from 1024 on",
  EADDRNOTAVAIL: "is no address of this machine: choose 127.0.0.1, localhost or 0.0.0.0",
  ENOTFOUND: "is no address of this machine: choose 127.0.0.1, localhost or 0.0.0.0",
  ERR_SOCKET_BAD_PORT: "has no valid port: a port is a number from 0 to 65535",
};

function listenError(error: unknown, host: string, port: number): KubernetesError {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const hint = hints[code] ?? `cannot be listened on: ${message}`;
  return new KubernetesError(`${addressOf(host, port)} ${hint}`, { reason: "Configuration", cause: error });
}

/** Host and port as they stand in a URL. */
export function addressOf(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Knows all connections, so that closing need not wait for clients to leave. */
export function trackConnections(server: Http2SecureServer): { end(): void } {
  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
    // A peer that breaks off is no event of interest, and neither is one that does not trust us.
    session.on("error", () => {});
  });
  server.on("tlsClientError", () => {});
  return {
    end() {
      for (const session of sessions) session.destroy();
      for (const socket of sockets) socket.destroy();
    },
  };
}

import { readFileSync } from "node:fs";
import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer, type ServerOptions } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { createOpenSockets } from "./open-sockets.ts";

/** A server on a port of the system's choice that counts its connections. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly server: Server;
  /** Connections accepted so far. */
  readonly accepted: number;
  /** Resolves once so many connections are open. */
  untilOpen(count: number): Promise<void>;
}

/** The text of a certificate or key of this folder. */
export function pem(name: string): string {
  return readFileSync(new URL(`${name}.pem`, import.meta.url), "utf8");
}

/** Starts a server: of HTTPS where `tls` is given, which `certificate` names. */
export async function startServer(
  listener: RequestListener,
  tls?: ServerOptions & { readonly certificate?: string },
): Promise<TestServer> {
  const name = tls?.certificate ?? "server";
  const server: Server = tls
    ? createHttpsServer({ cert: pem(name), key: pem(`${name}-key`), ...tls }, listener)
    : createHttpServer(listener);
  // A connection that idles ends by the transport's time, not by how long a slow machine takes between two requests.
  server.keepAliveTimeout = 120_000;
  const open = createOpenSockets();
  let accepted = 0;
  server.on("connection", (socket: Socket) => {
    accepted++;
    open.add(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    server,
    get accepted() {
      return accepted;
    },
    untilOpen: (count) => open.untilOpen(count),
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
        open.destroy();
      });
    },
  };
}

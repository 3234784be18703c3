import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Writable } from "node:stream";
import { gzipSync } from "node:zlib";
import type { Header } from "@kubets/rest";
import { createConformanceServer, type ConformanceExchange } from "@kubets/rest/testing";
import { WebSocketServer } from "ws";
import { quietPorts } from "../../tooling/quiet-ports.ts";

/** A conformance server on a port of the system's choice. */
export interface NodeConformanceServer extends AsyncDisposable {
  readonly url: string;
  readonly unreachableUrl: string;
}

/** What a server may serve besides: a page and its program, and a place to report to. */
export interface NodeConformanceOptions {
  readonly tls?: ServerOptions | undefined;
  /** Answers what this takes; false leaves the request to the conformance server. */
  readonly extra?: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
}

/** Puts the conformance server behind Node's HTTP, HTTPS and WebSockets. */
export async function startConformanceServer({
  tls,
  extra,
}: NodeConformanceOptions = {}): Promise<NodeConformanceServer> {
  const conformance = createConformanceServer();
  const server: Server = tls ? createTlsServer(tls) : createServer();
  // A connection that idles ends by the client's time, not by how long a slow machine takes between two requests.
  server.keepAliveTimeout = 120_000;
  const sockets = new Set<Socket>();
  const numbers = new WeakMap<Socket, number>();
  server.on(tls ? "secureConnection" : "connection", (socket: Socket) => {
    sockets.add(socket);
    numbers.set(socket, sockets.size);
  });
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    // What the peer does to a connection is no failure of the server's.
    request.on("error", () => undefined);
    response.on("error", () => undefined);
    if (extra?.(request, response)) return;
    void answer(request, response);
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    if (body) await conformance.answer(exchangeOf(request, response, body, numbers.get(request.socket) ?? 0));
  };
  serveSockets(server, conformance, numbers);

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const [unreachable] = await quietPorts(1);
  const scheme = tls ? "https" : "http";
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    unreachableUrl: `${scheme}://127.0.0.1:${unreachable}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** The whole body; undefined where the peer went away. */
function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("close", () => resolve(undefined));
  });
}

function headersOf({ rawHeaders }: IncomingMessage): Header[] {
  const headers: Header[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    headers.push([(rawHeaders[i] ?? "").toLowerCase(), rawHeaders[i + 1] ?? ""]);
  }
  return headers;
}

function exchangeOf(
  request: IncomingMessage,
  response: ServerResponse,
  body: Uint8Array,
  connection: number,
): ConformanceExchange {
  const { socket } = request;
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  // A connection that broke before the body was there has no "close" to come.
  if (response.destroyed || socket.destroyed) gone.abort();
  return {
    method: request.method ?? "",
    target: request.url ?? "",
    headers: headersOf(request),
    body,
    connection,
    gone: gone.signal,
    gzip: gzipSync,
    hints: () => response.writeEarlyHints({ link: "</style.css>; rel=preload; as=style" }),
    head: (status, headers) =>
      void response.writeHead(
        status,
        headers.flatMap(([name, value]) => [name, value]),
      ),
    write: (bytes) => written(response, response.write(bytes)),
    trailers: (headers) => response.addTrailers(headers.map(([name, value]): [string, string] => [name, value])),
    flush: () => {
      if (response.headersSent) response.flushHeaders();
    },
    end: () => void response.end(),
    cut(how) {
      const end = (): void => void (how === "end" ? socket.end() : reset(socket));
      // Before the head, a callback would write one.
      if (response.headersSent) response.write("", end);
      else end();
    },
    raw: (text) => written(socket, socket.write(text)),
  };
}

/** Breaks a connection as a network does; one of TLS knows no better way than to be destroyed. */
function reset(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

/** Resolves once more may be written, or nothing can. */
export function written(stream: Writable, more: boolean): Promise<void> | void {
  if (more || stream.destroyed) return;
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off("drain", done).off("close", done);
      resolve();
    };
    stream.on("drain", done).on("close", done);
  });
}

export function serveSockets(
  server: Server,
  conformance: ReturnType<typeof createConformanceServer>,
  numbers: WeakMap<Socket, number>,
): void {
  const chosen = new WeakMap<IncomingMessage, string>();
  const webSockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (_, request) => chosen.get(request) ?? false,
  });
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on("error", () => undefined);
    const gone = new AbortController();
    socket.once("close", () => gone.abort());
    const { act, protocol } = conformance.socket({
      method: request.method ?? "",
      target: request.url ?? "",
      headers: headersOf(request),
      protocols: request.headers["sec-websocket-protocol"]?.split(/, ?/) ?? [],
      connection: numbers.get(socket) ?? 0,
      gone: gone.signal,
    });
    if (act === "hold") {
      // Or nobody would notice that the peer goes away.
      socket.on("end", () => socket.end()).resume();
      return;
    }
    if (act === "refuse") {
      const status = {
        kind: "Status",
        apiVersion: "v1",
        status: "Failure",
        reason: "Forbidden",
        message: "no",
        code: 403,
      };
      const body = JSON.stringify(status);
      socket.end(
        `HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      );
      return;
    }
    if (protocol) chosen.set(request, protocol);
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on("error", () => undefined);
      if (act === "echo") webSocket.on("message", (data: Buffer, binary) => webSocket.send(data, { binary }));
      else {
        webSocket.send("one", () => act === "break" && socket.destroy());
        if (act === "say") {
          webSocket.send("two");
          webSocket.close(1000);
        }
      }
    });
  });
}

import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, createServer as createSocketServer, type Server, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { pem } from "./server.ts";

export type ProxyProtocol = "http" | "https" | "socks5";

/** A proxy on a port of the system's choice. */
export interface TestProxy extends AsyncDisposable {
  readonly url: string;
  /** Whom it was asked to connect to, in order. */
  readonly targets: readonly string[];
  /** Resolves once nobody is connected to it. */
  untilLeft(): Promise<void>;
  /** By which names those who connected by TLS identified themselves. */
  readonly identities: readonly unknown[];
  /** Resolves once it has been asked so often. */
  untilAsked(times: number): Promise<void>;
}

export interface TestProxyOptions {
  /** `user:password`, both as they are; without it, nobody needs to log in. */
  readonly login?: string;
  /** What is done with those that are let in. Default: they are connected. */
  readonly answer?: "connect" | "refuse" | "silence";
}

/** Starts a proxy; every name leads to this machine. */
export async function startProxy(protocol: ProxyProtocol, options: TestProxyOptions = {}): Promise<TestProxy> {
  const targets: string[] = [];
  const identities: unknown[] = [];
  const open = new Set<Socket>();
  const waiting = new Set<() => void>();
  const changed = (): void => waiting.forEach((check) => check());
  const ask = (target: string): void => {
    targets.push(target);
    changed();
  };
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!holds()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  const server: Server =
    protocol === "socks5"
      ? createSocketServer((socket) => void serveSocks(socket, options, ask).catch(() => socket.destroy()))
      : protocol === "http"
        ? createHttpServer()
        : createHttpsServer({ cert: pem("server"), key: pem("server-key"), requestCert: true, rejectUnauthorized: false });
  server.on("secureConnection", (socket: TLSSocket) => {
    identities.push(socket.getPeerCertificate().subject?.CN);
  });
  server.on("connect", (request: IncomingMessage, socket: Socket) => serveConnect(request, socket, options, ask));
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket
      .on("error", () => undefined)
      .on("close", () => {
        open.delete(socket);
        changed();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    identities,
    untilAsked: (times) => until(() => targets.length >= times),
    untilLeft: () => until(() => open.size === 0),
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => {
        server.close(resolve);
        for (const socket of open) socket.destroy();
      });
    },
  };
}

function serveConnect(
  { url = "", headers }: IncomingMessage,
  socket: Socket,
  { login, answer }: TestProxyOptions,
  ask: (target: string) => void,
): void {
  socket.on("error", () => undefined);
  ask(url);
  if (login && headers["proxy-authorization"] !== `Basic ${btoa(login)}`) {
    socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
  } else if (answer === "refuse") socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  // Nobody reads here otherwise, and so nobody would see the end.
  else if (answer === "silence") socket.resume().on("end", () => socket.end());
  else join(socket, Number(/\d+$/.exec(url)), () => "HTTP/1.1 200 OK\r\n\r\n");
}

/** SOCKS5, with every byte of its own in a packet of its own. */
async function serveSocks(
  socket: Socket,
  { login, answer }: TestProxyOptions,
  ask: (target: string) => void,
): Promise<void> {
  const read = async (length: number): Promise<Buffer> => {
    for (;;) {
      const bytes = socket.read(length) as Buffer | null;
      if (bytes) return bytes;
      await new Promise((resolve, reject) => socket.once("readable", resolve).once("close", reject));
    }
  };
  const write = async (...bytes: number[]): Promise<void> => {
    socket.setNoDelay(true);
    for (const byte of bytes) await new Promise((resolve) => socket.write(Uint8Array.of(byte), resolve));
  };
  const text = async (): Promise<string> => (await read((await read(1))[0] ?? 0)).toString();
  const [, count = 0] = await read(2);
  const methods = await read(count);
  const method = login ? 2 : 0;
  if (!methods.includes(method)) return await write(5, 255);
  await write(5, method);
  if (login) {
    await read(1);
    const given = `${await text()}:${await text()}`;
    await write(1, given === login ? 0 : 1);
    if (given !== login) return void socket.end();
  }
  const [, , , kind] = await read(4);
  const host = kind === 3 ? await text() : kind === 1 ? (await read(4)).join(".") : (await read(16)).toString("hex");
  const port = (await read(2)).readUInt16BE();
  ask(`${host}:${port}`);
  if (answer === "silence") return;
  if (answer === "refuse") return await write(5, 2, 0, 1, 0, 0, 0, 0, 0, 0);
  // The address that it reports is a name now and then: clients must read all of it.
  await write(5, 0, 0, ...(kind === 3 ? [3, 3, 97, 98, 99, 0, 0] : [4, ...Buffer.alloc(18)]));
  join(socket, port);
}

function join(socket: Socket, port: number, first?: () => string): void {
  const onward = connect(port, "127.0.0.1", () => {
    if (first) socket.write(first());
    socket.pipe(onward).pipe(socket);
  });
  onward.on("error", () => socket.destroy()).on("close", () => socket.destroy());
  socket.on("close", () => onward.destroy());
}

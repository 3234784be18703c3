import {
  constants,
  createSecureServer,
  type IncomingHttpHeaders,
  type SecureServerOptions,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import type { Header } from "@kubets/rest";
import { type ConformanceExchange, createConformanceServer } from "@kubets/rest/testing";
import { quietPorts } from "../../tooling/quiet-ports.ts";
import { type NodeConformanceServer, serveSockets, written } from "./node-server.ts";

/**
 * Puts the conformance server behind HTTP/2, and behind HTTP/1.1 for WebSockets. Where a case writes past HTTP, the connection
 * ends: there is nothing else that a client could make of it.
 */
export async function startHttp2ConformanceServer(tls: SecureServerOptions): Promise<NodeConformanceServer> {
  const conformance = createConformanceServer();
  const server = createSecureServer({ ...tls, allowHTTP1: true });
  const sessions = new Map<ServerHttp2Session, number>();
  server.on("session", (session) => {
    session.on("error", () => undefined);
    sessions.set(session, sessions.size + 1);
  });
  server.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, _flags: number, raw: string[]) => {
    // What the peer does to a connection is no failure of the server's.
    stream.on("error", () => undefined);
    const connection = sessions.get(stream.session as ServerHttp2Session) ?? 0;
    const { ":method": method = "", ":path": target = "" } = headers;
    const request = { method, target, headers: headersOf(raw), connection };
    void buffer(stream).then(
      (body) => conformance.answer({ ...request, body, ...answerBy(stream) }),
      () => undefined,
    );
  });
  serveSockets(server as unknown as Server, conformance, new WeakMap());

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const [unreachable] = await quietPorts(1);
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    unreachableUrl: `https://127.0.0.1:${unreachable}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const session of sessions.keys()) session.destroy();
      await closed;
    },
  };
}

const { NGHTTP2_INTERNAL_ERROR: internalError } = constants;

function headersOf(raw: readonly string[]): Header[] {
  const pairs = Array.from({ length: raw.length / 2 }, (_, i): Header => [raw[2 * i] ?? "", raw[2 * i + 1] ?? ""]);
  return pairs.filter(([name]) => !name.startsWith(":"));
}

/** The means to answer by a stream. */
function answerBy(
  stream: ServerHttp2Stream,
): Omit<ConformanceExchange, "method" | "target" | "headers" | "body" | "connection"> {
  const gone = new AbortController();
  stream.once("close", () => gone.abort());
  if (stream.destroyed) gone.abort();
  let behind: readonly Header[] = [];
  stream.on("wantTrailers", () => stream.sendTrailers(Object.fromEntries(behind)));
  return {
    gone: gone.signal,
    gzip: gzipSync,
    hints: () => stream.additionalHeaders({ ":status": 103, link: "</style.css>; rel=preload; as=style" }),
    head(status, headers) {
      const byName: Record<string, string[]> = {};
      for (const [name, value] of headers) (byName[name.toLowerCase()] ??= []).push(value);
      stream.respond({ ":status": status, ...byName }, { waitForTrailers: status !== 204 });
    },
    write: (bytes) => written(stream, stream.write(bytes)),
    trailers: (headers) => (behind = headers),
    flush: () => undefined,
    end: () => void stream.end(),
    cut(how) {
      // One call alone can be reset; where no head has come, it is the connection that is lost.
      if (!stream.headersSent) stream.session?.destroy();
      else stream.write("", () => (how === "end" ? stream.session?.destroy() : stream.close(internalError)));
    },
    raw: () => stream.session?.destroy(),
  };
}

import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Reading, Transport, TransportRequest } from "@kubets/rest";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { get } from "../testdata/calls.ts";
import { startHttp2Server } from "../testdata/http2-server.ts";
import { startProxy } from "../testdata/proxy.ts";
import { pem, startServer } from "../testdata/server.ts";
import { createNodeTransport, type NodeTransportOptions } from "./node-transport.ts";

/** How a server treats a call. Where it says nothing, the call is aborted once it has come. */
const fates = ["answer", "end", "reset", "garbage", "cut", "cut late", "close after", "nothing"] as const;
type Fate = (typeof fates)[number];

/** What becomes of a body: read, begun, left alone, let go, or aborted. */
const uses = ["all", "first", "none", "return", "abort"] as const;

interface Call {
  readonly fate: Fate;
  readonly use: (typeof uses)[number];
  readonly reading: Reading;
  readonly method: string;
}

const calls: fc.Arbitrary<Call> = fc.record({
  fate: fc.constantFrom(...fates),
  use: fc.constantFrom(...uses),
  reading: fc.constantFrom<Reading>("whole", "list", "stream", "watch"),
  method: fc.constantFrom("GET", "GET", "POST"),
});

/** Begins a call; who waits for it sees how it ended, and never a rejection. */
async function make(transport: Transport, request: TransportRequest, use: Call["use"], abort: () => void) {
  try {
    const { body } = await transport.send(request);
    const chunks = body[Symbol.asyncIterator]();
    if (use === "abort") abort();
    if (use === "all" || use === "abort") for (let done; !done; { done } = await chunks.next());
    if (use === "first") await chunks.next();
    if (use === "return") await chunks.return?.();
    return "answered";
  } catch (error) {
    return (error as { reason: string }).reason;
  }
}

/** Makes calls, 50 at a time; gives how they ended. */
async function makeAll(url: string, all: readonly Call[], transport: Transport, aborts: Map<string, () => void>) {
  const left = [...all.entries()];
  const outcomes: string[] = [];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [index, { fate, use, reading, method }] = next;
      const controller = new AbortController();
      const abort = (): void => controller.abort();
      aborts.set(String(index), abort);
      const request = { ...get(`${url}/${index}/${fate}`, { reading, method, signal: controller.signal }) };
      outcomes.push(await make(transport, request, use, abort));
    }
  };
  await Promise.all(Array.from({ length: 50 }, worker));
  return outcomes;
}

function treat(response: ServerResponse, socket: Socket, fate: string, abort: () => void): void {
  if (fate === "end") socket.end();
  else if (fate === "reset") socket.destroy();
  else if (fate === "garbage") socket.end("SSH-2.0-OpenSSH_9\r\n\r\n");
  else if (fate === "nothing") abort();
  else {
    // Two chunks, so that there is one to begin with.
    response.writeHead(200, { "content-length": 20 }).write("0123456789");
    if (fate === "cut") socket.end();
    else if (fate === "cut late") setImmediate(() => socket.destroy());
    else response.end("0123456789");
    // As servers end a connection that has idled: it looks good to who takes it again just now.
    if (fate === "close after") response.once("finish", () => socket.destroy());
  }
}

describe("whatever happens to calls, 50 at a time, nothing rejects that nobody waits for", () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  beforeEach(() => {
    process.on("unhandledRejection", note).on("uncaughtException", note);
  });
  afterEach(() => {
    process.off("unhandledRejection", note).off("uncaughtException", note);
    unhandled.length = 0;
  });

  /** Later turns, in which the platform tells of rejections. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  };
  const expectAll = (outcomes: readonly string[]): void => {
    expect(new Set(outcomes)).toEqual(new Set(["answered", "Network", "Aborted"]));
    expect(unhandled).toEqual([]);
  };

  it.each<[string, boolean, "http" | "socks5" | undefined]>([
    ["without TLS", false, undefined],
    ["over TLS", true, undefined],
    ["through a proxy of http", true, "http"],
    ["through a proxy of socks5", false, "socks5"],
  ])("%s", async (_, secure, proxied) => {
    const aborts = new Map<string, () => void>();
    await using server = await startServer(
      (request, response) => {
        const [, index = "", fate = ""] = decodeURI(request.url ?? "").split("/");
        treat(response, request.socket, fate, () => aborts.get(index)?.());
      },
      secure ? {} : undefined,
    );
    server.server.on("clientError", () => undefined);
    await using proxy = proxied && (await startProxy(proxied));
    const options: NodeTransportOptions = { tls: { caData: pem("ca") }, proxyUrl: proxy?.url };
    const outcomes: string[] = [];
    for (const seed of [1, 2]) {
      await using transport = createNodeTransport(options);
      outcomes.push(...(await makeAll(server.url, fc.sample(calls, { seed, numRuns: 150 }), transport, aborts)));
    }
    await settle();
    expectAll(outcomes);
  });

  it("on a shared connection of HTTP/2", async () => {
    const aborts = new Map<string, () => void>();
    await using server = await startHttp2Server((stream, headers) => {
      const [, index = "", fate = ""] = decodeURI(headers[":path"] ?? "").split("/");
      if (fate === "nothing") aborts.get(index)?.();
      else if (fate === "end" || fate === "garbage") stream.close(2);
      else if (fate === "reset") stream.close(7);
      else {
        stream.respond({ ":status": 200 });
        stream.write("0123456789");
        if (fate === "cut") stream.close(2);
        else if (fate === "cut late") stream.session?.destroy();
        else stream.end("0123456789");
        if (fate === "close after") stream.session?.close();
      }
    });
    const outcomes: string[] = [];
    for (const seed of [1, 2]) {
      await using transport = createNodeTransport({ tls: { caData: pem("ca") }, http2: true });
      outcomes.push(...(await makeAll(server.url, fc.sample(calls, { seed, numRuns: 150 }), transport, aborts)));
    }
    await settle();
    expectAll(outcomes);
  });

  it("where they are WebSockets", async () => {
    const aborts = new Map<string, () => void>();
    await using server = await startServer((_, response) => response.end());
    const sockets = new WebSocketServer({ noServer: true });
    server.server.on("upgrade", (request, socket: Socket, head) => {
      const [, index = "", fate = ""] = decodeURI(request.url ?? "").split("/");
      socket.on("error", () => undefined);
      if (fate === "end") socket.end();
      else if (fate === "reset") socket.destroy();
      else if (fate === "garbage") socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 9\r\n\r\ncut");
      else if (fate === "nothing") aborts.get(index)?.();
      else {
        sockets.handleUpgrade(request, socket, head, (opened) => {
          opened.on("error", () => undefined).send("one");
          if (fate === "answer") opened.close();
          else if (fate === "close after") opened.terminate();
          else {
            socket.write(Uint8Array.of(0xff, 0xff));
            setImmediate(() => socket.destroy());
          }
        });
      }
    });
    await using transport = createNodeTransport();
    /** As what is opened is used: its messages as a body, and its end as that of a body. */
    const opening: Transport = {
      ...transport,
      async send(request) {
        const socket = await transport.openWebSocket(request, []);
        // Who writes learns of the end as who reads does.
        void socket.send("two").catch(() => undefined);
        const iterator = socket.messages[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
        const end = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
          socket.close();
          return { done: true, value: undefined };
        };
        const body = { [Symbol.asyncIterator]: () => ({ next: () => iterator.next(), return: end }) };
        return { status: 101, headers: [], body };
      },
    };
    const outcomes = await makeAll(server.url, fc.sample(calls, { seed: 4, numRuns: 150 }), opening, aborts);
    expect(new Set(outcomes)).toEqual(new Set(["answered", "Network", "Aborted", "UpgradeFailed"]));
    await transport[Symbol.asyncDispose]();
    await settle();
    expect(unhandled).toEqual([]);
  });

  it("where the transport ends below them", async () => {
    const { promise: come, resolve } = Promise.withResolvers<void>();
    let count = 0;
    await using server = await startServer((_, response) => {
      response.write("0123456789");
      if (++count === 50) resolve();
    });
    const transport = createNodeTransport();
    const made = makeAll(server.url, fc.sample(calls, { seed: 3, numRuns: 150 }), transport, new Map());
    await come;
    await transport[Symbol.asyncDispose]();
    await made;
    await settle();
    expect(unhandled).toEqual([]);
  });
});

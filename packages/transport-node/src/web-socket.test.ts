import { once } from "node:events";
import type { TLSSocket } from "node:tls";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { get } from "../testdata/calls.ts";
import { pem, startServer, type TestServer } from "../testdata/server.ts";
import { createNodeTransport } from "./node-transport.ts";

const tls = { caData: pem("ca"), certData: pem("client"), keyData: pem("client-key") };

/** A server that takes WebSockets, and a transport that trusts it. */
async function setup() {
  const options = { requestCert: true, rejectUnauthorized: true, ca: pem("ca") };
  const server = await startServer((_, response) => response.end(), options);
  const sockets = new WebSocketServer({ server: server.server });
  const transport = createNodeTransport({ tls });
  return {
    server,
    sockets,
    transport,
    async [Symbol.asyncDispose]() {
      await transport[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Answers every upgrade as an ordinary request. */
function refuse(server: TestServer, answer: string): void {
  server.server.on("upgrade", (_, socket) => socket.end(answer));
}

describe("a WebSocket", () => {
  it("carries texts and bytes both ways, with headers, client certificate and the chosen protocol", async () => {
    await using context = await setup();
    const { server, sockets, transport } = context;
    sockets.on("connection", (socket, request) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      socket.send([request.url, request.headers.authorization, subject.CN].join(" "));
      socket.on("message", (data: Buffer, isBinary) => socket.send(data, { binary: isBinary }));
    });
    const url = `${server.url}/exec?command=a&command=b`;
    const request = get(url, { headers: [["authorization", "Bearer abc"]] });
    await using connection = await transport.openWebSocket(request, ["v5.channel.k8s.io", "v4.channel.k8s.io"]);
    expect(connection.protocol).toBe("v5.channel.k8s.io");
    const messages = connection.messages[Symbol.asyncIterator]();
    expect(await messages.next()).toEqual({ done: false, value: "/exec?command=a&command=b Bearer abc tester" });
    await connection.send("text");
    await connection.send(Uint8Array.of(0, 255));
    expect(await messages.next()).toEqual({ done: false, value: "text" });
    expect([...((await messages.next()).value as Uint8Array)]).toEqual([0, 255]);
    connection.close(1000, "done");
    expect(await messages.next()).toEqual({ done: true, value: undefined });
  });

  it("loses no message that comes with the handshake or before the peer closes", async () => {
    await using context = await setup();
    context.sockets.on("connection", (socket) => {
      for (let i = 0; i < 100; i++) socket.send(`${i}`);
      socket.close();
    });
    const connection = await context.transport.openWebSocket(get(context.server.url), []);
    const texts: unknown[] = [];
    for await (const message of connection.messages) texts.push(message);
    expect(texts).toEqual(Array.from({ length: 100 }, (_, i) => `${i}`));
  });

  it("rejects its messages as Network when the connection breaks", async () => {
    await using context = await setup();
    context.sockets.on("connection", (socket) => socket.terminate());
    const connection = await context.transport.openWebSocket(get(context.server.url), []);
    await expect(connection.messages[Symbol.asyncIterator]().next()).rejects.toMatchObject({ reason: "Network" });
  });

  it("that is refused is UpgradeFailed, with the status and what the server said (F040)", async () => {
    await using server = await startServer(() => undefined);
    await using transport = createNodeTransport();
    const status = {
      kind: "Status",
      apiVersion: "v1",
      status: "Failure",
      reason: "Forbidden",
      message: "no",
      code: 403,
    };
    refuse(server, `HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(status)}`);
    await expect(transport.openWebSocket(get(server.url), ["v5"])).rejects.toMatchObject({
      reason: "UpgradeFailed",
      code: 403,
      message: "no WebSocket could be opened: no",
      cause: { reason: "Forbidden" },
    });
    await server.untilOpen(0);
  });

  it("is UpgradeFailed where the server chooses another protocol, or nobody listens", async () => {
    const server = await startServer(() => undefined);
    const sockets = new WebSocketServer({ server: server.server, handleProtocols: () => "other" });
    await using transport = createNodeTransport();
    await expect(transport.openWebSocket(get(server.url), ["v5"])).rejects.toMatchObject({ reason: "UpgradeFailed" });
    sockets.close();
    await server[Symbol.asyncDispose]();
    await expect(transport.openWebSocket(get(server.url), [])).rejects.toMatchObject({
      reason: "UpgradeFailed",
      cause: { reason: "Network" },
    });
  });

  it("is given up as UpgradeFailed where the server says nothing for silenceMs", async () => {
    const clock = createFakeClock();
    await using server = await startServer(() => undefined);
    const asked = new Promise<void>((resolve) => server.server.once("upgrade", () => resolve()));
    await using transport = createNodeTransport({ clock, silenceMs: 5000 });
    const failed = expect(transport.openWebSocket(get(server.url), ["v5"])).rejects.toMatchObject({
      reason: "UpgradeFailed",
      message: expect.stringContaining("said nothing for 5 s"),
      cause: { reason: "Network" },
    });
    await asked;
    await clock.advance(5000);
    await failed;
  });

  it.each([[["v5", "v5"]], [["v 5"]]])(
    "is InvalidRequest with the subprotocols %j, and nothing is sent",
    async (protocols) => {
      await using server = await startServer(() => undefined);
      await using transport = createNodeTransport();
      await expect(transport.openWebSocket(get(server.url), protocols)).rejects.toMatchObject({
        reason: "InvalidRequest",
        cause: expect.any(Error),
      });
      expect(server.accepted).toBe(0);
    },
  );

  it("ends with its signal: while it opens, and once it is open", async () => {
    await using server = await startServer(() => undefined);
    await using transport = createNodeTransport();
    const opening = new AbortController();
    server.server.once("upgrade", (_, socket) => {
      socket.resume().on("end", () => socket.end());
      opening.abort();
    });
    const request = get(server.url, { signal: opening.signal });
    await expect(transport.openWebSocket(request, [])).rejects.toMatchObject({ reason: "Aborted" });
    await expect(transport.openWebSocket(request, [])).rejects.toMatchObject({ reason: "Aborted" });
    await server.untilOpen(0);

    const sockets = new WebSocketServer({ server: server.server });
    const open = new AbortController();
    const connection = await transport.openWebSocket(get(server.url, { signal: open.signal }), []);
    const next = connection.messages[Symbol.asyncIterator]().next();
    open.abort();
    await expect(next).rejects.toMatchObject({ reason: "Aborted" });
    await server.untilOpen(0);
    sockets.close();
  });

  it("is closed with its transport", async () => {
    await using context = await setup();
    const closed = once(context.sockets, "connection").then(([socket]) =>
      once(socket as import("ws").WebSocket, "close"),
    );
    await context.transport.openWebSocket(get(context.server.url), []);
    await context.transport[Symbol.asyncDispose]();
    await closed;
    await context.server.untilOpen(0);
  });
});

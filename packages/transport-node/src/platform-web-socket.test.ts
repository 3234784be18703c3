import { createFetchTransport, openPlatformWebSocket, type Transport } from "@kubets/rest";
import { describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { get } from "../testdata/calls.ts";
import { startServer } from "../testdata/server.ts";

// Node's own WebSocket behaves as that of browsers; the fetch transport has no server to be tested against at home.
const create = (): Transport => createFetchTransport({ openWebSocket: openPlatformWebSocket });

describe("a WebSocket of the platform", () => {
  it("carries texts and bytes both ways, and ends when the peer closes", async () => {
    await using server = await startServer(() => undefined);
    const sockets = new WebSocketServer({ server: server.server });
    sockets.on("connection", (socket, request) => {
      socket.send(request.url ?? "");
      socket.on("message", (data: Buffer, isBinary) => {
        socket.send(data, { binary: isBinary });
        if (isBinary) socket.close();
      });
    });
    await using transport = create();
    const connection = await transport.openWebSocket(get(`${server.url}/exec?a=b`), ["v5.channel.k8s.io"]);
    expect(connection.protocol).toBe("v5.channel.k8s.io");
    await connection.send("text");
    await connection.send(Uint8Array.of(0, 255));
    const messages: unknown[] = [];
    for await (const message of connection.messages) messages.push(message);
    expect(messages).toEqual(["/exec?a=b", "text", Uint8Array.of(0, 255)]);
    await expect(connection.send("late")).rejects.toMatchObject({ reason: "Network" });
  });

  it("is Unsupported where the request says who calls, and nothing is sent", async () => {
    await using server = await startServer(() => undefined);
    await using transport = create();
    for (const name of ["Authorization", "impersonate-user"]) {
      const request = get(server.url, { headers: [[name, "secret"]] });
      await expect(transport.openWebSocket(request, [])).rejects.toMatchObject({
        reason: "Unsupported",
        message: expect.not.stringContaining("secret"),
      });
    }
    expect(server.accepted).toBe(0);
  });

  it("is Unsupported where the transport was created without", async () => {
    await expect(createFetchTransport().openWebSocket(get("http://127.0.0.1:1"), [])).rejects.toMatchObject({
      reason: "Unsupported",
    });
  });

  it("is UpgradeFailed where the server refuses it", async () => {
    await using server = await startServer((_, response) => response.writeHead(403).end());
    await using transport = create();
    await expect(transport.openWebSocket(get(server.url), [])).rejects.toMatchObject({ reason: "UpgradeFailed" });
  });

  it("rejects as Network when the connection breaks, and as Aborted with its signal", async () => {
    await using server = await startServer(() => undefined);
    const sockets = new WebSocketServer({ server: server.server });
    sockets.on("connection", (socket, request) => {
      if (request.url === "/break") socket.terminate();
    });
    await using transport = create();
    const broken = await transport.openWebSocket(get(`${server.url}/break`), []);
    await expect(broken.messages[Symbol.asyncIterator]().next()).rejects.toMatchObject({ reason: "Network" });

    const controller = new AbortController();
    const open = await transport.openWebSocket(get(server.url, { signal: controller.signal }), []);
    const next = open.messages[Symbol.asyncIterator]().next();
    controller.abort();
    await expect(next).rejects.toMatchObject({ reason: "Aborted" });
  });

  it("is closed with its transport", async () => {
    await using server = await startServer(() => undefined);
    const sockets = new WebSocketServer({ server: server.server });
    const transport = create();
    const connection = await transport.openWebSocket(get(server.url), []);
    const next = connection.messages[Symbol.asyncIterator]().next();
    await transport[Symbol.asyncDispose]();
    await expect(next).rejects.toMatchObject({ reason: "Aborted" });
    await server.untilOpen(0);
    sockets.close();
  });
});

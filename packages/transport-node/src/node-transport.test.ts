import { describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import type { Reading, Transport, TransportRequest, TransportResponse } from "@kubets/rest";
import { pem, startServer } from "../testdata/server.ts";
import { createNodeTransport } from "./node-transport.ts";

const readings: readonly Reading[] = ["whole", "stream", "watch"];
const trusting = { tls: { caData: pem("ca") } };

function get(url: string, more: Partial<TransportRequest> = {}): TransportRequest {
  return { method: "GET", url, headers: [], reading: "whole", ...more };
}

async function text({ body }: TransportResponse): Promise<string> {
  const decoder = new TextDecoder();
  let all = "";
  for await (const chunk of body) all += decoder.decode(chunk, { stream: true });
  return all;
}

describe("connections", () => {
  it("serves 200 GETs over TLS by one connection, whichever way they are read (D01)", async () => {
    await using server = await startServer((_, response) => response.end("{}"), {});
    await using transport = createNodeTransport(trusting);
    for (let i = 0; i < 200; i++) {
      expect(await text(await transport.send(get(server.url, { reading: readings[i % 3] as Reading })))).toBe("{}");
    }
    expect(server.accepted).toBe(1);
  });
  it("ws", async () => {
    await using server = await startServer((_, response) => response.end("{}"), {});
    const wss = new WebSocketServer({ server: server.server });
    wss.on("connection", (socket) => {
      socket.send("hi");
      socket.on("message", (m, b) => socket.send(m, { binary: b }));
    });
    await using transport = createNodeTransport(trusting);
    const ws = await transport.openWebSocket(get(server.url), ["a", "b"]);
    const it = ws.messages[Symbol.asyncIterator]();
    expect(await it.next()).toEqual({ done: false, value: "hi" });
    await ws.send(new Uint8Array([1, 2]));
    console.log(await it.next(), ws.protocol);
    ws.close();
    console.log(await it.next());
  });
});

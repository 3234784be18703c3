import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { createRestClient, type Reading, type TransportRequest } from "@kubets/rest";
import { describe, expect, it } from "vitest";
import { allText, get } from "../testdata/calls.ts";
import { watchLeaks } from "../testdata/leaks.ts";
import { startProxy } from "../testdata/proxy.ts";
import { startRawServer } from "../testdata/raw-server.ts";
import { pem, startServer } from "../testdata/server.ts";
import { createNodeTransport } from "./node-transport.ts";

const readings: readonly Reading[] = ["whole", "list", "stream", "watch"];

/** Certificates that do not fit, the authority that is given, and what Node says of them. */
const misfits = [
  ["expired", "expired", "ca", "CERT_HAS_EXPIRED"],
  ["for another host", "wrong-host", "ca", "ERR_TLS_CERT_ALTNAME_INVALID"],
  ["of an unknown authority", "server", "other-ca", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
] as const;

describe.each(readings)("a request that cannot be sent, read as %s", (reading) => {
  it.each<[string, Partial<TransportRequest>, RegExp]>([
    ["an address that is none", { url: "not a URL" }, /like https:/],
    ["an address without a host", { url: "https://" }, /like https:/],
    ["an address of another kind", { url: "ftp://host/" }, /like https:/],
    ["an address with a password", { url: "https://user:hidden@host/" }, /without a password/],
    ["a line break in a header", { headers: [["x-own", "a\r\nhidden: b"]] }, /x-own/],
    ["a space in a header's name", { headers: [["x own", "hidden"]] }, /x own/],
    ["a method that is none", { method: "GET /hidden" }, /method/i],
  ])("with %s is refused, and nothing is sent or shown", async (_, request, message) => {
    await using server = await startServer((_request, response) => response.end());
    await using transport = createNodeTransport();
    const leaks = watchLeaks();
    const error: unknown = await transport
      .send(get(server.url, { reading, signal: leaks.signal, ...request }))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ reason: "InvalidRequest", message: expect.stringMatching(message) });
    expect(`${String(error)} ${String((error as Error).cause)}`).not.toMatch(/hidden(?!")/);
    expect(server.accepted).toBe(0);
    await leaks.untilNothingIsLeft();
  });
});

describe.each(readings)("an answer that is none, read as %s", (reading) => {
  const chunk = `x-endless: ${"a".repeat(1000)}\r\n`;
  it.each<[string, (socket: Socket) => void, RegExp]>([
    ["of headers without end", (socket) => socket.write(`HTTP/1.1 200 OK\r\n${chunk.repeat(100)}`), /header/i],
    ["of another protocol", (socket) => socket.write("SSH-2.0-OpenSSH_9\r\n\r\n"), /parse error/i],
    ["of nothing", (socket) => socket.end(), /socket hang up/],
    ["cut in its head", (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-le"), /socket hang up|parse error/i],
  ])("%s is an error of the network, and leaves nothing", async (_, write, message) => {
    await using server = await startRawServer(write);
    await using transport = createNodeTransport();
    const leaks = watchLeaks();
    await expect(transport.send(get(server.url, { reading, signal: leaks.signal }))).rejects.toMatchObject({
      reason: "Network",
      message: expect.stringMatching(message),
    });
    await leaks.untilNothingIsLeft();
  });

  it.each(misfits)("because its certificate is %s says so, and leaves nothing", async (_, certificate, ca, code) => {
    await using server = await startServer((_request, response) => response.end(), { certificate });
    await using transport = createNodeTransport({ tls: { caData: pem(ca) } });
    const leaks = watchLeaks();
    const call = transport.send(get(server.url, { reading, signal: leaks.signal }));
    await expect(call).rejects.toMatchObject({ reason: "TLS", cause: { code } });
    await server.untilOpen(0);
    await leaks.untilNothingIsLeft();
  });

  it("is not followed to another host, with credentials or without", async () => {
    await using other = await startServer((_, response) => response.end());
    await using server = await startServer((_, response) => {
      response.writeHead(307, { location: other.url }).end();
    });
    await using transport = createNodeTransport();
    const response = await transport.send(get(server.url, { reading, headers: [["authorization", "Bearer t"]] }));
    expect(response.status).toBe(307);
    await allText(response);
    expect(other.accepted).toBe(0);
  });

  it("leaves no listener on a signal that lives on, where it is good either", async () => {
    await using server = await startServer((_, response) => response.end("text"));
    await using transport = createNodeTransport();
    await allText(await transport.send(get(server.url, { reading })));
    const leaks = watchLeaks();
    await allText(await transport.send(get(server.url, { reading, signal: leaks.signal })));
    await leaks.untilNothingIsLeft();
  });

  it.each(["http", "https", "socks5"] as const)("because a proxy of %s refuses leaves nothing", async (protocol) => {
    await using proxy = await startProxy(protocol, { answer: "refuse" });
    await using server = await startServer((_, response) => response.end("text"), {});
    await using transport = createNodeTransport({ tls: { caData: pem("ca") }, proxyUrl: proxy.url });
    const leaks = watchLeaks();
    const call = transport.send(get(server.url, { reading, signal: leaks.signal }));
    await expect(call).rejects.toMatchObject({ reason: "Network", cause: expect.any(Error) });
    await proxy.untilLeft();
    await leaks.untilNothingIsLeft();
  });

  it("because nobody listens leaves nothing", async () => {
    await using transport = createNodeTransport();
    const server = await startServer((_, response) => response.end());
    await server[Symbol.asyncDispose]();
    const leaks = watchLeaks();
    await expect(transport.send(get(server.url, { reading, signal: leaks.signal }))).rejects.toMatchObject({
      reason: "Network",
      cause: { code: "ECONNREFUSED" },
    });
    await leaks.untilNothingIsLeft();
  });
});

describe("a WebSocket that cannot be opened", () => {
  it.each<[string, number, string]>([
    ["refused with a Status", 403, JSON.stringify({ kind: "Status", apiVersion: "v1", reason: "Forbidden" })],
    ["answered with a redirect to another host", 307, ""],
    ["answered as if it were a request", 200, "text"],
  ])("because it is %s leaves nothing", async (_, status, body) => {
    await using other = await startServer((_request, response) => response.end());
    await using server = await startServer((_request, response) => response.end());
    server.server.on("upgrade", (_request, socket) => {
      socket.end(`HTTP/1.1 ${status} X\r\nlocation: ${other.url}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    });
    await using transport = createNodeTransport();
    const leaks = watchLeaks();
    const headers = [["authorization", "Bearer t"]] as const;
    const opening = transport.openWebSocket(get(server.url, { headers, signal: leaks.signal }), ["v5.channel.k8s.io"]);
    await expect(opening).rejects.toMatchObject({ reason: "UpgradeFailed", code: status });
    await server.untilOpen(0);
    expect(other.accepted).toBe(0);
    await leaks.untilNothingIsLeft();
  });

  it.each(misfits)("because the certificate is %s says so, and leaves nothing", async (_, certificate, ca, code) => {
    await using server = await startServer((_request, response) => response.end(), { certificate });
    await using transport = createNodeTransport({ tls: { caData: pem(ca) } });
    const leaks = watchLeaks();
    const opening = transport.openWebSocket(get(server.url, { signal: leaks.signal }), ["v5.channel.k8s.io"]);
    await expect(opening).rejects.toMatchObject({ reason: "UpgradeFailed", cause: { reason: "TLS", cause: { code } } });
    await server.untilOpen(0);
    await leaks.untilNothingIsLeft();
  });

  it("because a header would end its line is refused, and nothing is sent or shown", async () => {
    await using server = await startServer((_request, response) => response.end());
    await using transport = createNodeTransport();
    const leaks = watchLeaks();
    const headers = [["impersonate-user", "jane\r\nauthorization: hidden"]] as const;
    const opening = transport.openWebSocket(get(server.url, { headers, signal: leaks.signal }), ["v5.channel.k8s.io"]);
    const message = "header impersonate-user holds a line break or the like";
    await expect(opening).rejects.toMatchObject({ reason: "InvalidRequest", message });
    expect(server.accepted).toBe(0);
    await leaks.untilNothingIsLeft();
  });
});

describe("a small compressed list that grows without end", () => {
  it("is an error once an item is too long, and its connection ends", async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from('{"items":[{"a":"'), Buffer.alloc(64 * 1024 * 1024, "x")]));
    await using server = await startServer((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).write(bomb);
    });
    const config = { server: server.url };
    await using client = createRestClient({ config, transport: createNodeTransport(), maxLineBytes: 1024 * 1024 });
    const leaks = watchLeaks();
    const call = client.list({ method: "GET", path: "/api/v1/pods" }, { signal: leaks.signal });
    const message = "an object is over 1048576 bytes";
    await expect(call).rejects.toMatchObject({ reason: "Decode", message, request: { method: "GET" } });
    await server.untilOpen(0);
    await leaks.untilNothingIsLeft();
  });
});

describe("an answer that is read whole", () => {
  it("is bounded once it is decompressed, and its connection ends", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    await using server = await startServer((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).write(bomb);
    });
    await using transport = createNodeTransport({ maxWholeBytes: 1024 * 1024 });
    const leaks = watchLeaks();
    const call = transport.send(get(server.url, { headers: [["accept-encoding", "gzip"]], signal: leaks.signal }));
    await expect(call).rejects.toMatchObject({
      reason: "Decode",
      message: "the answer is larger than 1048576 bytes",
    });
    await server.untilOpen(0);
    await leaks.untilNothingIsLeft();
  });

  it("fails where what should be compressed is not", async () => {
    await using server = await startServer((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end("plain");
    });
    await using transport = createNodeTransport();
    const call = transport.send(get(server.url, { headers: [["accept-encoding", "gzip"]] }));
    await expect(call).rejects.toMatchObject({ reason: "Network", message: expect.stringContaining("header check") });
  });
});

it.each(["POST", "PUT", "PATCH", "DELETE"])("the body of a %s is framed by its length, in bytes", async (method) => {
  await using server = await startServer((request, response) => {
    response.write(`${request.headers["content-length"]} `);
    request.pipe(response);
  });
  await using transport = createNodeTransport();
  for (const reading of readings) {
    expect(await allText(await transport.send(get(server.url, { method, body: "ä", reading })))).toBe("2 ä");
  }
});

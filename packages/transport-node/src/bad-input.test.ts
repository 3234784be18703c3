import { createServer, type AddressInfo, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import type { Reading, TransportRequest } from "@kubets/rest";
import { describe, expect, it } from "vitest";
import { allText, get } from "../testdata/calls.ts";
import { pem, startServer } from "../testdata/server.ts";
import { createNodeTransport } from "./node-transport.ts";

const readings: readonly Reading[] = ["whole", "stream", "watch"];

/** Handles of this process that a failure must not leave behind. */
function handles(): readonly string[] {
  return process
    .getActiveResourcesInfo()
    .filter((name) => /TCP|TLS|Pipe|Zlib|Timeout/.test(name))
    .toSorted();
}

/** Resolves once no more is there than before: what ends, ends in later turns. */
async function untilOnly(before: readonly string[]): Promise<void> {
  while (handles().length > before.length) await new Promise(setImmediate);
}

/** A server that writes what it is told on each connection, whatever it is asked. */
async function startWriting(write: (socket: Socket) => void): Promise<AsyncDisposable & { readonly url: string }> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => undefined).on("close", () => open.delete(socket));
    socket.once("data", () => write(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => {
        server.close(resolve);
        for (const socket of open) socket.destroy();
      });
    },
  };
}

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
    const before = handles();
    const error: unknown = await transport
      .send(get(server.url, { reading, ...request }))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ reason: "InvalidRequest", message: expect.stringMatching(message) });
    expect(`${String(error)} ${String((error as Error).cause)}`).not.toMatch(/hidden(?!")/);
    expect(server.accepted).toBe(0);
    await untilOnly(before);
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
    const before = handles();
    await using server = await startWriting(write);
    const during = handles();
    await using transport = createNodeTransport();
    await expect(transport.send(get(server.url, { reading }))).rejects.toMatchObject({
      reason: "Network",
      message: expect.stringMatching(message),
    });
    await untilOnly(during);
    expect(during.length).toBeGreaterThanOrEqual(before.length);
  });

  it("of certificates that do not fit leaves nothing", async () => {
    for (const certificate of ["expired", "wrong-host", "server"]) {
      await using server = await startServer((_, response) => response.end(), { certificate });
      const caData = certificate === "server" ? pem("other-ca") : pem("ca");
      await using transport = createNodeTransport({ tls: { caData } });
      const before = handles();
      await expect(transport.send(get(server.url, { reading }))).rejects.toMatchObject({ reason: "TLS" });
      await server.untilOpen(0);
      await untilOnly(before);
    }
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

  it("holds no listener on a signal that lives on", async () => {
    await using server = await startServer((request, response) => {
      if (request.url === "/reset") request.socket.destroy();
      else response.end("text");
    });
    await using transport = createNodeTransport();
    const listening = new Map<unknown, number>();
    const { signal } = new AbortController();
    const count = (by: number, type: string, listener: unknown): void => {
      if (type === "abort") listening.set(listener, (listening.get(listener) ?? 0) + by);
    };
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (...args: Parameters<typeof add>) => (count(1, args[0], args[1]), add(...args));
    signal.removeEventListener = (...args: Parameters<typeof remove>) => (count(-1, args[0], args[1]), remove(...args));
    await allText(await transport.send(get(server.url, { reading, signal })));
    await transport.send(get(`${server.url}/reset`, { reading, signal })).catch(() => undefined);
    await expect.poll(() => [...listening.values()].filter((times) => times > 0)).toEqual([]);
  });
});

describe("an answer that is read whole", () => {
  it("is bounded once it is decompressed, and its connection ends", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    await using server = await startServer((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).write(bomb);
    });
    await using transport = createNodeTransport({ maxWholeBytes: 1024 * 1024 });
    const call = transport.send(get(server.url, { headers: [["accept-encoding", "gzip"]] }));
    await expect(call).rejects.toMatchObject({
      reason: "Decode",
      message: "the answer is larger than 1048576 bytes",
    });
    await server.untilOpen(0);
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

import { gzipSync } from "node:zlib";
import { createFetchTransport, type Reading, type Transport, type TransportRequest } from "@kubets/rest";
import { describe, expect, it } from "vitest";
import { allText, firstChunk, get } from "../testdata/calls.ts";
import { startServer } from "../testdata/server.ts";
import { createNodeTransport } from "./node-transport.ts";

// What every transport must do, whatever it is made of: the promises of the Transport interface.
const transports: readonly (readonly [name: string, create: () => Transport])[] = [
  ["the Node transport", () => createNodeTransport()],
  ["the fetch transport", () => createFetchTransport()],
];
const readings: readonly Reading[] = ["whole", "list", "stream", "watch"];
const cases = transports.flatMap(([name, create]) => readings.map((reading) => [name, reading, create] as const));

describe.each(cases)("%s, reading %s", (_name, reading, create) => {
  const ask = (url: string, more: Partial<TransportRequest> = {}): TransportRequest => get(url, { reading, ...more });

  it("sends method, path, query, headers and body as given, and gives back status, headers and body", async () => {
    await using server = await startServer((request, response) => {
      response.writeHead(201, { "X-Answer": "1", "Set-Cookie": ["a=1", "b=2"] });
      response.write([request.method, request.url, request.headers["x-own"], ""].join(" "));
      request.pipe(response);
    });
    await using transport = create();
    const url = `${server.url}/api/v1/pods?labelSelector=a%3Db&x=%2F`;
    const response = await transport.send(ask(url, { method: "PATCH", headers: [["x-own", "1"]], body: "{ä}" }));
    expect(response.status).toBe(201);
    expect(response.headers).toContainEqual(["x-answer", "1"]);
    expect(response.headers.filter(([name]) => name === "set-cookie")).toHaveLength(2);
    expect(await allText(response)).toBe("PATCH /api/v1/pods?labelSelector=a%3Db&x=%2F 1 {ä}");
  });

  it("sends bytes", async () => {
    await using server = await startServer((request, response) => void request.pipe(response));
    await using transport = create();
    const body = Uint8Array.of(0, 255, 128);
    const response = await transport.send(ask(server.url, { method: "POST", body }));
    expect([...(await firstChunk(response))]).toEqual([...body]);
  });

  it.each([204, 400, 404, 500, 503])("takes the status %i as an answer", async (status) => {
    await using server = await startServer((_, response) => {
      response.statusCode = status;
      response.end(status === 204 ? undefined : "text");
    });
    await using transport = create();
    const response = await transport.send(ask(server.url));
    expect(response.status).toBe(status);
    expect(await allText(response)).toBe(status === 204 ? "" : "text");
  });

  it("follows no redirect, so that credentials go nowhere else", async () => {
    let calls = 0;
    await using server = await startServer((_, response) => {
      calls++;
      response.writeHead(302, { location: "/other" }).end();
    });
    await using transport = create();
    const response = await transport.send(ask(server.url, { headers: [["authorization", "Bearer secret"]] }));
    expect(response.status).toBe(302);
    expect(response.headers).toContainEqual(["location", "/other"]);
    await allText(response);
    expect(calls).toBe(1);
  });

  it("decompresses what it asked to be compressed", async () => {
    await using server = await startServer((request, response) => {
      expect(request.headers["accept-encoding"]).toBe("gzip");
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("text".repeat(1000)));
    });
    await using transport = create();
    const response = await transport.send(ask(server.url, { headers: [["accept-encoding", "gzip"]] }));
    expect(await allText(response)).toBe("text".repeat(1000));
  });

  it("rejects as Network where nobody listens, and names host, port and code", async () => {
    const server = await startServer(() => undefined);
    await server[Symbol.asyncDispose]();
    await using transport = create();
    const error: unknown = await transport.send(ask(`${server.url}/secret?token=x`)).catch((error: unknown) => error);
    expect(error).toMatchObject({
      reason: "Network",
      message: expect.stringMatching(/^connection to 127\.0\.0\.1:\d+ failed: .*ECONNREFUSED/),
    });
    expect((error as Error).cause).toBeInstanceOf(Error);
    expect(String(error)).not.toContain("secret");
  });

  it("rejects as Network where the connection is reset before the answer", async () => {
    await using server = await startServer((request) => request.socket.resetAndDestroy());
    await using transport = create();
    await expect(transport.send(ask(server.url))).rejects.toMatchObject({ reason: "Network" });
  });

  it.each(["content-length", "chunked"])("rejects as Network where a body of %s is cut short", async (kind) => {
    await using server = await startServer((request, response) => {
      if (kind === "content-length") response.setHeader("content-length", 100);
      response.write("only this", () => request.socket.end());
    });
    await using transport = create();
    const read = transport.send(ask(server.url)).then(allText);
    await expect(read).rejects.toMatchObject({ reason: "Network" });
  });

  it("rejects as Aborted while it waits for an answer, and frees the connection", async () => {
    await using server = await startServer(() => controller.abort(new Error("stop")));
    await using transport = create();
    const controller = new AbortController();
    await expect(transport.send(ask(server.url, { signal: controller.signal }))).rejects.toMatchObject({
      reason: "Aborted",
      cause: new Error("stop"),
    });
    await server.untilOpen(0);
  });

  it("sends nothing for a signal that has fired", async () => {
    await using server = await startServer((_, response) => response.end());
    await using transport = create();
    await expect(transport.send(ask(server.url, { signal: AbortSignal.abort() }))).rejects.toMatchObject({
      reason: "Aborted",
    });
    expect(server.accepted).toBe(0);
  });

  it("rejects calls under way when it is closed, and new ones", async () => {
    await using server = await startServer(() => void transport[Symbol.asyncDispose]());
    const transport = create();
    await expect(transport.send(ask(server.url))).rejects.toMatchObject({ reason: /^(Aborted|Network)$/ });
    await expect(transport.send(ask(server.url))).rejects.toMatchObject({ reason: "Aborted" });
    await server.untilOpen(0);
  });
});

describe.each(cases.filter(([, reading]) => reading !== "whole"))(
  "%s, reading %s as it comes",
  (_name, reading, create) => {
    it("gives each chunk when it arrives", async () => {
      let go = (): void => undefined;
      await using server = await startServer((_, response) => {
        response.write("one");
        go = () => response.end("two");
      });
      await using transport = create();
      const { body } = await transport.send(get(server.url, { reading }));
      const chunks = body[Symbol.asyncIterator]();
      expect(new TextDecoder().decode((await chunks.next()).value)).toBe("one");
      go();
      expect(new TextDecoder().decode((await chunks.next()).value)).toBe("two");
      expect(await chunks.next()).toMatchObject({ done: true });
    });

    it("rejects the reading of a body as Aborted, and frees the connection", async () => {
      await using server = await startServer((_, response) => void response.write("one"));
      await using transport = create();
      const controller = new AbortController();
      const { body } = await transport.send(get(server.url, { reading, signal: controller.signal }));
      const chunks = body[Symbol.asyncIterator]();
      await chunks.next();
      const next = chunks.next();
      controller.abort();
      await expect(next).rejects.toMatchObject({ reason: "Aborted" });
      await server.untilOpen(0);
    });

    it.each([0, 1])("frees the connection when its reader stops after %i chunks", async (count) => {
      await using server = await startServer((_, response) => void response.write("one"));
      await using transport = create();
      const { body } = await transport.send(get(server.url, { reading }));
      const chunks = body[Symbol.asyncIterator]();
      for (let i = 0; i < count; i++) await chunks.next();
      await chunks.return?.();
      await server.untilOpen(0);
    });

    it("leaves a break that nobody reads for without harm, and tells it to the next read (D19)", async () => {
      await using server = await startServer((request, response) => {
        response.write("one", () => request.socket.resetAndDestroy());
      });
      await using transport = create();
      const response = await transport.send(get(server.url, { reading }));
      await server.untilOpen(0);
      await expect(allText(response)).rejects.toMatchObject({ reason: "Network" });
    });

    it("gives a large body whole to a slow reader", async () => {
      const text = "0123456789".repeat(500_000);
      await using server = await startServer((_, response) => response.end(text));
      await using transport = create();
      let length = 0;
      for await (const chunk of (await transport.send(get(server.url, { reading }))).body) {
        length += chunk.length;
        await new Promise(setImmediate);
      }
      expect(length).toBe(text.length);
    });
  },
);

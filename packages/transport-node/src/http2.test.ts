import { constants } from "node:http2";
import type { Reading } from "@kubets/rest";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import { allText, get } from "../testdata/calls.ts";
import { startHttp2Server } from "../testdata/http2-server.ts";
import { watchLeaks } from "../testdata/leaks.ts";
import { startProxy } from "../testdata/proxy.ts";
import { pem, startServer } from "../testdata/server.ts";
import { startSilentProxy } from "../testdata/silent-proxy.ts";
import { readHttp2Health } from "./http2-options.ts";
import { createNodeTransport } from "./node-transport.ts";

const readings: readonly Reading[] = ["whole", "list", "stream", "watch"];
const options = { tls: { caData: pem("ca") }, http2: true };

describe("HTTP/2 (F037)", () => {
  it("carries calls, lists and watches at once on one connection", async () => {
    await using server = await startHttp2Server((stream, headers) => {
      stream.respond({ ":status": 200, "x-own": "1", "set-cookie": ["a=1", "b=2"] });
      stream.write(`${headers[":method"]} ${headers[":path"]} `);
      stream.pipe(stream);
    });
    await using transport = createNodeTransport(options);
    const answers = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const reading = readings[index % 3] ?? "whole";
        const response = await transport.send(
          get(`${server.url}/api?n=${index}`, { reading, method: "POST", body: `body ${index}` }),
        );
        expect(response.status).toBe(200);
        expect(response.headers.filter(([name]) => name === "set-cookie")).toHaveLength(2);
        expect(response.headers.filter(([name]) => name.startsWith(":"))).toEqual([]);
        return await allText(response);
      }),
    );
    expect(answers).toEqual(Array.from({ length: 30 }, (_, index) => `POST /api?n=${index} body ${index}`));
    expect(server.sessions).toHaveLength(1);
  });

  it("leaves nothing behind once a call is over, nor on a signal that lives on", async () => {
    await using server = await startHttp2Server((stream) => stream.end("done"));
    await using transport = createNodeTransport(options);
    await allText(await transport.send(get(server.url)));
    const leaks = watchLeaks();
    for (let call = 0; call < 3; call++) await allText(await transport.send(get(server.url, { signal: leaks.signal })));
    await leaks.untilNothingIsLeft();
  });

  it("is left for HTTP/1.1 where the server speaks no other, where it is not wanted, and without TLS", async () => {
    await using old = await startServer((request, response) => response.end(request.httpVersion), {});
    await using plain = await startServer((request, response) => response.end(request.httpVersion));
    await using both = await startHttp2Server((stream) => stream.end("2.0"), { allowHTTP1: true });
    await using transport = createNodeTransport(options);
    await using off = createNodeTransport({ ...options, environment: { DISABLE_HTTP2: "1" } });
    for (let call = 0; call < 2; call++) {
      expect(await allText(await transport.send(get(old.url)))).toBe("1.1");
      expect(await allText(await transport.send(get(plain.url)))).toBe("1.1");
      expect(await allText(await transport.send(get(both.url)))).toBe("2.0");
    }
    // One connection to learn it, and one for the calls.
    expect(old.accepted).toBe(2);
    expect(both.sessions).toHaveLength(1);
    expect(await allText(await off.send(get(old.url)))).toBe("1.1");
    expect(old.accepted).toBe(3);
  });

  it("gives up a server that takes no calls on any connection", async () => {
    const settings = { maxConcurrentStreams: 0 };
    await using server = await startHttp2Server((stream) => stream.end("text"), { settings });
    await using transport = createNodeTransport(options);
    await expect(transport.send(get(server.url))).rejects.toMatchObject({
      reason: "Network",
      message: expect.stringContaining("takes no calls"),
      cause: { code: "ECONNRESET" },
    });
    expect(server.sessions).toHaveLength(3);
  });

  it("opens a further connection only while no place is left on the first", async () => {
    let held: (() => void)[] = [];
    await using server = await startHttp2Server(
      (stream) => {
        held.push(() => {
          stream.respond({ ":status": 200 });
          stream.end("text");
        });
        if (held.length === 5) held.forEach((answer) => answer());
      },
      { settings: { maxConcurrentStreams: 2 } },
    );
    await using transport = createNodeTransport(options);
    held = [() => undefined, () => undefined, () => undefined, () => undefined];
    await allText(await transport.send(get(server.url)));
    held = [];
    await Promise.all(Array.from({ length: 5 }, async () => allText(await transport.send(get(server.url)))));
    expect(server.sessions).toHaveLength(3);
  });

  it.each(["http", "https", "socks5"] as const)("goes through a proxy of %s", async (protocol) => {
    await using server = await startHttp2Server((stream) => stream.end("through"));
    await using proxy = await startProxy(protocol);
    await using transport = createNodeTransport({ ...options, proxyUrl: proxy.url });
    expect(await allText(await transport.send(get(`https://localhost:${server.port}`)))).toBe("through");
    expect(proxy.targets).toEqual([`localhost:${server.port}`]);
    expect(server.sessions).toHaveLength(1);
  });

  it("verifies the server as HTTP/1.1 does", async () => {
    await using server = await startHttp2Server((stream) => stream.end("text"), {
      cert: pem("wrong-host"),
      key: pem("wrong-host-key"),
    });
    await using transport = createNodeTransport(options);
    await using named = createNodeTransport({ ...options, tls: { ...options.tls, serverName: "elsewhere.example" } });
    await expect(transport.send(get(server.url))).rejects.toMatchObject({ reason: "TLS" });
    expect((await named.send(get(server.url))).status).toBe(200);
  });

  it("identifies by another client certificate from its change on, on a new connection", async () => {
    await using server = await startHttp2Server(
      (stream) => {
        const socket = stream.session?.socket as import("node:tls").TLSSocket;
        stream.respond({ ":status": 200 });
        stream.write(String(socket.getPeerCertificate().subject?.CN));
        if (stream.id !== 1) stream.end();
      },
      { requestCert: true, rejectUnauthorized: false, ca: pem("ca") },
    );
    let certificate = { cert: pem("client"), key: pem("client-key") };
    const certificateSource = { certificate: () => certificate };
    await using transport = createNodeTransport({ ...options, tls: { ...options.tls, certificateSource } });
    const watch = await transport.send(get(server.url, { reading: "watch" }));
    const chunks = watch.body[Symbol.asyncIterator]();
    await chunks.next();
    expect(await allText(await transport.send(get(server.url)))).toBe("tester");
    certificate = { cert: pem("server"), key: pem("server-key") };
    const ended = expect(chunks.next()).rejects.toMatchObject({ reason: "Network" });
    const next = await transport.send(get(server.url, { reading: "watch" }));
    await ended;
    await next.body[Symbol.asyncIterator]().return?.();
    expect(await allText(await transport.send(get(server.url)))).toBe("localhost");
    expect(server.sessions).toHaveLength(2);
  });

  it("ends one call with its signal, and no other", async () => {
    await using server = await startHttp2Server((stream, headers) => {
      stream.respond({ ":status": 200 });
      stream.write("one");
      if (headers[":path"] === "/whole") stream.end();
    });
    await using transport = createNodeTransport(options);
    const controller = new AbortController();
    const { body } = await transport.send(get(server.url, { reading: "watch", signal: controller.signal }));
    const chunks = body[Symbol.asyncIterator]();
    await chunks.next();
    const ended = expect(chunks.next()).rejects.toMatchObject({ reason: "Aborted" });
    controller.abort();
    await ended;
    expect(await allText(await transport.send(get(`${server.url}/whole`)))).toBe("one");
    expect(server.sessions).toHaveLength(1);
  });

  it("is closed with the transport, calls under way included", async () => {
    await using server = await startHttp2Server((stream) => {
      stream.respond({ ":status": 200 });
      stream.write("one");
    });
    const transport = createNodeTransport(options);
    const { body } = await transport.send(get(server.url, { reading: "watch" }));
    const chunks = body[Symbol.asyncIterator]();
    await chunks.next();
    const ended = expect(chunks.next()).rejects.toMatchObject({ reason: "Network" });
    await transport[Symbol.asyncDispose]();
    await ended;
    await server.untilOpen(0);
  });
});

describe("a server of HTTP/2 that ends a call or a connection", () => {
  it.each(readings)("is told from one that ends an answer, read as %s", async (reading) => {
    await using server = await startHttp2Server((stream, headers) => {
      stream.respond({ ":status": 200 });
      stream.write("part", () => {
        if (headers[":path"] === "/stream") stream.destroy(new Error("internal"));
        else if (headers[":path"] === "/connection") stream.session?.socket.destroy();
        else stream.session?.destroy(undefined, constants.NGHTTP2_INTERNAL_ERROR);
      });
    });
    await using transport = createNodeTransport(options);
    for (const path of ["/stream", "/connection", "/session"]) {
      const call = transport.send(get(`${server.url}${path}`, { reading })).then(allText);
      await expect(call).rejects.toMatchObject({ reason: "Network" });
    }
  });

  it("is asked again where it refused a call before it began, whatever the method", async () => {
    let refusals = 2;
    await using server = await startHttp2Server((stream) => {
      if (refusals-- > 0) stream.close(constants.NGHTTP2_REFUSED_STREAM);
      else stream.end("done");
    });
    await using transport = createNodeTransport(options);
    expect(await allText(await transport.send(get(server.url, { method: "POST", body: "{}" })))).toBe("done");
    refusals = 100;
    await expect(transport.send(get(server.url))).rejects.toMatchObject({ reason: "Network" });
    expect(refusals).toBe(93);
  });

  it("may ask to go away: calls under way end well, and new ones have a new connection", async () => {
    await using server = await startHttp2Server((stream, headers) => {
      stream.respond({ ":status": 200 });
      stream.write("one");
      if (headers[":path"] !== "/watch") {
        stream.end();
        return;
      }
      stream.session?.goaway(constants.NGHTTP2_NO_ERROR);
      setImmediate(() => stream.write("two"));
    });
    await using transport = createNodeTransport(options);
    const { body } = await transport.send(get(`${server.url}/watch`, { reading: "watch" }));
    const chunks = body[Symbol.asyncIterator]();
    let text = "";
    while (text !== "onetwo") text += String(Buffer.from((await chunks.next()).value as Uint8Array));
    expect(await allText(await transport.send(get(server.url)))).toBe("one");
    expect(server.sessions).toHaveLength(2);
  });

  it("costs a read no failure where it ended an idle connection just then", async () => {
    let drop = false;
    await using server = await startHttp2Server((stream) => {
      if (drop) stream.session?.socket.destroy();
      else stream.end("text");
      drop = false;
    });
    await using transport = createNodeTransport(options);
    await allText(await transport.send(get(server.url)));
    drop = true;
    expect(await allText(await transport.send(get(server.url)))).toBe("text");
    expect(server.sessions).toHaveLength(2);
  });
});

describe("a silent connection of HTTP/2 (F037)", () => {
  /** A server behind a proxy that can go silent, and a watch that has begun. */
  async function setup(environment: Readonly<Record<string, string>> = {}) {
    const clock = createFakeClock();
    const server = await startHttp2Server((stream) => {
      stream.respond({ ":status": 200 });
      stream.write("one");
    });
    const proxy = await startSilentProxy(server.port);
    const transport = createNodeTransport({ ...options, clock, environment });
    const url = `https://localhost:${proxy.port}`;
    const { body } = await transport.send(get(url, { reading: "watch" }));
    const chunks = body[Symbol.asyncIterator]();
    await chunks.next();
    return {
      clock,
      server,
      proxy,
      chunks,
      transport,
      url,
      async [Symbol.asyncDispose]() {
        await transport[Symbol.asyncDispose]();
        await proxy[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  }

  it("is asked for a sign of life, and given up after 30 s and 15 s without one", async () => {
    await using context = await setup();
    const { clock, proxy, chunks } = context;
    proxy.goSilent();
    const failed = expect(chunks.next()).rejects.toMatchObject({
      reason: "Network",
      message: expect.stringContaining("no sign of life within 15 s"),
    });
    await clock.advance(44_000);
    await proxy.untilOpen(1);
    await clock.advance(9_000);
    await failed;
    await proxy.untilOpen(0);
  });

  it("is a lost one to the calls on it: what changes nothing is sent on another (F019)", async () => {
    await using context = await setup();
    const { clock, server, proxy, transport, url } = context;
    proxy.goSilent();
    const reading = transport.send(get(url, { reading: "watch" }));
    const writing = transport.send(get(url, { reading: "watch", method: "POST", body: "once" }));
    const failed = expect(writing).rejects.toMatchObject({ reason: "Network", cause: { code: "ECONNRESET" } });
    await clock.advance(40_000);
    proxy.speakAgain();
    await clock.advance(13_000);
    await failed;
    const { status, body } = await reading;
    expect(status).toBe(200);
    await body[Symbol.asyncIterator]().return?.();
    expect(server.sessions).toHaveLength(2);
  });

  it("lives on where the server gives one", async () => {
    await using context = await setup();
    const { clock, server, proxy } = context;
    for (let round = 0; round < 5; round++) {
      const pinged = new Promise((resolve) => server.sessions[0]?.once("ping", resolve));
      while (!clock.pending.includes(15_000)) await clock.advanceToNext();
      await pinged;
      // What waits for the answer is gone once it is here.
      while (clock.pending.includes(15_000)) await clock.settle();
    }
    await proxy.untilOpen(1);
  });

  it("is left alone where the environment says so", async () => {
    await using context = await setup({ HTTP2_READ_IDLE_TIMEOUT_SECONDS: "0" });
    const { clock, proxy } = context;
    proxy.goSilent();
    await clock.advance(600_000);
    await proxy.untilOpen(1);
  });

  it("has its times from the environment, as client-go has them", () => {
    expect(readHttp2Health(true, {})).toEqual({ readIdleMs: 30_000, pingTimeoutMs: 15_000 });
    const environment = { HTTP2_READ_IDLE_TIMEOUT_SECONDS: "5", HTTP2_PING_TIMEOUT_SECONDS: "2" };
    expect(readHttp2Health(true, environment)).toEqual({ readIdleMs: 5000, pingTimeoutMs: 2000 });
    expect(readHttp2Health(true, { HTTP2_PING_TIMEOUT_SECONDS: "soon" })?.pingTimeoutMs).toBe(15_000);
    expect(readHttp2Health(true, { DISABLE_HTTP2: "false" })).toBeUndefined();
    expect(readHttp2Health(false, {})).toBeUndefined();
  });

  it("is closed after a minute without a call", async () => {
    const clock = createFakeClock();
    await using server = await startHttp2Server((stream) => stream.end("text"));
    await using transport = createNodeTransport({ ...options, clock });
    await allText(await transport.send(get(server.url)));
    await server.untilOpen(1);
    for (let second = 0; second < 65; second += 5) {
      await clock.advance(5000);
      await new Promise(setImmediate);
    }
    await server.untilOpen(0);
    await expect.poll(() => clock.pending).toEqual([]);
  });
});

import { inspect } from "node:util";
import { isKubernetesError } from "@kubets/apimachinery";
import type { Reading, TlsOptions } from "@kubets/rest";
import { describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { allText, get } from "../testdata/calls.ts";
import { type ProxyProtocol, startProxy } from "../testdata/proxy.ts";
import { pem, startServer } from "../testdata/server.ts";
import { createNodeTransport } from "./node-transport.ts";
import { chooseProxy } from "./proxy.ts";

const tls: TlsOptions = { caData: pem("ca"), certData: pem("client"), keyData: pem("client-key") };
const readings: readonly Reading[] = ["whole", "list", "stream", "watch"];
const protocols: readonly ProxyProtocol[] = ["http", "https", "socks5"];
const login = "us er:p@ss:wörd";

/** An address with what it needs to log in. */
function withLogin(url: string, [username = "", ...password] = login.split(":")): string {
  return url.replace("://", `://${encodeURIComponent(username)}:${encodeURIComponent(password.join(":"))}@`);
}

describe.each(protocols)("a proxy of %s (F038)", (protocol) => {
  it.each([true, false])("carries requests of all readings, over TLS %s, on one connection", async (secure) => {
    await using server = await startServer((_, response) => response.end("ok"), secure ? {} : undefined);
    await using proxy = await startProxy(protocol);
    await using transport = createNodeTransport({ tls, proxyUrl: proxy.url });
    for (const reading of [...readings, ...readings]) {
      expect(await allText(await transport.send(get(server.url, { reading })))).toBe("ok");
    }
    expect(proxy.targets).toEqual([new URL(server.url).host]);
    expect(server.accepted).toBe(1);
    await transport[Symbol.asyncDispose]();
    await server.untilOpen(0);
  });

  it("carries WebSockets, to a server named as the proxy is to look it up", async () => {
    await using server = await startServer((_, response) => response.end(), {});
    const sockets = new WebSocketServer({ server: server.server });
    sockets.on("connection", (socket) => socket.send("hello"));
    await using proxy = await startProxy(protocol);
    await using transport = createNodeTransport({ tls, proxyUrl: proxy.url });
    const url = server.url.replace("127.0.0.1", "localhost");
    const connection = await transport.openWebSocket(get(url), []);
    expect(await connection.messages[Symbol.asyncIterator]().next()).toMatchObject({ value: "hello" });
    expect(proxy.targets).toEqual([new URL(url).host]);
    await transport[Symbol.asyncDispose]();
    await server.untilOpen(0);
  });

  it("gets user and password of its address", async () => {
    await using server = await startServer((_, response) => response.end("ok"), {});
    // HTTP gives no rule for letters beyond ASCII; as curl and Go do, they go as UTF-8.
    const expected = protocol === "socks5" ? login : Buffer.from(login).toString("latin1");
    await using proxy = await startProxy(protocol, { login: expected });
    await using transport = createNodeTransport({ tls, proxyUrl: withLogin(proxy.url) });
    expect(await allText(await transport.send(get(server.url)))).toBe("ok");
  });

  it("that refuses is named in the error, and its password is not (D14)", async () => {
    await using server = await startServer((_, response) => response.end("ok"), {});
    await using unfriendly = await startProxy(protocol, { login: "other:secret" });
    await using refusing = await startProxy(protocol, { answer: "refuse" });
    const gone = await startProxy(protocol);
    await gone[Symbol.asyncDispose]();
    for (const proxy of [unfriendly, refusing, gone]) {
      await using transport = createNodeTransport({ tls, proxyUrl: withLogin(proxy.url, ["name", "hidden"]) });
      for (const reading of readings) {
        const error: unknown = await transport.send(get(server.url, { reading })).catch((thrown: unknown) => thrown);
        expect(isKubernetesError(error)).toBe(true);
        expect(error).toMatchObject({ reason: "Network", cause: expect.any(Error) });
        expect(String(error)).toContain(`through a proxy: connection to ${new URL(proxy.url).host} failed`);
        expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(/hidden|aGlkZGVu/);
      }
      await expect(transport.openWebSocket(get(server.url), [])).rejects.toMatchObject({
        reason: "UpgradeFailed",
        message: expect.stringContaining("through a proxy"),
      });
    }
    expect(server.accepted).toBe(0);
  });

  it("that stays silent holds up neither a signal nor the end of the transport", async () => {
    await using server = await startServer((_, response) => response.end("ok"), {});
    await using proxy = await startProxy(protocol, { answer: "silence" });
    const transport = createNodeTransport({ tls, proxyUrl: proxy.url });
    const controller = new AbortController();
    const aborted = readings.map((reading) => {
      const call = transport.send(get(server.url, { reading, signal: controller.signal }));
      return expect(call).rejects.toMatchObject({ reason: "Aborted" });
    });
    const waiting = readings.map((reading) => expect(transport.send(get(server.url, { reading }))).rejects.toThrow());
    await proxy.untilAsked(6);
    controller.abort();
    await Promise.all(aborted);
    await transport[Symbol.asyncDispose]();
    await Promise.all(waiting);
    await proxy.untilLeft();
  });
});

describe("a proxy that speaks TLS", () => {
  it("is verified as the cluster is, and learns no client certificate", async () => {
    await using server = await startServer((_, response) => response.end("ok"), {});
    await using proxy = await startProxy("https");
    await using transport = createNodeTransport({ tls: { caData: pem("other-ca") }, proxyUrl: proxy.url });
    await expect(transport.send(get(server.url))).rejects.toMatchObject({
      reason: "TLS",
      message: expect.stringContaining(new URL(proxy.url).host),
    });
    expect(proxy.targets).toEqual([]);
    await using trusting = createNodeTransport({ tls, proxyUrl: proxy.url });
    expect(await allText(await trusting.send(get(server.url)))).toBe("ok");
    expect(proxy.identities.at(-1)).toBeUndefined();
  });
});

describe("a proxy's address", () => {
  it.each(["ftp://host", "proxy:3128", "nonsense", "http://", "http://a:hidden%zz@host", "socks4://host:1"])(
    "%# that is none is refused, unseen",
    (proxyUrl) => {
      const failure = expect.objectContaining({
        reason: "Configuration",
        message: expect.not.stringMatching(/hidden/),
      });
      expect(() => createNodeTransport({ proxyUrl })).toThrow(failure);
      expect(() => chooseProxy(proxyUrl)).toThrow(/^proxyUrl must be the URL of a proxy/);
    },
  );

  it.each([
    ["http://host", { protocol: "http:", host: "host", port: 80 }],
    ["https://host", { protocol: "https:", host: "host", port: 443 }],
    ["socks5://host", { protocol: "socks5:", host: "host", port: 1080 }],
    ["socks5h://u:p@[::1]:9", { protocol: "socks5:", host: "::1", port: 9, login: { username: "u", password: "p" } }],
  ])("%s has the port of its scheme", (url, expected) => {
    expect(chooseProxy(url)?.({ host: "any", port: 1 }, true)).toMatchObject(expected);
  });
});

describe("an environment (F038)", () => {
  const target = { host: "api.example.com", port: 6443 };

  it("names a proxy for TLS and one without, in capitals or not, with or without a scheme", () => {
    const choose = chooseProxy("", { HTTPS_PROXY: "https://a:1", http_proxy: "b:2" });
    expect(choose?.(target, true)).toMatchObject({ protocol: "https:", host: "a", port: 1 });
    expect(choose?.(target, false)).toMatchObject({ protocol: "http:", host: "b", port: 2 });
    expect(chooseProxy("", { https_proxy: "a" })?.(target, false)).toBeUndefined();
  });

  it("may name none, and is not looked at beside proxyUrl", () => {
    expect(chooseProxy("", { HTTPS_PROXY: "", NO_PROXY: "*" })).toBeUndefined();
    expect(chooseProxy("", {})).toBeUndefined();
    expect(chooseProxy(undefined)).toBeUndefined();
    const choose = chooseProxy("http://own", { HTTPS_PROXY: "other", NO_PROXY: "*" });
    expect(choose?.(target, true)).toMatchObject({ host: "own" });
    expect(choose?.({ host: "127.0.0.1", port: 1 }, true)).toMatchObject({ host: "own" });
  });

  it("of a program that a web server runs names none by HTTP_PROXY, which a client can set there", () => {
    expect(chooseProxy("", { HTTP_PROXY: "evil:1", REQUEST_METHOD: "GET" })).toBeUndefined();
  });

  it("of the transport decides for each request; this machine is reached directly", async () => {
    await using server = await startServer((_, response) => response.end("ok"), {});
    await using proxy = await startProxy("http");
    const port = new URL(server.url).port;
    const insecure = {
      tls: { insecureSkipVerify: true },
      environment: { HTTPS_PROXY: proxy.url, NO_PROXY: ".direct" },
    };
    await using transport = createNodeTransport(insecure);
    expect(await allText(await transport.send(get(server.url)))).toBe("ok");
    expect(proxy.targets).toEqual([]);
    expect(await allText(await transport.send(get(`https://cluster.example:${port}`)))).toBe("ok");
    expect(proxy.targets).toEqual([`cluster.example:${port}`]);
  });
});

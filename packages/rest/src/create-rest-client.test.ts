import type { WatchEvent } from "@kubets/apimachinery";
import { describe, expect, it, vi } from "vitest";
import { createRestClient } from "./create-rest-client.ts";
import { reportCalls } from "./report-calls.ts";
import { collect, get, outcome, post, setup } from "./testing/client.ts";
import { answer, createScriptedTransport, silence } from "./testing/scripted-transport.ts";
import { headerValue, type TransportResponse } from "./transport.ts";

describe("a request", () => {
  it("goes to the server's base path, with what the client adds and the configured headers last (F010, C69)", async () => {
    const { client, transport } = setup([answer(200, {})], {
      config: { server: "https://host:6443/base/?q#f", userAgent: "demo/1", headers: [["x-own", "1"]] },
    });
    await client.json({ ...post, query: [["dryRun", "All"]], headers: [["x-call", "2"]] });
    expect(client.server).toBe("https://host:6443/base");
    expect(transport.requests[0]).toMatchObject({
      method: "POST",
      url: "https://host:6443/base/api/v1/pods?dryRun=All",
      body: '{"a":1}',
      reading: "whole",
      headers: [
        ["accept", "application/json"],
        ["content-type", "application/json"],
        ["accept-encoding", "gzip"],
        ["x-call", "2"],
        ["x-own", "1"],
        ["user-agent", "demo/1"],
      ],
    });
  });

  it("sends texts and bytes as they are, and no content type without a body (F013, C68)", async () => {
    const { client, transport } = setup([() => answer(200)]);
    await client.json({ ...post, body: "a: 1", contentType: "application/yaml" });
    await client.json({ ...post, body: Uint8Array.of(1) });
    await client.json(get);
    expect(transport.requests.map(({ body }) => body)).toEqual(["a: 1", Uint8Array.of(1), undefined]);
    expect(transport.requests.map(({ headers }) => headerValue(headers, "content-type"))).toEqual([
      "application/yaml",
      "application/json",
      undefined,
    ]);
  });

  it("asks for JSON and sends JSON, unless it says otherwise; a layer decodes what else an answer says it is (F014)", async () => {
    const list = { kind: "PodList", apiVersion: "v1", metadata: {}, items: [{ from: "another format" }] };
    const event = { type: "ADDED" as const, object: { from: "another format" } };
    const { client, transport } = setup(
      [
        () => answer(200, "other", [["content-type", "application/other"]]),
        () => answer(200, "other", [["content-type", "application/other"]]),
        () => answer(200, { ...list, items: [] }),
      ],
      {
        middleware: [
          async (request, next) => {
            const response = await next(request);
            if (headerValue(response.headers, "content-type") !== "application/other") return response;
            const decodeWatch = async function* () {
              yield [event];
            };
            return { ...response, decodeList: async () => list, decodeWatch } as unknown as TransportResponse;
          },
        ],
      },
    );
    expect(await client.list({ ...get, accept: "application/other, application/json" })).toBe(list);
    expect(await collect(client.watch(get))).toEqual([[event]]);
    expect((await client.list(get)).items).toEqual([]);
    await client.text({ ...post, contentType: "application/apply-patch+yaml" });
    const types = transport.requests.map(({ headers }) =>
      ["accept", "content-type"].map((n) => headerValue(headers, n)),
    );
    expect(types).toEqual([
      ["application/other, application/json", undefined],
      ["application/json", undefined],
      ["application/json", undefined],
      ["application/json", "application/apply-patch+yaml"],
    ]);
  });

  it("gives an answer as text, or as a stream of its bytes that a rate limit and failures meet like others (F023)", async () => {
    const waits: unknown[] = [];
    const rateLimiter = { wait: async (options: object) => void waits.push(options) };
    const { client, clock } = setup([() => answer(200, "ä\n"), () => answer(200, "ä"), () => answer(404, "gone")], {
      rateLimiter,
      config: { server: "https://h", timeoutMs: 1000 },
    });
    expect(await client.text(get)).toBe("ä\n");
    const { status, body } = await client.stream(get);
    expect(clock.pending).toEqual([]);
    expect([status, Buffer.concat(await collect(body)).toString()]).toEqual([200, "ä"]);
    await expect(client.stream(get)).rejects.toMatchObject({ reason: "NotFound", code: 404 });
    expect(waits).toHaveLength(3);
  });

  it("of a stream rejects with the server's reason and words (D18)", async () => {
    const message = "container web in pod a is waiting to start";
    const status = { kind: "Status", apiVersion: "v1", status: "Failure", code: 400, reason: "BadRequest", message };
    const { client } = setup([answer(400, status)]);
    await expect(client.stream(get)).rejects.toMatchObject({ reason: "BadRequest", code: 400, message });
  });

  it("asks for gzip except for a watch, and not where the configuration says no", async () => {
    for (const disableCompression of [false, true]) {
      const { client, transport } = setup([() => answer(200)], { config: { server: "http://h", disableCompression } });
      await client.text(get);
      await collect(client.watch(get));
      expect(transport.requests.map(({ headers }) => headerValue(headers, "accept-encoding"))).toEqual([
        disableCompression ? undefined : "gzip",
        undefined,
      ]);
    }
  });

  it.each(["host:6443", "ftp://host", "https://user:secret@host", "nonsense"])(
    "is not made for the server %s",
    (server) => {
      const create = () => createRestClient({ config: { server }, transport: createScriptedTransport() });
      expect(create).toThrow(expect.objectContaining({ reason: "Configuration" }));
      expect(create).not.toThrow(/secret/);
    },
  );
});

describe("warnings", () => {
  const warned = (status = 200): TransportResponse =>
    answer(status, "", [["warning", '299 - "deprecated", 199 - "other", 299 - ""']]);

  it("go to the handler, with failures and opening watches too (F024, C67)", async () => {
    const onWarning = vi.fn();
    const { client } = setup([() => warned(), () => warned(), () => warned(500)], {
      middleware: [reportCalls({ onWarning })],
    });
    await client.json(get);
    await collect(client.watch(get));
    await client.json(get).catch(() => undefined);
    expect(onWarning).toHaveBeenCalledTimes(9);
    expect(onWarning).toHaveBeenCalledWith(
      { code: 299, agent: "-", text: "deprecated" },
      { method: "GET", url: "https://host:6443/base/api/v1/pods" },
    );
  });

  it("of code 299 with a text go to the logger where there is no handler (F024)", async () => {
    const logger = { debug: vi.fn(), warn: vi.fn() };
    const { client } = setup([warned()], { middleware: [reportCalls({ logger })] });
    await client.json(get);
    expect(logger.warn).toHaveBeenCalledExactlyOnceWith("Warning: deprecated");
  });
});

describe("a watch of the client", () => {
  it("sends nothing before it is iterated, and gives events in batches", async () => {
    const lines = ["ADDED", "DELETED"].map((type) => JSON.stringify({ type, object: { kind: "Pod" } }));
    const { client, transport } = setup([answer(200, `${lines.join("\n")}\n`)]);
    const watch = client.watch<{ kind: string }>(get);
    expect(transport.requests).toHaveLength(0);
    const batches: (readonly WatchEvent<{ kind: string }>[])[] = await collect(watch);
    expect(batches).toEqual([lines.map((line) => JSON.parse(line) as unknown)]);
    expect(transport.requests[0]?.reading).toBe("watch");
  });

  it("ends as Aborted with its signal", async () => {
    const controller = new AbortController();
    const { client, clock } = setup([silence]);
    const call = outcome(collect(client.watch(get, { signal: controller.signal })));
    await clock.settle();
    controller.abort();
    await clock.settle();
    expect(call.error).toMatchObject({ reason: "Aborted" });
  });
});

describe("layers", () => {
  it("see the final headers, and can answer by themselves (F028)", async () => {
    const seen: string[] = [];
    const { client, transport } = setup([answer(200, {})], {
      config: { server: "https://h", credentials: { token: "abc" } },
      middleware: [
        async (request, next) => {
          seen.push(headerValue(request.headers, "authorization") ?? "none");
          return request.method === "GET" ? answer(200, { cached: true }) : next(request);
        },
      ],
    });
    expect(await client.json(get)).toEqual({ cached: true });
    await client.json(post);
    expect(seen).toEqual(["Bearer abc", "Bearer abc"]);
    expect(transport.requests).toHaveLength(1);
  });

  it("serve WebSockets too", async () => {
    const { client, transport } = setup([], { config: { server: "https://h", credentials: { token: "abc" } } });
    const connection = await client.openWebSocket({ ...get, query: [["stdin", "true"]] }, ["v5"]);
    expect(connection.protocol).toBe("v5");
    expect(transport.requests[0]).toMatchObject({ url: "https://h/api/v1/pods?stdin=true" });
    expect(headerValue(transport.requests[0]?.headers ?? [], "authorization")).toBe("Bearer abc");
  });
});

describe("the client", () => {
  it("has the configuration's namespace, or default", () => {
    expect(setup([]).client.namespace).toBe("default");
    expect(setup([], { config: { server: "https://h", namespace: "a" } }).client.namespace).toBe("a");
  });

  it("closes its transport", async () => {
    const { client, transport } = setup([]);
    await client[Symbol.asyncDispose]();
    expect(transport.closed).toBe(true);
  });

  it("sends nothing for a signal that has fired", async () => {
    const { client, transport } = setup([answer(200)]);
    await expect(client.json(get, { signal: AbortSignal.abort() })).rejects.toMatchObject({ reason: "Aborted" });
    expect(transport.requests).toHaveLength(0);
  });
});

import { KubernetesError, type WatchEvent } from "@kubets/apimachinery";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it, vi } from "vitest";
import { createRestClient, type RestClientOptions } from "./create-rest-client.ts";
import type { ApiRequest, RestClient } from "./rest-client.ts";
import { split } from "./testing/bytes.ts";
import { answer, createScriptedTransport, type ScriptedAnswer, silence } from "./testing/scripted-transport.ts";
import { headerValue, type TransportResponse } from "./transport.ts";

const get: ApiRequest = { method: "GET", path: "/api/v1/pods" };
const post: ApiRequest = { method: "POST", path: "/api/v1/pods", body: { a: 1 } };
const retryAfter = (seconds: string, status = 429): TransportResponse =>
  answer(status, "busy", [["retry-after", seconds]]);

function lost(code = "ECONNRESET"): KubernetesError {
  const cause = new TypeError("fetch failed", { cause: Object.assign(new Error("reset"), { code }) });
  return new KubernetesError("connection failed", { reason: "Network", cause });
}

/** A client of scripted answers, on a clock of its own and without a rate limit. */
function setup(answers: ScriptedAnswer[], options: Partial<RestClientOptions> = {}) {
  const clock = createFakeClock();
  const transport = createScriptedTransport(...answers);
  const config = { server: "https://host:6443/base/" };
  const client = createRestClient({ config, transport, clock, qps: -1, ...options });
  return { clock, transport, client };
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of source) all.push(each);
  return all;
}

/** What came of a promise so far. */
function outcome<T>(promise: Promise<T>): { value?: T; error?: KubernetesError } {
  const seen: { value?: T; error?: KubernetesError } = {};
  promise.then(
    (value) => (seen.value = value),
    (error: KubernetesError) => (seen.error = error),
  );
  return seen;
}

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

  it("sends texts and bytes as they are, and no content type without a body (F013)", async () => {
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

describe("an answer", () => {
  it("is JSON, or undefined where it is empty", async () => {
    const { client } = setup([answer(201, { kind: "Pod" }), answer(200)]);
    expect(await client.json(get)).toEqual({ kind: "Pod" });
    expect(await client.json(get)).toBeUndefined();
  });

  it("of a failure Status is its error, with what was asked and the audit id (F016, C64)", async () => {
    const status = {
      kind: "Status",
      apiVersion: "v1",
      status: "Failure",
      reason: "NotFound",
      message: "no",
      code: 404,
    };
    const { client } = setup([answer(404, status, [["audit-id", "a-1"]])]);
    await expect(client.json({ ...get, query: [["token", "secret"]] })).rejects.toMatchObject({
      name: "KubernetesError",
      reason: "NotFound",
      code: 404,
      message: "no",
      auditId: "a-1",
      request: { method: "GET", url: "https://host:6443/base/api/v1/pods" },
    });
  });

  it("of a Status on 200 is an error, unless that says success (C64, F017)", async () => {
    const status = { kind: "Status", apiVersion: "v1", status: "Failure", reason: "Conflict" };
    const { client } = setup([answer(200, status), answer(200, { ...status, status: "Success" })]);
    await expect(client.json(get)).rejects.toMatchObject({ reason: "Conflict" });
    expect(await client.json(get)).toMatchObject({ status: "Success" });
  });

  it.each([
    [409, "POST", "AlreadyExists"],
    [409, "PUT", "Conflict"],
    [422, "POST", "Invalid"],
    [503, "GET", "ServiceUnavailable"],
    [504, "GET", "Timeout"],
    [418, "GET", "UnexpectedResponse"],
  ] as const)("of %i to %s without a Status has the reason %s (C65)", async (code, method, reason) => {
    const { client } = setup([answer(code, "some text\n")]);
    await expect(client.json({ method, path: "/x" })).rejects.toMatchObject({
      reason,
      code,
      message: `the server answered ${code}: some text`,
    });
  });

  it("of a long text is cut, and a page is named as such (F016)", async () => {
    const page = (status: number) => answer(status, "<p>sign in</p>", [["Content-Type", "text/html; charset=utf-8"]]);
    const { client } = setup([answer(502, "x".repeat(5000)), page(503), page(200), page(200), page(200)]);
    await expect(client.json(get)).rejects.toSatisfy((error: Error) => error.message.length < 2100);
    await expect(client.json(get)).rejects.toThrow(/503 with an HTML page/);
    await expect(client.json(get)).rejects.toMatchObject({
      reason: "Decode",
      message: expect.stringContaining("HTML"),
    });
    await expect(client.list(get)).rejects.toMatchObject({ reason: "Decode" });
    await expect(collect(client.watch(get))).rejects.toMatchObject({ reason: "Decode" });
  });

  it("that redirects is an error that names where to, without its query", async () => {
    const { client } = setup([answer(302, "", [["location", "https://other/path?session=secret"]])]);
    const error: unknown = await client.json(get).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 302, message: expect.stringContaining("a redirect to https://other/path:") });
    expect(String(error)).not.toContain("secret");
  });

  it("that is no JSON is a Decode error without its text", async () => {
    const { client } = setup([answer(200, "secret stuff")]);
    const error = (await client.json(get).catch((error: unknown) => error)) as KubernetesError;
    expect(error.reason).toBe("Decode");
    expect(JSON.stringify(error) + String(error.cause) + error.message).not.toContain("secret");
  });

  it("that breaks off still says its status", async () => {
    const body = (async function* () {
      yield* split("{");
      throw lost();
    })();
    const { client } = setup([{ status: 403, headers: [], body }]);
    await expect(client.json(get)).rejects.toMatchObject({ reason: "Forbidden", code: 403 });
  });
});

describe("retries", () => {
  it.each([get, post])(
    "come after Retry-After in whole seconds, for $method too, up to 10 (F018, C60)",
    async (request) => {
      const { client, clock, transport } = setup([() => retryAfter("3")]);
      const call = outcome(client.json(request));
      for (let attempt = 1; attempt <= 11; attempt++) {
        await clock.advance(2999);
        expect(transport.requests).toHaveLength(attempt);
        await clock.advance(1);
      }
      expect(transport.requests).toHaveLength(11);
      expect(call.error).toMatchObject({ reason: "TooManyRequests", retryAfterSeconds: 3 });
    },
  );

  it("end with the first good answer; zero seconds count (C61)", async () => {
    const { client, transport } = setup([retryAfter("0", 503), retryAfter("0", 500), answer(200, { a: 1 })]);
    expect(await client.json(post)).toEqual({ a: 1 });
    expect(transport.requests).toHaveLength(3);
  });

  it("do not come without the header, for a date, or for other codes (F018, C60)", async () => {
    for (const response of [answer(500), retryAfter("Mon, 01 Jan 2026 00:00:00 GMT"), retryAfter("1", 404)]) {
      const { client, clock, transport } = setup([response]);
      const call = outcome(client.json(get));
      await clock.settle();
      expect(call.error).toBeInstanceOf(KubernetesError);
      expect(transport.requests).toHaveLength(1);
    }
  });

  it("of lost connections come after a second, for GET only (F019, C61)", async () => {
    const { client, clock, transport } = setup([lost(), lost("EPIPE"), answer(200, { a: 1 })]);
    const call = outcome(client.json(get));
    await clock.advance(999);
    expect(transport.requests).toHaveLength(1);
    await clock.advance(1001);
    expect(call.value).toEqual({ a: 1 });
    for (const request of [post, { ...post, method: "DELETE" as const }]) {
      await expect(setup([lost()]).client.json(request)).rejects.toMatchObject({ reason: "Network" });
    }
  });

  it("do not come for refused connections, nor for streams that lost theirs (F019, C09)", async () => {
    await expect(setup([lost("ECONNREFUSED")]).client.json(get)).rejects.toMatchObject({ reason: "Network" });
    await expect(setup([lost()]).client.stream(get)).rejects.toMatchObject({ reason: "Network" });
  });

  it("serve lists and opening watches too", async () => {
    const { client, clock } = setup([lost(), retryAfter("1"), answer(200, '{"items":[]}')]);
    const call = outcome(client.list(get));
    await clock.advance(2000);
    expect(call.value).toEqual({ items: [], metadata: {} });
    const watching = setup([retryAfter("1"), answer(200, "")]);
    const events = outcome(collect(watching.client.watch(get)));
    await watching.clock.advance(1000);
    expect(events.value).toEqual([]);
  });

  it("can be switched off", async () => {
    const { client, transport } = setup([retryAfter("1")], { maxRetries: 0 });
    await expect(client.json(get)).rejects.toMatchObject({ code: 429 });
    expect(transport.requests).toHaveLength(1);
  });

  it("end at once with the signal, and no request follows (D05)", async () => {
    const { client, clock, transport } = setup([retryAfter("30")]);
    const controller = new AbortController();
    const call = outcome(client.json(get, { signal: controller.signal }));
    await clock.settle();
    controller.abort(new Error("stop"));
    await clock.settle();
    expect(call.error).toMatchObject({ reason: "Aborted", cause: new Error("stop") });
    expect(clock.pending).toEqual([]);
    await clock.advance(60_000);
    expect(transport.requests).toHaveLength(1);
  });
});

describe("a time limit", () => {
  it("ends a silent call as ClientTimeout, and is told to the server (F012, C66, D15)", async () => {
    const { client, clock, transport } = setup([silence], { config: { server: "https://h", timeoutMs: 1500 } });
    const call = outcome(client.json(get));
    await clock.advance(1499);
    expect(call.error).toBeUndefined();
    await clock.advance(1);
    expect(call.error).toMatchObject({ reason: "ClientTimeout" });
    expect(transport.requests[0]?.url).toBe("https://h/api/v1/pods?timeout=1500ms");
  });

  it("spans the body", async () => {
    const body = (signal?: AbortSignal) =>
      (async function* () {
        yield* split("{");
        await new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason as Error)));
      })();
    const { client, clock } = setup([({ signal }) => ({ status: 200, headers: [], body: body(signal) })]);
    const call = outcome(client.json(get, { timeoutMs: 2000 }));
    await clock.advance(2000);
    expect(call.error).toMatchObject({ reason: "ClientTimeout" });
  });

  it("of a call wins over the client's, zero is none, and its timer ends with the call", async () => {
    const { client, clock, transport } = setup([() => answer(200)], {
      config: { server: "https://h", timeoutMs: 5000 },
    });
    await client.json(get, { timeoutMs: 3000 });
    await client.json(get, { timeoutMs: 0 });
    await client.json({ ...get, query: [["timeout", "9s"]] });
    expect(transport.requests.map(({ url }) => url.split("?")[1])).toEqual(["timeout=3s", undefined, "timeout=9s"]);
    expect(clock.pending).toEqual([]);
  });

  it("is none for watches and streams (F012)", async () => {
    const { client, clock, transport } = setup([() => answer(200)], {
      config: { server: "https://h", timeoutMs: 5000 },
    });
    await client.stream(get);
    await collect(client.watch(get));
    expect(transport.requests.map(({ url }) => url)).toEqual(["https://h/api/v1/pods", "https://h/api/v1/pods"]);
    expect(clock.pending).toEqual([]);
  });

  it("and a signal work together", async () => {
    const controller = new AbortController();
    const { client, clock } = setup([silence]);
    const call = outcome(client.json(get, { timeoutMs: 5000, signal: controller.signal }));
    await clock.settle();
    controller.abort();
    await clock.settle();
    expect(call.error).toMatchObject({ reason: "Aborted" });
    expect(clock.pending).toEqual([]);
  });
});

describe("the rate limit", () => {
  const sent = (client: RestClient, count: number): Promise<unknown> =>
    Promise.all(Array.from({ length: count }, () => client.json(get)));

  it("is client-go's: 10 at once, then 5 a second (F005)", async () => {
    const { client, clock, transport } = setup([() => answer(200)], { qps: undefined });
    const calls = sent(client, 15);
    await clock.settle();
    expect(transport.requests).toHaveLength(10);
    await clock.advance(400);
    expect(transport.requests).toHaveLength(12);
    await clock.advance(600);
    await calls;
    expect(transport.requests).toHaveLength(15);
  });

  it("takes other figures, and none where it is negative (F005)", async () => {
    const strict = setup([() => answer(200)], { qps: 1, burst: 2 });
    const calls = sent(strict.client, 3);
    await strict.clock.settle();
    expect(strict.transport.requests).toHaveLength(2);
    await strict.clock.advance(1000);
    await calls;
    const free = setup([() => answer(200)], { qps: -1 });
    await sent(free.client, 100);
    expect(free.transport.requests).toHaveLength(100);
  });

  it("comes before the time limit, says long waits, and ends with the signal (F006, F007, C63)", async () => {
    const logger = { debug: vi.fn(), warn: vi.fn() };
    const { client, clock } = setup([() => answer(200, {})], { qps: 0.1, burst: 1, logger });
    await client.json(get);
    const slow = outcome(client.json(get, { timeoutMs: 1000 }));
    const controller = new AbortController();
    const stopped = outcome(client.json(get, { signal: controller.signal }));
    await clock.settle();
    controller.abort();
    await clock.advance(10_000);
    expect(slow.value).toEqual({});
    expect(stopped.error).toMatchObject({ reason: "Aborted" });
    expect(logger.debug).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("waited 10000 ms"));
  });

  it("lets a watch open at once, and limits opening it again (F006)", async () => {
    const answers = [answer(200), retryAfter("0"), answer(200)];
    const { client, clock, transport } = setup(answers, { qps: 1, burst: 1 });
    await client.json(get);
    const events = outcome(collect(client.watch(get)));
    await clock.settle();
    expect(transport.requests).toHaveLength(2);
    await clock.advance(1000);
    expect(transport.requests).toHaveLength(3);
    expect(events.value).toEqual([]);
  });
});

describe("warnings", () => {
  const warned = (status = 200): TransportResponse =>
    answer(status, "", [["warning", '299 - "deprecated", 199 - "other", 299 - ""']]);

  it("go to the handler, with failures and opening watches too (F024, C67)", async () => {
    const onWarning = vi.fn();
    const { client } = setup([() => warned(), () => warned(), () => warned(500)], { onWarning });
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
    const { client } = setup([warned()], { logger });
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

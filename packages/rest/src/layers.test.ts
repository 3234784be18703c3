import { KubernetesError } from "@kubets/apimachinery";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it, vi } from "vitest";
import { backOffByHost } from "./back-off.ts";
import { debugRequests } from "./debug-requests.ts";
import { measureRequests } from "./measure-requests.ts";
import { pathTemplate } from "./request-labels.ts";
import { get, lost, outcome, post, retryAfter, setup } from "./testing/client.ts";
import { answer, silence } from "./testing/scripted-transport.ts";

describe("backing off by host (F021)", () => {
  it("leaves an overloaded host alone, ever longer up to the limit, until it answers well", async () => {
    const clock = createFakeClock();
    const layer = backOffByHost({ baseMs: 1000, maxMs: 3000, clock });
    const answers = [answer(500), answer(429), answer(503), answer(500), answer(404), answer(500), answer(200, {})];
    const { client, transport } = setup(answers, { clock, middleware: [layer] });
    const sent: number[] = [];
    for (const restMs of [0, 1000, 2000, 3000, 3000, 0, 1000]) {
      const call = outcome(client.text(get));
      await clock.settle();
      if (restMs > 0) {
        await clock.advance(restMs - 1);
        expect(transport.requests).toHaveLength(sent.length);
        await clock.advance(1);
      }
      sent.push(restMs);
      expect(transport.requests).toHaveLength(sent.length);
      expect(call.value ?? call.error).toBeDefined();
    }
  });

  it("counts what Retry-After made a call wait (F020), and ends with the signal", async () => {
    const clock = createFakeClock();
    const layer = backOffByHost({ baseMs: 5000, maxMs: 60_000, clock });
    const { client, transport } = setup([retryAfter("2"), answer(500)], { clock, middleware: [layer] });
    const call = outcome(client.text(get));
    await clock.advance(4999);
    expect(transport.requests).toHaveLength(1);
    await clock.advance(1);
    expect(transport.requests).toHaveLength(2);
    expect(call.error).toMatchObject({ code: 500 });
    const controller = new AbortController();
    const aborted = outcome(client.text(get, { signal: controller.signal }));
    await clock.settle();
    controller.abort();
    await clock.settle();
    expect(aborted.error).toMatchObject({ reason: "Aborted" });
    expect(transport.requests).toHaveLength(2);
    expect(clock.pending).toEqual([]);
  });

  it("ends with a lost connection, as in client-go", async () => {
    const clock = createFakeClock();
    const { client, transport } = setup([answer(500), lost(), answer(200, {})], {
      clock,
      maxRetries: 0,
      middleware: [backOffByHost({ baseMs: 1000, maxMs: 1000, clock })],
    });
    await expect(client.text(post)).rejects.toMatchObject({ code: 500 });
    const second = outcome(client.text(post));
    await clock.advance(1000);
    expect(second.error).toMatchObject({ reason: "Network" });
    await client.text(post);
    expect(transport.requests).toHaveLength(3);
  });
});

describe("debug output (F039)", () => {
  const credentials = { token: "hidden-token" };
  const query = [
    ["command", "hidden-command"],
    ["limit", "5"],
  ] as const;
  const call = async (detail: "url" | "request" | "response" | "curl" | undefined) => {
    const debug = vi.fn<(message: string, details?: object) => void>();
    const clock = createFakeClock();
    const { client } = setup([answer(200, {}, [["set-cookie", "hidden-cookie"]])], {
      config: { server: "https://h", credentials, headers: [["X-Auth-Token", "hidden-header"]] },
      middleware: [debugRequests({ logger: { debug }, detail, clock })],
      clock,
    });
    await client.json({ ...post, body: { password: "hidden-body" }, query });
    expect(debug).toHaveBeenCalledOnce();
    const [message, details] = debug.mock.calls[0] ?? [""];
    expect(message + JSON.stringify(details)).not.toContain("hidden");
    return { message, details };
  };

  it("says method, address, status and time; values of the query only where they are harmless", async () => {
    expect(await call(undefined)).toEqual({
      message: "POST https://h/api/v1/pods?command=...&limit=5 200 in 0 ms",
      details: {},
    });
  });

  it("adds headers and a command, secrets masked", async () => {
    expect((await call("request")).details).toEqual({
      request: expect.arrayContaining([
        ["authorization", "Bearer <masked>"],
        ["X-Auth-Token", "<masked>"],
        ["accept", "application/json"],
      ]),
    });
    expect((await call("response")).details).toMatchObject({
      response: expect.arrayContaining([["set-cookie", "<masked>"]]),
    });
    expect((await call("curl")).details).toMatchObject({
      curl: expect.stringMatching(/^curl -v -X POST -H 'accept: .*-H 'authorization: Bearer <masked>'.* 'https:\/\/h/),
    });
  });

  it("masks all of an Authorization without a known scheme", async () => {
    const debug = vi.fn<(message: string, details?: object) => void>();
    const { client } = setup([answer(200)], { middleware: [debugRequests({ logger: { debug }, detail: "request" })] });
    await client.text({ ...get, headers: [["Authorization", "hidden value"]] });
    expect(JSON.stringify(debug.mock.calls)).toContain("<masked>");
    expect(JSON.stringify(debug.mock.calls)).not.toContain("hidden");
  });

  it("says the reason of a failure and lets it pass", async () => {
    const debug = vi.fn();
    const failure = new KubernetesError("x", { reason: "TLS" });
    const { client } = setup([failure], { middleware: [debugRequests({ logger: { debug } })] });
    await expect(client.json(get)).rejects.toBe(failure);
    expect(debug).toHaveBeenCalledWith(expect.stringContaining("/api/v1/pods failed (TLS) in"), {});
  });
});

describe("measuring (F026, F162, C106)", () => {
  it.each([
    ["/api/v1/pods", "/api/v1/pods"],
    ["/api/v1/nodes/n1/status", "/api/v1/nodes/{name}/status"],
    ["/api/v1/namespaces", "/api/v1/namespaces"],
    ["/api/v1/namespaces/prod", "/api/v1/namespaces/{name}"],
    ["/api/v1/namespaces/prod/finalize", "/api/v1/namespaces/{name}/finalize"],
    ["/api/v1/namespaces/prod/pods", "/api/v1/namespaces/{namespace}/pods"],
    ["/base/api/v1/namespaces/prod/pods/a/log", "/api/v1/namespaces/{namespace}/pods/{name}/log"],
    ["/api/v1/namespaces/a/services/b/proxy/secret/x", "/api/v1/namespaces/{namespace}/services/{name}/proxy/{path}"],
    ["/apis/apps/v1/namespaces/a/deployments/b", "/apis/apps/v1/namespaces/{namespace}/deployments/{name}"],
    ["/apis/apps/v1", "/{prefix}"],
    ["/openapi/v3/some", "/{prefix}"],
    ["/", "/{prefix}"],
  ])("names %s as %s, without names and namespaces", (path, template) => {
    expect(pathTemplate(path)).toBe(template);
  });

  it("tells each attempt with its code, time and size, and the size of what was read", async () => {
    const clock = createFakeClock();
    const requestDone = vi.fn();
    const responseRead = vi.fn();
    const { client } = setup([retryAfter("1"), answer(201, '{"ä":1}')], {
      clock,
      middleware: [measureRequests({ requestDone, responseRead }, { clock })],
    });
    const call = outcome(client.json({ ...post, body: "ä" }));
    await clock.advance(1000);
    expect(call.value).toEqual({ ä: 1 });
    const labels = { method: "POST", host: "host:6443", path: "/api/v1/pods" };
    const measured = { ...labels, durationMs: 0, requestBytes: 2 };
    expect(requestDone.mock.calls).toEqual([
      [{ ...measured, retry: 0, code: "429" }],
      [{ ...measured, retry: 1, code: "201" }],
    ]);
    expect(responseRead.mock.calls).toEqual([
      [labels, 4],
      [labels, 8],
    ]);
  });

  it("says <error> where no answer came, and the time until then", async () => {
    const clock = createFakeClock();
    const requestDone = vi.fn();
    const { client } = setup([silence], { clock, middleware: [measureRequests({ requestDone }, { clock })] });
    const call = outcome(client.text(get, { timeoutMs: 1500 }));
    await clock.advance(1500);
    expect(call.error).toMatchObject({ reason: "ClientTimeout" });
    expect(requestDone).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ code: "<error>", durationMs: 1500, requestBytes: 0 }),
    );
  });

  it("lets go of a body that nobody reads", async () => {
    const responseRead = vi.fn();
    const release = vi.fn();
    const body: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined), return: release }),
    };
    const { client } = setup([{ ...answer(200), body }], { middleware: [measureRequests({ responseRead })] });
    const stream = await client.stream(get);
    await stream.body[Symbol.asyncIterator]().return?.();
    expect(release).toHaveBeenCalledOnce();
    expect(responseRead).toHaveBeenCalledExactlyOnceWith(expect.anything(), 0);
  });
});

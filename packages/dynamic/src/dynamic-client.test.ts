import {
  defineResource,
  KubernetesError,
  type KubernetesObject,
  type ResourceDescriptor,
  type WatchEvent,
} from "@kubets/apimachinery";
import type { ApiRequest, CallOptions, RestClient } from "@kubets/rest";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import { createDynamicClient } from "./dynamic-client.ts";

interface Website extends KubernetesObject {
  spec?: { image?: string };
}
const websites = defineResource<Website>({
  group: "demo.kubets.dev",
  version: "v1",
  resource: "websites",
  kind: "Website",
  scope: "Namespaced",
});
const nodes = defineResource({ group: "", version: "v1", resource: "nodes", kind: "Node", scope: "Cluster" });
const path = "/apis/demo.kubets.dev/v1/namespaces/default/websites";

interface Recorded extends ApiRequest {
  readonly via: "json" | "text" | "list" | "watch";
  readonly options?: CallOptions | undefined;
}

/** A RestClient that answers from a function and keeps what it was asked. */
function recorder(answer: (request: ApiRequest) => unknown = () => ({})) {
  const asked: Recorded[] = [];
  const record = async (via: Recorded["via"], request: ApiRequest, options?: CallOptions): Promise<unknown> => {
    asked.push({ ...request, via, options });
    return answer(request);
  };
  let disposed = 0;
  const rest = {
    server: "https://cluster.example",
    namespace: "default",
    json: (request: ApiRequest, options?: CallOptions) => record("json", request, options),
    text: (request: ApiRequest, options?: CallOptions) => record("text", request, options),
    list: (request: ApiRequest, options?: CallOptions) => record("list", request, options),
    async *watch(request: ApiRequest, options?: CallOptions) {
      yield* (await record("watch", request, options)) as WatchEvent<unknown>[][];
    },
    [Symbol.asyncDispose]: async () => void disposed++,
  } as unknown as RestClient;
  return { rest, asked, disposals: () => disposed };
}

function stored(name: string, resourceVersion = "1") {
  const metadata = { name, uid: name, resourceVersion, creationTimestamp: "2026-01-01T00:00:00Z" };
  return { apiVersion: "demo.kubets.dev/v1", kind: "Website", metadata };
}

async function collect<E>(elements: AsyncIterable<E>): Promise<E[]> {
  const all: E[] = [];
  for await (const element of elements) all.push(element);
  return all;
}

describe("a dynamic client", () => {
  it("sends each verb's request and passes the call's options on", async () => {
    const { rest, asked } = recorder();
    const client = createDynamicClient({ rest }).resource(websites).namespace("default");
    const web = { metadata: { name: "web" } };
    const options = { signal: new AbortController().signal, timeoutMs: 5 };
    const apply = { ...options, fieldManager: "demo" };
    const merge = { type: "merge", value: {} } as const;
    await client.get("web", options);
    await client.list(options);
    await client.create(web, options);
    await client.update(web, options);
    await client.updateStatus(web, options);
    await client.patch("web", merge, options);
    await client.patchStatus("web", merge, options);
    await client.apply(web, apply);
    await client.applyStatus(web, apply);
    await client.delete("web", options);
    await client.deleteCollection(options);
    await client.getScale("web", options);
    await client.updateScale("web", {}, options);
    expect(asked.map(({ via, method, path }) => `${via} ${method} ${path}`)).toEqual([
      `json GET ${path}/web`,
      `list GET ${path}`,
      `json POST ${path}`,
      `json PUT ${path}/web`,
      `json PUT ${path}/web/status`,
      `json PATCH ${path}/web`,
      `json PATCH ${path}/web/status`,
      `json PATCH ${path}/web`,
      `json PATCH ${path}/web/status`,
      `json DELETE ${path}/web`,
      `text DELETE ${path}`,
      `json GET ${path}/web/scale`,
      `json PUT ${path}/web/scale`,
    ]);
    for (const each of asked) expect(each.options).toMatchObject(options);
  });

  it("gives back what the server sent, as it is (D12)", async () => {
    const answer = { ...stored("web"), later: { field: [1] } };
    const { rest } = recorder(() => answer);
    expect(await createDynamicClient({ rest }).resource(websites).namespace("default").get("web")).toBe(answer);
  });

  it("says so when a server answers with nothing (F017)", async () => {
    const { rest } = recorder(() => undefined);
    const call = createDynamicClient({ rest }).resource(nodes).get("n1");
    await expect(call).rejects.toMatchObject({
      reason: "Decode",
      message: "the answer to GET /api/v1/nodes/n1 is empty",
    });
  });

  it("rejects rather than throws what it refuses, and sends nothing", async () => {
    const { rest, asked } = recorder();
    const client = createDynamicClient({ rest }).resource(websites).namespace("default");
    const calls = [
      client.get(""),
      client.update({}),
      client.list({ limit: 0.5 }),
      collect(client.watchBatches({ timeoutSeconds: 0.5 })),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ reason: "InvalidRequest" });
    expect(asked).toEqual([]);
  });

  it("disposes the REST client", async () => {
    const { rest, disposals } = recorder();
    await createDynamicClient({ rest })[Symbol.asyncDispose]();
    expect(disposals()).toBe(1);
  });
});

describe("a resource whose scope is known at run time only", () => {
  /** What discovery gives: the scope is a value. */
  const anyScope = (descriptor: ResourceDescriptor): ResourceDescriptor => descriptor;

  it("takes the calls that fit the scope and refuses the others", async () => {
    const { rest, asked } = recorder();
    const client = createDynamicClient({ rest });
    const namespaced = client.resource(anyScope(websites));
    const cluster = client.resource(anyScope(nodes));
    await namespaced.namespace("default").get("web");
    await cluster.get("n1");
    expect(asked).toHaveLength(2);
    await expect(namespaced.get("web")).rejects.toMatchObject({ reason: "InvalidRequest" });
    expect(() => cluster.namespace("default")).toThrow('nodes have no namespace "default"');
  });

  it("refuses the empty namespace", () => {
    const { rest } = recorder();
    expect(() => createDynamicClient({ rest }).resource(websites).namespace("")).toThrow(
      'websites have no namespace ""',
    );
  });
});

describe("watch", () => {
  const added = (name: string): WatchEvent<unknown> => ({ type: "ADDED", object: stored(name) });
  const batches = [[added("a"), added("b")], [added("c")]];

  it("gives events one by one, or in the batches in which they came", async () => {
    const { rest, asked } = recorder(() => batches);
    const client = createDynamicClient({ rest }).resource(websites);
    expect(await collect(client.watch({ resourceVersion: "1" }))).toEqual(batches.flat());
    expect(await collect(client.watchBatches({ resourceVersion: "1" }))).toEqual(batches);
    expect(asked[0]).toMatchObject({ via: "watch", path: "/apis/demo.kubets.dev/v1/websites" });
    expect(asked[0]?.query).toEqual(asked[1]?.query);
  });

  it("ends the stream beneath when the loop is left", async () => {
    let ended = false;
    const rest = {
      async *watch() {
        try {
          yield* batches;
        } finally {
          ended = true;
        }
      },
    } as unknown as RestClient;
    for await (const _ of createDynamicClient({ rest }).resource(websites).watch()) break;
    expect(ended).toBe(true);
  });
});

describe("items", () => {
  it("lists page by page with the caller's signal", async () => {
    const pages = [
      { metadata: { continue: "t" }, items: [stored("a")] },
      { metadata: {}, items: [stored("b")] },
    ];
    const { rest, asked } = recorder(() => pages.shift());
    const { signal } = new AbortController();
    const all = await collect(createDynamicClient({ rest }).resource(websites).items({ signal }));
    expect(all.map(({ metadata }) => metadata.name)).toEqual(["a", "b"]);
    expect(asked.map(({ query }) => query)).toEqual([
      [["limit", "500"]],
      [
        ["limit", "500"],
        ["continue", "t"],
      ],
    ]);
    for (const { options } of asked) expect(options?.signal).toBe(signal);
  });
});

describe("edit", () => {
  /** A server with one object, which refuses stale writes, and where another writer comes first `races` times. */
  function contended(races: number) {
    let current = { ...stored("web", "1"), spec: { image: "a" } };
    const next = (object: object) => {
      const resourceVersion = String(Number(current.metadata.resourceVersion) + 1);
      current = { ...current, ...object, metadata: { ...current.metadata, resourceVersion } };
      return structuredClone(current);
    };
    return recorder(({ method, body }) => {
      if (method === "GET") {
        const read = structuredClone(current);
        if (races-- > 0) next({});
        return read;
      }
      const { metadata } = body as typeof current;
      if (metadata.resourceVersion === current.metadata.resourceVersion) return next(body as typeof current);
      throw new KubernetesError(`stale ${metadata.resourceVersion}`, { reason: "Conflict", code: 409 });
    });
  }

  it("reads anew and changes again after a conflict (F164, C105)", async () => {
    const { rest, asked } = contended(2);
    const clock = createFakeClock();
    const client = createDynamicClient({ rest, clock, random: () => 0 })
      .resource(websites)
      .namespace("default");
    const options = { fieldManager: "demo" };
    const edited = client.edit("web", (website) => void (website.spec = { image: "b" }), options);
    await clock.advance(9);
    expect(asked.filter(({ method }) => method === "PUT")).toHaveLength(1);
    await clock.advance(11);
    expect(await edited).toMatchObject({ spec: { image: "b" }, metadata: { resourceVersion: "4" } });
    expect(asked.map(({ method }) => method).join(" ")).toBe("GET PUT GET PUT GET PUT");
    expect(asked.at(-1)?.query).toEqual([["fieldManager", "demo"]]);
  });

  it("gives the last conflict after five attempts (C105)", async () => {
    const { rest } = contended(9);
    const clock = createFakeClock();
    const client = createDynamicClient({ rest, clock }).resource(websites).namespace("default");
    const outcome = client.edit("web", () => {}).catch((error: unknown) => error);
    await clock.advance(1000);
    expect(await outcome).toMatchObject({ reason: "Conflict", message: "stale 5" });
  });

  it("writes what an asynchronous change returns, to the status where asked", async () => {
    const { rest, asked } = contended(0);
    const client = createDynamicClient({ rest }).resource(websites).namespace("default");
    const change = async (website: Website) => ({ ...stored("web"), ...website, spec: { image: "c" } });
    await client.edit("web", change as never, { subresource: "status" });
    expect(asked.at(-1)).toMatchObject({ method: "PUT", path: `${path}/web/status`, body: { spec: { image: "c" } } });
  });

  it("passes on what the change throws, and leaves another name to the server to refuse", async () => {
    const { rest, asked } = contended(0);
    const client = createDynamicClient({ rest }).resource(websites).namespace("default");
    const mistake = new Error("mistake");
    await expect(client.edit("web", () => Promise.reject(mistake))).rejects.toBe(mistake);
    await client.edit("web", (website) => void (website.metadata.name = "api"));
    expect(asked.map(({ method, path }) => `${method} ${path.split("/").at(-1)}`)).toEqual([
      "GET web",
      "GET web",
      "PUT web",
    ]);
  });
});

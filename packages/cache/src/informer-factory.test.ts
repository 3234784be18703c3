import {
  defineResource,
  isAborted,
  parseLabelSelector,
  type KubernetesObject,
  type Stored,
} from "@kubets/apimachinery";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it, vi } from "vitest";
import { createInformerFactory, type InformerFactoryOptions, type ListerWatcherSource } from "./informer-factory.ts";
import { createTestServer, failure, type TestObject, type TestServer } from "./testing/lister-watcher.ts";
import { createWatchList } from "./watch-list.ts";

const pods = defineResource({ group: "", version: "v1", resource: "pods", kind: "Pod", scope: "Namespaced" });
const deployments = defineResource({
  group: "apps",
  version: "v1",
  resource: "deployments",
  kind: "Deployment",
  scope: "Namespaced",
});
const nodes = defineResource<KubernetesObject, "Cluster">({
  group: "",
  version: "v1",
  resource: "nodes",
  kind: "Node",
  scope: "Cluster",
});

/** A client that makes a server of its own for each resource, and one for each of its namespaces. */
function setUp(options: InformerFactoryOptions = {}) {
  const clock = createFakeClock();
  const servers = new Map<string, TestServer>();
  const serverOf = (name: string): TestServer => {
    const server = servers.get(name) ?? createTestServer();
    servers.set(name, server);
    return server;
  };
  const client = {
    resource: ({ resource }: { resource: string }) => ({
      ...serverOf(resource),
      namespace: (namespace: string) => serverOf(`${resource}/${namespace}`),
    }),
  } as unknown as ListerWatcherSource;
  const factory = createInformerFactory(client, { clock, random: () => 0, ...options });
  return { clock, factory, servers, serverOf };
}

describe("an informer factory", () => {
  it("has one informer for the same objects, and others for others (F116)", async () => {
    const { factory } = setUp();
    const informer = factory.informer(pods, { indexers: { a: () => ["1"] } });
    expect(factory.informer(pods, { indexers: { b: () => ["2"] } })).toBe(informer);
    expect(informer.lister.byIndex("b", "2")).toEqual([]);
    expect(factory.informer(pods, { namespace: "x" })).not.toBe(informer);
    expect(factory.informer(pods, { labelSelector: "a=b" })).not.toBe(informer);
    expect(factory.informer(pods, { fieldSelector: "a=b" })).not.toBe(informer);
    expect(factory.informer(deployments)).not.toBe(informer);
    expect(() => factory.informer(pods, { indexers: { a: () => ["3"] } })).toThrow('another index named "a"');
    expect(() => factory.informer(pods, { transform: (object) => object })).toThrow("another transform");
    await factory[Symbol.asyncDispose]();
  });

  it("has one cache for several namespaces, the same in whatever order they are given", async () => {
    const { clock, factory, serverOf } = setUp();
    const informer = factory.informer(pods, { namespace: ["y", "x", "x"] });
    expect(factory.informer(pods, { namespace: ["x", "y"] })).toBe(informer);
    expect(factory.informer(pods, { namespace: ["x"] })).toBe(factory.informer(pods, { namespace: "x" }));
    serverOf("pods/x").put("a", { namespace: "x" });
    serverOf("pods/y").put("a", { namespace: "y" });
    await factory.start();
    await clock.settle();
    expect(informer.lister.list().map((pod) => pod.metadata.namespace)).toEqual(["x", "y"]);
    expect(serverOf("pods").trace).toEqual([]);
    for (const namespace of [[], ["x", ""]]) {
      expect(() => factory.informer(pods, { namespace })).toThrow("leave the option out for all");
    }
    await factory[Symbol.asyncDispose]();
  });

  it("watches one namespace where told so, and cluster-scoped resources whole", async () => {
    const { clock, factory, servers, serverOf } = setUp({ namespace: "x" });
    factory.informer(pods);
    factory.informer(pods, { namespace: "y" });
    factory.informer(nodes);
    await factory.start();
    await clock.settle();
    expect([...servers.keys()].toSorted()).toEqual(["nodes", "pods", "pods/x", "pods/y"]);
    expect(serverOf("pods").trace).toEqual([]);
    for (const name of ["nodes", "pods/x", "pods/y"]) expect(serverOf(name).trace).toHaveLength(2);
    await factory[Symbol.asyncDispose]();
  });

  it("gives its own options to all informers, theirs first: namespace, selectors, resync, transform (F086)", async () => {
    const { clock, factory, serverOf } = setUp({ labelSelector: "a=b", pageSize: 9, resyncPeriodMs: 10_000 });
    const all = factory.informer(pods);
    const transform = (): Stored => ({ metadata: { name: "made" } }) as Stored;
    const some = factory.informer(deployments, {
      namespace: "x",
      labelSelector: "c=d",
      fieldSelector: "e=f",
      watchList: createWatchList(),
      resyncPeriodMs: 5000,
      transform,
    });
    serverOf("pods").put("p");
    serverOf("deployments/x").put("d");
    const resyncs: string[] = [];
    all.addEventHandler({ onUpdate: ({ metadata }) => resyncs.push(metadata.name) });
    some.addEventHandler({ onUpdate: ({ metadata }) => resyncs.push(metadata.name) });
    await factory.start();
    await clock.settle();
    expect(serverOf("pods").requests[0]).toMatchObject({ verb: "list", options: { labelSelector: "a=b", limit: 9 } });
    expect(serverOf("deployments/x").requests[0]).toMatchObject({
      verb: "watch",
      options: { labelSelector: "c=d", fieldSelector: "e=f" },
    });
    await clock.advance(10_000);
    expect(resyncs.toSorted()).toEqual(["made", "made", "p"]);
    await factory[Symbol.asyncDispose]();
  });

  it("starts each informer once, and those made later with the next start; what was not started is not waited for in vain (F086)", async () => {
    const warn = vi.fn();
    const { clock, factory, serverOf } = setUp({ logger: { debug() {}, warn, error() {} } });
    factory.informer(pods);
    await factory.start();
    await factory.waitForCacheSync();
    factory.informer(deployments);
    await expect(factory.waitForCacheSync()).rejects.toThrow("not started: deployments.apps");
    await factory.start();
    await factory.start();
    await factory.waitForCacheSync();
    await clock.settle();
    expect(serverOf("pods").trace).toHaveLength(2);
    expect(serverOf("deployments").trace).toHaveLength(2);
    expect(warn).not.toHaveBeenCalled();
    await factory[Symbol.asyncDispose]();
  });

  it("says which caches have not synced, and why (F119)", async () => {
    const { clock, factory, serverOf } = setUp();
    factory.informer(pods);
    factory.informer(deployments);
    factory.informer(nodes);
    serverOf("deployments").nextLists.push(failure("Forbidden", 403));
    serverOf("nodes").nextLists.push(() => new Promise<never>(() => {}));
    await factory.start();
    await clock.settle();
    const stop = new AbortController();
    const waiting = factory.waitForCacheSync({ signal: stop.signal }).catch((error: unknown) => error);
    stop.abort();
    const error = await waiting;
    expect(isAborted(error)).toBe(true);
    expect((error as Error).message).toBe(
      "deployments.apps has not synced: backingOff after Forbidden: the server says Forbidden; nodes has not synced: listing",
    );
    await factory[Symbol.asyncDispose]();
  });

  it("fails to wait for a cache that was stopped", async () => {
    const { factory, serverOf } = setUp();
    factory.informer(pods);
    serverOf("pods").nextLists.push(failure("Forbidden", 403));
    await factory.start({ signal: AbortSignal.abort() });
    await expect(factory.waitForCacheSync()).rejects.toThrow("pods has not synced: stopped");
    await factory[Symbol.asyncDispose]();
  });

  it("stops everything, by its signal or by dispose (C42)", async () => {
    const { clock, factory, servers, serverOf } = setUp();
    const stop = new AbortController();
    factory.informer(pods);
    await factory.start({ signal: stop.signal });
    factory.informer(deployments);
    await factory.start();
    factory.informer(nodes);
    await clock.settle();
    stop.abort();
    await clock.settle();
    expect(serverOf("pods").watches.size).toBe(0);
    expect(serverOf("deployments").watches.size).toBe(1);
    await factory[Symbol.asyncDispose]();
    for (const server of servers.values()) expect(server.watches.size).toBe(0);
    expect(clock.pending).toEqual([]);
    expect(factory.informer(nodes).status.phase).toBe("stopped");
  });

  it("starts nothing any more once it was disposed, and has waited for all that ran (F086)", async () => {
    const { clock, factory, serverOf } = setUp();
    const informer = factory.informer(pods);
    serverOf("pods").put("a");
    const release = Promise.withResolvers<void>();
    informer.addEventHandler({ onAdd: () => release.promise });
    await factory.start();
    await clock.settle();
    let hasEnded = false;
    const ending = factory[Symbol.asyncDispose]().then(() => (hasEnded = true));
    await clock.settle();
    expect(hasEnded).toBe(false);
    release.resolve();
    await ending;
    await expect(factory.start()).rejects.toThrow("the informer factory was disposed");
    expect(() => factory.informer(nodes)).toThrow("the informer factory was disposed");
    expect(factory.informer(pods)).toBe(informer);
    expect(serverOf("pods").trace).toHaveLength(2);
  });

  it("has informers of one kind of object where its client has no other, by descriptor, namespace and selectors too (F088)", async () => {
    const clock = createFakeClock();
    const server = createTestServer();
    server.put("a", { namespace: "x", labels: { app: "web" } });
    const client = { resource: () => ({ ...server, namespace: () => server }) };
    const factory = createInformerFactory<TestObject>(client, { clock, labelSelector: "app" });
    const informer = factory.informer(pods, { namespace: "x" });
    expect(factory.informer(pods, { namespace: "x" })).toBe(informer);
    await factory.start();
    await factory.waitForCacheSync();
    expect(informer.lister.namespace("x").list({ labelSelector: parseLabelSelector("app=web") })).toHaveLength(1);
    expect(server.requests[0]?.options).toMatchObject({ labelSelector: "app" });
    await factory[Symbol.asyncDispose]();
    expect(server.watches.size).toBe(0);
  });
});

import type { DeepReadonly, Stored } from "@kubets/apimachinery";
import { createInformerFactory, createWatchList, type Informer } from "@kubets/cache";
import { createClient } from "@kubets/client-node";
import { createDynamicClient, type DynamicClient, type ResourceClient } from "@kubets/dynamic";
import { configMaps, type ConfigMap } from "@kubets/kubernetes/core/v1";
import { createRestClient } from "@kubets/rest";
import { createFakeCluster } from "@kubets/testing-fake";
import { realClock } from "@kubets/wait";
import { afterAll, beforeAll, beforeEach, expect, inject, it } from "vitest";
import { fastClock } from "../backends/fast-clock.ts";
import { startFaultProxy, type FaultProxy } from "../backends/fault-proxy.ts";
import { createNamespace, startBackend, type Backend } from "../backends/index.ts";

type Map = DeepReadonly<Stored<ConfigMap>>;

/** Resolves when the condition holds, looked at after each change of the cache or the status. */
async function until(informer: Informer<Stored<ConfigMap>>, condition: () => boolean): Promise<void> {
  if (condition()) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = (): void => void (condition() && resolve());
  using _cache = informer.onCacheChange(look);
  using _status = informer.onStatusChange(look);
  await promise;
}

/** What a handler heard, put together; `wrong` has each call that fits no history. */
function listen(informer: Informer<Stored<ConfigMap>>): { objects: globalThis.Map<string, Map>; wrong: string[] } {
  const objects = new globalThis.Map<string, Map>();
  const wrong: string[] = [];
  informer.addEventHandler({
    onAdd(map) {
      if (objects.has(map.metadata.name)) wrong.push(`${map.metadata.name} was added twice`);
      objects.set(map.metadata.name, map);
    },
    onUpdate(before, map) {
      if (objects.get(map.metadata.name) !== before) wrong.push(`${map.metadata.name} was updated from elsewhere`);
      if (Number(map.metadata.resourceVersion) < Number(before.metadata.resourceVersion)) {
        wrong.push(`${map.metadata.name} went back`);
      }
      objects.set(map.metadata.name, map);
    },
    onDelete(map) {
      if (!objects.delete(map.metadata.name)) wrong.push(`${map.metadata.name} was deleted without being there`);
    },
  });
  return { objects, wrong };
}

/** Writes for a while, and leaves another state behind. */
async function churn(maps: ResourceClient<ConfigMap>, round: number): Promise<void> {
  for (let i = 0; i < 10; i++) {
    await maps.create({ metadata: { name: `r${round}-${i}` }, data: { text: "x".repeat(200) } });
    if (i % 2 === 0) await maps.patch(`r${round}-${i}`, { type: "merge", value: { data: { round: `${round}` } } });
    if (round > 0 && i % 3 === 0) await maps.delete(`r${round - 1}-${i}`);
  }
}

interface Versioned {
  readonly metadata?: { readonly name?: string; readonly resourceVersion?: string };
}

const versions = (maps: Iterable<Versioned>): string[] =>
  [...maps].map(({ metadata }) => `${metadata?.name}@${metadata?.resourceVersion}`).toSorted();

/** Waits until the cache equals the server's state; then what the handler heard must equal it too. */
async function expectWhole(
  informer: Informer<Stored<ConfigMap>>,
  heard: ReturnType<typeof listen>,
  items: readonly Versioned[],
): Promise<void> {
  const expected = versions(items);
  await until(informer, () => versions(informer.lister.list()).join() === expected.join());
  await until(informer, () => informer.status.handlers.every(({ pending }) => pending === 0));
  // The listeners hear of a change before the handlers.
  await realClock.sleep(0);
  expect(versions(heard.objects.values())).toEqual(expected);
  expect(heard.wrong).toEqual([]);
}

if (inject("backend") === "fake") {
  it("heals from every fault that the server in memory can make (C04, C06, C08, C09, C18)", async () => {
    await using cluster = createFakeCluster();
    const rest = createRestClient({ config: cluster.config, transport: cluster.transport() });
    const client = createDynamicClient({ rest });
    const maps = client.resource(configMaps).namespace("default");
    await using factory = createInformerFactory(client, { namespace: "default", clock: fastClock });
    const informer = factory.informer(configMaps);
    const heard = listen(informer);
    await factory.start();
    await factory.waitForCacheSync();
    const faults = [
      () => cluster.dropWatches(),
      () => {
        cluster.compact();
        cluster.dropWatches();
      },
      () => {
        cluster.fail({ verb: "watch", resource: "configmaps", with: { code: 500 }, times: 2 });
        cluster.dropWatches();
      },
      () => {
        cluster.fail({ verb: "watch", resource: "configmaps", with: { code: 429 }, times: 2 });
        cluster.dropWatches();
      },
      () => {
        cluster.fail({ verb: "watch", resource: "configmaps", with: { code: 410 }, times: 1 });
        cluster.fail({ verb: "list", resource: "configmaps", with: { code: 410 }, times: 1 });
        cluster.dropWatches();
      },
    ];
    for (const [round, fault] of faults.entries()) {
      const churning = churn(maps, round);
      fault();
      await churning;
      await expectWhole(informer, heard, cluster.objects({ apiVersion: "v1", kind: "ConfigMap" }));
    }
    expect(informer.status.reconnects + informer.status.relists).toBeGreaterThanOrEqual(faults.length);
  });
} else {
  let backend: Backend;
  let direct: DynamicClient;
  let proxy: FaultProxy;
  let through: DynamicClient;
  let namespace: string;
  let maps: ResourceClient<ConfigMap>;

  beforeAll(async () => {
    backend = await startBackend();
    const client = await createClient({ kubeconfig: backend.kubeconfig, qps: -1 });
    direct = client;
    proxy = await startFaultProxy(client.server);
    through = await createClient({ kubeconfig: backend.kubeconfig, server: proxy.url, qps: -1 });
  });
  beforeEach(async () => {
    proxy.flow();
    namespace = await createNamespace(direct);
    maps = direct.resource(configMaps).namespace(namespace);
  });
  afterAll(async () => {
    await through[Symbol.asyncDispose]();
    await proxy[Symbol.asyncDispose]();
    await direct[Symbol.asyncDispose]();
    await backend[Symbol.asyncDispose]();
  });

  const faults: [string, () => void][] = [
    ["ends", () => proxy.cut()],
    ["is reset", () => proxy.reset()],
    ["is reset in the middle of a line", () => proxy.resetAfter(300)],
    [
      "is refused for a while",
      () => {
        proxy.refuse();
        proxy.reset();
        setTimeout(() => proxy.flow(), 100);
      },
    ],
  ];
  for (const watchList of [undefined, createWatchList()]) {
    for (const [what, fault] of faults) {
      it(`loses nothing where the connection ${what}, ${watchList ? "by WatchList" : "by lists"} (C08, C09, C18)`, async () => {
        await using factory = createInformerFactory(through, { namespace, clock: fastClock, watchList });
        const informer = factory.informer(configMaps);
        const heard = listen(informer);
        await factory.start();
        await factory.waitForCacheSync();
        for (let round = 0; round < 4; round++) {
          const churning = churn(maps, round);
          fault();
          await churning;
          await expectWhole(informer, heard, (await maps.list()).items);
        }
        const { reconnects, relists } = informer.status;
        expect(reconnects + relists).toBeGreaterThan(0);
      });
    }
  }

  it("notices a connection over which nothing comes any more, and says so", async () => {
    await using factory = createInformerFactory(through, { namespace, clock: fastClock });
    const informer = factory.informer(configMaps);
    const heard = listen(informer);
    await factory.start();
    await factory.waitForCacheSync();
    await churn(maps, 0);
    await expectWhole(informer, heard, (await maps.list()).items);
    const phases: string[] = [];
    using _status = informer.onStatusChange(({ phase }) => phases.push(phase));
    proxy.stall();
    await churn(maps, 1);
    await until(informer, () => phases.includes("stalled"));
    proxy.flow();
    await expectWhole(informer, heard, (await maps.list()).items);
    expect(informer.status.synced).toBe(true);
  });
}

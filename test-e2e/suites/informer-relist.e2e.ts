import {
  createInformer,
  createInformerFactory,
  createObjectMemory,
  createSnapshot,
  createWatchList,
  type Informer,
} from "@kubets/cache";
import { createMetadataClient } from "@kubets/dynamic";
import type { Stored } from "@kubets/apimachinery";
import { configMaps, type ConfigMap } from "@kubets/kubernetes/core/v1";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startCompactable, type Compactable } from "../backends/compactable.ts";
import { createNamespace } from "../backends/index.ts";

const count = 200;
let server: Compactable;

beforeAll(async () => {
  server = await startCompactable();
});
afterAll(() => server[Symbol.asyncDispose]());

async function until(informer: Informer<Stored<ConfigMap>>, condition: () => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = (): void => void (condition() && resolve());
  using _cache = informer.onCacheChange(look);
  using _status = informer.onStatusChange(look);
  look();
  await promise;
}

it.each([
  ["a list", undefined],
  ["a watch", createWatchList()],
])(
  "after the server has forgotten the past, %s brings back only what changed: all else is neither parsed nor replaced (C06, C18)",
  async (_by, watchList) => {
    const namespace = await createNamespace(server.direct);
    const maps = server.direct.resource(configMaps).namespace(namespace);
    for (let i = 0; i < count; i++) {
      await maps.create({ metadata: { name: `map-${i}` }, data: { text: '{}[],\\"'.repeat(20), i: String(i) } });
    }
    await using factory = createInformerFactory(server.through, { namespace, watchList, random: () => 0 });
    const informer = factory.informer(configMaps);
    const calls: string[] = [];
    informer.addEventHandler({
      onAdd: ({ metadata }, { initial }) => void (initial || calls.push(`add ${metadata.name}`)),
      onUpdate: (old, map) => void (old === map || calls.push(`update ${map.metadata.name}`)),
      onDelete: ({ metadata }) => void calls.push(`delete ${metadata.name}`),
    });
    await factory.start();
    await factory.waitForCacheSync();
    // Known from a watch event rather than from the list, which leaves out the kinds of its items.
    await maps.patch("map-5", { type: "merge", value: { data: { i: "five" } } });
    await until(informer, () => informer.lister.get(`${namespace}/map-5`)?.data?.["i"] === "five");
    const before = new Map(informer.lister.list().map((map) => [map.metadata.name, map]));
    calls.length = 0;

    server.proxy.refuse();
    server.proxy.reset();
    await maps.patch("map-1", { type: "merge", value: { data: { i: "one" } } });
    await maps.delete("map-2");
    await maps.create({ metadata: { name: "new" } });
    await server.compact();
    const parse = vi.spyOn(JSON, "parse");
    const { relists } = informer.status;
    server.proxy.flow();
    await until(informer, () => informer.status.relists > relists && informer.status.phase === "watching");
    const parsed = parse.mock.calls.filter(([text]) => text.includes('"metadata"') && text.includes("map-")).length;
    parse.mockRestore();

    expect(calls.toSorted()).toEqual(["add new", "delete map-2", "update map-1"]);
    const after = informer.lister.list();
    const same = after.filter((map) => before.get(map.metadata.name) === map);
    expect(after).toHaveLength(before.size);
    expect(same).toHaveLength(before.size - 2);
    expect(informer.lister.get(`${namespace}/map-1`)?.data?.["i"]).toBe("one");
    // In this process, testing-server parses too: what clients send, not what it answers.
    expect(parsed).toBeLessThan(10);
  },
);

it("a cache that was resumed, or that holds the metadata alone, lists anew when the server has forgotten its version", async () => {
  const namespace = await createNamespace(server.direct);
  const maps = server.direct.resource(configMaps).namespace(namespace);
  for (const name of ["a", "b", "gone"]) await maps.create({ metadata: { name }, data: { name } });

  let saved: readonly string[] = [];
  const snapshot = createSnapshot({
    key: "maps",
    store: { load: async () => saved, save: async (pieces) => void (saved = pieces) },
  });
  const listerWatcher = server.through.resource(configMaps).namespace(namespace);
  {
    await using first = createInformer({ listerWatcher, snapshot, memory: createObjectMemory });
    void first.run();
    await first.waitForSync();
  }
  await using partials = createInformer({
    listerWatcher: createMetadataClient(server.through).resource(configMaps).namespace(namespace),
    memory: createObjectMemory,
    random: () => 0,
  });
  void partials.run();
  await partials.waitForSync();

  server.proxy.refuse();
  server.proxy.reset();
  await maps.delete("gone");
  await maps.create({ metadata: { name: "new" } });
  await server.compact();
  server.proxy.flow();
  await using resumed = createInformer({ listerWatcher, snapshot, memory: createObjectMemory, random: () => 0 });
  const calls: string[] = [];
  resumed.addEventHandler({
    onAdd: ({ metadata }, { initial }) => void calls.push(`add${initial ? "!" : ""} ${metadata.name}`),
    onDelete: ({ metadata }) => void calls.push(`delete ${metadata.name}`),
  });
  void resumed.run();
  const names = (informer: { lister: { list(): { metadata: { name: string } }[] } }): string[] =>
    informer.lister
      .list()
      .map(({ metadata }) => metadata.name)
      .filter((name) => name !== "kube-root-ca.crt")
      .toSorted();
  await until(resumed, () => resumed.lister.get(`${namespace}/new`) !== undefined);
  expect(resumed.status).toMatchObject({ resumed: true, relists: 1 });
  expect(names(resumed)).toEqual(["a", "b", "new"]);
  expect(resumed.lister.get(`${namespace}/a`)?.data).toEqual({ name: "a" });
  expect(calls.filter((call) => !call.includes("kube-root-ca"))).toEqual([
    "add! a",
    "add! b",
    "add! gone",
    "delete gone",
    "add new",
  ]);
  await vi.waitUntil(() => names(partials).join() === "a,b,new", { timeout: 60_000, interval: 20 });
  expect(partials.status.relists).toBe(1);
});

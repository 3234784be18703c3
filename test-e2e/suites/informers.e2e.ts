import { defineResource, parseLabelSelector, type DeepReadonly, type Stored } from "@kubets/apimachinery";
import { createInformerFactory, createWatchList } from "@kubets/cache";
import { createMetadataClient, type DynamicClient, type ResourceClient } from "@kubets/dynamic";
import { configMaps, type ConfigMap } from "@kubets/kubernetes/core/v1";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createNamespace, startBackend, type Backend } from "../backends/index.ts";
import { untilCached } from "../backends/until-cached.ts";

let backend: Backend;
let client: DynamicClient;
let namespace: string;
let maps: ResourceClient<ConfigMap>;

beforeAll(async () => {
  backend = await startBackend();
  client = await backend.connect();
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

/** Collects notifications, and lets a test wait for one. */
function createLog(): { lines: string[]; push(line: string): void; until(line: string): Promise<void> } {
  const lines: string[] = [];
  const waiting = new Map<string, () => void>();
  return {
    lines,
    push(line) {
      lines.push(line);
      waiting.get(line)?.();
    },
    until: (line) => (lines.includes(line) ? Promise.resolve() : new Promise((resolve) => waiting.set(line, resolve))),
  };
}

it("holds the state, follows every change, and tells each handler in order (F116, C34)", async () => {
  namespace = await createNamespace(client);
  maps = client.resource(configMaps).namespace(namespace);
  for (const name of ["a", "b", "c"]) {
    const created = await maps.create({ metadata: { name, labels: { ours: "yes" } }, data: { value: "1" } });
    await untilCached(maps, created);
  }

  await using factory = createInformerFactory(client, { namespace });
  const informer = factory.informer(configMaps, { indexers: { value: (map) => [map.data?.["value"] ?? ""] } });
  const log = createLog();
  const name = ({ metadata }: DeepReadonly<Stored<ConfigMap>>): string => metadata.name;
  informer.addEventHandler({
    onAdd: (map, { initial }) => log.push(`add ${name(map)}${initial ? " initially" : ""}`),
    onUpdate: (old, fresh) => log.push(`update ${name(fresh)} ${old.data?.["value"]} to ${fresh.data?.["value"]}`),
    onDelete: (map) => log.push(`delete ${name(map)}`),
  });
  await factory.start();
  await factory.waitForCacheSync();

  const lister = informer.lister.namespace(namespace);
  expect(lister.get("a")?.data).toEqual({ value: "1" });
  expect(
    informer.lister
      .list({ labelSelector: parseLabelSelector("ours=yes") })
      .map(name)
      .toSorted(),
  ).toEqual(["a", "b", "c"]);

  await maps.create({ metadata: { name: "d" }, data: { value: "1" } });
  await maps.patch("a", { type: "merge", value: { data: { value: "2" } } });
  await maps.delete("b");
  await log.until("delete b");
  expect(log.lines.filter((line) => !line.includes("kube-root-ca.crt"))).toEqual([
    "add a initially",
    "add b initially",
    "add c initially",
    "add d",
    "update a 1 to 2",
    "delete b",
  ]);
  expect(lister.get("b")).toBeUndefined();
  expect(informer.lister.byIndex("value", "2").map(name)).toEqual(["a"]);
  expect(informer.status).toMatchObject({ phase: "watching", synced: true, relists: 0 });
});

it("sees the same through a second connection that starts late (C36, D11)", async () => {
  namespace = await createNamespace(client);
  maps = client.resource(configMaps).namespace(namespace);
  await untilCached(maps, await maps.create({ metadata: { name: "early" } }));
  await using other = await backend.connect();
  await using factory = createInformerFactory(other, { namespace });
  const informer = factory.informer(configMaps);
  await factory.start();
  await factory.waitForCacheSync();
  const log = createLog();
  informer.addEventHandler({ onAdd: ({ metadata }, { initial }) => log.push(`${metadata.name} ${initial}`) });
  await log.until("early true");
  await maps.create({ metadata: { name: "late" } });
  await log.until("late false");

  // One came by a list, the other by a watch: both are as an answer is, down to the types of their fields (D11).
  for (const name of ["early", "late"]) {
    const { managedFields: _kept, ...metadata } = informer.lister.require({ namespace, name }).metadata;
    const { managedFields: _answered, ...answered } = (await maps.get(name)).metadata;
    expect(metadata).toEqual(answered);
    expect(metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  }
});

it("syncs by one stream where WatchList is switched on (C12, C13)", async () => {
  namespace = await createNamespace(client);
  maps = client.resource(configMaps).namespace(namespace);
  for (const name of ["a", "b"]) await untilCached(maps, await maps.create({ metadata: { name } }));
  await using factory = createInformerFactory(client, { namespace, watchList: createWatchList() });
  const informer = factory.informer(configMaps);
  await factory.start();
  await factory.waitForCacheSync();
  expect(informer.lister.get(`${namespace}/a`)).toBeDefined();
  expect(informer.lister.get(`${namespace}/b`)).toBeDefined();
});

it("holds the metadata alone, and what has no types at all, as it holds what has (F088)", async () => {
  namespace = await createNamespace(client);
  maps = client.resource(configMaps).namespace(namespace);
  const created = await maps.create({ metadata: { name: "a", labels: { ours: "yes" } }, data: { value: "1" } });
  await untilCached(maps, created);
  const untyped = defineResource({
    group: "",
    version: "v1",
    resource: "configmaps",
    kind: "ConfigMap",
    scope: "Namespaced" as const,
  });
  await using partialFactory = createInformerFactory(createMetadataClient(client), { namespace });
  await using untypedFactory = createInformerFactory(client, { namespace, labelSelector: "ours" });
  const partials = partialFactory.informer(configMaps, {
    indexers: { ours: ({ metadata }) => [metadata.labels?.["ours"] ?? ""] },
  });
  const objects = untypedFactory.informer(untyped);
  for (const factory of [partialFactory, untypedFactory]) {
    await factory.start();
    await factory.waitForCacheSync();
  }
  const changed = createLog();
  partials.addEventHandler({ onUpdate: (_, { metadata }) => changed.push(`partial ${metadata.labels?.["ours"]}`) });
  objects.addEventHandler({ onUpdate: (_, object) => changed.push(`untyped ${JSON.stringify(object["data"])}`) });

  const [partial] = partials.lister.byIndex("ours", "yes");
  expect(partial).toMatchObject({ kind: "PartialObjectMetadata", metadata: { name: "a", namespace } });
  expect(partial).not.toHaveProperty("data");
  expect(objects.lister.get(`${namespace}/a`)?.["data"]).toEqual({ value: "1" });
  await maps.patch("a", { type: "merge", value: { metadata: { labels: { ours: "still" } }, data: { value: "2" } } });
  await changed.until("partial still");
  await changed.until('untyped {"value":"2"}');
});

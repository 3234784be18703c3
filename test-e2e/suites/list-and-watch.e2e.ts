import { endsInitialEvents, isKubernetesError, type Stored, type WatchEvent } from "@kubets/apimachinery";
import type { DynamicClient, ResourceClient } from "@kubets/dynamic";
import { configMaps, type ConfigMap } from "@kubets/kubernetes/core/v1";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createNamespace, startBackend, type Backend } from "../backends/index.ts";

let backend: Backend;
let client: DynamicClient;
let maps: ResourceClient<ConfigMap>;

beforeAll(async () => {
  backend = await startBackend();
  client = await backend.connect();
});
beforeEach(async () => {
  maps = client.resource(configMaps).namespace(await createNamespace(client));
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

// A real API server puts a ConfigMap of its own into every namespace once a controller manager runs.
const ours = { labelSelector: "ours" };
const create = (name: string, labels: Record<string, string> = {}): Promise<Stored<ConfigMap>> =>
  maps.create({ metadata: { name, labels: { ours: "yes", ...labels } } });
const names = (items: readonly Stored<ConfigMap>[]): string[] => items.map(({ metadata }) => metadata.name);

/** The events of a watch up to the one that `last` accepts, as "TYPE name". */
async function collect(
  events: AsyncIterable<WatchEvent<Stored<ConfigMap>>>,
  last: (event: WatchEvent<Stored<ConfigMap>>) => boolean,
): Promise<string[]> {
  const seen: string[] = [];
  for await (const event of events) {
    seen.push(event.type === "BOOKMARK" ? "BOOKMARK" : `${event.type} ${event.object.metadata.name}`);
    if (last(event)) return seen;
  }
  return [...seen, "END"];
}

describe("list", () => {
  it("returns items in the shape of a get (F081)", async () => {
    const created = await create("a");
    const { items, metadata, kind } = await maps.list(ours);
    expect(kind).toBe("ConfigMapList");
    expect(metadata.resourceVersion).toMatch(/^\d+$/);
    expect(items).toEqual([created]);
    expect(Object.keys(items[0] ?? {}).slice(0, 2)).toEqual(["kind", "apiVersion"]);
  });

  it("pages with limit and continue, all pages of one version (C03)", async () => {
    for (const name of ["a", "b", "c", "d", "e"]) await create(name);
    const first = await maps.list({ ...ours, limit: 2 });
    expect(names(first.items)).toEqual(["a", "b"]);
    await create("f");
    const token = first.metadata.continue;
    if (!token) throw new Error("the first page names no second one");
    const second = await maps.list({ ...ours, limit: 2, continue: token });
    expect(names(second.items)).toEqual(["c", "d"]);
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    const third = await maps.list({ ...ours, limit: 2, continue: second.metadata.continue ?? "" });
    expect(names(third.items)).toEqual(["e"]);
    expect(third.metadata.continue ?? "").toBe("");
  });

  it("iterates over everything, page by page (F153)", async () => {
    for (let index = 0; index < 7; index += 1) await create(`item-${index}`);
    const seen: string[] = [];
    for await (const { metadata } of maps.items({ ...ours, limit: 3 })) seen.push(metadata.name);
    expect(seen).toEqual(Array.from({ length: 7 }, (_, index) => `item-${index}`));
  });

  it("selects by labels", async () => {
    await create("a", { tier: "web", stage: "prod" });
    await create("b", { tier: "web" });
    await create("c", { tier: "db" });
    const matching = async (labelSelector: string): Promise<string[]> =>
      names((await maps.list({ labelSelector })).items);
    expect(await matching("tier=web")).toEqual(["a", "b"]);
    expect(await matching("ours,tier!=web")).toEqual(["c"]);
    expect(await matching("tier in (db,web),!stage")).toEqual(["b", "c"]);
    expect(await matching("ours,stage notin (prod)")).toEqual(["b", "c"]);
  });

  it("selects by the fields that the server knows", async () => {
    await create("a");
    await create("b");
    expect(names((await maps.list({ ...ours, fieldSelector: "metadata.name=b" })).items)).toEqual(["b"]);
    await expect(maps.list({ fieldSelector: "data.x=1" })).rejects.toMatchObject({
      reason: "BadRequest",
      code: 400,
      message: expect.stringContaining('"data.x" is not a known field selector'),
    });
  });

  it("refuses a selector that is none", async () => {
    await expect(maps.list({ labelSelector: "a in b" })).rejects.toSatisfy(
      (error) => isKubernetesError(error) && error.code === 400,
    );
  });

  it("refuses a continue token that is none", async () => {
    await expect(maps.list({ continue: "nonsense", limit: 1 })).rejects.toMatchObject({ code: 400 });
  });

  it("lists over all namespaces", async () => {
    await create("everywhere");
    const { items } = await client.resource(configMaps).list({ fieldSelector: "metadata.name=everywhere" });
    expect(items.length).toBeGreaterThan(0);
  });
});

describe("watch", () => {
  it("replays what happened after a list, then follows (C08)", async () => {
    await create("before");
    const { metadata } = await maps.list(ours);
    const created = await create("a");
    await maps.update({ ...created, data: { changed: "yes" } });
    const watching = collect(
      maps.watch({ ...ours, resourceVersion: metadata.resourceVersion ?? "" }),
      ({ type }) => type === "DELETED",
    );
    await maps.delete("a");
    expect(await watching).toEqual(["ADDED a", "MODIFIED a", "DELETED a"]);
  });

  it("begins with the present state where no version is named (C07)", async () => {
    await create("a");
    await create("b");
    let left = 2;
    const seen = await collect(maps.watch(ours), () => --left === 0);
    expect(seen.toSorted()).toEqual(["ADDED a", "ADDED b"]);
  });

  it("tells selectors' view: what begins to match is added, what stops matching is deleted", async () => {
    const { metadata } = await maps.list(ours);
    await create("a", { tier: "web" });
    await maps.patch("a", { type: "merge", value: { metadata: { labels: { tier: "db" } } } });
    await maps.patch("a", { type: "merge", value: { metadata: { labels: { tier: "web" } } } });
    await create("last", { tier: "web" });
    const seen = await collect(
      maps.watch({ labelSelector: "tier=web", resourceVersion: metadata.resourceVersion ?? "" }),
      (event) => event.type !== "BOOKMARK" && event.object.metadata.name === "last",
    );
    expect(seen).toEqual(["ADDED a", "DELETED a", "ADDED a", "ADDED last"]);
  });

  it("deletes carry the last state and the deletion's version", async () => {
    const { metadata } = await maps.list(ours);
    const created = await create("a");
    await maps.delete("a");
    for await (const event of maps.watch({ ...ours, resourceVersion: metadata.resourceVersion ?? "" })) {
      if (event.type !== "DELETED") continue;
      expect(event.object.metadata.uid).toBe(created.metadata.uid);
      expect(BigInt(event.object.metadata.resourceVersion)).toBeGreaterThan(BigInt(created.metadata.resourceVersion));
      break;
    }
  });

  it("sends the initial state and its end as a bookmark where asked for (C12, C13)", async () => {
    await create("a");
    await create("b");
    const events = maps.watch({
      ...ours,
      sendInitialEvents: true,
      allowWatchBookmarks: true,
      resourceVersionMatch: "NotOlderThan",
      resourceVersion: "",
    });
    const seen = await collect(events, (event) => event.type === "BOOKMARK" && endsInitialEvents(event.object));
    expect(seen.toSorted()).toEqual(["ADDED a", "ADDED b", "BOOKMARK"]);
  });

  it("ends when its time is over, without an error", async () => {
    expect(await collect(maps.watch({ ...ours, timeoutSeconds: 1 }), () => false)).toEqual(["END"]);
  });

  it("ends with the signal", async () => {
    const abort = new AbortController();
    const watching = collect(maps.watch({ ...ours, signal: abort.signal }), () => false);
    abort.abort();
    await expect(watching).rejects.toMatchObject({ reason: "Aborted" });
  });
});

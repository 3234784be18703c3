import { isAborted } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { createOwnWrites } from "./own-writes.ts";
import { finish, onlyWatch, recorder, running } from "./testing/informer.ts";
import { failure, seededRandom, type TestObject, type TestServer } from "./testing/lister-watcher.ts";

/** A client as @kubets/dynamic has them, as far as it matters here; the server tells its watches when asked to. */
function clientOf(server: TestServer, namespaceName?: string) {
  const key = (name: string): string => (namespaceName ? `${namespaceName}/${name}` : name);
  return {
    asked: [] as string[],
    async create({ metadata, spec }: { metadata: { name: string }; spec?: TestObject["spec"] }, _options?: object) {
      return server.put(metadata.name, { ...(namespaceName && { namespace: namespaceName }), spec });
    },
    async patch(name: string, value: number, _options?: object): Promise<TestObject> {
      return server.put(name, { ...(namespaceName && { namespace: namespaceName }), spec: { value } });
    },
    async delete(name: string, _options?: object): Promise<object> {
      server.remove(key(name));
      return { kind: "Status", metadata: {}, status: "Success" };
    },
    async get(name: string) {
      this.asked.push(name);
      return server.objects.get(key(name));
    },
    namespace: (name: string) => clientOf(server, name),
  };
}

/** An informer that hears of nothing until `deliver`. */
async function lagging(options: Parameters<typeof createOwnWrites<TestObject>>[1] = {}) {
  const setup = await running((server) => server.put("old", { spec: { value: 1 } }), {
    indexers: { value: ({ spec }) => [String(spec?.value)] },
  });
  const { server, informer } = setup;
  const watch = onlyWatch(server);
  const held: Parameters<typeof watch.send>[0][] = [];
  const send = watch.send.bind(watch);
  watch.send = (...events) => void held.push(...events);
  const deliver = (): Promise<void> => {
    send(...held.splice(0));
    return setup.clock.settle();
  };
  const own = createOwnWrites(informer, options);
  return { ...setup, own, client: own.bind(clientOf(server)), deliver, send, held };
}

const names = (objects: readonly { readonly metadata: { readonly name: string } }[]): string[] =>
  objects.map(({ metadata }) => metadata.name).toSorted();

describe("own writes", () => {
  it("are in the lister at once, and leave the memory when the cache has them (F111)", async () => {
    const setup = await lagging();
    const { own, client, informer, deliver } = setup;
    const { revision } = own.lister;
    await client.create({ metadata: { name: "new" }, spec: { value: 2 } });
    await client.patch("old", 2);
    expect(informer.lister.get("new")).toBeUndefined();
    expect(own.lister.get("new")?.spec?.value).toBe(2);
    expect(own.lister.get("old")?.spec?.value).toBe(2);
    expect(names(own.lister.list())).toEqual(["new", "old"]);
    expect(names(own.lister.byIndex("value", "2"))).toEqual(["new", "old"]);
    expect(own.lister.byIndex("value", "1")).toEqual([]);
    expect(own.lister.revision).toBeGreaterThan(revision);
    expect(own.pending).toBe(2);
    await deliver();
    expect(own.pending).toBe(0);
    expect(own.lister.get("new")).toBe(informer.lister.get("new"));
    await finish(setup);
  });

  it("are found by namespace, and by a client of one", async () => {
    const setup = await lagging();
    const { own, client, deliver } = setup;
    const inB = client.namespace("b");
    await inB.create({ metadata: { name: "x" } });
    expect(names(own.lister.namespace("b").list())).toEqual(["x"]);
    expect(own.lister.namespace("a").list()).toEqual([]);
    await deliver();
    await inB.delete("x");
    expect(own.lister.namespace("b").get("x")).toBeUndefined();
    expect(own.lister.namespace("b").list()).toEqual([]);
    await deliver();
    expect(own.pending).toBe(0);
    await finish(setup);
  });

  it("that deleted hide the object until the cache has lost it, whatever is heard of it meanwhile", async () => {
    const setup = await lagging();
    const { own, client, informer, deliver, send, held, clock } = setup;
    await client.patch("old", 5);
    await client.delete("old");
    expect(own.lister.get("old")).toBeUndefined();
    expect(own.lister.list()).toEqual([]);
    // The cache learns of the change, but not yet of the deletion.
    send(...held.splice(0, 1));
    await clock.settle();
    expect(informer.lister.get("old")?.spec?.value).toBe(5);
    expect(own.lister.get("old")).toBeUndefined();
    expect(own.pending).toBe(1);
    await deliver();
    expect(own.pending).toBe(0);
    await finish(setup);
  });

  it("show an object that was created anew after its deletion", async () => {
    const setup = await lagging();
    const { own, client, deliver } = setup;
    await client.delete("old");
    const { metadata } = await client.create({ metadata: { name: "old" } });
    expect(own.lister.get("old")?.metadata.uid).toBe(metadata.uid);
    await deliver();
    expect(own.pending).toBe(0);
    expect(own.lister.get("old")?.metadata.uid).toBe(metadata.uid);
    await finish(setup);
  });

  it("never take an object back: of cache and write the newer one counts, and answers may come in any order", async () => {
    const setup = await lagging();
    const { own, client, server, informer, deliver } = setup;
    const first = await client.patch("old", 2);
    const second = server.put("old", { spec: { value: 3 } });
    own.wrote(second);
    own.wrote(first);
    expect(own.lister.get("old")?.spec?.value).toBe(3);
    server.put("old", { spec: { value: 4 } });
    await deliver();
    own.wrote(second);
    expect(own.lister.get("old")?.spec?.value).toBe(4);
    expect(own.lister.get("old")).toBe(informer.lister.get("old"));
    expect(own.pending).toBe(0);
    await finish(setup);
  });

  it("do not come back to life by the late answer of a change to what was deleted", async () => {
    const setup = await lagging();
    const { own, client, deliver } = setup;
    const changed = await client.patch("old", 2);
    await client.delete("old");
    own.wrote({ ...changed, metadata: { ...changed.metadata, resourceVersion: "13" } });
    expect(own.lister.get("old")).toBeUndefined();
    await deliver();
    expect(own.lister.get("old")).toBeUndefined();
    await finish(setup);
  });

  it("are hidden in handlers' calls no longer than the cache lags", async () => {
    const setup = await lagging();
    const { own, client, informer, deliver, clock } = setup;
    const seen: unknown[] = [];
    informer.addEventHandler({ onDelete: ({ metadata }) => seen.push(own.lister.get(metadata.name)) });
    await clock.settle();
    await client.patch("old", 2);
    setup.server.remove("old");
    await deliver();
    expect(seen).toEqual([undefined]);
    await finish(setup);
  });

  it("with finalizers are objects until these are gone", async () => {
    const setup = await lagging();
    const { own, informer } = setup;
    const old = informer.lister.get("old") as TestObject;
    const marked = (version: string, finalizers: string[]) => ({
      ...old,
      metadata: { ...old.metadata, resourceVersion: version, deletionTimestamp: "2026-01-01T00:00:00Z", finalizers },
    });
    const answers = [marked("12", ["a"]), marked("13", [])];
    const client = own.bind({
      delete: async (_name: string) => answers[0],
      update: async (_object: object) => answers[1],
    });
    await client.delete("old");
    expect(own.lister.get("old")?.metadata.resourceVersion).toBe("12");
    await client.update({});
    expect(own.lister.get("old")).toBeUndefined();
    await finish(setup);
  });

  it("of what does not belong to the cache are hidden", async () => {
    const setup = await lagging({ belongs: ({ spec }) => spec?.value !== 9 });
    const { own, client } = setup;
    await client.patch("old", 9);
    await client.create({ metadata: { name: "other" }, spec: { value: 9 } });
    expect(own.lister.list()).toEqual([]);
    await finish(setup);
  });

  it("of a dry run are none, and other calls pass", async () => {
    const setup = await lagging();
    const { own, client } = setup;
    await client.create({ metadata: { name: "new" } }, { dryRun: true });
    await client.delete("old", { dryRun: true });
    expect(own.pending).toBe(0);
    await client.get("old");
    expect(client.asked).toEqual(["old"]);
    await finish(setup);
  });

  it("can be waited for, by a bookmark too", async () => {
    const setup = await lagging();
    const { own, client, server, send, clock } = setup;
    await client.patch("old", 2);
    const abort = new AbortController();
    const waits = own.caughtUp({ signal: abort.signal });
    abort.abort();
    await expect(waits).rejects.toSatisfy(isAborted);
    let reached = false;
    const waiting = own.caughtUp().then(() => (reached = true));
    await clock.settle();
    expect(reached).toBe(false);
    send({ type: "BOOKMARK", object: { metadata: { resourceVersion: server.version } } });
    await waiting;
    expect(own.pending).toBe(0);
    await finish(setup);
  });

  it("wait for room where too many are not in the cache yet", async () => {
    const setup = await lagging({ maxPending: 2 });
    const { own, client, server, clock, deliver } = setup;
    const created = Promise.all(["a", "b", "c"].map((name) => client.create({ metadata: { name } })));
    await clock.settle();
    expect(names([...server.objects.values()])).toEqual(["a", "b", "old"]);
    expect(own.pending).toBe(2);
    await deliver();
    await created;
    expect(server.objects.size).toBe(4);
    await deliver();
    await finish(setup);
  });

  it("let go of the informer when disposed", async () => {
    const setup = await lagging();
    const { own, client, informer } = setup;
    await client.patch("old", 2);
    own[Symbol.dispose]();
    expect(own.lister.get("old")).toBe(informer.lister.get("old"));
    await own.caughtUp();
    await finish(setup);
  });
});

it("own writes never go back and end as the server's state, under any faults (300 seeds)", async () => {
  for (let seed = 0; seed < 300; seed++) {
    const random = seededRandom(seed);
    const pick = (count: number): number => Math.floor(random() * count);
    const setup = await running((server) => server.put("p0"), { random });
    const { clock, server, informer } = setup;
    const own = createOwnWrites(informer, { maxPending: 50 });
    informer.addEventHandler(recorder([]));
    const client = own.bind(clientOf(server));
    const newest = new Map<string, number>();
    const held: (() => void)[] = [];
    for (let step = 0; step < 60; step++) {
      for (const watch of server.watches) {
        if (Object.hasOwn(watch, "lags")) continue;
        const send = watch.send.bind(watch);
        Object.assign(watch, { lags: true, send: (event: never) => void held.push(() => send(event)) });
      }
      const name = `p${pick(4)}`;
      const dice = random();
      if (dice < 0.4) {
        const { metadata } = await client.patch(name, pick(100));
        expect(own.lister.get(name)?.metadata.resourceVersion, `seed ${seed}`).toBe(metadata.resourceVersion);
      } else if (dice < 0.55) {
        const known = own.lister.get(name);
        await client.delete(name);
        if (known) expect(own.lister.get(name), `seed ${seed}`).toBeUndefined();
      } else if (dice < 0.65) server.put(name, { spec: { value: 1 } });
      else if (dice < 0.7) server.remove(name);
      else if (dice < 0.75) for (const watch of server.watches) watch.fail(failure("InternalError", 500));
      else if (dice < 0.8) await clock.advance(5000);
      else for (const deliver of held.splice(0, pick(held.length + 1))) deliver();
      await clock.settle();
      for (const { metadata } of own.lister.list()) {
        const version = Number(metadata.resourceVersion);
        expect(version, `seed ${seed}: ${metadata.name}`).toBeGreaterThanOrEqual(newest.get(metadata.uid ?? "") ?? 0);
        newest.set(metadata.uid ?? "", version);
      }
    }
    for (const deliver of held.splice(0)) deliver();
    for (const watch of server.watches) watch.fail(failure("Expired", 410));
    await clock.advance(120_000);
    expect(own.pending, `seed ${seed}`).toBe(0);
    expect(names(own.lister.list())).toEqual(names([...server.objects.values()]));
    own[Symbol.dispose]();
    await finish(setup);
  }
});

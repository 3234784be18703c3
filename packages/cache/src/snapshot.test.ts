import { fc, test } from "@fast-check/vitest";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import type { InformerOptions } from "./informer-options.ts";
import { createSnapshot, type SnapshotOptions, type SnapshotStore } from "./snapshot.ts";
import { readSnapshot, writeSnapshot } from "./snapshot-format.ts";
import { createInformer, type Informer } from "./shared-informer.ts";
import { finish, recorder } from "./testing/informer.ts";
import { createTestServer, failure, type TestObject } from "./testing/lister-watcher.ts";

/** A store in memory. */
function memory(): SnapshotStore & { text: string | undefined; saves: number } {
  return {
    text: undefined,
    saves: 0,
    async load() {
      return this.text;
    },
    async save(pieces) {
      this.saves++;
      this.text = pieces.join("");
    },
  };
}

/** A server that outlives its informers, which share a store. */
function world(options: Partial<SnapshotOptions> = {}) {
  const clock = createFakeClock();
  const server = createTestServer();
  const store = memory();
  const errors: string[] = [];
  const onError = (error: unknown): void => void errors.push((error as Error).message);
  const begin = (more: Partial<InformerOptions<TestObject>> = {}): Informer<TestObject> => {
    const snapshot = createSnapshot({ store, key: "pods", clock, onError, ...options });
    const informer = createInformer({ listerWatcher: server, clock, random: () => 0, snapshot, ...more });
    void informer.run();
    return informer;
  };
  const end = async (informer: Informer<TestObject>): Promise<void> =>
    finish({ stop: new AbortController(), clock, informer, server, logged: [], run: () => Promise.resolve() });
  return { clock, server, store, errors, begin, end };
}

/** After an informer has seen two objects and ended. */
async function saved(options: Partial<SnapshotOptions> = {}) {
  const setup = world(options);
  const { clock, server } = setup;
  server.put("a", { spec: { value: 1 } });
  server.put("b");
  const first = setup.begin();
  await clock.settle();
  await setup.end(first);
  server.requests.length = 0;
  return setup;
}

describe("a snapshot", () => {
  it("gives the state back without a list, and handlers hear of what has changed since", async () => {
    const setup = await saved();
    const { clock, server, begin, end } = setup;
    server.put("a", { spec: { value: 2 } });
    server.remove("b");
    const calls: string[] = [];
    const informer = begin({ indexers: { value: ({ spec }) => [String(spec?.value)] } });
    informer.addEventHandler(recorder(calls));
    await clock.settle();
    expect(server.trace).toEqual(["watch rv=12"]);
    expect(calls).toEqual(["add! a", "add! b", "update a 11 13", "delete b"]);
    expect(informer.status).toMatchObject({ synced: true, resumed: true, relists: 0, resourceVersion: "14" });
    expect(informer.lister.byIndex("value", "2")).toHaveLength(1);
    await end(informer);
  });

  it("that is too old for the server is followed by a list at once, which sets everything right", async () => {
    const setup = await saved();
    const { clock, server, begin, end } = setup;
    server.put("a");
    server.remove("b");
    server.put("c");
    server.compact();
    const calls: string[] = [];
    const informer = begin();
    informer.addEventHandler(recorder(calls));
    await clock.settle();
    expect(server.trace).toEqual(["watch rv=12", "list rv=12", "list limit=500", "watch rv=15"]);
    expect(calls).toEqual(["add! a", "add! b", "delete? b", "update a 11 13", "add c"]);
    expect(informer.status.error).toBeUndefined();
    await end(informer);
  });

  it("of another server, further on than this one, is followed by a list too", async () => {
    const setup = await saved();
    const { clock, server, begin, end } = setup;
    const tooLarge = Object.assign(failure("Timeout", 504), {
      details: { causes: [{ reason: "ResourceVersionTooLarge" }] },
    });
    server.nextWatches.push(tooLarge);
    server.nextLists.push(tooLarge);
    const informer = begin();
    await clock.settle();
    expect(server.trace).toEqual(["watch rv=12", "list rv=12", "list limit=500", "watch rv=12"]);
    await end(informer);
  });

  it.each([
    ["it is damaged", (text: string) => text.slice(0, -10)],
    ["it is damaged", (text: string) => text.replace('"value":1', '"value":7')],
    ["it is damaged", () => ""],
    ["it is damaged", (text: string) => `${text}{}\n`],
    ["it is of another format", (text: string) => text.replace("snapshot/1", "snapshot/0")],
    ["it is of something else", (text: string) => text.replace('"key":"pods"', '"key":"nodes"')],
  ])("counts as none where %s", async (why, change) => {
    const setup = await saved();
    const { clock, server, store, errors, begin, end } = setup;
    store.text = change(store.text ?? "");
    const informer = begin();
    await clock.settle();
    expect(server.trace).toEqual(["list rv=0 limit=500", "watch rv=12"]);
    expect(errors).toEqual([`the snapshot cannot be used: ${why}`]);
    expect(informer.status.resumed).toBeUndefined();
    await end(informer);
  });

  it("counts as none where it is older than its greatest age, or cannot be loaded", async () => {
    const setup = await saved({ maxAgeMs: 1000 });
    const { clock, store, errors, begin, end } = setup;
    await clock.advance(1001);
    const second = begin();
    await clock.settle();
    expect(second.status.resumed).toBeUndefined();
    await end(second);
    store.load = () => Promise.reject(new Error("no such file"));
    const third = begin();
    await clock.settle();
    expect(third.status).toMatchObject({ synced: true });
    await end(third);
    expect(errors).toEqual(["the snapshot cannot be used: it is too old", "no such file"]);
  });

  it("is saved now and then where anything is new, and at the end; a save that fails is made up for", async () => {
    const setup = world();
    const { clock, server, store, errors, begin, end } = setup;
    const informer = begin();
    await clock.advance(60_000);
    expect(store.saves).toBe(1);
    await clock.advance(60_000);
    expect(store.saves).toBe(1);
    server.put("a");
    const save = store.save.bind(store);
    store.save = () => Promise.reject(new Error("disk full"));
    await clock.advance(60_000);
    expect(errors).toEqual(["disk full"]);
    store.save = save;
    await clock.advance(60_000);
    expect(store.saves).toBe(2);
    server.put("b");
    await clock.settle();
    await end(informer);
    expect(store.saves).toBe(3);
  });

  it("does not keep an informer from ending while it is loaded", async () => {
    const setup = world();
    setup.store.load = () => new Promise(() => {});
    const informer = setup.begin();
    await setup.clock.settle();
    await setup.end(informer);
    expect(setup.server.trace).toEqual([]);
  });
});

describe("the text of a snapshot", () => {
  const clock = createFakeClock();

  test.prop([fc.array(fc.dictionary(fc.string(), fc.jsonValue())), fc.array(fc.nat(50))], { numRuns: 200 })(
    "is read in any pieces",
    async (objects, cuts) => {
      const text = (await writeSnapshot({ objects, resourceVersion: "7" }, { key: "k", clock })).join("");
      const pieces: string[] = [];
      let from = 0;
      for (const cut of cuts) pieces.push(text.slice(from, (from += cut)));
      pieces.push(text.slice(from));
      const read = readSnapshot(pieces, { key: "k", notBefore: 0 });
      expect(JSON.stringify(read)).toBe(JSON.stringify({ objects, resourceVersion: "7" }));
    },
  );

  test.prop([fc.array(fc.dictionary(fc.string(), fc.string())), fc.nat(), fc.string({ minLength: 1 })])(
    "that was changed anywhere is refused",
    async (objects, at, change) => {
      const text = (await writeSnapshot({ objects, resourceVersion: "71" }, { key: "k", clock })).join("");
      const position = at % text.length;
      const changed = text.slice(0, position) + change + text.slice(position + change.length);
      if (changed === text) return;
      expect(() => readSnapshot(changed, { key: "k", notBefore: 0 })).toThrow("cannot be used");
    },
  );

  it("gives way to others between pieces of 500 objects", async () => {
    const virtual = createFakeClock();
    const objects = Array.from({ length: 1001 }, (_, i) => ({ i }));
    let pieces: readonly string[] | undefined;
    void writeSnapshot({ objects, resourceVersion: "7" }, { key: "k", clock: virtual }).then((text) => (pieces = text));
    await virtual.settle();
    expect(pieces).toBeUndefined();
    await virtual.advance(0);
    expect(pieces).toHaveLength(4);
  });
});

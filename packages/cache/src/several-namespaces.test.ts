import { createFakeClock, type FakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import type { InformerOptions } from "./informer-options.ts";
import { createInformer, type Informer } from "./shared-informer.ts";
import { createSnapshot } from "./snapshot.ts";
import { recorder } from "./testing/informer.ts";
import { createTestServer, failure, type TestObject, type TestServer } from "./testing/lister-watcher.ts";

interface Setup {
  readonly clock: FakeClock;
  readonly a: TestServer;
  readonly b: TestServer;
  readonly informer: Informer<TestObject>;
  readonly calls: string[];
}

async function running(
  prepare: (a: TestServer, b: TestServer) => void = () => {},
  options: Partial<InformerOptions<TestObject>> = {},
): Promise<Setup> {
  const clock = createFakeClock();
  const a = createTestServer();
  const b = createTestServer();
  a.put("one", { namespace: "a" });
  b.put("one", { namespace: "b" });
  prepare(a, b);
  const listerWatcher = new Map([
    ["a", a],
    ["b", b],
  ]);
  const informer = createInformer({ listerWatcher, name: "pods", clock, random: () => 0, ...options });
  const calls: string[] = [];
  informer.addEventHandler(recorder(calls));
  void informer.run();
  await clock.settle();
  return { clock, a, b, informer, calls };
}

const keys = ({ lister }: Informer<TestObject>): string[] =>
  lister.list().map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);

describe("an informer of several namespaces", () => {
  it("has the objects of all of them, and follows each", async () => {
    const { clock, a, b, informer, calls } = await running();
    await informer.waitForSync();
    expect(keys(informer)).toEqual(["a/one", "b/one"]);
    a.put("two", { namespace: "a" });
    b.remove("b/one");
    await clock.settle();
    expect(keys(informer)).toEqual(["a/one", "a/two"]);
    expect(calls).toEqual(["add! one", "add! one", "add two", "delete one"]);
    expect(informer.status).toMatchObject({ phase: "watching", synced: true, objects: 2, events: 2 });
    await informer[Symbol.asyncDispose]();
    expect([a.watches.size, b.watches.size, clock.pending.length]).toEqual([0, 0, 0]);
  });

  it("has synced when each of them has, and says which one is in the way", async () => {
    const { clock, b, informer } = await running((_a, second) => second.nextLists.push(failure("Forbidden", 403)));
    expect(informer.status).toMatchObject({ phase: "backingOff", synced: false, resourceVersion: "", objects: 1 });
    const ending = new AbortController();
    const waiting = informer.waitForSync({ signal: ending.signal });
    ending.abort();
    await expect(waiting).rejects.toThrow("pods has not synced: backingOff after Forbidden");
    await clock.advance(800);
    expect(b.trace).toHaveLength(3);
    expect(informer.status).toMatchObject({ phase: "watching", synced: true, objects: 2 });
    await informer[Symbol.asyncDispose]();
  });

  it("tells a handler that comes while some have synced and others have not of all objects, each once (C36, C37)", async () => {
    const { clock, a, informer } = await running((_a, second) => second.nextLists.push(failure("Forbidden", 403)));
    const calls: string[] = [];
    const registration = informer.addEventHandler({
      onAdd: ({ metadata }, { initial }) => void calls.push(`${metadata.namespace}/${metadata.name} ${initial}`),
    });
    await clock.settle();
    expect([calls, registration.hasSynced()]).toEqual([["a/one true"], false]);
    a.put("two", { namespace: "a" });
    await clock.advance(800);
    expect(calls).toEqual(["a/one true", "a/two true", "b/one true"]);
    expect(registration.hasSynced()).toBe(true);
    await informer[Symbol.asyncDispose]();
  });

  it("lists one anew without touching the others", async () => {
    const { clock, a, b, informer, calls } = await running((first) => first.put("two", { namespace: "a" }));
    calls.length = 0;
    for (const watch of a.watches) watch.stall();
    a.remove("a/two");
    a.compact();
    for (const watch of a.watches) watch.fail(failure("Expired", 410));
    await clock.advance(2000);
    expect(keys(informer)).toEqual(["a/one", "b/one"]);
    expect(calls).toEqual(["delete? two"]);
    expect(b.trace).toHaveLength(2);
    expect(informer.status).toMatchObject({ relists: 1, phase: "watching" });
    await informer[Symbol.asyncDispose]();
  });

  it("is as far as the namespace that is furthest behind (F108)", async () => {
    const { clock, a, b, informer } = await running((_first, second) => second.jump(100));
    expect(informer.status.resourceVersion).toBe(a.version);
    a.jump(500);
    a.bookmark();
    await clock.settle();
    expect(informer.status.resourceVersion).toBe(b.version);
    expect(informer.status.lastBookmarkAt).toBeUndefined();
    b.bookmark();
    await clock.settle();
    expect(informer.status.lastBookmarkAt).toBeDefined();
    await informer[Symbol.asyncDispose]();
  });

  it("replays the cache once for each resync, not once for each namespace (C39)", async () => {
    const { clock, informer, calls } = await running(undefined, { resyncPeriodMs: 10_000 });
    calls.length = 0;
    await clock.advance(10_000);
    expect(calls).toHaveLength(2);
    await informer[Symbol.asyncDispose]();
  });

  it("needs one at least, and takes no snapshot", () => {
    const listerWatcher = new Map([
      ["a", createTestServer()],
      ["b", createTestServer()],
    ]);
    const store = { read: async () => undefined, write: async () => {} };
    expect(() => createInformer({ listerWatcher: new Map() })).toThrow("needs at least one namespace");
    expect(() => createInformer({ listerWatcher, snapshot: createSnapshot({ store, key: "k" } as never) })).toThrow(
      "several namespaces has no snapshot",
    );
  });
});

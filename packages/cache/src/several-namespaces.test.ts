import { createFakeClock, type FakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import type { InformerOptions } from "./informer-options.ts";
import { createInformer, type Informer } from "./shared-informer.ts";
import { createSnapshot } from "./snapshot.ts";
import { recorder } from "./testing/informer.ts";
import { createTestServer, failure, seededRandom, type TestObject, type TestServer } from "./testing/lister-watcher.ts";
import { createMirror, type Mirror } from "./testing/mirror.ts";
import { createWatchList } from "./watch-list.ts";

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
    await clock.advance(1000);
    const behindAt = clock.now();
    b.bookmark();
    await clock.advance(1000);
    a.bookmark();
    await clock.settle();
    expect(informer.status.lastBookmarkAt).toBe(behindAt);
    await informer[Symbol.asyncDispose]();
  });

  it("has heard something when the last of them has, and retries when the first of them does", async () => {
    const { clock, a, b, informer } = await running();
    b.put("late", { namespace: "b" });
    await clock.settle();
    expect(informer.status.lastEventAt).toBe(clock.now());
    await clock.advance(1000);
    a.put("later", { namespace: "a" });
    await clock.settle();
    expect(informer.status.lastEventAt).toBe(clock.now());
    const failedAt = clock.now();
    for (const watch of a.watches) watch.fail(failure("InternalError", 500));
    await clock.settle();
    const firstAt = informer.status.retryAt ?? 0;
    expect(firstAt).toBeGreaterThan(failedAt);
    await clock.advance(100);
    for (const watch of b.watches) watch.fail(failure("InternalError", 500));
    await clock.settle();
    expect(informer.status.retryAt).toBe(firstAt);
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

it("an informer of several namespaces ends as the state of all, and handlers that come at any time hear a history, under any faults (300 seeds; C18, C36)", async () => {
  for (let seed = 0; seed < 300; seed++) {
    const random = seededRandom(seed);
    const pick = (count: number): number => Math.floor(random() * count);
    const clock = createFakeClock();
    const servers = new Map(["a", "b", "c"].map((namespace) => [namespace, createTestServer()]));
    const anywhere = (): [string, TestServer] => [...servers].at(pick(3))!;
    const write = (): void => {
      const [namespace, server] = anywhere();
      const name = `${namespace}${pick(5)}`;
      if (random() < 0.3) server.remove(`${namespace}/${name}`);
      else server.put(name, { namespace });
    };
    for (let i = pick(10); i > 0; i--) write();
    const informer = createInformer({
      listerWatcher: servers,
      clock,
      random,
      watchList: random() < 0.3 ? createWatchList() : undefined,
    });
    const mirrors: Mirror[] = [];
    const listen = (): void => {
      const mirror = createMirror(() => true);
      informer.addEventHandler(mirror.handler);
      mirrors.push(mirror);
    };
    listen();
    void informer.run();
    const faults = [failure("InternalError", 500), failure("Network"), failure("Expired", 410), failure("Gone", 410)];
    for (let step = 0; step < 60; step++) {
      const fault = faults[pick(faults.length)] ?? failure("Network");
      const [, server] = anywhere();
      const dice = random();
      if (dice < 0.5) write();
      else if (dice < 0.6) server.nextLists.push(fault);
      else if (dice < 0.65) server.nextWatches.push(fault);
      else if (dice < 0.75) for (const watch of server.watches) watch.fail(fault);
      else if (dice < 0.8) server.compact();
      else if (dice < 0.85) listen();
      else await clock.advance(pick(20_000));
      if (random() < 0.3) await clock.settle();
    }
    for (const server of servers.values()) server.nextLists.length = server.nextWatches.length = 0;
    await clock.advance(700_000);

    const state = (objects: Iterable<{ readonly metadata: { name: string; resourceVersion: string } }>): string[] =>
      [...objects].map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`).toSorted();
    const expected = state([...servers.values()].flatMap((server) => [...server.objects.values()]));
    const why = `seed ${seed}`;
    expect(state(informer.lister.list()), why).toEqual(expected);
    for (const mirror of mirrors) {
      expect(mirror.offences, why).toEqual([]);
      expect(state(mirror.objects.values() as never), why).toEqual(expected);
    }
    expect(
      informer.status.handlers.every(({ synced }) => synced),
      why,
    ).toBe(true);
    await informer[Symbol.asyncDispose]();
    await clock.settle();
    expect(clock.pending, why).toEqual([]);
  }
}, 120_000);

import { describe, expect, it } from "vitest";
import { filteringHandler } from "./event-handlers.ts";
import { finish, onlyWatch, recorder, running, setUp } from "./testing/informer.ts";
import { failure, seededRandom, type TestServer } from "./testing/lister-watcher.ts";

function objects(...names: string[]): (server: TestServer) => void {
  return (server) => {
    for (const name of names) server.put(name);
  };
}

describe("a handler", () => {
  it("that is slow and asynchronous hears of everything once, in order, one at a time (C34, D33)", async () => {
    const setup = await running();
    const { clock, server, informer } = setup;
    const random = seededRandom(7);
    const heard: number[] = [];
    let inside = 0;
    let most = 0;
    informer.addEventHandler({
      async onAdd(object) {
        most = Math.max(most, ++inside);
        await clock.sleep(random() * 100);
        heard.push(object.spec?.value ?? -1);
        inside--;
      },
    });
    for (let i = 0; i < 50; i++) {
      server.put(`p${i}`, { spec: { value: i } });
      if (i % 7 === 0) await clock.settle();
    }
    await clock.advance(10_000);
    expect(heard).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(most).toBe(1);
    await finish(setup);
  });

  it("does not hold up others, nor the cache (C34, C35)", async () => {
    const setup = await running();
    const { clock, server, informer } = setup;
    const calls: string[] = [];
    const never = new Promise<void>(() => {});
    const slow = informer.addEventHandler({ onAdd: () => never });
    informer.addEventHandler(recorder(calls));
    server.put("a");
    server.put("b");
    await clock.settle();
    expect(calls).toEqual(["add a", "add b"]);
    expect(slow.pending).toBe(1);
    expect(informer.lister.list()).toHaveLength(2);
    slow.remove();
    setup.stop.abort();
    await clock.settle();
    expect(clock.pending).toEqual([]);
  });

  it("that throws or rejects is reported once for each call, and goes on, as do the others (C41, D10)", async () => {
    const failures: string[] = [];
    const calls: string[] = [];
    const setup = setUp(objects("a", "b", "c"), {
      onHandlerError: (error, event) => {
        failures.push(`${(error as Error).message} ${event.type} ${event.object.metadata.name}`);
        throw new Error("the reporter fails too");
      },
    });
    const { clock, server, informer } = setup;
    informer.addEventHandler({
      onAdd({ metadata }) {
        if (metadata.name === "a") throw new Error("thrown");
        if (metadata.name === "b") return Promise.reject(new Error("rejected"));
        return calls.push("c heard");
      },
    });
    informer.addEventHandler(recorder(calls));
    void setup.run();
    await clock.settle();
    expect(failures).toEqual(["thrown ADDED a", "rejected ADDED b"]);
    expect(calls).toEqual(["add! a", "add! b", "add! c", "c heard"]);
    expect(informer.status.error).toBeUndefined();
    expect(server.trace).toHaveLength(2);
    await finish(setup);
  });

  it("added late hears first of what is cached, then of what follows; nothing is lost or doubled (C36)", async () => {
    const setup = await running(objects("a", "b"));
    const { clock, server, informer } = setup;
    const calls: string[] = [];
    const registration = informer.addEventHandler(recorder(calls));
    expect(calls).toEqual([]);
    server.put("c");
    server.put("a");
    server.remove("b");
    await clock.settle();
    expect(calls).toEqual(["add! a", "add! b", "add c", "update a 11 14", "delete b"]);
    expect(registration.hasSynced()).toBe(true);
    await finish(setup);
  });

  it("added by another one's call is told of the cache as it is then, once (C36)", async () => {
    const setup = await running();
    const { clock, server, informer } = setup;
    const calls: string[] = [];
    informer.addEventHandler({
      onAdd: ({ metadata }) => {
        if (metadata.name === "a") informer.addEventHandler(recorder(calls));
      },
    });
    server.put("a");
    server.put("b");
    await clock.settle();
    server.put("c");
    await clock.settle();
    expect(calls).toEqual(["add! a", "add! b", "add c"]);
    await finish(setup);
  });

  it("is synced when it has taken the initial objects, not when the informer is (C37)", async () => {
    const setup = setUp(objects("a", "b"));
    const { clock, informer } = setup;
    const registration = informer.addEventHandler({ onAdd: () => clock.sleep(1000) });
    let synced = false;
    const waiting = registration.waitForSync().then(() => (synced = true));
    void setup.run();
    await informer.waitForSync();
    await clock.settle();
    expect(registration.hasSynced()).toBe(false);
    await clock.advance(1999);
    expect(synced).toBe(false);
    await clock.advance(1);
    expect(registration.hasSynced()).toBe(true);
    expect(synced).toBe(true);
    await waiting;
    await finish(setup);
  });

  it("without initial objects is synced when the informer is (C37)", async () => {
    const setup = setUp();
    const registration = setup.informer.addEventHandler({});
    expect(registration.hasSynced()).toBe(false);
    void setup.run();
    await setup.clock.settle();
    expect(registration.hasSynced()).toBe(true);
    await finish(setup);
  });

  it("that fails on an initial object never counts as synced, and waiting for it says why (C37)", async () => {
    const setup = await running(objects("a"), { onHandlerError: () => {} });
    const cause = new Error("no");
    const registration = setup.informer.addEventHandler({
      onAdd: () => {
        throw cause;
      },
    });
    await expect(registration.waitForSync()).rejects.toMatchObject({ reason: "Handler", cause });
    expect(registration.hasSynced()).toBe(false);
    await finish(setup);
  });

  it("hears nothing after its removal, which may happen twice and in its own call (C40)", async () => {
    const setup = await running(objects("a", "b", "c"));
    const { clock, server, informer } = setup;
    const calls: string[] = [];
    const registration = informer.addEventHandler({
      onAdd: ({ metadata }) => {
        calls.push(metadata.name);
        registration.remove();
      },
    });
    await clock.settle();
    registration.remove();
    server.put("d");
    await clock.settle();
    expect(calls).toEqual(["a"]);
    await expect(registration.waitForSync()).rejects.toThrow("ended before it had synced");
    await finish(setup);
    registration.remove();
  });

  it("can be removed with waiting for its call in progress (F121)", async () => {
    const setup = await running(objects("a"));
    const { clock, informer } = setup;
    const registration = informer.addEventHandler({ onAdd: () => clock.sleep(500) });
    await clock.settle();
    let ended = false;
    const ending = registration[Symbol.asyncDispose]().then(() => (ended = true));
    await clock.advance(499);
    expect(ended).toBe(false);
    await clock.advance(1);
    await ending;
    await finish(setup);
  });
});

describe("a filtering handler", () => {
  it("turns updates that pass its filter's border into adds and deletes (F115, C43)", async () => {
    const setup = await running((server) => server.put("hidden", { spec: { value: 0 } }));
    const { clock, server, informer } = setup;
    const calls: string[] = [];
    informer.addEventHandler(filteringHandler(({ spec }) => (spec?.value ?? 0) > 0, recorder(calls)));
    for (const value of [0, 1, 2, 0, 0, 3]) server.put("a", { spec: { value } });
    server.remove("a");
    server.remove("hidden");
    await clock.settle();
    expect(calls).toEqual(["add a", "update a 13 14", "delete a", "add a", "delete a"]);
    await finish(setup);
  });
});

describe("resync", () => {
  it("replays the cache to the handlers that asked for it, without a request (C17, F100, F117)", async () => {
    const setup = setUp(objects("a"), { resyncPeriodMs: 1000 });
    const { clock, server, informer } = setup;
    const calls: string[] = [];
    informer.addEventHandler(recorder(calls, "each second: "));
    informer.addEventHandler(recorder(calls, "every three: "), { resyncPeriodMs: 3000 });
    informer.addEventHandler(recorder(calls, "never: "), { resyncPeriodMs: 0 });
    void setup.run();
    await clock.settle();
    calls.length = 0;
    await clock.advance(3500);
    expect(calls).toEqual([
      "each second: update a 11 11",
      "each second: update a 11 11",
      "each second: update a 11 11",
      "every three: update a 11 11",
    ]);
    expect(server.trace).toHaveLength(2);
    await finish(setup);
  });

  it("pauses while there is no watch (C17, F100)", async () => {
    const setup = setUp(objects("a"), { resyncPeriodMs: 1000 });
    const { clock, server, informer } = setup;
    const calls: string[] = [];
    informer.addEventHandler(recorder(calls));
    void setup.run();
    await clock.settle();
    for (let i = 0; i < 5; i++) server.nextLists.push(failure("InternalError", 500));
    onlyWatch(server).fail(failure("InternalError", 500));
    await clock.advance(20_000);
    expect(calls).toEqual(["add! a"]);
    await finish(setup);
  });

  it("passes unchanged objects of a relist on to handlers due at the last check only (C38)", async () => {
    const setup = setUp(objects("a"), { resyncPeriodMs: 1000 });
    const { clock, server, informer } = setup;
    const calls: string[] = [];
    informer.addEventHandler(recorder(calls, "due: "));
    informer.addEventHandler(recorder(calls, "not due: "), { resyncPeriodMs: 60_000 });
    void setup.run();
    await clock.advance(1000);
    calls.length = 0;
    onlyWatch(server).fail(failure("InternalError", 500));
    await clock.advance(800);
    expect(calls).toEqual(["due: update a 11 11"]);
    await finish(setup);
  });

  it.each([
    { informer: 0, handler: 5000, started: false, got: 0 },
    { informer: 10_000, handler: 5000, started: false, got: 5000 },
    { informer: 10_000, handler: 5000, started: true, got: 10_000 },
    { informer: 10_000, handler: 10, started: false, got: 1000 },
    { informer: 10_000, handler: 20_000, started: true, got: 20_000 },
    { informer: 10_000, handler: 0, started: false, got: 0 },
  ])(
    "of an informer at $informer ms and a handler at $handler ms (added after the start: $started) comes every $got ms (C39)",
    async ({ informer: resyncPeriodMs, handler, started, got }) => {
      const setup = setUp(objects("a"), { resyncPeriodMs });
      const { clock, informer } = setup;
      const times: number[] = [];
      const add = (): void => {
        informer.addEventHandler({ onUpdate: () => times.push(clock.monotonicNow()) }, { resyncPeriodMs: handler });
      };
      if (!started) add();
      void setup.run();
      await clock.settle();
      if (started) add();
      await clock.advance(60_000);
      expect(times[0] ?? 0).toBe(got);
      expect(times).toHaveLength(got ? 60_000 / got : 0);
      await finish(setup);
    },
  );

  it("of a handler that asks for less before the start lowers the check for all (C39)", async () => {
    const setup = setUp(objects("a"), { resyncPeriodMs: 60_000 });
    const { clock, informer } = setup;
    const calls: string[] = [];
    informer.addEventHandler(recorder(calls, "seven: "), { resyncPeriodMs: 7000 });
    informer.addEventHandler(recorder(calls, "two: "), { resyncPeriodMs: 2000 });
    void setup.run();
    await clock.advance(8000);
    expect(calls.filter((call) => call.startsWith("seven: update"))).toHaveLength(1);
    expect(calls.filter((call) => call.startsWith("two: update"))).toHaveLength(4);
    await finish(setup);
  });
});

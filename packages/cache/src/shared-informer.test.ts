import { isAborted, isClientTimeout, isKubernetesError } from "@kubets/apimachinery";
import { getEventListeners } from "node:events";
import { describe, expect, it, vi } from "vitest";
import type { InformerStatus } from "./informer-status.ts";
import { finish, onlyWatch, recorder, running, setUp } from "./testing/informer.ts";
import { failure, refused, type TestObject } from "./testing/lister-watcher.ts";
import { createWatchList } from "./watch-list.ts";

describe("the cache", () => {
  it("is changed before handlers hear of it, by the whole batch (C27, C34)", async () => {
    const setup = await running();
    const { clock, server, informer } = setup;
    const seen: (string | undefined)[] = [];
    informer.addEventHandler({
      onAdd: ({ metadata }) => {
        seen.push(
          `${metadata.name} ${informer.lister.get(metadata.name)?.spec?.value} ${informer.lister.list().length}`,
        );
      },
    });
    onlyWatch(server).send(
      { type: "ADDED", object: { metadata: { name: "a", resourceVersion: "1" }, spec: { value: 1 } } },
      { type: "MODIFIED", object: { metadata: { name: "a", resourceVersion: "2" }, spec: { value: 2 } } },
      { type: "ADDED", object: { metadata: { name: "b", resourceVersion: "3" } } },
    );
    await clock.settle();
    expect(seen).toEqual(["a 2 2", "b undefined 2"]);
    await finish(setup);
  });

  it("loses by a relist what vanished meanwhile: deletes first, then adds and updates in list order (C18, C26, D09)", async () => {
    const calls: string[] = [];
    const setup = await running((server) => {
      for (const name of ["a", "b", "c", "d"]) server.put(name);
    });
    const { clock, server, informer } = setup;
    await clock.settle();
    informer.addEventHandler(recorder(calls));
    await clock.settle();
    calls.length = 0;
    onlyWatch(server).fail(failure("InternalError", 500));
    await clock.settle();
    server.remove("d");
    server.put("e");
    server.remove("b");
    server.put("c");
    await clock.advance(800);
    expect(calls).toEqual(["delete? b", "delete? d", "update c 13 18", "add e"]);
    expect(informer.status).toMatchObject({ relists: 1, reconnects: 0 });
    await finish(setup);
  });

  it("tells nobody of objects that a relist brought unchanged (C38)", async () => {
    const calls: string[] = [];
    const setup = await running((server) => server.put("a"));
    const { clock, server, informer } = setup;
    informer.addEventHandler(recorder(calls));
    onlyWatch(server).fail(failure("InternalError", 500));
    await clock.advance(800);
    expect(server.trace.at(-2)).toBe("list rv=11");
    expect(calls).toEqual(["add! a"]);
    await finish(setup);
  });

  it("keeps the very objects that a relist brought in the same version", async () => {
    const setup = await running((server) => {
      server.put("a");
      server.put("b");
    });
    const { clock, server, informer } = setup;
    const before = informer.lister.get("a");
    const copies = [...server.objects.values()].map((object) => structuredClone(object));
    copies[1] = { metadata: { ...copies[1]?.metadata, name: "b", resourceVersion: "13" } };
    server.nextLists.push(() => ({ metadata: { resourceVersion: "13" }, items: copies }));
    onlyWatch(server).fail(failure("InternalError", 500));
    await clock.advance(800);
    expect(informer.lister.get("a")).toBe(before);
    expect(informer.lister.get("b")).toBe(copies[1]);
    await finish(setup);
  });

  it("refuses a transform that returns nothing", async () => {
    const transform = ({ metadata, ...object }: TestObject): TestObject =>
      metadata.name === "b" ? (undefined as unknown as TestObject) : { metadata, ...object };
    const setup = await running((server) => server.put("a"), { transform });
    const { clock, server, informer, logged } = setup;
    server.put("b");
    await clock.settle();
    expect(informer.lister.list()).toHaveLength(1);
    expect(logged).toEqual(["error: pods: a ADDED event was left out"]);
    await finish(setup);
  });

  it("tells its listeners once for each batch, before the handlers, and outlives one that throws", async () => {
    const setup = await running();
    const { clock, server, informer, logged } = setup;
    const order: string[] = [];
    const listening = informer.onCacheChange(() => {
      order.push(`cache ${informer.lister.list().length} at ${informer.status.resourceVersion}`);
      throw new Error("no");
    });
    informer.addEventHandler({ onAdd: ({ metadata }) => order.push(metadata.name) });
    server.put("a");
    server.put("b");
    await clock.settle();
    expect(order).toEqual(["cache 2 at 12", "a", "b"]);
    expect(logged).toEqual(["error: pods: a listener to the cache failed"]);
    listening[Symbol.dispose]();
    server.put("c");
    await clock.settle();
    expect(order.slice(3)).toEqual(["c"]);
    await finish(setup);
  });

  it("shows an object deleted and created again unseen as an update with two UIDs (C31, D08)", async () => {
    const uids: unknown[] = [];
    const setup = await running((server) => server.put("a"));
    const { clock, server, informer } = setup;
    informer.addEventHandler({
      onUpdate: (before, after) => void uids.push(before.metadata.uid, after.metadata.uid),
    });
    onlyWatch(server).fail(failure("InternalError", 500));
    await clock.settle();
    server.remove("a");
    server.put("a");
    await clock.advance(800);
    expect(uids).toEqual(["uid-0", "uid-1"]);
    await finish(setup);
  });

  it("takes an add of what it has for an update, and an update of what it lacks for an add", async () => {
    const calls: string[] = [];
    const setup = await running((server) => server.put("a"));
    const { clock, server, informer } = setup;
    informer.addEventHandler(recorder(calls));
    onlyWatch(server).send(
      { type: "ADDED", object: { metadata: { name: "a", resourceVersion: "20" } } },
      { type: "MODIFIED", object: { metadata: { name: "b", resourceVersion: "21" } } },
      { type: "DELETED", object: { metadata: { name: "never-seen", resourceVersion: "22" } } },
    );
    await clock.settle();
    expect(calls).toEqual(["add! a", "update a 11 20", "add b"]);
    await finish(setup);
  });

  it("keeps what the transform made of each object, once per object (C29, F118)", async () => {
    const transformed: string[] = [];
    const transform = (object: TestObject): TestObject => {
      transformed.push(object.metadata.name);
      if (object.metadata.name === "bad") throw new Error("no");
      return { metadata: object.metadata, spec: { value: 7 } };
    };
    const setup = await running((server) => server.put("a", { spec: { node: "n" } }), {
      transform,
      watchList: createWatchList(),
    });
    const { clock, server, informer, logged } = setup;
    server.put("bad");
    server.put("b");
    await clock.settle();
    expect(transformed).toEqual(["a", "bad", "b"]);
    expect(informer.lister.list().map(({ spec }) => spec)).toEqual([{ value: 7 }, { value: 7 }]);
    expect(logged).toEqual(["error: pods: a ADDED event was left out"]);
    // The version moves on past what was left out (C07).
    expect(informer.status.resourceVersion).toBe("13");
    await finish(setup);
  });

  it("fails the whole list where the transform fails (C29)", async () => {
    let broken = true;
    const transform = (object: TestObject): TestObject => {
      if (broken) throw new Error("no");
      return object;
    };
    const setup = await running((server) => server.put("a"), { transform });
    expect(setup.informer.status).toMatchObject({ synced: false, phase: "backingOff", error: { message: "no" } });
    broken = false;
    await setup.clock.advance(800);
    expect(setup.informer.status).toMatchObject({ synced: true, error: undefined });
    await finish(setup);
  });

  it("goes on where an index function fails", async () => {
    const setup = await running((server) => server.put("a"), {
      indexers: {
        bad: () => {
          throw new Error("no");
        },
      },
    });
    expect(setup.informer.lister.list()).toHaveLength(1);
    expect(setup.logged).toEqual(['error: pods: the index "bad" failed on a']);
    await finish(setup);
  });
});

describe("recovery", () => {
  it.each([
    [
      "a failed first list",
      (s: Parameters<typeof setUp>[0] extends ((x: infer S) => void) | undefined ? S : never) =>
        s.nextLists.push(failure("InternalError", 500)),
    ],
    ["a refused first list", (s) => s.nextLists.push(refused())],
    ["a watch that cannot open", (s) => s.nextWatches.push(failure("InternalError", 500))],
    ["a connection cut at once", (s) => s.nextWatches.push((watch) => watch.fail(failure("Network")))],
    ["a line cut short", (s) => s.nextWatches.push((watch) => watch.fail(failure("Decode")))],
    ["429", (s) => s.nextWatches.push(failure("TooManyRequests", 429))],
    ["an error that is none of ours", (s) => s.nextLists.push(new TypeError("x is not a function"))],
  ])("comes by itself after %s (D03)", async (_name, prepare) => {
    const setup = await running((server) => {
      server.put("a");
      prepare(server);
    });
    const { clock, server, informer } = setup;
    server.put("b");
    await clock.advance(60_000);
    expect(informer.lister.list()).toEqual([...server.objects.values()]);
    await finish(setup);
  });
});

describe("the status", () => {
  it("tells of each change once, and of a lasting failure not at each retry", async () => {
    const seen: string[] = [];
    const failures: string[] = [];
    const setup = setUp(
      (server) => {
        for (let i = 0; i < 4; i++) server.nextLists.push(failure("Forbidden", 403));
        server.nextLists.push(failure("Unauthorized", 401));
      },
      { onWatchError: ({ reason }) => failures.push(reason) },
    );
    const { clock, informer, logged } = setup;
    const words = ({ phase, synced, error }: InformerStatus): string => `${phase} ${synced} ${error?.reason ?? "-"}`;
    informer.onStatusChange((status) => seen.push(words(status)));
    void setup.run();
    await clock.advance(60_000);
    expect(seen).toEqual([
      "listing false -",
      "backingOff false Forbidden",
      "backingOff false Unauthorized",
      "listing true -",
      "watching true -",
    ]);
    expect(failures).toEqual(["Forbidden", "Forbidden", "Forbidden", "Forbidden", "Unauthorized"]);
    expect(logged).toEqual([
      "warn: pods: the server says Forbidden; trying again",
      "warn: pods: the server says Unauthorized; trying again",
      "debug: pods: the server answers again",
    ]);
    await finish(setup);
    expect(seen.at(-1)).toBe("stopped true -");
  });

  it("keeps an error until the server has answered, by a bookmark or by ending a watch in its time", async () => {
    const setup = await running((server) => server.nextWatches.push(refused()));
    const { clock, server, informer } = setup;
    await clock.advance(10_000);
    expect(informer.status).toMatchObject({ phase: "watching", error: { reason: "Network" } });
    server.bookmark();
    await clock.settle();
    expect(informer.status.error).toBeUndefined();

    server.nextWatches.push(refused());
    onlyWatch(server).fail(refused());
    await clock.advance(300_000);
    expect(informer.status.error).toBeDefined();
    onlyWatch(server).close();
    await clock.settle();
    expect(informer.status.error).toBeUndefined();
    await finish(setup);
  });

  it("tells of the end also in the middle of a failure", async () => {
    const setup = await running((server) => server.nextLists.push(failure("Forbidden", 403)));
    const phases: string[] = [];
    setup.informer.onStatusChange(({ phase }) => phases.push(phase));
    await finish(setup);
    expect(phases).toEqual(["stopped"]);
  });

  it("survives listeners that throw or leave", async () => {
    const setup = setUp();
    const calls: string[] = [];
    setup.informer.onStatusChange(() => {
      throw new Error("no");
    });
    const leaving = setup.informer.onStatusChange(() => {
      calls.push("leaving");
      leaving[Symbol.dispose]();
    });
    setup.informer.onStatusChange(() => void calls.push("staying"));
    void setup.run();
    await setup.clock.settle();
    expect(calls).toEqual(["leaving", "staying", "staying", "staying"]);
    expect(setup.logged).toContain("error: pods: a status listener failed");
    await finish(setup);
  });

  it("goes on where onWatchError throws", async () => {
    const setup = await running((server) => server.nextLists.push(failure("InternalError")), {
      onWatchError: () => {
        throw new Error("no");
      },
    });
    expect(setup.server.trace).toHaveLength(1);
    await setup.clock.advance(800);
    expect(setup.informer.status.phase).toBe("watching");
    await finish(setup);
  });
});

describe("waiting for the first sync", () => {
  it("ends with it", async () => {
    const setup = setUp((server) => server.nextLists.push(failure("InternalError")));
    let synced = false;
    const waiting = setup.informer.waitForSync().then(() => (synced = true));
    void setup.run();
    await setup.clock.settle();
    expect(synced).toBe(false);
    await setup.clock.advance(800);
    expect(synced).toBe(true);
    await waiting;
    await setup.informer.waitForSync({ signal: AbortSignal.abort() });
    await finish(setup);
  });

  it("says what is in the way when its signal fires", async () => {
    const setup = await running((server) => server.nextLists.push(failure("Forbidden", 403)));
    const stop = new AbortController();
    const waiting = setup.informer.waitForSync({ signal: stop.signal }).catch((error: unknown) => error);
    const reason = new DOMException("too long", "TimeoutError");
    stop.abort(reason);
    const error = await waiting;
    expect(isClientTimeout(error)).toBe(true);
    expect(error).toMatchObject({
      message: "pods has not synced: backingOff after Forbidden: the server says Forbidden",
      cause: reason,
    });
    await finish(setup);
  });

  it("leaves no listener on its signal", async () => {
    const setup = setUp();
    const { signal } = new AbortController();
    const waiting = setup.informer.waitForSync({ signal });
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    void setup.run();
    await waiting;
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    await finish(setup);
  });

  it("fails where the informer stops before", async () => {
    const setup = await running((server) => server.nextLists.push(failure("Forbidden", 403)));
    const waiting = setup.informer.waitForSync().catch((error: unknown) => error);
    await finish(setup);
    expect(isAborted(await waiting)).toBe(true);
    await expect(setup.informer.waitForSync()).rejects.toThrow("stopped before it had synced");
  });
});

describe("the life of an informer", () => {
  it("is one run; another warns and shares it (C42)", async () => {
    const setup = await running();
    const again = setup.run();
    expect(setup.logged).toEqual(["warn: pods: the informer runs already, or has stopped; it runs once"]);
    await finish(setup);
    await again;
    await setup.run();
    expect(setup.server.trace).toHaveLength(2);
  });

  it("ends with dispose, before or after a start, any number of times", async () => {
    const idle = setUp();
    await idle.informer[Symbol.asyncDispose]();
    await idle.run();
    expect(idle.server.trace).toEqual([]);
    expect(idle.informer.status.phase).toBe("stopped");

    const setup = await running();
    await setup.informer[Symbol.asyncDispose]();
    await setup.informer[Symbol.asyncDispose]();
    expect(setup.server.watches.size).toBe(0);
    expect(setup.clock.pending).toEqual([]);
  });

  it("waits for the handler call in progress, and begins none after (D05, C42)", async () => {
    const setup = await running((server) => {
      server.put("a");
      server.put("b");
    });
    const { clock, informer, stop } = setup;
    const release = Promise.withResolvers<void>();
    const calls: string[] = [];
    informer.addEventHandler({
      onAdd: ({ metadata }) => {
        calls.push(metadata.name);
        return release.promise;
      },
    });
    await clock.settle();
    let ended = false;
    stop.abort();
    const ending = informer[Symbol.asyncDispose]().then(() => (ended = true));
    await clock.settle();
    expect(ended).toBe(false);
    release.resolve();
    await ending;
    expect(calls).toEqual(["a"]);
    expect(setup.server.trace).toHaveLength(2);
    expect(() => informer.addEventHandler({})).toThrow("takes no handlers any more");
    try {
      informer.addEventHandler({});
    } catch (error) {
      expect(isKubernetesError(error) && error.reason).toBe("InvalidRequest");
    }
  });

  it("calls no handler from the moment of an abort, even one that has just become free (D05)", async () => {
    const setup = await running((server) => {
      server.put("a");
      server.put("b");
    });
    const release = Promise.withResolvers<void>();
    const calls: string[] = [];
    setup.informer.addEventHandler({
      onAdd: ({ metadata }) => {
        calls.push(metadata.name);
        return release.promise;
      },
    });
    await setup.clock.settle();
    release.resolve();
    setup.stop.abort();
    await setup.clock.settle();
    expect(calls).toEqual(["a"]);
    await finish(setup);
  });

  it("leaves no listener on a signal, however often it lists and watches", async () => {
    const signals = new Set<AbortSignal>();
    const setup = await running((server) => {
      const list = server.list.bind(server);
      server.list = (options) => {
        if (options.signal) signals.add(options.signal);
        return list(options);
      };
    });
    const { clock, server, stop } = setup;
    const [signal] = signals;
    if (!signal) throw new Error("no signal");
    const before = getEventListeners(signal, "abort").length;
    for (let i = 0; i < 20; i++) {
      onlyWatch(server).fail(failure("Expired", 410));
      await clock.advance(60_000);
    }
    expect(server.trace.length).toBeGreaterThan(40);
    expect(signals.size).toBe(1);
    expect(getEventListeners(signal, "abort")).toHaveLength(before);
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(1);
    await finish(setup);
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
  });

  it("needs no logger to show that a handler failed (D10)", async () => {
    const write = vi.spyOn(console, "error").mockImplementation(() => {});
    const setup = await running((server) => server.put("a"), { logger: undefined });
    setup.informer.addEventHandler({
      onAdd: () => {
        throw new Error("no");
      },
    });
    await setup.clock.settle();
    expect(write.mock.calls).toEqual([["pods: handler 1 failed on ADDED of a", { error: new Error("no") }]]);
    write.mockRestore();
    await finish(setup);
  });
});

describe("iterating over an informer", () => {
  it("brings what there is and then each change, in order, until it stops", async () => {
    const setup = await running((server) => server.put("a"));
    const { clock, server, informer, stop } = setup;
    const seen: string[] = [];
    const reading = (async () => {
      for await (const event of informer) {
        seen.push(`${event.type} ${event.object.metadata.name}`);
        await clock.sleep(1000);
      }
    })();
    await clock.settle();
    server.put("b");
    server.put("b");
    server.remove("a");
    await clock.advance(2500);
    expect(seen).toEqual(["ADDED a", "ADDED b", "MODIFIED b"]);
    stop.abort();
    await clock.advance(10_000);
    await reading;
    expect(seen.at(-1)).toBe("DELETED a");
    await finish(setup);
  });

  it("keeps what is not read yet, however much, and tells what was lost unseen as deleted, in its last known state (F152)", async () => {
    const setup = await running((server) => {
      server.put("lost");
      server.put("a");
    });
    const { clock, server, informer, stop } = setup;
    const events = informer[Symbol.asyncIterator]();
    expect((await events.next()).value).toMatchObject({ type: "ADDED", initial: true });
    onlyWatch(server).fail(failure("Expired", 410));
    await clock.settle();
    server.remove("lost");
    await clock.advance(800);
    for (let i = 0; i < 2000; i++) server.put("a");
    await clock.settle();
    stop.abort();
    const rest: string[] = [];
    for await (const event of { [Symbol.asyncIterator]: () => events }) {
      const { name, resourceVersion } = event.object.metadata;
      rest.push(
        `${event.type}${event.type === "DELETED" && event.finalStateUnknown ? "?" : ""} ${name} ${resourceVersion}`,
      );
    }
    expect(rest.slice(0, 3)).toEqual(["ADDED a 12", "DELETED? lost 11", "MODIFIED a 14"]);
    expect(rest).toHaveLength(2002);
    await finish(setup);
  });

  it("ends by leaving the loop, which leaves nothing queued", async () => {
    const setup = await running((server) => server.put("a"));
    for await (const event of setup.informer) {
      expect(event).toMatchObject({ type: "ADDED", initial: true });
      break;
    }
    await finish(setup);
  });
});

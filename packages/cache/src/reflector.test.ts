import { createFakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import { createInformer } from "./shared-informer.ts";
import { finish, onlyWatch, setUp, type InformerSetup } from "./testing/informer.ts";
import { createTestServer, failure, refused, type TestObject } from "./testing/lister-watcher.ts";

/** A running informer. */
function start(...args: Parameters<typeof setUp>): InformerSetup & { ended: Promise<void> } {
  const setup = setUp(...args);
  return { ...setup, ended: setup.run() };
}

const tooLarge = (): Error =>
  Object.assign(failure("Timeout", 504), { details: { causes: [{ reason: "ResourceVersionTooLarge" }] } });

describe("a closed client", () => {
  it("ends the informer: nobody will ever answer again", async () => {
    const setup = start();
    const { clock, server, informer } = setup;
    await clock.settle();
    onlyWatch(server).fail(failure("Aborted"));
    await setup.ended;
    expect(informer.status).toMatchObject({ phase: "stopped", error: { reason: "Aborted" } });
    await clock.advance(600_000);
    expect(server.trace).toHaveLength(2);
  });
});

describe("the list", () => {
  it("asks for any version first, and for none older than the last one later (C01, C02)", async () => {
    const setup = start((server) => server.put("a"));
    const { clock, server } = setup;
    await clock.settle();
    expect(server.trace).toEqual(["list rv=0 limit=500", "watch rv=11"]);
    server.put("b");
    await clock.settle();
    onlyWatch(server).fail(failure("InternalError", 500));
    await clock.advance(800);
    expect(server.trace.slice(2)).toEqual(["list rv=12", "watch rv=12"]);
    await finish(setup);
  });

  it.each([
    ["Expired", () => failure("Expired", 410)],
    ["Gone", () => failure("Gone", 410)],
    ["too large", tooLarge],
  ])("lists the newest state at once where its version is %s (C04, C05)", async (_name, error) => {
    const setup = start();
    const { clock, server } = setup;
    await clock.settle();
    server.nextLists.push(error());
    onlyWatch(server).fail(failure("Expired", 410));
    await clock.advance(800);
    expect(server.trace.slice(2)).toEqual(["list rv=10", "list limit=500", "watch rv=10"]);
    expect(server.requests[2]?.at).toBe(server.requests[3]?.at);
    // The next list is an ordinary one again (C01).
    onlyWatch(server).fail(failure("Expired", 410));
    await clock.advance(1600);
    expect(server.trace.slice(5)).toEqual(["list rv=10", "watch rv=10"]);
    await finish(setup);
  });

  it("backs off where that fails too, and goes on asking for the newest state (C01, C04)", async () => {
    const setup = start((server) => server.nextLists.push(failure("Expired", 410), failure("Expired", 410)));
    const { clock, server } = setup;
    await clock.settle();
    expect(server.trace).toEqual(["list rv=0 limit=500", "list limit=500"]);
    await clock.advance(799);
    expect(server.trace).toHaveLength(2);
    await clock.advance(1);
    expect(server.trace.slice(2)).toEqual(["list limit=500", "watch rv=10"]);
    await finish(setup);
  });

  it("reads all pages, naming the version on the first one only (C02, C03, D36)", async () => {
    const setup = start((server) => {
      server.hasWatchCache = false;
      for (let i = 0; i < 6001; i++) server.put(`p${i}`);
    });
    const { clock, server, informer } = setup;
    await clock.settle();
    expect(server.trace).toHaveLength(14);
    expect(server.trace.slice(0, 3)).toEqual([
      "list rv=0 limit=500",
      "list limit=500 continue=500",
      "list limit=500 continue=1000",
    ]);
    expect(informer.lister.list()).toHaveLength(6001);
    // A server that paged version "0" has no watch cache: pages spare it from then on (C02).
    onlyWatch(server).fail(failure("InternalError", 500));
    await clock.advance(800);
    expect(server.trace[14]).toBe(`list rv=${server.version} limit=500`);
    await finish(setup);
  });

  it("always asks for pages of a size it was given (C02)", async () => {
    const setup = start(() => {}, { pageSize: 7 });
    const { clock, server } = setup;
    await clock.settle();
    onlyWatch(server).fail(failure("InternalError", 500));
    await clock.advance(800);
    expect(server.trace.filter((line) => line.startsWith("list"))).toEqual(["list rv=0 limit=7", "list rv=10 limit=7"]);
    await finish(setup);
  });

  it("lists once without pages where the version expires between two of them (C03)", async () => {
    const setup = start((server) => {
      server.hasWatchCache = false;
      for (let i = 0; i < 1200; i++) server.put(`p${i}`);
      const list = server.list.bind(server);
      let lists = 0;
      server.list = (options) => {
        if (++lists === 2) server.nextLists.push(failure("Expired", 410));
        return list(options);
      };
    });
    const { clock, server, informer } = setup;
    await clock.settle();
    expect(server.trace).toEqual([
      "list rv=0 limit=500",
      "list limit=500 continue=500",
      "list rv=0",
      `watch rv=${server.version}`,
    ]);
    expect(informer.lister.list()).toHaveLength(1200);
    await finish(setup);
  });

  it("refuses a Table (C16)", async () => {
    const table = { kind: "Table", apiVersion: "meta.k8s.io/v1", metadata: { resourceVersion: "1" }, items: [] };
    const setup = start((server) => server.nextLists.push(() => table));
    await setup.clock.settle();
    expect(setup.informer.status).toMatchObject({ phase: "backingOff", synced: false, error: { reason: "Decode" } });
    await finish(setup);
  });

  it("sends the selectors with every request", async () => {
    const setup = start(() => {}, { labelSelector: "app=web", fieldSelector: "spec.nodeName=a" });
    await setup.clock.settle();
    expect(setup.server.requests).toHaveLength(2);
    for (const { options } of setup.server.requests) {
      expect(options).toMatchObject({ labelSelector: "app=web", fieldSelector: "spec.nodeName=a" });
    }
    await finish(setup);
  });
});

describe("the watch", () => {
  it("asks for bookmarks, and for 300 to 600 seconds at random (C11)", async () => {
    for (const [random, timeoutSeconds] of [
      [0, 300],
      [0.5, 450],
      [0.9999, 599],
    ] as const) {
      const setup = start(() => {}, { random: () => random });
      await setup.clock.settle();
      expect(setup.server.requests[1]?.options).toMatchObject({ allowWatchBookmarks: true, timeoutSeconds });
      await finish(setup);
    }
  });

  it("goes on at once and without a list where the server ends it (C08, D35)", async () => {
    const setup = start();
    const { clock, server, informer } = setup;
    await clock.settle();
    server.put("a");
    await clock.settle();
    onlyWatch(server).close();
    await clock.settle();
    await clock.advance(300_000);
    onlyWatch(server).close();
    await clock.settle();
    expect(server.trace).toEqual(["list rv=0 limit=500", "watch rv=10", "watch rv=11", "watch rv=11"]);
    expect(informer.status).toMatchObject({ phase: "watching", reconnects: 2, relists: 0, error: undefined });
    await finish(setup);
  });

  it("follows the version of bookmarks (C07, D06)", async () => {
    const setup = start();
    const { clock, server, informer } = setup;
    await clock.advance(1000);
    onlyWatch(server).send({ type: "BOOKMARK", object: { metadata: { resourceVersion: "99" } } });
    await clock.settle();
    expect(informer.status).toMatchObject({ resourceVersion: "99", lastBookmarkAt: clock.now() });
    expect(informer.status.lastEventAt).toBeUndefined();
    onlyWatch(server).close();
    await clock.settle();
    expect(server.trace.at(-1)).toBe("watch rv=99");
    await finish(setup);
  });

  it("does not follow synthetic events of a watch without a version (C07)", async () => {
    const setup = start((server) => {
      server.put("a");
      server.put("b");
      server.nextLists.push(() => ({ metadata: {}, items: [] }));
    });
    const { clock, server, informer } = setup;
    await clock.settle();
    expect(server.trace).toEqual(["list rv=0 limit=500", "watch"]);
    expect(informer.lister.list()).toHaveLength(2);
    expect(informer.status.resourceVersion).toBe("");
    server.put("a");
    await clock.settle();
    expect(informer.status.resourceVersion).toBe("13");
    await finish(setup);
  });

  it("takes one that ends within a second without anything for broken: backs off and lists (C08)", async () => {
    const setup = start();
    const { clock, server, informer } = setup;
    await clock.advance(999);
    onlyWatch(server).close();
    await clock.settle();
    expect(informer.status).toMatchObject({ phase: "backingOff", error: { reason: "VeryShortWatch" } });
    await clock.advance(799);
    expect(server.trace).toHaveLength(2);
    await clock.advance(1);
    expect(server.trace.slice(2)).toEqual(["list rv=10", "watch rv=10"]);
    await finish(setup);
  });

  it("meets a server that closes every watch at once with few requests (D34)", async () => {
    const setup = start((server) => {
      for (let i = 0; i < 100; i++) server.nextWatches.push((watch) => watch.close());
    });
    await setup.clock.advance(5000);
    expect(setup.server.trace.filter((line) => line.startsWith("list"))).toHaveLength(3);
    expect(setup.server.trace.filter((line) => line.startsWith("watch"))).toHaveLength(3);
    await finish(setup);
  });

  it.each([
    ["a refused connection", refused],
    ["429 with nothing said of when to come back", () => failure("TooManyRequests", 429)],
  ])("waits and watches again without a list after %s (C09, D37)", async (_name, error) => {
    const setup = start((server) => server.nextWatches.push(error(), error()));
    const { clock, server, informer } = setup;
    await clock.settle();
    expect(informer.status).toMatchObject({ phase: "backingOff", synced: true, retryAt: clock.now() + 800 });
    await clock.advance(800);
    await clock.advance(1600);
    expect(server.requests.map(({ verb, at }) => `${verb} ${at}`)).toEqual([
      "list 0",
      "watch 0",
      "watch 800",
      "watch 2400",
    ]);
    await finish(setup);
  });

  it("waits and watches again without a list after a 429 in its stream (C09, D07)", async () => {
    const setup = start();
    const { clock, server } = setup;
    await clock.settle();
    onlyWatch(server).fail(failure("TooManyRequests", 429));
    await clock.advance(800);
    expect(server.trace).toEqual(["list rv=0 limit=500", "watch rv=10", "watch rv=10"]);
    await finish(setup);
  });

  it("comes back no sooner than the server asks for (D04)", async () => {
    const setup = start((server) => server.nextWatches.push(failure("TooManyRequests", 429, 7)));
    const { clock, server } = setup;
    await clock.advance(6999);
    expect(server.trace).toHaveLength(2);
    await clock.advance(1);
    expect(server.trace).toHaveLength(3);
    await finish(setup);
  });

  it("lists after an expired version, from the last one it had and not from none (C06)", async () => {
    const setup = start();
    const { clock, server } = setup;
    await clock.settle();
    server.put("a");
    await clock.settle();
    onlyWatch(server).fail(failure("Expired", 410));
    await clock.advance(799);
    expect(server.trace).toHaveLength(2);
    await clock.advance(1);
    expect(server.trace.slice(2)).toEqual(["list rv=11", "watch rv=11"]);
    await finish(setup);
  });

  it.each(["InternalError", "Forbidden", "Decode", "Unauthorized"])(
    "backs off and lists after %s (C09, D07, D21)",
    async (reason) => {
      const setup = start();
      const { clock, server } = setup;
      await clock.settle();
      onlyWatch(server).fail(failure(reason));
      await clock.advance(800);
      expect(server.trace.slice(2)).toEqual(["list rv=10", "watch rv=10"]);
      await finish(setup);
    },
  );

  it("watches again after internal errors for the time it was given, then lists (C09)", async () => {
    const setup = start(() => {}, { internalErrorRetryMs: 2000 });
    const { clock, server } = setup;
    await clock.settle();
    const fail = async (waitMs: number): Promise<void> => {
      onlyWatch(server).fail(failure("InternalError", 500));
      await clock.advance(waitMs);
    };
    await fail(800);
    await fail(1600);
    expect(server.trace).toEqual(["list rv=0 limit=500", "watch rv=10", "watch rv=10", "watch rv=10"]);
    await fail(3200);
    expect(server.trace.slice(4)).toEqual(["list rv=10", "watch rv=10"]);
    // A minute later is another mishap.
    await clock.advance(60_000);
    await fail(60_000);
    expect(server.trace.slice(6)).toEqual(["watch rv=10"]);
    await fail(60_000);
    expect(server.trace.slice(7)).toEqual(["watch rv=10"]);
    await finish(setup);
  });

  it.each([
    [60_000, 0.5, 450],
    [300_000, 0.5, 450],
    [600_000, 0, 600],
    [600_000, 0.5, 900],
  ])(
    "asked to last at least %i ms lasts from that to twice that, and never less than five minutes (F095)",
    async (minWatchTimeoutMs, random, timeoutSeconds) => {
      const setup = start(() => {}, { minWatchTimeoutMs, random: () => random });
      await setup.clock.settle();
      expect(setup.server.requests[1]?.options).toMatchObject({ timeoutSeconds });
      await finish(setup);
    },
  );

  it("does not go back where the server repeats what it has said", async () => {
    const setup = start((server) => server.put("a"));
    const { clock, server, informer } = setup;
    await clock.settle();
    const old = server.objects.get("a") as TestObject;
    server.put("a");
    server.remove("a");
    server.put("a");
    await clock.settle();
    const now = informer.lister.get("a");
    onlyWatch(server).send(
      { type: "MODIFIED", object: old },
      { type: "DELETED", object: { metadata: { ...old.metadata, resourceVersion: "13" } } },
      { type: "BOOKMARK", object: { metadata: { resourceVersion: "12" } } },
    );
    await clock.settle();
    expect(informer.lister.get("a")).toBe(now);
    expect(informer.status.resourceVersion).toBe("14");
    await finish(setup);
  });

  it("goes on at once where the connection breaks after it brought something (D03)", async () => {
    const setup = start();
    const { clock, server, informer } = setup;
    await clock.settle();
    server.put("a");
    await clock.settle();
    onlyWatch(server).fail(failure("Network"));
    await clock.settle();
    expect(server.trace.slice(2)).toEqual(["watch rv=11"]);
    expect(informer.status.error).toBeUndefined();
    await finish(setup);
  });

  it("lives idle for all of its time, and is ended and opened anew where it stays silent beyond that (D06)", async () => {
    const setup = start();
    const { clock, server, informer } = setup;
    const phases: string[] = [];
    informer.onStatusChange(({ phase }) => phases.push(phase));
    await clock.advance(60_000);
    server.bookmark();
    await clock.advance(329_999);
    expect(server.trace).toHaveLength(2);
    await clock.advance(1);
    expect(server.trace.slice(2)).toEqual(["watch rv=10"]);
    expect(server.watches.size).toBe(1);
    expect(informer.status).toMatchObject({ phase: "stalled", reconnects: 1 });
    server.put("a");
    await clock.settle();
    expect(informer.status.phase).toBe("watching");
    expect(phases).toEqual(["listing", "watching", "stalled", "watching"]);
    await finish(setup);
  });

  it("skips what is of another kind or has no name, in lists too, and says so (C16, F098)", async () => {
    const pod = { apiVersion: "v1", kind: "Pod" };
    const other = { apiVersion: "v1", kind: "Service", metadata: { name: "s", resourceVersion: "3" } };
    const nameless = { metadata: { resourceVersion: "3" } } as unknown as TestObject;
    const named = (name: string): TestObject => ({ metadata: { name, resourceVersion: "3" } });
    const setup = start(
      (server) =>
        server.nextLists.push(() => ({
          metadata: { resourceVersion: "10" },
          items: [other, nameless, named("a"), null as never],
        })),
      { kind: pod },
    );
    const { clock, server, informer, logged } = setup;
    await clock.settle();
    onlyWatch(server).send(
      { type: "ADDED", object: { ...other, metadata: { name: "s", resourceVersion: "11" } } },
      { type: "ADDED", object: nameless },
      { type: "ADDED", object: { ...pod, ...named("b") } },
      { type: "ADDED", object: { apiVersion: "meta.k8s.io/v1", kind: "PartialObjectMetadata", ...named("c") } },
    );
    await clock.settle();
    expect(informer.lister.list().map(({ metadata }) => metadata.name)).toEqual(["a", "b", "c"]);
    expect(informer.status.resourceVersion).toBe("11");
    expect(logged).toEqual([
      "error: pods: an item of a list was left out: it is a Service of v1, not a Pod of v1",
      "error: pods: an item of a list was left out: it has no name",
      "error: pods: an item of a list was left out: it is no object",
      "error: pods: a ADDED event was left out",
      "error: pods: a ADDED event was left out",
    ]);
    await finish(setup);
  });

  it("skips what is no object, and goes on (C16)", async () => {
    const setup = start();
    const { clock, server, informer } = setup;
    await clock.settle();
    onlyWatch(server).send(
      { type: "ADDED", object: { kind: "Table", apiVersion: "meta.k8s.io/v1" } as unknown as TestObject },
      { type: "ADDED", object: { metadata: { name: "a", resourceVersion: "11" } } },
    );
    await clock.settle();
    expect(informer.lister.list()).toHaveLength(1);
    expect(informer.status.resourceVersion).toBe("11");
    await finish(setup);
  });
});

describe("the backoff", () => {
  it("doubles from 0.8 to 30 seconds, and begins anew after two quiet minutes (F094, C10)", async () => {
    const setup = start((server) => {
      for (let i = 0; i < 9; i++) server.nextLists.push(failure("InternalError", 500));
    });
    const { clock, server } = setup;
    await clock.advance(270_000);
    const times = server.requests.filter(({ verb }) => verb === "list").map(({ at }) => at);
    expect(times.slice(1).map((at, i) => at - (times[i] ?? 0))).toEqual([
      800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000, 30_000,
    ]);
    const before = clock.monotonicNow();
    onlyWatch(server).fail(failure("InternalError", 500));
    await clock.advance(5000);
    expect(server.requests.at(-1)?.at).toBe(before + 800);
    await finish(setup);
  });

  it("lengthens each delay by a random share of itself (F094)", async () => {
    const setup = start(
      (server) => server.nextLists.push(failure("InternalError", 500), failure("InternalError", 500)),
      { random: () => 0.5 },
    );
    await setup.clock.advance(10_000);
    expect(setup.server.requests.slice(0, 3).map(({ at }) => at)).toEqual([0, 1200, 3600]);
    await finish(setup);
  });
});

describe("an abort", () => {
  it("ends it in the middle of a list that does not heed its signal (D05)", async () => {
    const setup = start((server) => server.nextLists.push(() => new Promise<never>(() => {})));
    await setup.clock.settle();
    await finish(setup);
    await setup.clock.advance(1_000_000);
    expect(setup.server.trace).toHaveLength(1);
  });

  it("ends it between two pages (D05)", async () => {
    const setup = setUp((server) => {
      server.nextLists.push(() => {
        setup.stop.abort();
        return { metadata: { resourceVersion: "1", continue: "x" }, items: [] };
      });
    });
    await setup.run();
    expect(setup.server.trace).toHaveLength(1);
    expect(setup.informer.status).toMatchObject({ phase: "stopped", synced: false });
  });

  it("ends it while it backs off (D05)", async () => {
    const setup = start((server) => server.nextLists.push(failure("InternalError", 500)));
    await setup.clock.advance(500);
    await finish(setup);
    await setup.clock.advance(1_000_000);
    expect(setup.server.trace).toHaveLength(1);
  });

  it("ends it while it backs off between watches (D05)", async () => {
    const setup = start((server) => server.nextWatches.push(refused()));
    await setup.clock.advance(500);
    await finish(setup);
    await setup.clock.advance(1_000_000);
    expect(setup.server.trace).toHaveLength(2);
  });

  it("ends it while a watch opens, and while one is open (D05)", async () => {
    const opening = setUp((server) => {
      const watchBatches = server.watchBatches.bind(server);
      server.watchBatches = (options) => {
        opening.stop.abort();
        return watchBatches(options);
      };
    });
    await opening.run();
    expect(opening.server.watches.size).toBe(0);

    const open = start();
    await open.clock.settle();
    await finish(open);
    expect(open.server.watches.size).toBe(0);
    await open.clock.advance(1_000_000);
    expect(open.server.trace).toHaveLength(2);
  });

  it("before the start means no request at all (D05)", async () => {
    const clock = createFakeClock();
    const server = createTestServer();
    const informer = createInformer<TestObject>({ listerWatcher: server, clock });
    await informer.run({ signal: AbortSignal.abort() });
    expect(server.trace).toEqual([]);
    expect(informer.status.phase).toBe("stopped");
  });
});

import { describe, expect, it } from "vitest";
import { finish, onlyWatch, recorder, running } from "./testing/informer.ts";
import { failure, refused, type TestObject } from "./testing/lister-watcher.ts";

function version(name: string, resourceVersion: number, uid = "uid-0"): TestObject {
  return { metadata: { name, uid, resourceVersion: String(resourceVersion) } };
}

describe("the events of a batch", () => {
  it("reach handlers each by itself and in order of arrival, many of one object too: none is merged with another (F102, C25)", async () => {
    const setup = await running();
    const calls: string[] = [];
    setup.informer.addEventHandler(recorder(calls));
    onlyWatch(setup.server).send(
      { type: "ADDED", object: version("a", 20) },
      { type: "ADDED", object: version("b", 21) },
      { type: "MODIFIED", object: version("a", 22) },
      { type: "MODIFIED", object: version("a", 23) },
      { type: "DELETED", object: version("a", 24) },
      { type: "ADDED", object: version("a", 25, "uid-1") },
      { type: "DELETED", object: version("b", 26) },
    );
    await setup.clock.settle();
    expect(calls).toEqual(["add a", "add b", "update a 20 22", "update a 22 23", "delete a", "add a", "delete b"]);
    await finish(setup);
  });

  it("are written all before anybody hears of the first, and the version is that of the last of them (F103, C33)", async () => {
    const setup = await running();
    const { clock, server, informer } = setup;
    const seen: string[] = [];
    const look = (who: string) => (): void => {
      seen.push(`${who} ${informer.lister.list().length} at ${informer.status.resourceVersion}`);
    };
    using _listening = informer.onCacheChange(look("listener"));
    informer.addEventHandler({ onAdd: look("handler") });
    onlyWatch(server).send(
      { type: "ADDED", object: version("a", 20) },
      { type: "ADDED", object: version("b", 30) },
      { type: "DELETED", object: version("a", 35) },
    );
    await clock.settle();
    expect(seen).toEqual(["listener 1 at 35", "handler 1 at 35", "handler 1 at 35"]);
    await finish(setup);
  });

  it("have bookmarks among them, which move the version after what came before them and not earlier (F104, C33)", async () => {
    const setup = await running();
    const { clock, server, informer } = setup;
    const seen: string[] = [];
    using _listening = informer.onCacheChange(() => {
      seen.push(
        `${informer.lister
          .list()
          .map(({ metadata }) => metadata.name)
          .join(",")} at ${informer.status.resourceVersion}`,
      );
    });
    const bookmark = (resourceVersion: string) =>
      ({ type: "BOOKMARK", object: { metadata: { resourceVersion } } }) as const;
    onlyWatch(server).send({ type: "ADDED", object: version("a", 20) }, bookmark("25"));
    await clock.settle();
    onlyWatch(server).send(bookmark("30"));
    await clock.settle();
    onlyWatch(server).send(bookmark("40"), { type: "ADDED", object: version("b", 41) });
    await clock.settle();
    expect(seen).toEqual(["a at 25", "a at 30", "a,b at 41"]);
    await finish(setup);
  });
});

describe("a whole state", () => {
  it("counts as synced from the first complete one on, and for good (C21, F119)", async () => {
    const setup = await running((server) => {
      server.put("a");
      server.nextLists.push(failure("InternalError", 500));
    });
    const { clock, server, informer } = setup;
    const seen: boolean[] = [];
    using _listening = informer.onStatusChange(({ synced }) => seen.push(synced));
    const registration = informer.addEventHandler({});
    expect([informer.status.synced, registration.hasSynced()]).toEqual([false, false]);
    await clock.advance(800);
    expect([informer.status.synced, registration.hasSynced()]).toEqual([true, true]);
    for (const fault of [refused(), failure("Expired", 410), failure("Unauthorized", 401)]) {
      onlyWatch(server).fail(fault);
      await clock.advance(60_000);
    }
    expect(seen.slice(seen.indexOf(true))).not.toContain(false);
    expect(informer.status.relists).toBeGreaterThan(0);
    await finish(setup);
  });

  it("replaces the one before in one step: deletes of what is gone first, by what the cache has, then the rest (C22, F104)", async () => {
    const setup = await running((server) => {
      for (const name of ["a", "b", "c"]) server.put(name);
    });
    const { clock, server, informer } = setup;
    const calls: string[] = [];
    const sizes: number[] = [];
    informer.addEventHandler(recorder(calls));
    informer.addEventHandler({ onDelete: () => sizes.push(informer.lister.list().length) });
    calls.length = 0;
    onlyWatch(server).fail(failure("Expired", 410));
    await clock.settle();
    server.remove("c");
    server.remove("a");
    server.put("d");
    server.put("b");
    await clock.advance(800);
    // A lost object comes as it was known last, though the server knew it in a later state.
    expect(calls.slice(3)).toEqual(["delete? a", "delete? c", "update b 12 17", "add d"]);
    expect(sizes).toEqual([2, 2]);
    await finish(setup);
  });

  it("that lost an object tells of it with key and last known state; a deletion that was seen, with the last state there was (C44)", async () => {
    const setup = await running((server) => {
      server.put("lost", { namespace: "x", labels: { known: "yes" } });
      server.put("seen", { namespace: "x" });
    });
    const { clock, server, informer } = setup;
    const deleted: unknown[] = [];
    informer.addEventHandler({
      onDelete: ({ metadata: { namespace, name, labels, resourceVersion } }, { finalStateUnknown }) =>
        deleted.push([`${namespace}/${name}`, labels, resourceVersion, finalStateUnknown]),
    });
    server.remove("x/seen");
    await clock.settle();
    onlyWatch(server).fail(failure("Expired", 410));
    await clock.settle();
    server.put("lost", { namespace: "x", labels: { known: "no" } });
    server.remove("x/lost");
    await clock.advance(800);
    expect(deleted).toEqual([
      ["x/seen", undefined, "13", false],
      ["x/lost", { known: "yes" }, "11", true],
    ]);
    await finish(setup);
  });
});

describe("the loop", () => {
  it("goes on after every end and pays the delay of the backoff for each, until it is stopped (F093)", async () => {
    const setup = await running();
    const { clock, server, stop } = setup;
    const ends = [
      () => onlyWatch(server).fail(failure("Expired", 410)),
      () => onlyWatch(server).close(),
      () => onlyWatch(server).fail(failure("Decode")),
    ];
    const delays: number[] = [];
    for (const end of ends) {
      const before = server.trace.length;
      const at = clock.monotonicNow();
      end();
      await clock.settle();
      expect(server.trace).toHaveLength(before);
      await clock.advanceToNext();
      while (server.trace.length === before) await clock.advanceToNext();
      delays.push(clock.monotonicNow() - at);
    }
    expect(delays).toEqual([800, 1600, 3200]);
    onlyWatch(server).fail(failure("Expired", 410));
    const requests = server.trace.length;
    stop.abort();
    await clock.advance(600_000);
    expect(server.trace).toHaveLength(requests);
    await finish(setup);
  });

  it("goes on where an event, an index or a handler cannot be processed (F113)", async () => {
    const setup = await running(undefined, {
      transform(object) {
        if (object.metadata.name === "bad") throw new Error("no");
        return object;
      },
      indexers: {
        failing() {
          throw new Error("no");
        },
      },
      onHandlerError: () => {},
    });
    const calls: string[] = [];
    setup.informer.addEventHandler({
      onAdd({ metadata }) {
        calls.push(metadata.name);
        throw new Error("no");
      },
    });
    for (const name of ["a", "bad", "b"]) setup.server.put(name);
    await setup.clock.settle();
    expect(calls).toEqual(["a", "b"]);
    expect(setup.informer.status).toMatchObject({ phase: "watching", resourceVersion: "13" });
    // Ended, it processes nothing any more.
    await finish(setup);
    expect(calls).toEqual(["a", "b"]);
  });

  it("has a version to read from its first list on, which is a promise about the cache only once that has it (F096)", async () => {
    const setup = await running((server) => server.nextLists.push(failure("InternalError", 500)));
    const { clock, server, informer } = setup;
    expect(informer.status.resourceVersion).toBe("");
    await clock.advance(800);
    expect(informer.status.resourceVersion).toBe(server.version);
    await finish(setup);
  });

  it("tells its one handler of watch errors of each, and the log by kind: an expired version is no news, an end in order none at all (F099)", async () => {
    const errors: string[] = [];
    const setup = await running(undefined, { onWatchError: ({ reason }) => errors.push(reason) });
    const { clock, server, logged } = setup;
    await clock.advance(10_000);
    onlyWatch(server).close();
    await clock.advance(10_000);
    expect([errors, logged]).toEqual([[], []]);
    onlyWatch(server).fail(failure("Expired", 410));
    await clock.advance(10_000);
    server.bookmark();
    await clock.settle();
    onlyWatch(server).fail(failure("Network"));
    await clock.advance(10_000);
    expect(errors).toEqual(["Expired", "Network"]);
    expect(logged).toEqual([
      "debug: pods: the server says Expired; listing anew",
      "debug: pods: the server answers again",
      "warn: pods: the server says Network; trying again",
    ]);
    await finish(setup);
  });
});

import { initialEventsEndAnnotation, type WatchEvent } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { finish, onlyWatch, recorder, running } from "./testing/informer.ts";
import { failure, refused, type TestObject, type TestServer } from "./testing/lister-watcher.ts";
import { createWatchList } from "./watch-list.ts";

const watchList = { watchList: createWatchList() };

function object(name: string, resourceVersion: string): TestObject {
  return { metadata: { name, resourceVersion } };
}

function bookmark(resourceVersion: string, ends = false): WatchEvent<TestObject> {
  const annotations = { [initialEventsEndAnnotation]: String(ends) };
  return { type: "BOOKMARK", object: { metadata: { resourceVersion, annotations } } };
}

function twoObjects(server: TestServer): void {
  server.put("a");
  server.put("b");
}

describe("the initial state by a watch", () => {
  it("needs one request, which goes on as the watch (F097, C12, C13)", async () => {
    const setup = await running(twoObjects, watchList);
    const { clock, server, informer } = setup;
    expect(server.trace).toEqual(["watch initial"]);
    expect(server.requests[0]?.options).toMatchObject({
      resourceVersionMatch: "NotOlderThan",
      sendInitialEvents: true,
      allowWatchBookmarks: true,
      timeoutSeconds: 300,
    });
    expect(informer.status).toMatchObject({ synced: true, resourceVersion: "12", phase: "watching" });
    server.put("c");
    await clock.settle();
    expect(informer.lister.list().map(({ metadata }) => metadata.name)).toEqual(["a", "b", "c"]);
    expect(server.trace).toHaveLength(1);
    await finish(setup);
  });

  it("is whole only at the marked bookmark; deletions count until then, and what follows in its batch too (C13)", async () => {
    const calls: string[] = [];
    const setup = await running((server) => {
      server.nextWatches.push((watch) => {
        watch.send({ type: "ADDED", object: object("a", "1") }, { type: "ADDED", object: object("b", "2") });
        watch.send(bookmark("3"));
      });
    }, watchList);
    const { clock, server, informer } = setup;
    informer.addEventHandler(recorder(calls));
    expect(informer.status).toMatchObject({ synced: false, phase: "listing", resourceVersion: "" });
    onlyWatch(server).send(
      { type: "MODIFIED", object: object("a", "4") },
      { type: "DELETED", object: object("b", "5") },
      bookmark("6", true),
      { type: "ADDED", object: object("c", "7") },
    );
    await clock.settle();
    expect(calls).toEqual(["add! a", "add c"]);
    expect(informer.lister.get("a")?.metadata.resourceVersion).toBe("4");
    expect(informer.status.resourceVersion).toBe("7");
    await finish(setup);
  });

  it("begins again from the last version after the watch has failed (C12)", async () => {
    const setup = await running(twoObjects, watchList);
    const { clock, server } = setup;
    onlyWatch(server).fail(failure("InternalError", 500));
    await clock.advance(800);
    expect(server.trace).toEqual(["watch initial", "watch rv=12 initial"]);
    await finish(setup);
  });

  it.each([
    ["the server knows no such thing", failure("Invalid", 422)],
    ["the request is bad", failure("BadRequest", 400)],
    ["an answer cannot be read", failure("Decode")],
  ])("comes by a list in the same cycle where %s, and by a watch again in the next one (C14)", async (_name, error) => {
    const setup = await running((server) => {
      twoObjects(server);
      server.nextWatches.push(error);
    }, watchList);
    const { clock, server, informer } = setup;
    expect(server.trace).toEqual(["watch initial", "list rv=0 limit=500", "watch rv=12"]);
    expect(server.requests.every(({ at }) => at === 0)).toBe(true);
    expect(informer.status).toMatchObject({ synced: true, error: undefined });
    onlyWatch(server).fail(failure("InternalError", 500));
    await clock.advance(800);
    expect(server.trace.at(-1)).toBe("watch rv=12 initial");
    await finish(setup);
  });

  it("comes by a list at once where the client says that its watches do not begin with it (F092)", async () => {
    const setup = await running((server) => {
      twoObjects(server);
      Object.assign(server, { sendsInitialEvents: false });
    }, watchList);
    const { clock, server, informer } = setup;
    expect(server.trace).toEqual(["list rv=0 limit=500", "watch rv=12"]);
    onlyWatch(server).fail(failure("Expired", 410));
    await clock.advance(800);
    expect(server.trace.slice(2)).toEqual(["list rv=12", "watch rv=12"]);
    expect(informer.lister.list()).toHaveLength(2);
    await finish(setup);
  });

  it("comes by a list where the watch ends at once without anything (C14)", async () => {
    const setup = await running((server) => server.nextWatches.push((watch) => watch.close()), watchList);
    expect(setup.server.trace).toEqual(["watch initial", "list rv=0 limit=500", "watch rv=10"]);
    await finish(setup);
  });

  it("waits and tries again on 429 and on a refused connection (C14)", async () => {
    const setup = await running(
      (server) => server.nextWatches.push(failure("TooManyRequests", 429), refused()),
      watchList,
    );
    await setup.clock.advance(2400);
    expect(setup.server.requests.map(({ verb, at }) => `${verb} ${at}`)).toEqual([
      "watch 0",
      "watch 800",
      "watch 2400",
    ]);
    await finish(setup);
  });

  it("asks for the newest state at once where its version is gone (C14)", async () => {
    const setup = await running(twoObjects, watchList);
    const { clock, server } = setup;
    server.nextWatches.push(failure("Expired", 410));
    onlyWatch(server).fail(failure("Expired", 410));
    await clock.advance(800);
    expect(server.trace).toEqual(["watch initial", "watch rv=12 initial", "watch initial"]);
    await finish(setup);
  });

  it("does not ask for it again and again where that says the same", async () => {
    const setup = await running(
      (server) => server.nextWatches.push(failure("Expired", 410), failure("Expired", 410)),
      watchList,
    );
    expect(setup.server.trace).toEqual(["watch initial", "watch initial", "list limit=500", "watch rv=10"]);
    await finish(setup);
  });

  it("is read anew, from nothing, where the watch ends before the bookmark; at once, but only once (C14)", async () => {
    const early = (name: string) => (watch: { send(event: WatchEvent<TestObject>): void; close(): void }) => {
      watch.send({ type: "ADDED", object: object(name, "1") });
      watch.close();
    };
    const setup = await running((server) => {
      twoObjects(server);
      server.nextWatches.push(early("x"), early("y"));
    }, watchList);
    const { clock, server, informer } = setup;
    expect(server.trace).toEqual(["watch initial", "watch initial"]);
    await clock.advance(800);
    expect(server.trace).toHaveLength(3);
    expect(informer.lister.list().map(({ metadata }) => metadata.name)).toEqual(["a", "b"]);
    await finish(setup);
  });

  it("is asked for by a list in the end where the watch never gets there, with warnings on the way (C15)", async () => {
    const setup = await running((server) => server.nextWatches.push(() => {}), watchList);
    const { clock, server, informer, logged } = setup;
    await clock.advance(25_000);
    expect(logged).toEqual([
      "warn: pods: the initial events of the watch have not ended yet",
      "warn: pods: the initial events of the watch have not ended yet",
    ]);
    await clock.advance(305_000);
    expect(server.trace).toEqual(["watch initial", "list rv=0 limit=500", "watch rv=10"]);
    expect(informer.status.synced).toBe(true);
    await finish(setup);
  });

  it("is compared with a list of the same version where that is wished for, and replaced by one where it differs (F123)", async () => {
    const errors: string[] = [];
    const options = {
      watchList: createWatchList({ checkConsistency: true }),
      onWatchError: ({ message }: Error) => errors.push(message),
    };
    const setup = await running(twoObjects, options);
    const { clock, server, informer, logged } = setup;
    expect(server.trace).toEqual(["watch initial", "list rv=12"]);
    expect(server.requests[1]?.options).toMatchObject({ resourceVersionMatch: "Exact" });
    expect(informer.status.synced).toBe(true);
    expect(errors).toEqual([]);
    // A server that forgets one of them.
    server.initialEvents = (events) => events.slice(1);
    onlyWatch(server).fail(failure("Expired", 410));
    await clock.advance(800);
    expect(errors.at(-1)).toBe("a watch and a list disagree about the same version: a");
    expect(logged).toContainEqual(expect.stringMatching(/^error: .*: the initial events of a watch were wrong$/));
    expect(server.trace.slice(2)).toEqual(["watch rv=12 initial", "list rv=12", "list rv=12", "watch rv=12"]);
    expect(informer.lister.list()).toHaveLength(2);
    // A list that fails proves nothing.
    server.nextLists.push(failure("InternalError", 500));
    server.initialEvents = (events) => events;
    onlyWatch(server).fail(failure("Expired", 410));
    await clock.advance(1600);
    expect(server.trace.slice(6)).toEqual(["watch rv=12 initial", "list rv=12"]);
    await finish(setup);
  });
});

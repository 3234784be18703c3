import { describe, expect, it } from "vitest";
import { finish, onlyWatch, recorder, running } from "./testing/informer.ts";
import { failure, type TestObject } from "./testing/lister-watcher.ts";

const version = (name: string, resourceVersion: string, value = 0): TestObject => ({
  metadata: { name, uid: `uid of ${name}`, resourceVersion },
  spec: { value },
});

const names = (objects: readonly { readonly metadata: { readonly name: string } }[]): string =>
  objects.map(({ metadata }) => metadata.name).join();

describe("a server that pages badly", () => {
  it("and whose list shrinks meanwhile gives what its pages had, an empty last one included", async () => {
    const page = (items: TestObject[], token?: string) => () => ({
      metadata: { resourceVersion: "20", ...(token !== undefined && { continue: token }) },
      items,
    });
    const setup = await running((server) => {
      server.nextLists.push(page([version("a", "1"), version("b", "2")], "2"), page([], "3"), page([]));
    });
    expect(names(setup.informer.lister.list())).toBe("a,b");
    expect(setup.informer.status).toMatchObject({ synced: true, resourceVersion: "20" });
    await finish(setup);
  });

  it("and repeats objects on its pages gives each once, in the state that came last", async () => {
    const setup = await running((server) => {
      server.nextLists.push(
        () => ({ metadata: { resourceVersion: "20", continue: "x" }, items: [version("a", "1", 1)] }),
        () => ({ metadata: { resourceVersion: "20" }, items: [version("a", "2", 2), version("b", "3")] }),
      );
    });
    const calls: string[] = [];
    setup.informer.addEventHandler(recorder(calls));
    await setup.clock.settle();
    expect(calls).toEqual(["add! a", "add! b"]);
    expect(setup.informer.lister.get("a")?.spec?.value).toBe(2);
    await finish(setup);
  });

  it("and names a page as its own successor is not asked for ever: the list fails, and is tried again", async () => {
    const setup = await running((server) => {
      const page = () => ({ metadata: { resourceVersion: "20", continue: "x" }, items: [] });
      server.nextLists.push(page, page);
    });
    expect(setup.informer.status.error?.message).toBe("a page of the list names itself as the next one");
    await setup.clock.advance(800);
    expect(setup.informer.status).toMatchObject({ synced: true, error: undefined });
    await finish(setup);
  });
});

describe("a server that counts badly", () => {
  it("and repeats a version for another state of the object is believed the first time: a version is one state", async () => {
    const setup = await running((server) => server.put("a", { spec: { value: 1 } }));
    const { clock, server, informer } = setup;
    const calls: string[] = [];
    informer.addEventHandler(recorder(calls));
    const { uid } = informer.lister.get("a")?.metadata ?? {};
    const again = { metadata: { name: "a", ...(uid && { uid }), resourceVersion: "11" }, spec: { value: 2 } };
    onlyWatch(server).send({ type: "MODIFIED", object: again });
    await clock.settle();
    expect(informer.lister.get("a")?.spec?.value).toBe(1);
    // Not so for another object of that name.
    onlyWatch(server).send({ type: "MODIFIED", object: version("a", "11", 3) });
    await clock.settle();
    expect(informer.lister.get("a")?.spec?.value).toBe(3);
    await finish(setup);
  });

  it("and skips versions, or gives one version to many objects, loses nothing", async () => {
    const setup = await running();
    const { clock, server, informer } = setup;
    onlyWatch(server).send(
      { type: "ADDED", object: version("a", "500") },
      { type: "ADDED", object: version("b", "500") },
      { type: "MODIFIED", object: version("a", "90000000000000000001") },
      { type: "DELETED", object: version("b", "90000000000000000001") },
    );
    await clock.settle();
    expect(names(informer.lister.list())).toBe("a");
    expect(informer.status.resourceVersion).toBe("90000000000000000001");
    onlyWatch(server).close();
    await clock.settle();
    expect(server.trace.at(-1)).toBe("watch rv=90000000000000000001");
    await finish(setup);
  });

  it("and has versions that are no numbers is taken at its word, event by event", async () => {
    const setup = await running((server) =>
      server.nextLists.push(() => ({ metadata: { resourceVersion: "x9" }, items: [version("a", "x2", 1)] })),
    );
    const { clock, server, informer } = setup;
    onlyWatch(server).send({ type: "MODIFIED", object: version("a", "x1", 2) });
    await clock.settle();
    expect(informer.lister.get("a")?.spec?.value).toBe(2);
    expect(informer.status.resourceVersion).toBe("x1");
    await finish(setup);
  });

  it("and sends objects without any version is followed all the same", async () => {
    const bare = (value: number): TestObject => ({ metadata: { name: "a" }, spec: { value } }) as TestObject;
    const setup = await running((server) => {
      server.nextLists.push(() => ({ metadata: {}, items: [bare(1)] }));
    });
    const { clock, server, informer } = setup;
    onlyWatch(server).send({ type: "MODIFIED", object: bare(2) });
    await clock.settle();
    expect(informer.lister.get("a")?.spec?.value).toBe(2);
    await finish(setup);
  });
});

describe("a handler that fails", () => {
  it("ends the informer where it is told so: by disposing it when it hears of that", async () => {
    const failures: string[] = [];
    const setup = await running(
      (server) => {
        server.put("a");
        server.put("b");
      },
      {
        onHandlerError(error, event, handler) {
          failures.push(`${handler}: ${(error as Error).message} on ${event.object.metadata.name}`);
          void setup.informer[Symbol.asyncDispose]();
        },
      },
    );
    const calls: string[] = [];
    setup.informer.addEventHandler(
      {
        onAdd({ metadata }) {
          calls.push(metadata.name);
          throw new Error("no");
        },
      },
      { name: "mine" },
    );
    await setup.clock.settle();
    expect([calls, failures]).toEqual([["a"], ["mine: no on a"]]);
    expect(setup.informer.status.phase).toBe("stopped");
    await finish(setup);
  });

  it("is counted, by name, and does not keep others from the same events", async () => {
    const setup = await running((server) => server.put("a"), { onHandlerError: () => {} });
    const calls: string[] = [];
    setup.informer.addEventHandler({ onAdd: () => Promise.reject(new Error("no")) }, { name: "rejecting" });
    setup.informer.addEventHandler(recorder(calls), { name: "well" });
    await setup.clock.settle();
    setup.server.put("b");
    await setup.clock.settle();
    expect(calls).toEqual(["add! a", "add b"]);
    const counted = setup.informer.status.handlers.map(({ name, failures }) => [name, failures]);
    expect(counted).toEqual([
      ["rejecting", 2],
      ["well", 0],
    ]);
    await finish(setup);
  });
});

describe("a handler that returns what cannot be awaited", () => {
  it("has failed, and goes on with the next event", async () => {
    const failures: string[] = [];
    const setup = await running((server) => server.put("a"), {
      onHandlerError: (error) => failures.push((error as Error).message),
    });
    const poisoned = {
      // oxlint-disable-next-line unicorn/no-thenable -- such a value is what is tried
      get then(): never {
        throw new Error("no such thing");
      },
    };
    let calls = 0;
    setup.informer.addEventHandler({ onAdd: () => (calls++, poisoned) });
    setup.server.put("b");
    await setup.clock.settle();
    expect([calls, failures]).toEqual([2, ["no such thing", "no such thing"]]);
    await finish(setup);
  });
});

describe("a transform that returns nothing", () => {
  it("fails a whole list, which is tried again, with what is wrong as the error", async () => {
    let works = false;
    const setup = await running((server) => server.put("a"), {
      transform: (object) => (works ? object : (undefined as unknown as TestObject)),
    });
    expect(setup.informer.status).toMatchObject({
      phase: "backingOff",
      error: { message: "the transform returned nothing" },
    });
    works = true;
    await setup.clock.advance(800);
    expect(names(setup.informer.lister.list())).toBe("a");
    await finish(setup);
  });
});

describe("handlers that change the handlers", () => {
  it("while an event is told: who is added hears of the state with it in it, who is removed hears no more", async () => {
    const setup = await running();
    const { clock, server, informer } = setup;
    const calls: string[] = [];
    let added = false;
    informer.addEventHandler({
      onAdd() {
        removed.remove();
        if (!added) informer.addEventHandler(recorder(calls, "new: "));
        added = true;
      },
    });
    const removed = informer.addEventHandler(recorder(calls, "removed: "));
    server.put("a");
    server.put("b");
    await clock.settle();
    expect(calls).toEqual(["new: add! a", "new: add! b"]);
    onlyWatch(server).fail(failure("Expired", 410));
    await clock.advance(800);
    server.put("c");
    await clock.settle();
    expect(calls.slice(2)).toEqual(["new: add c"]);
    await finish(setup);
  });
});

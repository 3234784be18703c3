import { expect, it } from "vitest";
import { finish, running } from "./testing/informer.ts";

it("the status says how far and how full the cache is, and how each handler is doing: the numbers that metrics are made of (F122)", async () => {
  const setup = await running((server) => server.put("a"), { onHandlerError: () => {} });
  const { clock, server, informer } = setup;
  const listedAt = clock.now();
  expect(informer.status).toEqual({
    phase: "watching",
    synced: true,
    resourceVersion: "11",
    resourceVersionAt: listedAt,
    objects: 1,
    events: 0,
    reconnects: 0,
    relists: 0,
    error: undefined,
    retryAt: undefined,
    handlers: [],
  });
  informer.addEventHandler({ onAdd: () => clock.sleep(1000) }, { name: "slow" });
  informer.addEventHandler({
    onAdd() {
      throw new Error("no");
    },
  });
  await clock.advance(100);
  server.put("b");
  server.put("b");
  server.bookmark();
  await clock.settle();
  expect(informer.status).toMatchObject({
    resourceVersion: "13",
    resourceVersionAt: listedAt + 100,
    lastEventAt: listedAt + 100,
    lastBookmarkAt: listedAt + 100,
    objects: 2,
    events: 2,
    handlers: [
      { name: "slow", pending: 2, synced: false, calls: 0, failures: 0, busyMs: 0 },
      { name: "handler 1", pending: 0, synced: false, calls: 3, failures: 2, busyMs: 0 },
    ],
  });
  await clock.advance(2000);
  expect(informer.status.handlers[0]).toEqual({
    name: "slow",
    pending: 0,
    synced: true,
    calls: 3,
    failures: 0,
    busyMs: 2000,
  });
  await finish(setup);
});

it("a handler that is slow while more than 1024 events wait is told of by name (C35)", async () => {
  const setup = await running((server) => {
    for (let i = 0; i < 1030; i++) server.put(`p${i}`);
  });
  const { clock, informer, logged } = setup;
  let calls = 0;
  informer.addEventHandler(
    { onAdd: () => (calls++ < 10 ? clock.sleep(calls === 3 ? 100 : 99) : undefined) },
    { name: "n" },
  );
  await clock.advance(2000);
  expect(calls).toBe(1030);
  expect(logged).toEqual(["warn: pods: n took 100 ms for a change while 1027 wait"]);
  await finish(setup);
});

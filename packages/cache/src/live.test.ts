import { parseLabelSelector } from "@kubets/apimachinery";
import { expect, it } from "vitest";
import { liveList, liveObject, liveStatus } from "./live.ts";
import { finish, onlyWatch, running } from "./testing/informer.ts";
import { failure } from "./testing/lister-watcher.ts";

const names = (objects: readonly { readonly metadata: { readonly name: string } }[]): string =>
  objects.map(({ metadata }) => metadata.name).join(" ");

it("a live list calls at once and for each batch that changes what it chooses, and stays the same array otherwise", async () => {
  const setup = await running((server) => {
    server.put("b", { labels: { app: "web" } });
    server.put("a", { labels: { app: "web" } });
    server.put("c");
  });
  const { server, clock, informer } = setup;
  const compare = (a: { metadata: { name: string } }, b: { metadata: { name: string } }): number =>
    a.metadata.name.localeCompare(b.metadata.name);
  const web = liveList(informer, { labelSelector: parseLabelSelector("app=web"), compare });
  const { subscribe, getSnapshot } = web;
  const before = getSnapshot();
  expect(names(before)).toBe("a b");
  expect(getSnapshot()).toBe(before);

  const heard: string[] = [];
  const unsubscribe = subscribe((objects) => heard.push(names(objects)));
  server.put("c");
  await clock.settle();
  server.bookmark();
  await clock.settle();
  expect(getSnapshot()).toBe(before);
  server.put("d", { labels: { app: "web" } });
  server.put("e", { labels: { app: "web" } });
  server.remove("a");
  await clock.settle();
  expect(heard).toEqual(["a b", "b d e"]);
  unsubscribe();
  unsubscribe();
  server.remove("b");
  await clock.settle();
  expect(heard).toHaveLength(2);
  expect(names(getSnapshot())).toBe("d e");
  await finish(setup);
});

it("a live list can be of one namespace and filtered", async () => {
  const setup = await running((server) => {
    server.put("a", { namespace: "x" });
    server.put("b", { namespace: "x" });
    server.put("a", { namespace: "y" });
  });
  const { informer } = setup;
  expect(names(liveList(informer, { namespace: "x" }).getSnapshot())).toBe("a b");
  const filter = ({ metadata }: { readonly metadata: { readonly name: string } }): boolean => metadata.name === "a";
  expect(names(liveList(informer, { namespace: "x", filter }).getSnapshot())).toBe("a");
  await finish(setup);
});

it("a live object is undefined while there is none, and calls for its own changes only", async () => {
  const setup = await running();
  const { server, clock, informer } = setup;
  const heard: (string | undefined)[] = [];
  const unsubscribe = liveObject(informer, { namespace: "x", name: "a" }).subscribe((object) =>
    heard.push(object?.metadata.resourceVersion),
  );
  server.put("a", { namespace: "x" });
  await clock.settle();
  server.put("b", { namespace: "x" });
  await clock.settle();
  server.remove("x/a");
  await clock.settle();
  expect(heard).toEqual([undefined, "11", undefined]);
  unsubscribe();
  await finish(setup);
});

it("a live status has the last news", async () => {
  const setup = await running();
  const { server, clock, informer } = setup;
  const live = liveStatus(informer);
  expect(live.getSnapshot()).toBe(live.getSnapshot());
  const phases: string[] = [];
  const unsubscribe = live.subscribe(({ phase }) => phases.push(phase));
  onlyWatch(server).fail(failure("InternalError", 500));
  await clock.settle();
  expect(live.getSnapshot().phase).toBe("backingOff");
  unsubscribe();
  await clock.advance(800);
  expect(phases).toEqual(["watching", "backingOff"]);
  live.subscribe(({ phase }) => phases.push(phase))();
  expect(phases).toEqual(["watching", "backingOff", "watching"]);
  await finish(setup);
});

import { describe, expect, it } from "vitest";
import { isNotFound, labelSelectorOf, parseLabelSelector, type DeepReadonly } from "@kubets/apimachinery";
import { createIndexer, type Indexer } from "./indexer.ts";
import { createLister } from "./lister.ts";
import type { TestObject } from "./testing/lister-watcher.ts";

function filled(): Indexer<DeepReadonly<TestObject>> {
  const indexer = createIndexer<DeepReadonly<TestObject>>({
    indexers: { node: ({ spec }) => [spec?.node ?? ""] },
  });
  for (const [namespace, name, labels, node] of [
    ["x", "a", { app: "web" }, "n1"],
    ["x", "b", { app: "db" }, "n2"],
    ["y", "a", { app: "web", tier: "1" }, "n1"],
    [undefined, "c", undefined, "n3"],
  ] as const) {
    indexer.set({
      metadata: { name, resourceVersion: "1", ...(namespace && { namespace }), ...(labels && { labels }) },
      spec: { node },
    });
  }
  return indexer;
}

const keys = (objects: readonly DeepReadonly<TestObject>[]): string[] =>
  objects.map(({ metadata: { namespace = "", name } }) => `${namespace}/${name}`).toSorted();

describe("a lister", () => {
  it("gets by key, by namespace and name, or within a namespace (F085)", () => {
    const lister = createLister<TestObject>(filled());
    const object = lister.get("x/a");
    expect(object?.metadata.labels).toEqual({ app: "web" });
    expect(lister.get({ namespace: "x", name: "a" })).toBe(object);
    expect(lister.namespace("x").get("a")).toBe(object);
    expect(lister.get("c")?.metadata.name).toBe("c");
    expect(lister.get({ name: "c" })).toBe(lister.get("c"));
    expect(lister.get("x/none")).toBeUndefined();
    expect(lister.namespace("none").get("a")).toBeUndefined();
  });

  it("throws NotFound with what was looked for, where it is required (F085)", () => {
    const lister = createLister<TestObject>(filled(), "deployments.apps");
    expect(lister.require("x/a")).toBe(lister.get("x/a"));
    expect(lister.namespace("x").require("a")).toBe(lister.get("x/a"));
    for (const look of [
      () => lister.require({ namespace: "x", name: "no" }),
      () => lister.namespace("x").require("no"),
    ]) {
      expect(look).toThrow('deployments.apps "x/no" not found');
      expect(look).toThrow(expect.toSatisfy(isNotFound));
    }
  });

  it("lists by labels and by namespace (F085, C32)", () => {
    const lister = createLister<TestObject>(filled());
    expect(keys(lister.list())).toEqual(["/c", "x/a", "x/b", "y/a"]);
    expect(keys(lister.list({ labelSelector: parseLabelSelector("") }))).toHaveLength(4);
    expect(keys(lister.list({ labelSelector: parseLabelSelector("app=web,!tier") }))).toEqual(["x/a"]);
    expect(keys(lister.list({ labelSelector: parseLabelSelector("app!=web") }))).toEqual(["/c", "x/b"]);
    expect(keys(lister.namespace("x").list())).toEqual(["x/a", "x/b"]);
    expect(
      keys(lister.namespace("x").list({ labelSelector: labelSelectorOf({ matchLabels: { app: "db" } }) })),
    ).toEqual(["x/b"]);
    expect(lister.namespace("none").list()).toEqual([]);
  });

  it("finds by index, and follows what is written after (F107)", () => {
    const indexer = filled();
    const lister = createLister<TestObject>(indexer);
    expect(keys(lister.byIndex("node", "n1"))).toEqual(["x/a", "y/a"]);
    lister.namespace("x").list();
    indexer.delete("x/a");
    expect(keys(lister.byIndex("node", "n1"))).toEqual(["y/a"]);
    expect(keys(lister.namespace("x").list())).toEqual(["x/b"]);
    expect(() => lister.byIndex("none", "")).toThrow('no index named "none"');
  });

  it("hands out arrays that are the caller's own", () => {
    const lister = createLister<TestObject>(filled());
    lister.list().length = 0;
    lister.namespace("x").list().length = 0;
    expect(lister.list()).toHaveLength(4);
    expect(lister.namespace("x").list()).toHaveLength(2);
  });

  it("lists 200 000 objects of one namespace (D23)", () => {
    const indexer = createIndexer<DeepReadonly<TestObject>>();
    indexer.replace(
      Array.from({ length: 200_000 }, (_, i) => ({
        metadata: { namespace: "x", name: `p${i}`, resourceVersion: "1", labels: { app: "web" } },
      })),
    );
    const lister = createLister<TestObject>(indexer);
    expect(lister.list()).toHaveLength(200_000);
    expect(lister.namespace("x").list({ labelSelector: parseLabelSelector("app=web") })).toHaveLength(200_000);
  });
});

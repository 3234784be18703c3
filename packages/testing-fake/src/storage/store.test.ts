import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { createStore, type StoreEvent, type UnstoredObject } from "./store.ts";

const object = (name: string, value: unknown = 0): UnstoredObject => ({ metadata: { name, uid: name }, value });

describe("the store", () => {
  it("counts one revision for each write of whatever collection, and stamps it", () => {
    const store = createStore();
    const start = store.revision;
    expect(store.put("pods", "a/x", object("x")).metadata.resourceVersion).toBe(String(start + 1));
    expect(store.put("nodes", "y", object("y")).metadata.resourceVersion).toBe(String(start + 2));
    expect(store.remove("pods", "a/x")?.metadata.resourceVersion).toBe(String(start + 3));
    expect(store.revision).toBe(start + 3);
  });

  it("does not count a write that changes nothing: no revision, no event", () => {
    const store = createStore();
    const events: StoreEvent[] = [];
    store.put("pods", "x", object("x", { a: 1, b: 2 }));
    store.subscribe((event) => events.push(event));
    const again = store.put("pods", "x", object("x", { b: 2, a: 1 }));
    expect(again).toBe(store.get("pods", "x"));
    expect(events).toEqual([]);
  });

  it("lists in the order of keys, within a prefix and from a key on", () => {
    const store = createStore();
    for (const key of ["b/x", "a/z", "a-b/y", "a/y", "c"]) store.put("pods", key, object(key));
    const names = (range: { prefix: string; start?: string }) =>
      store.list("pods", range).map(({ metadata }) => metadata.name);
    expect(names({ prefix: "" })).toEqual(["a-b/y", "a/y", "a/z", "b/x", "c"]);
    expect(names({ prefix: "a/" })).toEqual(["a/y", "a/z"]);
    expect(names({ prefix: "", start: "a/y\0" })).toEqual(["a/z", "b/x", "c"]);
    expect(names({ prefix: "b/", start: "a/y" })).toEqual(["b/x"]);
    expect(store.list("none", { prefix: "" })).toEqual([]);
  });

  it("forgets its log up to a revision, and keeps the state", () => {
    const store = createStore();
    store.put("pods", "x", object("x", 1));
    const middle = store.revision;
    store.put("pods", "x", object("x", 2));
    store.compact(middle);
    expect(store.compacted).toBe(middle);
    expect(store.since("pods", middle).map(({ type }) => type)).toEqual(["MODIFIED"]);
    store.compact();
    expect(store.since("pods", 0)).toEqual([]);
    expect(store.get("pods", "x")).toMatchObject({ value: 2 });
  });

  it("tells every listener of all changes in order, also of those that listeners make", () => {
    const store = createStore();
    const seen: string[] = [];
    store.subscribe(({ key, type }) => {
      if (key === "first" && type === "ADDED") store.put("pods", "second", object("second"));
    });
    const late = store.subscribe(({ key }) => seen.push(key));
    store.put("pods", "first", object("first"));
    expect(seen).toEqual(["first", "second"]);
    late[Symbol.dispose]();
    store.put("pods", "third", object("third"));
    expect(seen).toHaveLength(2);
  });

  const operation = fc.record({
    key: fc.constantFrom("a/x", "a/y", "b/x", "b/y", "c"),
    value: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
  });
  test.prop([fc.array(operation, { maxLength: 30 })])(
    "lists every revision since the compaction as it was",
    (operations) => {
      const store = createStore();
      const states: { revision: number; state: string }[] = [];
      const listed = (revision?: number) => JSON.stringify(store.list("pods", { prefix: "" }, revision));
      for (const { key, value } of operations) {
        if (value === undefined) store.remove("pods", key);
        else store.put("pods", key, object(key, value));
        states.push({ revision: store.revision, state: listed() });
      }
      for (const { revision, state } of states) expect(listed(revision)).toBe(state);
    },
  );
});

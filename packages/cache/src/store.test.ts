import { describe, expect, it } from "vitest";
import { createStore } from "./store.ts";

interface Thing {
  metadata: { name: string; namespace?: string };
  value: number;
}

function thing(key: string, value = 0): Thing {
  const [first = "", second] = key.split("/");
  return { metadata: second === undefined ? { name: first } : { namespace: first, name: second }, value };
}

describe("a store", () => {
  it("keeps objects by namespace and name (F107, F109)", () => {
    const store = createStore<Thing>();
    expect(store.set(thing("x/a", 1))).toBeUndefined();
    expect(store.set(thing("a", 2))).toBeUndefined();
    expect(store.set(thing("x/a", 3))).toEqual(thing("x/a", 1));
    expect(store.get("x/a")).toEqual(thing("x/a", 3));
    expect([...store.keys()]).toEqual(["x/a", "a"]);
    expect(store.delete("x/a")).toEqual(thing("x/a", 3));
    expect(store.delete("x/a")).toBeUndefined();
    expect(store.list()).toEqual([thing("a", 2)]);
    expect(store.size).toBe(1);
  });

  it("takes another key where it is given one", () => {
    const store = createStore<number>({ keyOf: (n) => String(n % 10) });
    store.set(12);
    expect(store.set(22)).toBe(12);
    expect(store.keyOf(7)).toBe("7");
  });

  it("is replaced whole, and tells of deletes first, then of the rest in order (C18, C26)", () => {
    const store = createStore<Thing>();
    for (const key of ["a", "b", "c"]) store.set(thing(key));
    const changes: [number | undefined, number | undefined][] = [];
    store.replace([thing("d", 4), thing("b", 2), thing("d", 5)], (previous, next) => {
      changes.push([previous?.value, next?.value]);
    });
    expect(changes).toEqual([
      [0, undefined],
      [0, undefined],
      [undefined, 5],
      [0, 2],
    ]);
    expect(store.list().map(({ value }) => value)).toEqual([2, 5]);
  });
});

import { describe, expect, it } from "vitest";
import { createIndexer, type Indexer } from "./indexer.ts";
import { seededRandom } from "./testing/lister-watcher.ts";

interface Thing {
  metadata: { name: string };
  tags: readonly string[];
}

function thing(name: string, ...tags: string[]): Thing {
  return { metadata: { name }, tags };
}

const byTag = ({ tags }: Thing): readonly string[] => tags;

function contentOf(indexer: Indexer<Thing>, index: string): Record<string, string[]> {
  return Object.fromEntries(
    indexer
      .indexValues(index)
      .toSorted()
      .map((value) => [value, indexer.indexKeys(index, value)]),
  );
}

describe("an index", () => {
  it("finds objects by the values they have now (F107, C30)", () => {
    const indexer = createIndexer<Thing>({ indexers: { tag: byTag } });
    indexer.set(thing("b", "red"));
    indexer.set(thing("a", "red", "blue"));
    expect(indexer.byIndex("tag", "red")).toEqual([thing("b", "red"), thing("a", "red", "blue")]);
    expect(indexer.indexKeys("tag", "red")).toEqual(["a", "b"]);
    indexer.set(thing("a", "blue", "green"));
    indexer.delete("b");
    expect(indexer.byIndex("tag", "red")).toEqual([]);
    // No empty set is left of a value that nothing has (C30).
    expect(contentOf(indexer, "tag")).toEqual({ blue: ["a"], green: ["a"] });
    indexer.replace([thing("c", "red")]);
    expect(contentOf(indexer, "tag")).toEqual({ red: ["c"] });
  });

  it("hands out the newest object also where its values did not change", () => {
    const indexer = createIndexer<Thing & { v?: number }>({ indexers: { tag: byTag } });
    indexer.set(thing("a", "red"));
    indexer.set({ ...thing("a", "red"), v: 2 });
    expect(indexer.byIndex("tag", "red")).toEqual([{ ...thing("a", "red"), v: 2 }]);
  });

  it("can be added later, and is filled then (F107)", () => {
    const indexer = createIndexer<Thing>();
    indexer.set(thing("a", "red"));
    expect(indexer.hasIndex("tag")).toBe(false);
    indexer.addIndexers({ tag: byTag });
    indexer.set(thing("b", "red"));
    expect(indexer.indexKeys("tag", "red")).toEqual(["a", "b"]);
  });

  it("keeps its name to itself: the same function again is fine, another adds nothing (F107)", () => {
    const indexer = createIndexer<Thing>({ indexers: { tag: byTag } });
    indexer.addIndexers({ tag: byTag });
    expect(() => indexer.addIndexers({ other: byTag, tag: () => [] })).toThrow('another index named "tag"');
    expect(indexer.hasIndex("other")).toBe(false);
  });

  it("that nobody added is an error", () => {
    const indexer = createIndexer<Thing>();
    for (const read of [
      () => indexer.byIndex("x", ""),
      () => indexer.indexKeys("x", ""),
      () => indexer.indexValues("x"),
    ]) {
      expect(read).toThrow('no index named "x"');
    }
  });

  it("whose function fails costs nothing but itself; the write is made, and throws", () => {
    const indexer = createIndexer<Thing>({
      indexers: {
        bad: ({ tags }) => {
          if (tags.includes("bad")) throw new Error("no");
          return tags;
        },
        tag: byTag,
      },
    });
    indexer.set(thing("a", "red"));
    expect(() => indexer.set(thing("a", "bad"))).toThrow("no");
    expect(indexer.get("a")).toEqual(thing("a", "bad"));
    expect(contentOf(indexer, "bad")).toEqual({});
    expect(contentOf(indexer, "tag")).toEqual({ bad: ["a"] });
    indexer.set(thing("a", "red"));
    expect(contentOf(indexer, "bad")).toEqual({ red: ["a"] });
  });

  it("always says the same as one computed anew, whatever was written (C30)", () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = seededRandom(seed);
      const pick = (count: number): number => Math.floor(random() * count);
      const anything = (): Thing =>
        thing(`t${pick(8)}`, ...Array.from({ length: pick(4) }, () => ["red", "green", "blue"][pick(3)] ?? ""));
      const indexer = createIndexer<Thing>({ indexers: { tag: byTag } });
      for (let step = 0; step < 60; step++) {
        const dice = random();
        if (dice < 0.6) indexer.set(anything());
        else if (dice < 0.9) indexer.delete(`t${pick(8)}`);
        else indexer.replace(Array.from({ length: pick(6) }, anything));
        const expected = createIndexer<Thing>({ indexers: { tag: byTag } });
        for (const object of indexer.list()) expected.set(object);
        expect(contentOf(indexer, "tag")).toEqual(contentOf(expected, "tag"));
      }
    }
  });
});

import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { ItemHeap } from "./item-heap.ts";

const step = fc.record({
  do: fc.constantFrom("put" as const, "put" as const, "put" as const, "pop" as const, "delete" as const),
  item: fc.integer({ min: 0, max: 30 }),
  key: fc.integer({ min: 0, max: 50 }),
});

test.prop([fc.array(step, { maxLength: 300, size: "max" })])(
  "keeps every item once, with its lowest number, lowest first and then in the order they came (C49, F132)",
  (steps) => {
    const heap = new ItemHeap<number>();
    // A list that is sorted by key, stable in the order of coming.
    let model: { item: number; key: number }[] = [];
    for (const { do: action, item, key } of steps) {
      const known = model.find((entry) => entry.item === item);
      if (action === "put") {
        heap.put(item, key);
        if (known !== undefined && key >= known.key) continue;
        model = [...model.filter((entry) => entry !== known), { item, key }].toSorted((a, b) => a.key - b.key);
      } else if (action === "delete") {
        expect(heap.delete(item)).toBe(known !== undefined);
        model = model.filter((entry) => entry !== known);
      } else {
        const ready = model[0] !== undefined && model[0].key <= key ? model.shift()?.item : undefined;
        expect(heap.pop(key)).toBe(ready);
      }
      expect([heap.length, heap.firstKey]).toEqual([model.length, model[0]?.key]);
    }
    const rest = model.map(() => heap.pop(Infinity));
    expect(rest).toEqual(model.map(({ item }) => item));
    heap.put(1, 1);
    heap.clear();
    expect([heap.length, heap.firstKey, heap.delete(1)]).toEqual([0, undefined, false]);
  },
);

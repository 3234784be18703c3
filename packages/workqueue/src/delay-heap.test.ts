import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { DelayHeap } from "./delay-heap.ts";

const step = fc.record({
  do: fc.constantFrom("schedule" as const, "schedule" as const, "schedule" as const, "pop" as const, "delete" as const),
  item: fc.integer({ min: 0, max: 30 }),
  at: fc.integer({ min: 0, max: 50 }),
});

test.prop([fc.array(step, { maxLength: 300 })])(
  "keeps every item once, with its earliest time, soonest first and then in the order they came (C49)",
  (steps) => {
    const heap = new DelayHeap<number>();
    // A list that is sorted by time, stable in the order of scheduling.
    let model: { item: number; at: number }[] = [];
    for (const { do: action, item, at } of steps) {
      const known = model.find((entry) => entry.item === item);
      if (action === "schedule") {
        heap.schedule(item, at);
        if (known !== undefined && at >= known.at) continue;
        model = [...model.filter((entry) => entry !== known), { item, at }].toSorted((a, b) => a.at - b.at);
      } else if (action === "delete") {
        expect(heap.delete(item)).toBe(known !== undefined);
        model = model.filter((entry) => entry !== known);
      } else {
        const ready = model[0] !== undefined && model[0].at <= at ? model.shift()?.item : undefined;
        expect(heap.popReady(at)).toBe(ready);
      }
      expect([heap.size, heap.nextAt]).toEqual([model.length, model[0]?.at]);
    }
    const rest = model.map(() => heap.popReady(Infinity));
    expect(rest).toEqual(model.map(({ item }) => item));
    heap.schedule(1, 1);
    heap.clear();
    expect([heap.size, heap.nextAt, heap.delete(1)]).toEqual([0, undefined, false]);
  },
);

import { fc, test } from "@fast-check/vitest";
import { expect, it } from "vitest";
import { createLruMap } from "./lru-map.ts";

it("forgets what was neither read nor written for longest, and says what that was", () => {
  const map = createLruMap<number>(2);
  map.set("a", 1);
  map.set("b", 2);
  map.get("a");
  expect(map.set("c", 3)).toBe(2);
  expect([map.get("a"), map.get("b"), map.get("c")]).toEqual([1, undefined, 3]);
});

it("refuses to hold nothing", () => {
  expect(() => createLruMap(0)).toThrow(RangeError);
});

const step = fc.record({ do: fc.constantFrom("get", "set", "delete"), key: fc.constantFrom("a", "b", "c", "d", "e") });

test.prop([fc.array(step, { maxLength: 100, size: "max" }), fc.integer({ min: 1, max: 4 })])(
  "behaves as a list of keys, the newest last",
  (steps, capacity) => {
    const map = createLruMap<number>(capacity);
    let model: [string, number][] = [];
    for (const [value, { do: what, key }] of steps.entries()) {
      const known = model.find(([each]) => each === key);
      const others = model.filter(([each]) => each !== key);
      if (what === "get") {
        expect(map.get(key)).toBe(known?.[1]);
        if (known) model = [...others, known];
      } else if (what === "set") {
        model = [...others, [key, value]];
        const forgotten = model.length > capacity ? model.shift() : undefined;
        expect(map.set(key, value)).toBe(forgotten?.[1]);
      } else {
        map.delete(key);
        model = others;
      }
      expect([...map.values()]).toEqual(model.map(([, each]) => each));
      expect(map.size).toBe(model.length);
    }
  },
);

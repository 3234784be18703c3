import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { RingBuffer } from "./ring-buffer.ts";

test.prop([fc.array(fc.integer({ min: -100, max: 150 }), { maxLength: 20 })])(
  "gives what it got, in its order, through growing and shrinking",
  (bursts) => {
    const buffer = new RingBuffer<number>();
    const model: number[] = [];
    let next = 0;
    for (const burst of bursts) {
      for (let count = 0; count < burst; count += 1) {
        buffer.push(next);
        model.push(next++);
      }
      for (let count = 0; count > burst; count -= 1) expect(buffer.pop()).toBe(model.shift());
      expect(buffer.length).toBe(model.length);
    }
    while (model.length > 0) expect(buffer.pop()).toBe(model.shift());
    expect(buffer.pop()).toBeUndefined();
  },
);

import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { Fifo } from "./fifo.ts";

test.prop([fc.array(fc.integer({ min: -100, max: 150 }), { maxLength: 20, size: "max" })])(
  "gives what it got, in its order, through growing and shrinking",
  (bursts) => {
    const queue = new Fifo<number>();
    const model: number[] = [];
    let next = 0;
    for (const burst of bursts) {
      for (let count = 0; count < burst; count += 1) {
        queue.push(next);
        model.push(next++);
      }
      for (let count = 0; count > burst; count -= 1) expect(queue.pop()).toBe(model.shift());
      expect(queue.length).toBe(model.length);
    }
    while (model.length > 0) expect(queue.pop()).toBe(model.shift());
    expect(queue.pop()).toBeUndefined();
  },
);

import { describe, expect, it } from "vitest";
import { createRingBuffer } from "./ring-buffer.ts";
import { seededRandom } from "./testing/lister-watcher.ts";

describe("a ring buffer", () => {
  it("gives back in order what was put in, whatever the order of puts and takes (C35)", () => {
    const random = seededRandom(1);
    const ring = createRingBuffer<number>();
    const expected: number[] = [];
    for (let i = 0; i < 20_000; i++) {
      // Long runs of either kind, so that it grows, wraps around and shrinks.
      if (random() < (Math.floor(i / 3000) % 2 ? 0.3 : 0.7)) {
        ring.push(i);
        expected.push(i);
      } else expect(ring.shift()).toBe(expected.shift());
      expect(ring.length).toBe(expected.length);
    }
    while (expected.length > 0) expect(ring.shift()).toBe(expected.shift());
    expect(ring.shift()).toBeUndefined();
  });

  it("is empty after a clear, and usable", () => {
    const ring = createRingBuffer<number>();
    for (let i = 0; i < 100; i++) ring.push(i);
    ring.clear();
    expect(ring.length).toBe(0);
    ring.push(7);
    expect([ring.shift(), ring.shift()]).toEqual([7, undefined]);
  });
});

import { describe, expect, it } from "vitest";
import { createFakeClock } from "./fake-clock.ts";
import { createKeyedBackoff } from "./keyed-backoff.ts";

describe("a backoff for every key", () => {
  it("doubles the delay of each key by itself, up to the limit (F163)", () => {
    const backoff = createKeyedBackoff({ initialMs: 100, maxMs: 350, clock: createFakeClock() });
    expect(backoff.delayMs("a")).toBe(0);
    const delays = [1, 2, 3, 4].map(() => {
      backoff.next("a");
      return backoff.delayMs("a");
    });
    expect(delays).toEqual([100, 200, 350, 350]);
    backoff.next("b");
    expect(backoff.delayMs("b")).toBe(100);
    backoff.reset("a");
    expect(backoff.delayMs("a")).toBe(0);
  });

  it("lengthens each delay by a share of the one before (F163)", () => {
    const backoff = createKeyedBackoff({ initialMs: 100, maxMs: 400, jitter: 0.5, random: () => 0.5 });
    backoff.next("a");
    expect(backoff.delayMs("a")).toBe(125);
    backoff.next("a");
    expect(backoff.delayMs("a")).toBe(281.25);
    backoff.next("a");
    expect(backoff.delayMs("a")).toBe(400);
  });

  it("starts anew, and stands in nobody's way, after twice the limit without a call (F163)", async () => {
    const clock = createFakeClock();
    const backoff = createKeyedBackoff({ initialMs: 100, maxMs: 400, clock });
    backoff.next("a");
    backoff.next("a");
    await clock.advance(800);
    backoff.next("a");
    expect(backoff.delayMs("a")).toBe(400);
    await clock.advance(801);
    backoff.next("a");
    expect(backoff.delayMs("a")).toBe(100);
  });

  it("says whether a key has to wait, from a moment and from the last delay (F163)", async () => {
    const clock = createFakeClock();
    const backoff = createKeyedBackoff({ initialMs: 100, maxMs: 400, clock });
    expect([backoff.isBackingOff("a"), backoff.isBackingOffSince("a", 0)]).toEqual([false, false]);
    backoff.next("a");
    await clock.advance(99);
    expect([backoff.isBackingOff("a"), backoff.isBackingOffSince("a", 0)]).toEqual([true, true]);
    await clock.advance(1);
    expect([backoff.isBackingOff("a"), backoff.isBackingOffSince("a", 0)]).toEqual([false, false]);
    expect([backoff.isBackingOff("a", 50), backoff.isBackingOffSince("a", 50)]).toEqual([true, true]);
    expect([backoff.isBackingOff("a", 900), backoff.isBackingOffSince("a", 900)]).toEqual([false, false]);
  });

  it("forgets what was quiet for long when it is told to (F163)", async () => {
    const clock = createFakeClock();
    const backoff = createKeyedBackoff({ initialMs: 100, maxMs: 400, clock });
    backoff.next("a");
    await clock.advance(500);
    backoff.next("b");
    await clock.advance(301);
    backoff.collect();
    expect([backoff.delayMs("a"), backoff.delayMs("b")]).toEqual([0, 100]);
  });

  it.each([-1, Number.NaN, Infinity])("refuses %d as a duration", (value) => {
    expect(() => createKeyedBackoff({ initialMs: value, maxMs: 1 })).toThrow(RangeError);
    expect(() => createKeyedBackoff({ initialMs: 1, maxMs: value })).toThrow(`maxMs cannot be ${value}`);
  });
});

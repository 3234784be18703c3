import { readFileSync } from "node:fs";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import {
  createBucketRateLimiter,
  createDefaultRateLimiter,
  createExponentialRateLimiter,
  createFastSlowRateLimiter,
  createMaxOfRateLimiter,
  createMaxWaitRateLimiter,
  type RateLimiter,
} from "./rate-limiters.ts";

// Printed by client-go's own limiters: tooling/oracles/wait.
const golden = JSON.parse(readFileSync(new URL("../testdata/limiters.json", import.meta.url), "utf8")) as {
  limiter: "exponential" | "fastSlow";
  baseMs: number;
  maxMs: number;
  fast?: number;
  delays: number[];
}[];

function times(count: number, limiter: RateLimiter, item = "a"): number[] {
  return Array.from({ length: count }, () => limiter.when(item));
}

describe("rate limiters", () => {
  it("give client-go's delays, far beyond where its durations overflow (F128, C50)", () => {
    expect(golden.length).toBeGreaterThan(10);
    for (const { limiter: kind, baseMs, maxMs, fast = 0, delays } of golden) {
      const limiter =
        kind === "exponential"
          ? createExponentialRateLimiter({ baseMs, maxMs })
          : createFastSlowRateLimiter({ fastMs: baseMs, slowMs: maxMs, fastAttempts: fast });
      expect(times(delays.length, limiter), `${kind} ${baseMs} ${maxMs} ${fast}`).toEqual(delays);
    }
    expect(times(2000, createExponentialRateLimiter({ baseMs: 5, maxMs: 1000 })).at(-1)).toBe(1000);
  });

  it("exponential and fast/slow count each item apart, until it is forgotten (F128, C50)", () => {
    for (const limiter of [
      createExponentialRateLimiter({ baseMs: 1, maxMs: 1000 }),
      createFastSlowRateLimiter({ fastMs: 1, slowMs: 2, fastAttempts: 1 }),
    ]) {
      expect([limiter.when("a"), limiter.when("a"), limiter.when("b")]).toEqual([1, 2, 1]);
      expect([limiter.requeues("a"), limiter.requeues("b"), limiter.requeues("c")]).toEqual([2, 1, 0]);
      limiter.forget("a");
      expect([limiter.requeues("a"), limiter.when("a")]).toEqual([0, 1]);
    }
  });

  it("bucket spaces all items together, and forgets nothing (F128, C50)", async () => {
    const clock = createFakeClock();
    const limiter = createBucketRateLimiter({ qps: 10, burst: 2, clock });
    expect([limiter.when("a"), limiter.when("b"), limiter.when("a"), limiter.when("c")]).toEqual([0, 0, 100, 200]);
    limiter.forget("a");
    expect([limiter.requeues("a"), limiter.when("a")]).toEqual([0, 300]);
    await clock.advance(1000);
    expect(limiter.when("a")).toBe(0);
  });

  it("max-of asks every limiter and takes the longest delay and the most requeues (F128, C50)", () => {
    const limiters = [
      createExponentialRateLimiter({ baseMs: 1, maxMs: 1000 }),
      createFastSlowRateLimiter({ fastMs: 5, slowMs: 3, fastAttempts: 3 }),
    ];
    const limiter = createMaxOfRateLimiter(...limiters);
    expect(times(5, limiter)).toEqual([5, 5, 5, 8, 16]);
    expect([limiter.requeues("a"), ...limiters.map((each) => each.requeues("a"))]).toEqual([5, 5, 5]);
    limiter.forget("a");
    expect(limiters.map((each) => each.requeues("a"))).toEqual([0, 0]);
  });

  it("max-wait caps another limiter (F128, C50)", () => {
    const limiter = createMaxWaitRateLimiter(createExponentialRateLimiter({ baseMs: 1, maxMs: 1000 }), 3);
    expect(times(4, limiter)).toEqual([1, 2, 3, 3]);
    expect(limiter.requeues("a")).toBe(4);
    limiter.forget("a");
    expect(limiter.when("a")).toBe(1);
  });

  it("the default is 5 ms doubled up to 1000 s, with 100 free and then 10 each second (F129)", () => {
    const clock = createFakeClock();
    const limiter = createDefaultRateLimiter({ clock });
    expect(times(3, limiter)).toEqual([5, 10, 20]);
    for (let item = 0; item < 97; item += 1) limiter.when(`item-${item}`);
    expect([limiter.when("x"), limiter.when("y")]).toEqual([100, 200]);
    expect(times(30, limiter).at(-1)).toBe(1_000_000);
  });
});

describe("bad durations", () => {
  it.each([-1, Number.NaN, Infinity])("%d is refused when the limiter is created", (ms) => {
    expect(() => createExponentialRateLimiter({ baseMs: ms, maxMs: 1 })).toThrow(`baseMs cannot be ${ms}`);
    expect(() => createExponentialRateLimiter({ baseMs: 1, maxMs: ms })).toThrow(RangeError);
    expect(() => createFastSlowRateLimiter({ fastMs: ms, slowMs: 1, fastAttempts: 1 })).toThrow(RangeError);
    expect(() => createFastSlowRateLimiter({ fastMs: 1, slowMs: 1, fastAttempts: ms })).toThrow(RangeError);
    expect(() => createMaxWaitRateLimiter(createDefaultRateLimiter(), ms)).toThrow(RangeError);
  });

  it.each([0, -1, Number.NaN])("a bucket of %d tokens a second is refused", (qps) => {
    expect(() => createBucketRateLimiter({ qps, burst: 1 })).toThrow(new RangeError(`qps cannot be ${qps}`));
  });

  it("a delay of 0 stays 0 however often it doubles", () => {
    const limiter = createExponentialRateLimiter({ baseMs: 0, maxMs: 1 });
    for (let call = 0; call < 1200; call += 1) expect(limiter.when("a")).toBe(0);
  });
});

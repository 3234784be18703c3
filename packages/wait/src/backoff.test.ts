import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createBackoff, createBackoffManager } from "./backoff.ts";
import { createFakeClock } from "./fake-clock.ts";
import { jitter } from "./jitter.ts";

// Printed by client-go's own wait.Backoff: tooling/oracles/wait.
const golden = JSON.parse(readFileSync(new URL("../testdata/backoff.json", import.meta.url), "utf8")) as {
  initialMs: number;
  factor: number;
  steps: number;
  /** 0 for none. */
  maxMs: number;
  delays: number[];
  stepsLeft: number[];
}[];

describe("createBackoff", () => {
  it("gives the delays of client-go's wait.Backoff, whatever its shape", () => {
    expect(golden.length).toBeGreaterThan(100);
    for (const { delays, stepsLeft, maxMs, ...shape } of golden) {
      const backoff = createBackoff({ ...shape, ...(maxMs > 0 ? { maxMs } : {}) });
      for (const [index, delay] of delays.entries()) {
        const where = `${JSON.stringify(shape)}, delay ${index}`;
        // Go cuts durations to whole nanoseconds.
        expect(Math.abs(backoff.next() - delay), where).toBeLessThan(1e-5);
        expect(backoff.stepsLeft, where).toBe(stepsLeft[index]);
      }
    }
  });

  it("adds jitter to each delay and lets none of it into the next", () => {
    const randoms = [0.5, 0, 0.999];
    const backoff = createBackoff({ initialMs: 100, factor: 2, jitter: 1, random: () => randoms.shift() ?? 0 });
    expect([backoff.next(), backoff.next(), backoff.next()]).toEqual([150, 200, 799.6]);
  });

  it("starts anew after a reset", () => {
    const backoff = createBackoff({ initialMs: 100, factor: 2, steps: 2 });
    expect([backoff.next(), backoff.next(), backoff.next(), backoff.stepsLeft]).toEqual([100, 200, 400, 0]);
    backoff.reset();
    expect([backoff.stepsLeft, backoff.next(), backoff.next()]).toEqual([2, 100, 200]);
  });
});

describe("createBackoffManager", () => {
  const reflector = { initialMs: 800, maxMs: 30_000, factor: 2, jitter: 1, resetMs: 120_000 };

  it("grows from [800 ms, 1600 ms) to the steady state [30 s, 60 s) of a reflector (F094)", async () => {
    const clock = createFakeClock();
    for (const [random, steady] of [
      [0, 30_000],
      [0.5, 45_000],
    ] as const) {
      const manager = createBackoffManager({ ...reflector, clock, random: () => random });
      const delays = [];
      for (let call = 0; call < 10; call += 1) {
        const delay = manager.next();
        delays.push(delay);
        await clock.advance(delay);
      }
      const expected = [800, 1600, 3200, 6400, 12_800, 25_600].map((delay) => delay * (1 + random));
      expect(delays).toEqual([...expected, steady, steady, steady, steady]);
    }
  });

  it("starts anew when no call came for the reset time, and not before (F094)", async () => {
    const clock = createFakeClock();
    const manager = createBackoffManager({ ...reflector, jitter: 0, clock });
    expect([manager.next(), manager.next()]).toEqual([800, 1600]);
    await clock.advance(120_000);
    expect(manager.next()).toBe(3200);
    await clock.advance(120_001);
    expect(manager.next()).toBe(800);
    manager.next();
    manager.reset();
    expect(manager.next()).toBe(800);
  });

  it("does not care when somebody sets the wall clock", () => {
    const clock = createFakeClock();
    const manager = createBackoffManager({ ...reflector, jitter: 0, clock });
    manager.next();
    clock.setNow(clock.now() + 10 * 120_000);
    expect(manager.next()).toBe(1600);
  });
});

describe("bad numbers", () => {
  it.each([
    [{ initialMs: -1 }, "initialMs cannot be -1"],
    [{ initialMs: Number.NaN }, "initialMs cannot be NaN"],
    [{ initialMs: Infinity }, "initialMs cannot be Infinity"],
    [{ initialMs: 1, factor: -2 }, "factor cannot be -2"],
    [{ initialMs: 1, factor: Infinity }, "factor cannot be Infinity"],
    [{ initialMs: 1, jitter: Number.NaN }, "jitter cannot be NaN"],
    [{ initialMs: 1, steps: -1 }, "steps cannot be -1"],
    [{ initialMs: 1, maxMs: Number.NaN }, "maxMs cannot be NaN"],
    [{ initialMs: 1, resetMs: Number.NaN }, "resetMs cannot be NaN"],
  ])("%j are refused when the backoff is created", (options, message) => {
    expect(() => createBackoffManager({ resetMs: 1, ...options })).toThrow(new RangeError(message));
  });
});

describe("jitter", () => {
  it("lengthens by up to the factor and leaves a factor of 0 alone", () => {
    expect(jitter(2000, 1.2, () => 0)).toBe(2000);
    expect(jitter(2000, 1.2, () => 0.5)).toBe(3200);
    expect(jitter(2000, 0, () => 0.5)).toBe(2000);
    expect(jitter(2000, -1, () => 0.5)).toBe(2000);
  });
});

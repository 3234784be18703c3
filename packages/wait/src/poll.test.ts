import { describe, expect, it, vi } from "vitest";
import { createFakeClock } from "./fake-clock.ts";
import { poll } from "./poll.ts";

describe("poll", () => {
  it("checks at once, then every interval, or at once after a check that took longer", async () => {
    const clock = createFakeClock();
    const started = clock.now();
    const checks: number[] = [];
    const durations = [10, 10, 250, 10, 10];
    const answer = poll(
      async () => {
        checks.push(clock.now() - started);
        await clock.sleep(durations[checks.length - 1] ?? 0);
        return checks.length === durations.length && "ready";
      },
      { intervalMs: 100, clock },
    );
    await clock.advance(1000);
    expect(await answer).toBe("ready");
    expect(checks).toEqual([0, 100, 200, 450, 550]);
    expect(clock.pending).toEqual([]);
  });

  it("leaves room for signals and timers between checks that take no time, without an interval too", async () => {
    const clock = createFakeClock();
    const controller = new AbortController();
    let checks = 0;
    const condition = (): false => {
      checks += 1;
      if (checks === 3) controller.abort("enough");
      if (checks === 100) throw new Error("it goes on");
      return false;
    };
    const settled = expect(poll(condition, { intervalMs: 0, signal: controller.signal, clock })).rejects.toBe("enough");
    await clock.advance(0);
    await settled;
    expect(checks).toBe(3);
  });

  it.each([-1, Number.NaN, Infinity])("refuses an interval of %d", async (intervalMs) => {
    await expect(poll(() => true, { intervalMs })).rejects.toThrow(
      new RangeError(`intervalMs cannot be ${intervalMs}`),
    );
  });

  it.each([-1, Number.NaN])("refuses a timeout of %d", async (timeoutMs) => {
    const refused = poll(() => true, { intervalMs: 1, timeoutMs });
    await expect(refused).rejects.toThrow(new RangeError(`timeoutMs cannot be ${timeoutMs}`));
  });

  it("waits an interval before the first check where it is told to", async () => {
    const clock = createFakeClock();
    const condition = vi.fn(() => true as const);
    const answer = poll(condition, { intervalMs: 100, immediate: false, clock });
    await clock.advance(99);
    expect(condition).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(await answer).toBe(true);
  });

  it("takes 0, the empty text and null for results", async () => {
    const clock = createFakeClock();
    for (const result of [0, "", null]) expect(await poll(() => result, { intervalMs: 1, clock })).toBe(result);
  });

  it("rejects with what the condition throws, and checks no more", async () => {
    const clock = createFakeClock();
    const problem = new Error("no");
    const condition = vi.fn(() => Promise.reject(problem));
    await expect(poll(condition, { intervalMs: 1, timeoutMs: 100, clock })).rejects.toBe(problem);
    expect(clock.pending).toEqual([]);
    expect(condition).toHaveBeenCalledTimes(1);
  });

  it("rejects with a TimeoutError when the time is over, even while a check hangs", async () => {
    const clock = createFakeClock();
    let told: AbortSignal | undefined;
    const answer = poll(
      ({ signal }) => {
        told = signal;
        return new Promise<undefined>(() => {});
      },
      { intervalMs: 1, timeoutMs: 100, clock },
    );
    const settled = expect(answer).rejects.toMatchObject({ name: "TimeoutError" });
    await clock.advance(100);
    await settled;
    expect(told?.aborted).toBe(true);
  });

  it("rejects with the signal's reason at once: before, between and during checks", async () => {
    const clock = createFakeClock();
    const reason = new Error("enough");
    const condition = vi.fn(() => false as const);
    await expect(poll(condition, { intervalMs: 1, signal: AbortSignal.abort(reason), clock })).rejects.toBe(reason);
    expect(condition).not.toHaveBeenCalled();

    for (const check of [condition, () => new Promise<undefined>(() => {})]) {
      const controller = new AbortController();
      const settled = expect(poll(check, { intervalMs: 100, signal: controller.signal, clock })).rejects.toBe(reason);
      await clock.advance(50);
      controller.abort(reason);
      await settled;
      expect(clock.pending).toEqual([]);
    }
    expect(condition).toHaveBeenCalledTimes(1);
  });
});

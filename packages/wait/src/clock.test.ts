import { describe, expect, it, vi } from "vitest";
import { createFakeClock } from "./fake-clock.ts";
import { realClock, sleepOn } from "./real-clock.ts";

describe("createFakeClock", () => {
  it("fires timers at their times and in order, those of one moment in the order they were set", async () => {
    const clock = createFakeClock();
    const fired: [string, number][] = [];
    const record = (name: string) => (): void => void fired.push([name, clock.monotonicNow()]);
    clock.setTimer(20, record("c"));
    clock.setTimer(10, record("a"));
    clock.setTimer(10, record("b"));
    clock.setTimer(31, record("late"));
    await clock.advance(30);
    expect(fired).toEqual([
      ["a", 10],
      ["b", 10],
      ["c", 20],
    ]);
    expect(clock.pending).toEqual([1]);
  });

  it("fires what a timer sets, within the same advance", async () => {
    const clock = createFakeClock();
    const wakes: number[] = [];
    const work = (async () => {
      for (let round = 0; round < 3; round += 1) {
        await clock.sleep(10);
        wakes.push(clock.monotonicNow());
      }
    })();
    await clock.advance(30);
    await work;
    expect(wakes).toEqual([10, 20, 30]);
  });

  it("never calls synchronously, not even for no time at all", async () => {
    const clock = createFakeClock();
    const callback = vi.fn();
    clock.setTimer(0, callback);
    clock.setTimer(-5, callback);
    expect(callback).not.toHaveBeenCalled();
    await clock.advance(0);
    expect(callback).toHaveBeenCalledTimes(2);
  });

  it("calls no timer that was disposed, and minds no second disposal", async () => {
    const clock = createFakeClock();
    const callback = vi.fn();
    const timer = clock.setTimer(10, callback);
    timer[Symbol.dispose]();
    timer[Symbol.dispose]();
    expect(await clock.advanceToNext()).toBe(false);
    expect(callback).not.toHaveBeenCalled();
  });

  it("moves to the next timer, however far", async () => {
    const clock = createFakeClock();
    const callback = vi.fn();
    clock.setTimer(1e9, callback);
    expect(await clock.advanceToNext()).toBe(true);
    expect(clock.monotonicNow()).toBe(1e9);
    expect(callback).toHaveBeenCalledOnce();
  });

  it("lets the wall clock jump without time passing", async () => {
    const clock = createFakeClock({ now: 1000 });
    clock.setTimer(10, () => {});
    await clock.advance(5);
    clock.setNow(0);
    expect([clock.now(), clock.monotonicNow(), ...clock.pending]).toEqual([0, 5, 5]);
    await clock.advance(5);
    expect(clock.now()).toBe(5);
  });
});

describe("both clocks", () => {
  it.each([
    ["real", realClock],
    ["fake", createFakeClock()],
  ] as const)("refuse to wait for NaN milliseconds: %s", async (_, clock) => {
    expect(() => clock.setTimer(Number.NaN, () => {})).toThrow(new RangeError("ms cannot be NaN"));
    await expect(clock.sleep(Number.NaN)).rejects.toThrow(RangeError);
  });
});

describe("sleep", () => {
  it.each([-1, Number.NaN, Infinity])(
    "cannot be advanced by %d milliseconds: time goes on, and to somewhere",
    async (ms) => {
      const clock = createFakeClock();
      await expect(clock.advance(ms)).rejects.toThrow(new RangeError(`ms cannot be ${ms}`));
      expect(clock.monotonicNow()).toBe(0);
      expect(() => clock.setNow(Number.NaN)).toThrow(RangeError);
    },
  );

  it("rejects at once with the signal's reason, and leaves no timer behind", async () => {
    const clock = createFakeClock();
    const controller = new AbortController();
    const reason = new Error("enough");
    const settled = expect(clock.sleep(100, { signal: controller.signal })).rejects.toBe(reason);
    controller.abort(reason);
    await settled;
    await expect(clock.sleep(100, { signal: controller.signal })).rejects.toBe(reason);
    expect(clock.pending).toEqual([]);
  });

  it("takes its listener off the signal when it is over", async () => {
    const clock = createFakeClock();
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, "addEventListener");
    const removed = vi.spyOn(signal, "removeEventListener");
    const sleeping = clock.sleep(100, { signal });
    await clock.advance(100);
    await sleeping;
    expect(removed.mock.calls[0]?.slice(0, 2)).toEqual(added.mock.calls[0]?.slice(0, 2));
  });
});

describe("realClock", () => {
  it("sleeps, and tells both times", async () => {
    const [wall, monotonic] = [realClock.now(), realClock.monotonicNow()];
    await realClock.sleep(1);
    expect(Math.abs(wall - Date.now())).toBeLessThan(60_000);
    expect(realClock.monotonicNow()).toBeGreaterThan(monotonic);
  });

  it("keeps delays that are longer than a platform's timers can be", () => {
    const delays: (number | undefined)[] = [];
    const spy = vi.spyOn(globalThis, "setTimeout").mockImplementation(((callback: () => void, ms?: number) => {
      delays.push(ms);
      return callback;
    }) as unknown as typeof setTimeout);
    try {
      realClock.setTimer(2 ** 32, () => {})[Symbol.dispose]();
      realClock.setTimer(-1, () => {})[Symbol.dispose]();
    } finally {
      spy.mockRestore();
    }
    expect(delays).toEqual([2 ** 31 - 1, 0]);
  });

  it("rejects a sleep whose signal has fired, without a timer", async () => {
    const setTimer = vi.fn();
    await expect(sleepOn({ setTimer }, 10, AbortSignal.abort("no"))).rejects.toBe("no");
    expect(setTimer).not.toHaveBeenCalled();
  });
});

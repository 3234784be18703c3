import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createFakeClock } from "./fake-clock.ts";
import { createFakeTokenBucket } from "./fake-token-bucket.ts";
import { createTokenBucket } from "./token-bucket.ts";

// Printed by golang.org/x/time/rate itself: tooling/oracles/wait.
const golden = JSON.parse(readFileSync(new URL("../testdata/token-bucket.json", import.meta.url), "utf8")) as {
  qps: number;
  burst: number;
  steps: { at: number; do: "accept" | "wait" | "cancel"; accepted?: boolean; delayMs?: number; of?: number }[];
}[];

describe("createTokenBucket", () => {
  it("agrees with Go's limiter on every accept, wait and cancelled wait (F163)", async () => {
    // 60 limiters, each asked 60 times, on virtual time.
    expect(golden.flatMap(({ steps }) => steps)).toHaveLength(3600);
    for (const [number, { qps, burst, steps }] of golden.entries()) {
      const clock = createFakeClock();
      const bucket = createTokenBucket({ qps, burst, clock });
      const waits = new Map<number, AbortController>();
      for (const [index, step] of steps.entries()) {
        await clock.advance(step.at - clock.monotonicNow());
        const where = `case ${number}, step ${index}`;
        if (step.do === "accept") {
          expect(bucket.tryAccept(), where).toBe(step.accepted ?? false);
        } else if (step.do === "cancel") {
          waits.get(step.of ?? -1)?.abort();
          await clock.settle();
        } else {
          const controller = new AbortController();
          waits.set(index, controller);
          const before = clock.pending;
          bucket.wait({ signal: controller.signal }).catch(() => {});
          const [added] = difference(clock.pending, before);
          expect(added ?? 0, where).toBeCloseTo(step.delayMs ?? 0, 3);
        }
      }
    }
  });

  it("starts full, then spaces by 1/qps (F163)", async () => {
    const clock = createFakeClock();
    const bucket = createTokenBucket({ qps: 5, burst: 2, clock });
    expect([bucket.reserve(), bucket.reserve(), bucket.reserve(), bucket.reserve()]).toEqual([0, 0, 200, 400]);
    expect(bucket.tryAccept()).toBe(false);
    await clock.advance(10_000);
    expect([bucket.tryAccept(), bucket.tryAccept(), bucket.tryAccept()]).toEqual([true, true, false]);
  });

  it("serves who waits in the order in which they came", async () => {
    const clock = createFakeClock();
    const bucket = createTokenBucket({ qps: 10, burst: 1, clock });
    const served: string[] = [];
    for (const name of ["a", "b", "c"]) void bucket.wait().then(() => served.push(name));
    await clock.settle();
    expect(served).toEqual(["a"]);
    await clock.advance(100);
    expect(served).toEqual(["a", "b"]);
    await clock.advance(100);
    expect(served).toEqual(["a", "b", "c"]);
  });

  it("rejects a wait with the signal's reason and gives its token back", async () => {
    const clock = createFakeClock();
    const bucket = createTokenBucket({ qps: 1, burst: 1, clock });
    await bucket.wait();
    const controller = new AbortController();
    const reason = new Error("enough");
    const settled = expect(bucket.wait({ signal: controller.signal })).rejects.toBe(reason);
    controller.abort(reason);
    await settled;
    expect(bucket.reserve()).toBe(1000);
    await expect(bucket.wait({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(bucket.reserve()).toBe(2000);
  });

  it("limits nothing at an infinite rate", async () => {
    const bucket = createTokenBucket({ qps: Infinity, burst: 1, clock: createFakeClock() });
    for (let call = 0; call < 10; call += 1) {
      expect([bucket.tryAccept(), bucket.reserve(), await bucket.wait()]).toEqual([true, 0, undefined]);
    }
  });

  it("refuses a rate or a burst that would let nothing through", () => {
    expect(() => createTokenBucket({ qps: 0, burst: 1 })).toThrow(RangeError);
    expect(() => createTokenBucket({ qps: Number.NaN, burst: 1 })).toThrow(RangeError);
    expect(() => createTokenBucket({ qps: 1, burst: 0 })).toThrow(RangeError);
  });
});

describe("createFakeTokenBucket", () => {
  it("lets everything through at once (F163)", async () => {
    const bucket = createFakeTokenBucket({ accepts: true });
    for (let call = 0; call < 10; call += 1) {
      expect([bucket.tryAccept(), bucket.reserve(), await bucket.wait()]).toEqual([true, 0, undefined]);
    }
    await expect(bucket.wait({ signal: AbortSignal.abort("no") })).rejects.toBe("no");
  });

  it("lets nothing through ever, and who waits ends by the signal (F163)", async () => {
    const bucket = createFakeTokenBucket({ accepts: false });
    expect([bucket.tryAccept(), bucket.reserve()]).toEqual([false, Infinity]);
    const controller = new AbortController();
    const waiting = bucket.wait({ signal: controller.signal });
    expect(await Promise.race([waiting, Promise.resolve("waits")])).toBe("waits");
    const settled = expect(waiting).rejects.toBe("enough");
    controller.abort("enough");
    await settled;
  });
});

/** What `after` has beyond `before`; both sorted. */
function difference(after: readonly number[], before: readonly number[]): number[] {
  const rest = [...before];
  return after.filter((value) => {
    const index = rest.indexOf(value);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}

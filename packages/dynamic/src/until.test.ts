import { KubernetesError, type WatchEvent } from "@kubets/apimachinery";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it, vi } from "vitest";
import { until } from "./until.ts";

const added = (object: number): WatchEvent<number> => ({ type: "ADDED", object });

async function* events(...numbers: number[]): AsyncGenerator<WatchEvent<number>> {
  for (const number of numbers) yield added(number);
}

const is = (wanted: number) => vi.fn(({ object }: WatchEvent<number>) => object === wanted);

describe("until (F151, C100)", () => {
  it("satisfies the conditions in sequence, each asked about the event of the one before it first", async () => {
    const [one, again, three] = [is(1), is(1), is(3)];
    expect(await until(events(0, 1, 2, 3, 4), [one, again, three])).toEqual(added(3));
    const asked = (condition: typeof one) => condition.mock.calls.map(([{ object }]) => object);
    expect([asked(one), asked(again), asked(three)]).toEqual([[0, 1], [1], [1, 2, 3]]);
  });

  it("leaves the stream, and reads no further than it must", async () => {
    const stream = events(0, 1, 2);
    await until(stream, [is(0)]);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it("rejects when the stream ends before", async () => {
    await expect(until(events(0), [is(1)])).rejects.toMatchObject({ reason: "WatchClosed" });
  });

  it("rejects with what the stream or a condition throws", async () => {
    const failure = new KubernetesError("gone", { reason: "Expired" });
    const broken = (async function* (): AsyncGenerator<WatchEvent<number>> {
      yield added(0);
      throw failure;
    })();
    await expect(until(broken, [is(1)])).rejects.toBe(failure);
    const refuse = () => {
      throw failure;
    };
    await expect(until(events(0), [refuse])).rejects.toBe(failure);
  });

  it("rejects at the deadline, though the stream knows of none", async () => {
    const clock = createFakeClock();
    const silent = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) };
    const waiting = until(silent, [is(1)], { timeoutMs: 5000, clock });
    const outcome = expect(waiting).rejects.toMatchObject({
      reason: "ClientTimeout",
      message: "0 of 1 conditions held within 5000 ms",
    });
    await clock.advance(5000);
    await outcome;
  });

  it("rejects when the signal fires, also one that fired before", async () => {
    await expect(until(events(1), [is(0)], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      reason: "Aborted",
    });
  });
});

import { createFakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import { createPriorityQueue, type PriorityQueue } from "./priority-queue.ts";
import { createExponentialRateLimiter } from "./rate-limiters.ts";

async function drain(queue: PriorityQueue): Promise<string[]> {
  const items: string[] = [];
  while (queue.length > 0) items.push((await queue.get()) ?? "");
  for (const item of items) queue.done(item);
  return items;
}

describe("a priority queue", () => {
  it("gives the highest priority first, and one priority in the order of coming (F132)", async () => {
    const queue = createPriorityQueue();
    queue.add("a");
    queue.add("low", { priority: -1 });
    queue.add("high 1", { priority: 5 });
    queue.add("b");
    queue.add("high 2", { priority: 5 });
    expect(await drain(queue)).toEqual(["high 1", "high 2", "a", "b", "low"]);
  });

  it("keeps the higher priority of an item, which then comes last among its equals (F132)", async () => {
    const queue = createPriorityQueue();
    queue.add("a");
    queue.add("b", { priority: 3 });
    queue.add("a", { priority: 3 });
    queue.add("b", { priority: -3 });
    queue.add("c", { priority: 2 });
    expect(queue.length).toBe(3);
    expect(await drain(queue)).toEqual(["b", "a", "c"]);
  });

  it("keeps the earlier time of an item: adding it now takes the delay back (F132)", async () => {
    const clock = createFakeClock();
    const queue = createPriorityQueue({ clock });
    queue.addAfter("a", 100, { priority: 1 });
    queue.addAfter("a", 50, { priority: -1 });
    await clock.advance(49);
    expect([queue.length, queue.delayedCount]).toEqual([0, 1]);
    queue.add("a");
    expect([queue.length, queue.delayedCount]).toEqual([1, 0]);
    queue.addAfter("a", 10, { priority: 2 });
    expect([queue.length, queue.delayedCount]).toEqual([1, 0]);
    expect(await queue.get()).toBe("a");
    expect(queue.priorityOf("a")).toBe(2);
    queue.done("a");
    expect(queue.priorityOf("a")).toBeUndefined();
    expect(clock.pending.every((ms) => ms > 0)).toBe(true);
    await clock.advance(1000);
    expect(queue.length).toBe(0);
  });

  it("does not let a delay raise a priority below 0", async () => {
    const clock = createFakeClock();
    const queue = createPriorityQueue({ clock });
    queue.addAfter("low", 10, { priority: -100 });
    await clock.advance(10);
    queue.add("normal");
    expect(await drain(queue)).toEqual(["normal", "low"]);
  });

  it("forgets the priority of what was cancelled and of what was taken", async () => {
    const queue = createPriorityQueue();
    queue.addAfter("a", 10, { priority: 9 });
    expect([queue.cancelAfter("a"), queue.cancelAfter("a")]).toEqual([true, false]);
    queue.add("a");
    await queue.get();
    expect(queue.priorityOf("a")).toBe(0);
  });

  it("keeps the priority of an item over its failures, and of one that asks to come again", async () => {
    const clock = createFakeClock();
    const rateLimiter = createExponentialRateLimiter({ baseMs: 10, maxMs: 1000 });
    const queue = createPriorityQueue({ clock, rateLimiter });
    const seen: (number | undefined)[] = [];
    queue.add("a", { priority: 7 });
    const run = queue.run({
      onError: () => {},
      handler: (item) => {
        seen.push(queue.priorityOf(item));
        if (seen.length < 3) throw new Error("not yet");
        return seen.length < 4 ? { requeueAfterMs: 5 } : undefined;
      },
    });
    await clock.advance(100);
    expect(seen).toEqual([7, 7, 7, 7]);
    queue.shutDown();
    await run;
  });

  it("adds with a rate limit and a priority", async () => {
    const clock = createFakeClock();
    const queue = createPriorityQueue({ clock });
    queue.addRateLimited("a", { priority: 1 });
    expect([queue.delayedCount, queue.requeues("a")]).toEqual([1, 1]);
    await clock.advance(5);
    expect(queue.length).toBe(1);
  });

  it("ignores what comes after a shutdown, and hands out what waits (C47)", async () => {
    const queue = createPriorityQueue();
    queue.add("a");
    queue.shutDown();
    queue.add("b", { priority: 1 });
    queue.addAfter("c", 1, { priority: 1 });
    expect([await queue.get(), await queue.get()]).toEqual(["a", undefined]);
  });

  it("refuses priorities and delays that are no numbers, and keeps what it had", async () => {
    const queue = createPriorityQueue();
    queue.add("a");
    expect(() => queue.add("a", { priority: Number.NaN })).toThrow(RangeError);
    expect(() => queue.addAfter("a", Number.NaN, { priority: 1 })).toThrow(new RangeError("delayMs cannot be NaN"));
    expect(() => queue.addAfter("b", Infinity)).toThrow(RangeError);
    await queue.get();
    expect([queue.priorityOf("a"), queue.delayedCount]).toEqual([0, 0]);
  });
});

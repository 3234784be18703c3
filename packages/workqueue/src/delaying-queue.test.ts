import { createFakeClock } from "@kubets/wait";
import { describe, expect, it, vi } from "vitest";
import { createDelayingQueue } from "./delaying-queue.ts";

describe("a delaying queue", () => {
  it("adds an item after its delay, and at once where there is none (F126)", async () => {
    const clock = createFakeClock();
    const queue = createDelayingQueue({ clock });
    queue.addAfter("later", 50);
    queue.addAfter("now", 0);
    queue.addAfter("past", -1);
    expect([queue.length, queue.delayedCount]).toEqual([2, 1]);
    await clock.advance(49);
    expect(queue.length).toBe(2);
    await clock.advance(1);
    expect([queue.length, queue.delayedCount]).toEqual([3, 0]);
    expect([await queue.get(), await queue.get(), await queue.get()]).toEqual(["now", "past", "later"]);
  });

  it("keeps the earliest time of an item (C49)", async () => {
    const clock = createFakeClock();
    const queue = createDelayingQueue({ clock });
    queue.addAfter("a", 100);
    queue.addAfter("a", 30);
    queue.addAfter("a", 60);
    expect(queue.delayedCount).toBe(1);
    await clock.advance(30);
    expect([queue.length, queue.delayedCount]).toEqual([1, 0]);
    await queue.get();
    queue.done("a");
    await clock.advance(1000);
    expect(queue.length).toBe(0);
  });

  it("lets an item wait and be delayed at once; adding it now takes nothing back (C49)", async () => {
    const clock = createFakeClock();
    const queue = createDelayingQueue({ clock });
    queue.addAfter("a", 10);
    queue.add("a");
    expect([queue.length, queue.delayedCount]).toEqual([1, 1]);
    await queue.get();
    queue.done("a");
    await clock.advance(10);
    expect(queue.length).toBe(1);
  });

  it("adds what is due in the order of its times, with a single timer", async () => {
    const clock = createFakeClock();
    const setTimer = vi.spyOn(clock, "setTimer");
    const queue = createDelayingQueue<number>({ clock });
    for (let item = 0; item < 1000; item += 1) queue.addAfter(item, 1000 - item);
    expect(clock.pending).toEqual([1]);
    setTimer.mockClear();
    for (let item = 0; item < 1000; item += 1) queue.addAfter(item, 2000);
    expect(setTimer).not.toHaveBeenCalled();
    await clock.advance(1000);
    const order: (number | undefined)[] = [];
    while (queue.length > 0) order.push(await queue.get());
    expect(order).toEqual(Array.from({ length: 1000 }, (_, index) => 999 - index));
    expect(clock.pending).toEqual([]);
  });

  it("takes a delayed item back (C49)", async () => {
    const clock = createFakeClock();
    const queue = createDelayingQueue({ clock });
    queue.addAfter("a", 10);
    queue.addAfter("b", 20);
    expect([queue.cancelAfter("a"), queue.cancelAfter("a")]).toEqual([true, false]);
    await clock.advance(20);
    expect([queue.length, await queue.get()]).toEqual([1, "b"]);
  });

  it("keeps no timer for what was taken back", () => {
    const clock = createFakeClock();
    const queue = createDelayingQueue({ clock });
    queue.addAfter("a", 10);
    queue.addAfter("b", 20);
    queue.cancelAfter("a");
    expect(clock.pending).toEqual([20]);
    queue.cancelAfter("b");
    expect(clock.pending).toEqual([]);
  });

  it("waits on where its timer fires a little early, as the platform's may", async () => {
    const clock = createFakeClock();
    const setTimer = clock.setTimer.bind(clock);
    vi.spyOn(clock, "setTimer").mockImplementation((ms, callback) => setTimer(Math.ceil(ms / 2), callback));
    const queue = createDelayingQueue({ clock });
    queue.addAfter("a", 16);
    await clock.advance(15);
    expect(queue.length).toBe(0);
    await clock.advance(1);
    expect(queue.length).toBe(1);
  });

  it.each(["shutDown", "shutDownWithDrain"] as const)(
    "drops what is delayed on %s, and its timer (C48)",
    async (end) => {
      const clock = createFakeClock();
      const queue = createDelayingQueue({ clock });
      queue.addAfter("a", 10);
      await queue[end]();
      queue.addAfter("b", 10);
      queue.addAfter("c", 0);
      expect([queue.delayedCount, queue.length, clock.pending]).toEqual([0, 0, []]);
    },
  );

  it("does not care when somebody sets the wall clock", async () => {
    const clock = createFakeClock();
    const queue = createDelayingQueue({ clock });
    queue.addAfter("a", 10);
    clock.setNow(0);
    await clock.advance(10);
    expect(queue.length).toBe(1);
  });
});

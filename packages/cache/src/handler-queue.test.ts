import { createFakeClock, type Clock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import type { InformerEvent } from "./event-handlers.ts";
import { createHandlerQueue } from "./handler-queue.ts";

const add: InformerEvent<object> = { type: "ADDED", object: {}, initial: false };

describe("a handler's queue", () => {
  it("lets others run between turns where the calls take long, and loses nothing", async () => {
    const clock = createFakeClock();
    let now = 0;
    // A clock on which each call takes a millisecond.
    const busy: Clock = { ...clock, monotonicNow: () => now };
    let calls = 0;
    const queue = createHandlerQueue<object>({
      name: "h",
      deliver() {
        calls++;
        now++;
      },
      onError() {},
      clock: busy,
    });
    for (let i = 0; i < 1000; i++) queue.push(add);
    queue.pump();
    expect(calls).toBe(256);
    queue.pump();
    expect(calls).toBe(256);
    await clock.advance(0);
    expect(calls).toBe(1000);
  });

  it("goes on in one turn where the calls are short", () => {
    let calls = 0;
    const queue = createHandlerQueue<object>({
      name: "h",
      deliver: () => calls++,
      onError() {},
      clock: createFakeClock(),
    });
    for (let i = 0; i < 100_000; i++) queue.push(add);
    queue.pump();
    expect(calls).toBe(100_000);
  });

  it("closed between two turns makes no further call and leaves no timer", async () => {
    const clock = createFakeClock();
    let now = 0;
    const queue = createHandlerQueue<object>({
      name: "h",
      deliver: () => now++,
      onError() {},
      clock: { ...clock, monotonicNow: () => now },
    });
    for (let i = 0; i < 1000; i++) queue.push(add);
    queue.pump();
    await queue.close();
    expect(clock.pending).toEqual([]);
    queue.push(add);
    queue.pump();
    expect(now).toBe(256);
    expect(queue.status().pending).toBe(0);
  });

  it("does not nest calls where one of them pumps", () => {
    const order: string[] = [];
    const queue = createHandlerQueue<object>({
      name: "h",
      deliver() {
        order.push("begin");
        if (order.length < 5) queue.push(add);
        queue.pump();
        order.push("end");
      },
      onError() {},
      clock: createFakeClock(),
    });
    queue.push(add);
    queue.pump();
    expect(order).toEqual(["begin", "end", "begin", "end", "begin", "end", "begin", "end"].slice(0, order.length));
    expect(order.length).toBeGreaterThan(4);
  });
});

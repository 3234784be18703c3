import { createFakeClock, type FakeClock } from "@kubets/wait";
import { describe, expect, it, vi } from "vitest";
import { createExponentialRateLimiter } from "./rate-limiters.ts";
import { createRateLimitingQueue, type RateLimitingQueue } from "./rate-limiting-queue.ts";

function setup(): { clock: FakeClock; queue: RateLimitingQueue } {
  const clock = createFakeClock();
  const rateLimiter = createExponentialRateLimiter({ baseMs: 10, maxMs: 1000 });
  return { clock, queue: createRateLimitingQueue({ clock, rateLimiter }) };
}

const rethrow = (error: unknown): never => {
  throw error;
};

describe("a rate-limiting queue", () => {
  it("adds an item after the delay its limiter gives, and counts until it is forgotten (F127)", async () => {
    const { clock, queue } = setup();
    queue.addRateLimited("a");
    queue.addRateLimited("b");
    queue.addRateLimited("b");
    expect([queue.requeues("a"), queue.requeues("b"), clock.pending]).toEqual([1, 2, [10]]);
    await clock.advance(10);
    expect([await queue.get(), await queue.get()]).toEqual(["a", "b"]);
    queue.forget("b");
    expect(queue.requeues("b")).toBe(0);
  });

  it("does not take an item out when it is forgotten (C50)", async () => {
    const { clock, queue } = setup();
    queue.addRateLimited("a");
    queue.forget("a");
    await clock.advance(10);
    expect(queue.length).toBe(1);
  });
});

describe("run", () => {
  it("handles every item, so many at a time, and never one twice at a time (C45)", async () => {
    const { clock, queue } = setup();
    const running = new Set<string>();
    let most = 0;
    const counts = new Map<string, number>();
    const run = queue.run({
      concurrency: 3,
      onError: rethrow,
      async handler(item) {
        expect(running.has(item)).toBe(false);
        running.add(item);
        most = Math.max(most, running.size);
        counts.set(item, (counts.get(item) ?? 0) + 1);
        if (counts.get(item) === 1) queue.add(item);
        await clock.sleep(10);
        running.delete(item);
      },
    });
    for (const item of ["a", "b", "c", "d", "e"]) queue.add(item);
    await clock.advance(1000);
    queue.shutDown();
    await run;
    expect(most).toBe(3);
    expect([...counts.values()]).toEqual([2, 2, 2, 2, 2]);
  });

  it("brings a failed item again after its rate limit, reports each failure, and forgets on success (F127)", async () => {
    const { clock, queue } = setup();
    const start = clock.now();
    const tries: [at: number, failures: number][] = [];
    const onError = vi.fn();
    const run = queue.run({
      onError,
      async handler(_item, { failures }) {
        tries.push([clock.now() - start, failures]);
        if (tries.length < 4) throw new Error(`try ${tries.length}`);
      },
    });
    queue.add("a");
    await clock.advance(1000);
    expect(tries).toEqual([
      [0, 0],
      [10, 1],
      [30, 2],
      [70, 3],
    ]);
    expect(onError.mock.calls).toEqual([
      [new Error("try 1"), { item: "a", failures: 0 }],
      [new Error("try 2"), { item: "a", failures: 1 }],
      [new Error("try 3"), { item: "a", failures: 2 }],
    ]);
    expect(queue.requeues("a")).toBe(0);
    queue.shutDown();
    await run;
  });

  it("brings an item again when its handler asks for it, without counting a failure", async () => {
    const { clock, queue } = setup();
    const start = clock.now();
    const tries: number[] = [];
    const run = queue.run({
      onError: rethrow,
      handler: () => {
        tries.push(clock.now() - start);
        return tries.length < 3 ? { requeueAfterMs: (tries.length - 1) * 500 } : undefined;
      },
    });
    queue.add("a");
    await clock.advance(5000);
    expect(tries).toEqual([0, 0, 500]);
    expect([queue.requeues("a"), queue.delayedCount]).toEqual([0, 0]);
    queue.shutDown();
    await run;
  });

  it("ends when its signal fires: takes nothing more, tells the handlers, and waits for them", async () => {
    const { clock, queue } = setup();
    const controller = new AbortController();
    const onError = vi.fn();
    const told: unknown[] = [];
    let ended = false;
    const run = queue
      .run({
        signal: controller.signal,
        concurrency: 2,
        onError,
        async handler(item, { signal }) {
          signal.addEventListener("abort", () => told.push(item));
          await clock.sleep(100);
          if (item === "b") throw new Error("cut short");
        },
      })
      .finally(() => (ended = true));
    for (const item of ["a", "b", "c"]) queue.add(item);
    await clock.advance(50);
    controller.abort();
    await clock.advance(49);
    expect([told, ended]).toEqual([["a", "b"], false]);
    await clock.advance(1);
    await run;
    // The item that failed is not lost, nor the one that was not begun; its failure was asked for and is not reported.
    expect([queue.length, queue.delayedCount, onError.mock.calls.length]).toEqual([1, 1, 0]);
  });

  it("ends idle workers at once when the signal fires", async () => {
    const { queue } = setup();
    const controller = new AbortController();
    const run = queue.run({ signal: controller.signal, concurrency: 5, onError: rethrow, handler() {} });
    controller.abort();
    await run;
    await queue.run({ signal: controller.signal, onError: rethrow, handler: rethrow });
  });

  it("works off what waits before a shutdown ends it, and leaves nothing for a drain to wait for (C47, C48)", async () => {
    const { clock, queue } = setup();
    const handled: string[] = [];
    for (const item of ["a", "b", "c"]) queue.add(item);
    const run = queue.run({
      onError: rethrow,
      async handler(item) {
        await clock.sleep(10);
        handled.push(item);
      },
    });
    const drained = queue.shutDownWithDrain();
    await clock.advance(30);
    await Promise.all([run, drained]);
    expect(handled).toEqual(["a", "b", "c"]);
  });

  it("rejects when the reporting itself fails, after the other handlers ended", async () => {
    const { clock, queue } = setup();
    const problem = new Error("no");
    let ended = false;
    const run = queue.run({
      concurrency: 2,
      onError: rethrow,
      async handler(item) {
        if (item === "bad") throw problem;
        await clock.sleep(100);
        ended = true;
      },
    });
    const settled = expect(run).rejects.toBe(problem);
    queue.add("good");
    queue.add("bad");
    await clock.advance(100);
    await settled;
    expect(ended).toBe(true);
  });

  it("refuses to run no workers", async () => {
    const { queue } = setup();
    await expect(queue.run({ concurrency: 0, onError: rethrow, handler() {} })).rejects.toThrow(RangeError);
  });
});

describe("disposing", () => {
  it("shuts down and waits for the handlers, but not for an item somebody holds", async () => {
    const { clock, queue } = setup();
    queue.add("held");
    await queue.get();
    const handled: string[] = [];
    void queue.run({
      onError: rethrow,
      async handler(item) {
        await clock.sleep(10);
        handled.push(item);
      },
    });
    queue.add("a");
    const disposed = queue[Symbol.asyncDispose]();
    await clock.advance(10);
    await disposed;
    expect(handled).toEqual(["a"]);
  });
});

describe("a delay that is none", () => {
  it("is reported to onError where a handler asks for it, and the item comes again", async () => {
    const clock = createFakeClock();
    const queue = createRateLimitingQueue({ clock });
    const errors: unknown[] = [];
    queue.add("a");
    const run = queue.run({
      handler: () => (errors.length === 0 ? { requeueAfterMs: Number.NaN } : undefined),
      onError: (error) => errors.push(error),
    });
    await clock.advance(5);
    expect(errors).toEqual([new RangeError("delayMs cannot be NaN")]);
    queue.shutDown();
    await run;
  });

  it("ends the run where the rate limiter gives it: nothing dies silently", async () => {
    const rateLimiter = { when: () => Infinity, forget() {}, requeues: () => 0 };
    const queue = createRateLimitingQueue({ rateLimiter });
    queue.add("a");
    const fail = (): never => {
      throw new Error("failed");
    };
    await expect(queue.run({ handler: fail, onError: () => {} })).rejects.toThrow("delayMs cannot be Infinity");
  });
});

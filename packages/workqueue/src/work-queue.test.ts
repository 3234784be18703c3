import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { createPriorityQueue } from "./priority-queue.ts";
import { createRateLimitingQueue } from "./rate-limiting-queue.ts";
import { createWorkQueue, type ItemOrder, type WorkQueue } from "./work-queue.ts";

/** Takes what waits, without waiting. */
async function takeAll(queue: WorkQueue): Promise<string[]> {
  const items: string[] = [];
  while (queue.length > 0) items.push((await queue.get()) ?? "");
  return items;
}

/** Whether a promise has settled once everything that can run has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = (): void => void (settled = true);
  promise.then(settle, settle);
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

describe("a work queue", () => {
  it("gives items in the order in which they were added, each once (C45)", async () => {
    const queue = createWorkQueue();
    for (const item of ["a", "b", "a", "c", "b"]) queue.add(item);
    expect(queue.length).toBe(3);
    expect(await takeAll(queue)).toEqual(["a", "b", "c"]);
  });

  it("keeps an item that is added while it is processed until that is done (C45)", async () => {
    const queue = createWorkQueue();
    queue.add("a");
    await queue.get();
    queue.add("a");
    queue.add("a");
    const next = queue.get();
    expect(queue.length).toBe(0);
    expect(await isSettled(next)).toBe(false);
    queue.done("a");
    expect(await next).toBe("a");
    queue.done("a");
    expect(queue.length).toBe(0);
  });

  it("hands an item to whoever asked first", async () => {
    const queue = createWorkQueue();
    const takers = [queue.get(), queue.get()];
    queue.add("a");
    queue.add("b");
    expect(await Promise.all(takers)).toEqual(["a", "b"]);
  });

  it("loses nothing when a taker gives up, and rejects with the signal's reason", async () => {
    const queue = createWorkQueue();
    const controller = new AbortController();
    const reason = new Error("enough");
    const gone = expect(queue.get({ signal: controller.signal })).rejects.toBe(reason);
    const staying = queue.get();
    controller.abort(reason);
    await gone;
    queue.add("a");
    expect(await staying).toBe("a");
    queue.add("b");
    await expect(queue.get({ signal: controller.signal })).rejects.toBe(reason);
    expect(queue.length).toBe(1);
  });

  it.each([undefined, null])("refuses %j, which would look like the end of the queue", async (item) => {
    const queue = createRateLimitingQueue();
    expect(() => queue.add(item as never)).toThrow(new TypeError(`an item cannot be ${item}`));
    expect(() => queue.addAfter(item as never, 1)).toThrow(TypeError);
    expect(() => queue.addRateLimited(item as never)).toThrow(TypeError);
    expect(() => createPriorityQueue().add(item as never)).toThrow(TypeError);
    expect([queue.length, queue.delayedCount]).toEqual([0, 0]);
  });

  it("knows an item that was changed after it was added, and takes two that look alike for two", async () => {
    const queue = createWorkQueue<{ name: string }>();
    const item = { name: "a" };
    queue.add(item);
    item.name = "b";
    queue.add(item);
    queue.add({ name: "b" });
    expect(queue.length).toBe(2);
    expect(await queue.get()).toBe(item);
  });

  it("takes no notice of done for an item that nobody has", async () => {
    const queue = createWorkQueue();
    queue.done("a");
    queue.add("a");
    queue.done("a");
    expect(await takeAll(queue)).toEqual(["a"]);
  });

  it("tells its order about an item that is added again, unless it is being processed (C46)", async () => {
    const touched: string[] = [];
    const stack: string[] = [];
    const order: ItemOrder<string> = {
      push: (item) => void stack.push(item),
      pop: () => stack.pop(),
      touch: (item) => void touched.push(item),
      get length() {
        return stack.length;
      },
    };
    const queue = createWorkQueue({ order });
    for (const item of ["a", "b", "a"]) queue.add(item);
    expect(touched).toEqual(["a"]);
    expect(await queue.get()).toBe("b");
    queue.add("b");
    queue.add("b");
    expect(touched).toEqual(["a"]);
  });
});

describe("shutDown", () => {
  it("ignores what is added, gives what waits, then says that it is over (F125, C47)", async () => {
    const queue = createWorkQueue();
    queue.add("a");
    queue.shutDown();
    queue.add("b");
    expect(queue.shuttingDown).toBe(true);
    expect([await queue.get(), await queue.get(), await queue.get()]).toEqual(["a", undefined, undefined]);
  });

  it("tells everyone who waits", async () => {
    const queue = createWorkQueue();
    const takers = [queue.get(), queue.get()];
    queue.shutDown();
    expect(await Promise.all(takers)).toEqual([undefined, undefined]);
  });

  it("still gives again what was added while it was processed (C47)", async () => {
    const queue = createWorkQueue();
    queue.add("a");
    await queue.get();
    queue.add("a");
    queue.shutDown();
    queue.done("a");
    expect([await queue.get(), await queue.get()]).toEqual(["a", undefined]);
  });

  it("is what disposing does, which waits for nobody", async () => {
    const queue = createWorkQueue();
    queue.add("a");
    await queue.get();
    await queue[Symbol.asyncDispose]();
    expect(queue.shuttingDown).toBe(true);
  });
});

describe("shutDownWithDrain", () => {
  it("waits for the work that is going on, and for what it leaves waiting (F125, C48)", async () => {
    const queue = createWorkQueue();
    for (const item of ["a", "b"]) queue.add(item);
    await takeAll(queue);
    queue.add("a");
    const drained = queue.shutDownWithDrain();
    queue.add("c");
    queue.done("b");
    queue.done("a");
    expect(await isSettled(drained)).toBe(false);
    expect(await takeAll(queue)).toEqual(["a"]);
    expect(await isSettled(drained)).toBe(false);
    queue.done("a");
    await drained;
    expect(await queue.get()).toBeUndefined();
  });

  it("does not wait for items that nobody works on (C48)", async () => {
    const queue = createWorkQueue();
    queue.add("a");
    await queue.shutDownWithDrain();
    expect(await queue.get()).toBe("a");
  });

  it("ends when shutDown is called, however stuck the work is (F125, C48)", async () => {
    const queue = createWorkQueue();
    queue.add("a");
    await queue.get();
    const drained = queue.shutDownWithDrain();
    const another = queue.shutDownWithDrain();
    expect(await isSettled(drained)).toBe(false);
    queue.shutDown();
    await Promise.all([drained, another]);
  });

  it("stops waiting when its signal fires", async () => {
    const queue = createWorkQueue();
    queue.add("a");
    await queue.get();
    const controller = new AbortController();
    const settled = expect(queue.shutDownWithDrain({ signal: controller.signal })).rejects.toBe("enough");
    controller.abort("enough");
    await settled;
    await expect(queue.shutDownWithDrain({ signal: controller.signal })).rejects.toBe("enough");
  });
});

describe("for await", () => {
  it("calls done for each item, however the body ends, and stops at a shutdown", async () => {
    const queue = createWorkQueue();
    for (const item of ["a", "b", "c"]) queue.add(item);
    const seen: string[] = [];
    for await (const item of queue) {
      seen.push(item);
      if (item === "a" && seen.length === 1) queue.add("a");
      if (item === "b") break;
    }
    await expect(
      (async () => {
        for await (const item of queue) throw new Error(item);
      })(),
    ).rejects.toThrow("c");
    queue.shutDown();
    for await (const item of queue) seen.push(item);
    expect(seen).toEqual(["a", "b", "a"]);
    await queue.shutDownWithDrain();
  });
});

/** client-go's queue, as two sets and a list. */
class Model {
  readonly queue: string[] = [];
  readonly dirty = new Set<string>();
  readonly processing = new Set<string>();
  shuttingDown = false;

  add(item: string): void {
    if (this.shuttingDown || this.dirty.has(item)) return;
    this.dirty.add(item);
    if (!this.processing.has(item)) this.queue.push(item);
  }
  get(): string | undefined {
    const item = this.queue.shift();
    if (item === undefined) return undefined;
    this.dirty.delete(item);
    this.processing.add(item);
    return item;
  }
  done(item: string): void {
    if (!this.processing.delete(item)) return;
    if (this.dirty.has(item)) this.queue.push(item);
  }
}

test.prop([
  fc.array(
    fc.record({
      do: fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom("add" as const) },
        { weight: 6, arbitrary: fc.constantFrom("get" as const, "done" as const) },
        { weight: 1, arbitrary: fc.constantFrom("shutDown" as const) },
      ),
      item: fc.constantFrom("a", "b", "c", "d"),
    }),
    { maxLength: 200, size: "max" },
  ),
])("behaves as client-go's two sets and a list, whatever happens (C45–C47)", async (steps) => {
  const queue = createWorkQueue();
  const model = new Model();
  for (const { do: step, item } of steps) {
    if (step === "add") {
      queue.add(item);
      model.add(item);
    } else if (step === "done") {
      queue.done(item);
      model.done(item);
    } else if (step === "shutDown") {
      queue.shutDown();
      model.shuttingDown = true;
    } else if (queue.length > 0 || queue.shuttingDown) {
      expect(await queue.get()).toBe(model.get());
    }
    expect(queue.length).toBe(model.queue.length);
  }
});

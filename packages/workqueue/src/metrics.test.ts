import { createFakeClock } from "@kubets/wait";
import { describe, expect, it, vi } from "vitest";
import type { WorkQueueMetricsProvider } from "./metrics.ts";
import { createDelayingQueue } from "./delaying-queue.ts";

function recorder(): {
  provider: WorkQueueMetricsProvider;
  values: Record<string, number | number[]>;
  names: string[];
} {
  const names: string[] = [];
  const values: Record<string, number | number[]> = {};
  const count = (meter: string, step: number) => (): void => {
    values[meter] = ((values[meter] as number | undefined) ?? 0) + step;
  };
  const observe =
    (meter: string) =>
    (seconds: number): void => {
      values[meter] = [...((values[meter] as number[] | undefined) ?? []), seconds];
    };
  const set =
    (meter: string) =>
    (seconds: number): void => {
      values[meter] = seconds;
    };
  const named =
    <T>(meter: T) =>
    (name: string): T => {
      names.push(name);
      return meter;
    };
  return {
    names,
    values,
    provider: {
      depth: named({ inc: count("depth", 1), dec: count("depth", -1) }),
      adds: named({ inc: count("adds", 1) }),
      queueLatency: named({ observe: observe("queueLatency") }),
      workDuration: named({ observe: observe("workDuration") }),
      unfinishedWork: named({ set: set("unfinishedWork") }),
      longestRunning: named({ set: set("longestRunning") }),
      retries: named({ inc: count("retries", 1) }),
    },
  };
}

describe("queue metrics", () => {
  it("measure depth, adds, latency, work and retries of a named queue, in seconds (F130)", async () => {
    const clock = createFakeClock();
    const { provider, values, names } = recorder();
    const queue = createDelayingQueue({ name: "pods", metrics: provider, clock });
    expect(names).toEqual(Array.from({ length: 7 }, () => "pods"));

    queue.add("a");
    queue.add("a");
    expect(values).toEqual({ depth: 1, adds: 1 });
    await clock.advance(500);
    await queue.get();
    expect(values).toEqual({ depth: 0, adds: 1, queueLatency: [0.5] });
    // Added again while it is processed: it counts now, and waits from now on.
    await clock.advance(100);
    queue.add("a");
    await clock.advance(200);
    queue.done("a");
    expect(values).toMatchObject({ depth: 1, adds: 2, workDuration: [0.3] });
    await queue.get();
    expect(values["queueLatency"]).toEqual([0.5, 0.2]);
    queue.done("a");
    queue.addAfter("a", 1000);
    queue.addAfter("a", 0);
    expect(values["retries"]).toBe(2);
  });

  it("tell twice a second how long unfinished work has been going on, and rest when there is none (F130)", async () => {
    const clock = createFakeClock();
    const { provider, values } = recorder();
    const queue = createDelayingQueue({ name: "pods", metrics: provider, clock });
    expect(clock.pending).toEqual([]);
    queue.add("a");
    await queue.get();
    await clock.advance(300);
    queue.add("b");
    await queue.get();
    await clock.advance(200);
    expect(values).toMatchObject({ unfinishedWork: 0.7, longestRunning: 0.5 });
    queue.done("a");
    await clock.advance(500);
    expect(values).toMatchObject({ unfinishedWork: 0.7, longestRunning: 0.7 });
    queue.done("b");
    await clock.advance(500);
    expect(values).toMatchObject({ unfinishedWork: 0, longestRunning: 0 });
    expect(clock.pending).toEqual([]);
    queue.add("c");
    await queue.get();
    expect(clock.pending).toEqual([500]);
    queue.shutDown();
    expect(clock.pending).toEqual([]);
  });

  it("are not made without a name or a provider (F130)", async () => {
    const depth = vi.fn();
    const provider = { depth } as unknown as WorkQueueMetricsProvider;
    const queue = createDelayingQueue({ metrics: provider });
    createDelayingQueue({ name: "pods" });
    queue.add("a");
    await queue.get();
    expect(depth).not.toHaveBeenCalled();
  });
});

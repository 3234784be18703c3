import { describe, expect, it } from "vitest";
import { createRenewing, type Renewing } from "./renewing.ts";
import { createManualClock, type ManualClock } from "./testing/manual-clock.ts";

interface Obtaining {
  readonly signal: AbortSignal;
  resolve(value: { id: number; until?: number | undefined }): void;
  reject(error: unknown): void;
}

function setUp(): {
  clock: ManualClock;
  asked: Obtaining[];
  renewing: Renewing<{ id: number; until?: number | undefined }>;
} {
  const clock = createManualClock(1000);
  const asked: Obtaining[] = [];
  const renewing = createRenewing<{ id: number; until?: number | undefined }>({
    clock,
    usableUntilMs: ({ until }) => until,
    obtain: (signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<{ id: number; until?: number | undefined }>();
      asked.push({ signal, resolve, reject });
      return promise;
    },
  });
  return { clock, asked, renewing };
}

describe("createRenewing", () => {
  it("brings one value for all who wait, and keeps it until strictly after its end (F045, C77)", async () => {
    const { clock, asked, renewing } = setUp();
    const waiting = Promise.all([renewing.get(), renewing.get(new AbortController().signal)]);
    await clock.settle();
    expect(asked).toHaveLength(1);
    asked[0]?.resolve({ id: 1, until: 2000 });
    expect(await waiting).toEqual([
      { id: 1, until: 2000 },
      { id: 1, until: 2000 },
    ]);
    await clock.advance(1000);
    expect(renewing.get()).toEqual({ id: 1, until: 2000 });
    await clock.advance(1);
    void renewing.get();
    await clock.settle();
    expect(asked).toHaveLength(2);
  });

  it("keeps a value without an end until it is dropped", async () => {
    const { clock, asked, renewing } = setUp();
    const first = renewing.get();
    await clock.settle();
    asked[0]?.resolve({ id: 1 });
    await first;
    await clock.advance(1e12);
    expect(renewing.get()).toEqual({ id: 1 });
    renewing.drop();
    void renewing.get();
    await clock.settle();
    expect(asked).toHaveLength(2);
  });

  it("gives a failure to all who waited, and tries again for the next", async () => {
    const { clock, asked, renewing } = setUp();
    const both = Promise.allSettled([renewing.get(), renewing.get(new AbortController().signal)]);
    await clock.settle();
    asked[0]?.reject(new Error("no"));
    expect(await both).toEqual([
      { status: "rejected", reason: new Error("no") },
      { status: "rejected", reason: new Error("no") },
    ]);
    const next = renewing.get();
    await clock.settle();
    asked[1]?.resolve({ id: 2 });
    expect(await next).toEqual({ id: 2 });
  });

  it("lets one leave while others wait, and gives up the work when the last has left", async () => {
    const { clock, asked, renewing } = setUp();
    const [one, two] = [new AbortController(), new AbortController()];
    const first = renewing.get(one.signal);
    const second = renewing.get(two.signal);
    await clock.settle();
    one.abort(new Error("enough"));
    await expect(first).rejects.toMatchObject({ reason: "Aborted", cause: new Error("enough") });
    expect(asked[0]?.signal.aborted).toBe(false);
    two.abort();
    await expect(second).rejects.toMatchObject({ reason: "Aborted" });
    expect(asked[0]?.signal.aborted).toBe(true);
    // What comes of abandoned work is not kept, and the next caller does not wait for it.
    const third = renewing.get();
    await clock.settle();
    expect(asked).toHaveLength(2);
    asked[0]?.resolve({ id: 1 });
    await clock.settle();
    expect(renewing.held).toBeUndefined();
    asked[1]?.resolve({ id: 2 });
    expect(await third).toEqual({ id: 2 });
  });

  it("does not start for somebody who has left already", async () => {
    const { clock, asked, renewing } = setUp();
    await expect(renewing.get(AbortSignal.abort())).rejects.toMatchObject({ reason: "Aborted" });
    await clock.settle();
    expect(asked).toHaveLength(0);
  });
});

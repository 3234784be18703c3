import { createFakeClock } from "@kubets/wait";
import { describe, expect, it, vi } from "vitest";
import { within } from "./within.ts";

const message = "no answer";
const hang = (): Promise<never> => new Promise(() => {});

describe("within", () => {
  it("gives what comes in time, and leaves neither timer nor listener", async () => {
    const clock = createFakeClock();
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, "addEventListener");
    const removed = vi.spyOn(signal, "removeEventListener");
    expect(await within(10, { clock, signal, message }, async () => "answer")).toBe("answer");
    await expect(within(10, { clock, signal, message }, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(clock.pending).toEqual([]);
    expect(removed.mock.calls.map(([, listener]) => listener)).toEqual(
      added.mock.calls.map(([, listener]) => listener),
    );
  });

  it("rejects when the time is over, even where what runs heeds no signal", async () => {
    const clock = createFakeClock();
    const settled = expect(within(10, { clock, message }, hang)).rejects.toThrow(
      expect.objectContaining({ reason: "ClientTimeout", message: "no answer within 10 ms" }),
    );
    await clock.advance(10);
    await settled;
  });

  it("rejects with the outer signal's reason at once, and does not begin where it has fired", async () => {
    const clock = createFakeClock();
    const controller = new AbortController();
    const { signal } = controller;
    const settled = expect(within(10, { clock, signal, message }, hang)).rejects.toBe("enough");
    controller.abort("enough");
    await settled;
    const run = vi.fn(hang);
    await expect(within(10, { clock, signal, message }, run)).rejects.toBe("enough");
    expect(run).not.toHaveBeenCalled();
    expect(clock.pending).toEqual([]);
  });
});

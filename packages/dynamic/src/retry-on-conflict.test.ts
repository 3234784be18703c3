import { isAborted, KubernetesError } from "@kubets/apimachinery";
import { createFakeClock, type Clock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import { retryOnConflict } from "./retry-on-conflict.ts";

const conflict = (message = "changed") => new KubernetesError(message, { reason: "Conflict" });

/** A clock that never waits and keeps what was asked of it. */
function impatient(): { clock: Clock; slept: number[] } {
  const slept: number[] = [];
  const sleep = async (ms: number) => void slept.push(ms);
  return { clock: { ...createFakeClock(), sleep }, slept };
}

describe("retryOnConflict", () => {
  it("gives back what the first attempt without a conflict gave", async () => {
    const { clock, slept } = impatient();
    let attempts = 0;
    const attempt = async () => {
      if (++attempts < 3) throw conflict();
      return attempts;
    };
    expect(await retryOnConflict(attempt, { clock, random: () => 0 })).toBe(3);
    expect(slept).toEqual([10, 10]);
  });

  it("tries five times, 10 ms and a tenth of jitter apart, and rejects with the last conflict (F164, C105)", async () => {
    const { clock, slept } = impatient();
    let attempts = 0;
    const failing = retryOnConflict(
      async () => {
        throw conflict(`attempt ${++attempts}`);
      },
      { clock, random: () => 0.5 },
    );
    await expect(failing).rejects.toMatchObject({ reason: "Conflict", message: "attempt 5" });
    expect(slept).toEqual([10.5, 10.5, 10.5, 10.5]);
  });

  it("takes another backoff, such as client-go's DefaultBackoff (F164)", async () => {
    const { clock, slept } = impatient();
    const options = { steps: 4, delayMs: 10, factor: 5, jitter: 0, clock };
    await expect(retryOnConflict(() => Promise.reject(conflict()), options)).rejects.toThrow("changed");
    expect(slept).toEqual([10, 50, 250]);
  });

  it("sees a conflict that is the cause of another error, and keeps that error (C105)", async () => {
    const { clock, slept } = impatient();
    const wrapped = new Error("reconcile", { cause: new Error("write", { cause: conflict() }) });
    await expect(retryOnConflict(() => Promise.reject(wrapped), { clock })).rejects.toBe(wrapped);
    expect(slept).toHaveLength(4);
  });

  it("passes any other failure at once", async () => {
    const { clock, slept } = impatient();
    const failure = new KubernetesError("no", { reason: "NotFound" });
    await expect(retryOnConflict(() => Promise.reject(failure), { clock })).rejects.toBe(failure);
    expect(slept).toEqual([]);
  });

  it("ends its waiting with reason Aborted when the signal fires", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const attempt = async () => {
      controller.abort(reason);
      throw conflict();
    };
    const ended = retryOnConflict(attempt, { clock: createFakeClock(), signal: controller.signal });
    const error: unknown = await ended.catch((error: unknown) => error);
    expect(isAborted(error)).toBe(true);
    expect(error).toMatchObject({ cause: reason });
  });
});

import { createFakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import { parallelize } from "./parallelize.ts";

describe("parallelize", () => {
  it.each([
    [0, 3, 1],
    [1, 10, 1],
    [10, 3, 1],
    [10, 3, 4],
    [1000, 10, 100],
    [999, 13, 7],
  ])("does each of %i pieces once on %i workers by chunks of %i (F131)", async (pieces, workers, chunkSize) => {
    const clock = createFakeClock();
    const done = Array.from({ length: pieces }, () => 0);
    let running = 0;
    let most = 0;
    const all = parallelize({ pieces, workers, chunkSize }, async (piece) => {
      running += 1;
      most = Math.max(most, running);
      await clock.sleep(1);
      done[piece] = (done[piece] ?? 0) + 1;
      running -= 1;
    });
    await clock.advance(pieces);
    await all;
    expect(done.every((count) => count === 1)).toBe(true);
    expect(most).toBe(Math.min(workers, Math.ceil(pieces / chunkSize)));
  });

  it("begins nothing more after the first error, and rejects with it when the rest has ended", async () => {
    const clock = createFakeClock();
    const begun: number[] = [];
    let ended = 0;
    const all = parallelize({ pieces: 100, workers: 2, chunkSize: 10 }, async (piece) => {
      begun.push(piece);
      if (piece === 1) throw new Error("no");
      await clock.sleep(10);
      ended += 1;
    });
    const settled = expect(all).rejects.toThrow("no");
    await clock.advance(100);
    await settled;
    expect([begun, ended]).toEqual([[0, 10, 1], 2]);
  });

  it("begins nothing more when the signal fires, and rejects with its reason (F131)", async () => {
    const clock = createFakeClock();
    const controller = new AbortController();
    let begun = 0;
    const all = parallelize({ pieces: 100, workers: 3, signal: controller.signal }, async () => {
      begun += 1;
      await clock.sleep(10);
    });
    const settled = expect(all).rejects.toBe("enough");
    await clock.advance(5);
    controller.abort("enough");
    await clock.advance(100);
    await settled;
    expect(begun).toBe(3);
  });

  it("refuses no workers, empty chunks and no number of pieces", async () => {
    await expect(parallelize({ pieces: Number.NaN, workers: 1 }, () => {})).rejects.toThrow("pieces cannot be NaN");
    await expect(parallelize({ pieces: 1, workers: 0 }, () => {})).rejects.toThrow(RangeError);
    await expect(parallelize({ pieces: 1, workers: 1, chunkSize: 0 }, () => {})).rejects.toThrow(RangeError);
  });
});

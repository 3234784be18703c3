import { expect, it } from "vitest";
import { together } from "./together.ts";

it("waits for every worker, tells the others when one fails, and rejects with what failed first", async () => {
  const ended: string[] = [];
  const { promise: told, resolve: tell } = Promise.withResolvers<void>();
  let begun = 0;
  const all = together(3, undefined, async (signal) => {
    const number = begun++;
    if (number === 1) throw new Error("first");
    signal.addEventListener("abort", () => tell());
    await told;
    ended.push(`${number}`);
    if (number === 2) throw new Error("second");
  });
  await expect(all).rejects.toThrow("first");
  expect(ended).toEqual(["0", "2"]);
});

it("hands on the outer signal, which fails nothing by itself", async () => {
  const controller = new AbortController();
  const all = together(
    2,
    controller.signal,
    (signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
  );
  controller.abort("enough");
  expect(await all).toBeUndefined();
});

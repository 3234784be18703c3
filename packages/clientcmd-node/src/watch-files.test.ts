import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFakeClock } from "@kubets/wait";
import { afterEach, beforeEach, expect, it } from "vitest";
import { watchFiles } from "./watch-files.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "watch-files-"));
});
afterEach(() => rm(directory, { recursive: true }));

it("looks when the system tells of a change, and otherwise only as often as it is to", async () => {
  const file = join(directory, "file");
  await writeFile(file, "one");
  const clock = createFakeClock();
  let timers = 0;
  const counting = {
    ...clock,
    sleep: (...args: Parameters<typeof clock.sleep>) => {
      timers++;
      return clock.sleep(...args);
    },
  };
  const stop = new AbortController();
  const changes = watchFiles([file], { clock: counting, pollMs: 60_000, signal: stop.signal });
  await changes.next();
  const changed = changes.next();
  await writeFile(`${file}.new`, "two");
  await rename(`${file}.new`, file);
  let hasTold = false;
  void changed.then(() => (hasTold = true));
  // Less than a minute in all, so that it is the system that told.
  await expect.poll(() => clock.advance(100).then(() => hasTold), { interval: 10 }).toBe(true);

  const again = changes.next();
  // What the system has still to say of the change is over once nothing but time is waited for.
  let before = -1;
  await expect
    .poll(async () => {
      const now = timers;
      const isQuiet = now === before;
      before = now;
      await clock.settle();
      return isQuiet;
    })
    .toBe(true);
  stop.abort();
  expect(await again).toEqual({ done: true, value: undefined });
});

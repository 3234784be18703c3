import { createFakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import type { ListerWatcher } from "./lister-watcher.ts";
import { openWatchStream } from "./watch-stream.ts";

/** A client that heeds no signal: its stream brings nothing and never ends. */
function deafClient() {
  const seen = { returned: 0 };
  const listerWatcher = {
    watchBatches: () => ({
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<never>(() => {}),
        return: () => {
          seen.returned++;
          return Promise.reject(new Error("cannot end"));
        },
      }),
    }),
  } as unknown as ListerWatcher<never>;
  return { seen, listerWatcher };
}

describe("a watch of a client that does not heed its signal", () => {
  it("ends on an abort all the same, and the client is told (D05)", async () => {
    const clock = createFakeClock();
    const { seen, listerWatcher } = deafClient();
    const stop = new AbortController();
    const stream = openWatchStream(listerWatcher, {}, { clock, signal: stop.signal, longestSilenceMs: 1000 });
    const reading = stream.next();
    stop.abort(new Error("enough"));
    await expect(reading).rejects.toThrow("enough");
    await expect(stream.next()).rejects.toThrow("enough");
    expect(stream.stalled).toBe(false);
    expect(seen.returned).toBe(1);
    expect(clock.pending).toEqual([]);
  });

  it("ends where it stays silent", async () => {
    const clock = createFakeClock();
    const { seen, listerWatcher } = deafClient();
    const { signal } = new AbortController();
    const stream = openWatchStream(listerWatcher, {}, { clock, signal, longestSilenceMs: 1000 });
    const reading = stream.next().catch((error: unknown) => error);
    await clock.advance(1000);
    expect(await reading).toMatchObject({ message: "the watch stayed silent" });
    expect(stream.stalled).toBe(true);
    stream.close();
    expect(seen.returned).toBe(1);
  });
});

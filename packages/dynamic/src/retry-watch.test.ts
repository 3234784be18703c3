import { KubernetesError } from "@kubets/apimachinery";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import { retryWatch } from "./retry-watch.ts";
import { bookmark, event, scripted, stored, type ScriptedWatch } from "./testing/scripted.ts";

const failure = (reason: string, more: object = {}) => new KubernetesError("no", { reason, ...more });

/** Reads until the end or so many events; what was seen, and what was asked when. */
async function read(watches: ScriptedWatch[], most = Infinity, resourceVersion = "5") {
  const clock = createFakeClock();
  const start = clock.monotonicNow();
  const { client, asked } = scripted({ watches });
  const seen: string[] = [];
  const run = (async () => {
    for await (const { type, object } of retryWatch(client, { resourceVersion, clock })) {
      seen.push(`${type} ${object.metadata.name}`);
      if (seen.length === most) return "left";
    }
    return "ended";
  })().catch((error: KubernetesError) => error.reason);
  await clock.settle();
  // Every pause is a timer, and the end leaves none behind.
  while (await clock.advanceToNext());
  return { seen, asked, outcome: await run, elapsedMs: clock.monotonicNow() - start };
}

describe("a watch that retries (F150, C99)", () => {
  it.each(["", "0"])("cannot go on from %o, and says so", async (resourceVersion) => {
    const { outcome, asked } = await read([], 1, resourceVersion);
    expect(outcome).toBe("InvalidRequest");
    expect(asked).toEqual([]);
  });

  it("goes on from the last event when the server ends the stream, a second after the start", async () => {
    const watches = [
      { events: [event("ADDED", stored("a", "6")), event("MODIFIED", stored("a", "9"))] },
      { events: [event("DELETED", stored("a", "12"))] },
    ];
    const { seen, asked, elapsedMs } = await read(watches, 3);
    expect(seen).toEqual(["ADDED a", "MODIFIED a", "DELETED a"]);
    expect(asked).toEqual([
      "watch watch=true&resourceVersion=5&allowWatchBookmarks=true",
      "watch watch=true&resourceVersion=9&allowWatchBookmarks=true",
    ]);
    expect(elapsedMs).toBe(1000);
  });

  it("moves with bookmarks and keeps them back", async () => {
    const { seen, asked } = await read(
      [{ events: [bookmark("70")] }, { events: [event("ADDED", stored("a", "71"))] }],
      1,
    );
    expect(seen).toEqual(["ADDED a"]);
    expect(asked[1]).toContain("resourceVersion=70");
  });

  it.each(["Expired", "Gone", "Forbidden", "Unauthorized", "Aborted"])("ends with %s", async (reason) => {
    const { outcome, asked } = await read([{ events: [event("ADDED", stored("a", "6"))], end: failure(reason) }]);
    expect(outcome).toBe(reason);
    expect(asked).toHaveLength(1);
  });

  it.each(["Network", "InternalError", "Timeout", "TooManyRequests", "NotFound", "Decode"])(
    "retries after %s",
    async (reason) => {
      const { seen } = await read(
        [{ events: [], end: failure(reason) }, { events: [event("ADDED", stored("a", "6"))] }],
        1,
      );
      expect(seen).toEqual(["ADDED a"]);
    },
  );

  it("waits for as long as the server asks", async () => {
    const busy = failure("TooManyRequests", { retryAfterSeconds: 7 });
    const { elapsedMs } = await read([{ events: [], end: busy }, { events: [event("ADDED", stored("a", "6"))] }], 1);
    expect(elapsedMs).toBe(7000);
  });

  it("ends with an error on an event without a resourceVersion", async () => {
    const { outcome, asked } = await read([{ events: [event("ADDED", { metadata: { name: "a" } })] }]);
    expect(outcome).toBe("Decode");
    expect(asked).toHaveLength(1);
  });

  it("ends with Aborted when the signal fires between two requests", async () => {
    const clock = createFakeClock();
    const ending = new AbortController();
    const { client } = scripted({ watches: [{ events: [] }] });
    const next = retryWatch(client, { resourceVersion: "5", clock, signal: ending.signal }).next();
    await clock.settle();
    ending.abort();
    await expect(next).rejects.toMatchObject({ reason: "Aborted" });
    expect(clock.pending).toEqual([]);
  });
});

import { KubernetesError, type Stored, type WatchEvent } from "@kubets/apimachinery";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import { follow } from "./follow.ts";
import { event, list, scripted, stored, type Script } from "./testing/scripted.ts";

const failure = (reason: string, code?: number) => new KubernetesError("no", { reason, code });

const say = ({ type, object }: WatchEvent<Stored>): string =>
  type === "BOOKMARK" ? `BOOKMARK ${object.metadata.resourceVersion}` : `${type} ${object.metadata.name}`;

async function read(script: Script, most: number) {
  const clock = createFakeClock();
  const { client, asked } = scripted(script);
  const seen: string[] = [];
  const run = (async () => {
    for await (const each of follow(client, { clock, labelSelector: "a=b" })) {
      seen.push(say(each));
      if (seen.length === most) return;
    }
  })();
  run.catch(() => undefined);
  await clock.settle();
  // Every pause is a timer, and the end leaves none behind.
  while (await clock.advanceToNext());
  await run;
  return { seen, asked };
}

describe("following a collection (F151, C100)", () => {
  it("begins with the state, marks its end, and goes on with changes", async () => {
    const script = { lists: [list("5", stored("a"))], watches: [{ events: [event("ADDED", stored("b", "6"))] }] };
    const { seen, asked } = await read(script, 3);
    expect(seen).toEqual(["ADDED a", "BOOKMARK 5", "ADDED b"]);
    expect(asked).toEqual([
      "list labelSelector=a=b",
      "watch watch=true&labelSelector=a=b&resourceVersion=5&allowWatchBookmarks=true",
    ]);
  });

  it("lists anew when its version expired, and gives the differences", async () => {
    const reborn = { ...stored("d", "20"), metadata: { ...stored("d", "20").metadata, uid: "another" } };
    const script: Script = {
      lists: [
        list("5", stored("a"), stored("b"), stored("c"), stored("d")),
        list("30", stored("a"), stored("b", "9"), reborn, stored("e", "30")),
      ],
      watches: [{ events: [], end: failure("Expired") }],
    };
    const { seen } = await read(script, 11);
    expect(seen.slice(5)).toEqual(["DELETED c", "DELETED d", "MODIFIED b", "ADDED d", "ADDED e", "BOOKMARK 30"]);
  });

  it.each([
    ["Network", undefined],
    ["ServiceUnavailable", 503],
    ["TooManyRequests", 429],
  ])("lists again after %s", async (reason, code) => {
    const { seen } = await read({ lists: [failure(reason, code), list("5")] }, 1);
    expect(seen).toEqual(["BOOKMARK 5"]);
  });

  it.each([
    ["Forbidden", 403],
    ["NotFound", 404],
    ["Unauthorized", 401],
    ["BadRequest", 400],
  ])("ends with %s of a list", async (reason, code) => {
    await expect(read({ lists: [failure(reason, code), list("5")] }, 1)).rejects.toMatchObject({ reason });
  });
});

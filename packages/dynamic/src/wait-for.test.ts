import type { Stored } from "@kubets/apimachinery";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import { hasCondition } from "./conditions.ts";
import { bookmark, event, list, scripted, stored } from "./testing/scripted.ts";
import { deleteAndWait, waitFor, waitForDeletion } from "./wait-for.ts";

const ready = (status: string) => ({ status: { conditions: [{ type: "Ready", status }] } });

describe("waitFor", () => {
  it("resolves with an object that is there already, without a watch", async () => {
    const { client, asked } = scripted({ lists: [list("5", stored("a", "3", ready("True")))] });
    expect(await waitFor(client, "a", hasCondition("Ready"))).toMatchObject({ metadata: { name: "a" } });
    expect(asked).toEqual(["list fieldSelector=metadata.name=a"]);
  });

  it("reports each state until the condition holds", async () => {
    const { client } = scripted({
      lists: [list("5", stored("a", "3", ready("False")))],
      watches: [
        {
          events: [
            bookmark("6"),
            event("MODIFIED", stored("a", "7")),
            event("MODIFIED", stored("a", "8", ready("true"))),
          ],
        },
      ],
    });
    const seen: (string | undefined)[] = [];
    const onProgress = (object: Stored | undefined) => void seen.push(object?.metadata.resourceVersion);
    await waitFor(client, "a", hasCondition("ready"), { onProgress });
    expect(seen).toEqual(["3", "7", "8"]);
  });

  it("rejects with NotFound where there is nothing, and where it is deleted meanwhile", async () => {
    const missing = scripted({ lists: [list("5")] });
    await expect(waitFor(missing.client, "a", () => true)).rejects.toMatchObject({ reason: "NotFound" });
    const deleted = scripted({
      lists: [list("5", stored("a"))],
      watches: [{ events: [event("DELETED", stored("a", "6"))] }],
    });
    await expect(waitFor(deleted.client, "a", () => false)).rejects.toMatchObject({ reason: "NotFound" });
  });

  it("waits for the object to appear where it may be missing", async () => {
    const { client } = scripted({ lists: [list("5")], watches: [{ events: [event("ADDED", stored("a", "6"))] }] });
    expect(await waitFor(client, "a", () => true, { mayBeMissing: true })).toMatchObject({ metadata: { name: "a" } });
  });

  it("rejects with ClientTimeout at the deadline, and with Aborted", async () => {
    const clock = createFakeClock();
    const { client } = scripted({ lists: [list("5", stored("a"))], watches: [{ events: [], end: "open" }] });
    const late = expect(waitFor(client, "a", () => false, { clock, timeoutMs: 2000 })).rejects.toMatchObject({
      reason: "ClientTimeout",
      message: '"a" did not get there within 2000 ms',
    });
    await clock.advance(2000);
    await late;
    const aborted = waitFor(client, "a", () => false, { signal: AbortSignal.abort() });
    await expect(aborted).rejects.toBeDefined();
  });

  it("rejects with what the condition throws", async () => {
    const failure = new Error("never");
    const { client } = scripted({ lists: [list("5", stored("a"))] });
    const refuse = () => {
      throw failure;
    };
    await expect(waitFor(client, "a", refuse)).rejects.toBe(failure);
  });
});

describe("waiting for a deletion", () => {
  it("resolves at once where there is nothing", async () => {
    await waitForDeletion(scripted({ lists: [list("5")] }).client, "a");
  });

  it("takes another object of the name for gone", async () => {
    const { client } = scripted({ lists: [list("5", stored("a"))] });
    await waitForDeletion(client, "a", { uid: "another" });
  });

  it("deletes, then waits for what the finalizers keep", async () => {
    const { client, asked } = scripted({
      json: () => stored("a", "5"),
      lists: [list("6", stored("a", "6"))],
      watches: [{ events: [event("MODIFIED", stored("a", "7")), event("DELETED", stored("a", "8"))] }],
    });
    await deleteAndWait(client, "a", { propagationPolicy: "Foreground" });
    expect(asked.map((each) => each.split(" ")[0])).toEqual(["DELETE", "list", "watch"]);
  });

  it("knows the object by the uid of a Status too", async () => {
    const answer = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details: { uid: "former" } };
    const { client } = scripted({ json: () => answer, lists: [list("6", stored("a", "6"))] });
    await deleteAndWait(client, "a");
  });
});

import { KubernetesError, type KubernetesObject } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { createOrUpdate, getOrCreate } from "./ensure.ts";
import { scripted, stored } from "./testing/scripted.ts";

const notFound = new KubernetesError("no", { reason: "NotFound", code: 404 });
const exists = new KubernetesError("no", { reason: "AlreadyExists", code: 409 });
const conflict = new KubernetesError("no", { reason: "Conflict", code: 409 });

/** A server that answers in turn. */
function answers(...results: unknown[]) {
  return scripted({
    json() {
      const result = results.shift();
      if (result instanceof KubernetesError) throw result;
      return structuredClone(result);
    },
  });
}
const verbs = (asked: readonly string[]) => asked.map((each) => each.split(" ")[0]).join(" ");
const label = (object: KubernetesObject | undefined) => ({
  ...object,
  metadata: { name: "a", ...object?.metadata, labels: { a: "b" } },
});
const options = { delayMs: 0 };

describe("createOrUpdate", () => {
  it("creates what is not there", async () => {
    const { client, asked } = answers(notFound, stored("a"));
    expect(await createOrUpdate(client, "a", label)).toMatchObject({ outcome: "created" });
    expect(verbs(asked)).toBe("GET POST");
  });

  it("updates what differs, edited in place or made anew", async () => {
    const made = answers(stored("a"), stored("a", "2"));
    expect(await createOrUpdate(made.client, "a", label)).toMatchObject({ outcome: "updated" });
    const edited = answers(stored("a"), stored("a", "2"));
    const edit = (object: KubernetesObject = {}) => Object.assign(object, { spec: 1 });
    expect(await createOrUpdate(edited.client, "a", edit)).toMatchObject({ outcome: "updated" });
    expect(verbs(edited.asked)).toBe("GET PUT");
  });

  it("writes nothing where nothing differs", async () => {
    const { client, asked } = answers(label(stored("a")));
    expect(await createOrUpdate(client, "a", label)).toMatchObject({ outcome: "unchanged" });
    expect(verbs(asked)).toBe("GET");
  });

  it("begins anew after a conflict, a creation and a deletion by others (F164)", async () => {
    const raced = answers(notFound, exists, stored("a"), conflict, stored("a", "2"), notFound, notFound, stored("a"));
    expect(await createOrUpdate(raced.client, "a", label, options)).toMatchObject({ outcome: "created" });
    expect(verbs(raced.asked)).toBe("GET POST GET PUT GET PUT GET POST");
  });

  it("refuses an object of another name, and passes on every other failure", async () => {
    await expect(createOrUpdate(answers(notFound).client, "b", label)).rejects.toMatchObject({
      reason: "InvalidRequest",
    });
    const forbidden = new KubernetesError("no", { reason: "Forbidden" });
    await expect(createOrUpdate(answers(forbidden).client, "a", label)).rejects.toBe(forbidden);
  });
});

describe("getOrCreate", () => {
  const object = { metadata: { name: "a" } };
  it("gives what is there", async () => {
    expect(await getOrCreate(answers(stored("a", "7")).client, object)).toMatchObject({ created: false });
  });
  it("creates what is not", async () => {
    expect(await getOrCreate(answers(notFound, stored("a")).client, object)).toMatchObject({ created: true });
  });
  it("gives what somebody else created at the same moment", async () => {
    const { client, asked } = answers(notFound, exists, stored("a", "7"));
    expect(await getOrCreate(client, object)).toMatchObject({
      created: false,
      object: { metadata: { resourceVersion: "7" } },
    });
    expect(verbs(asked)).toBe("GET POST GET");
  });
});

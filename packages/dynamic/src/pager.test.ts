import { isExpired, KubernetesError, type KubernetesList, type ListOptions, type Stored } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { eachObject } from "./pager.ts";

const expired = new KubernetesError("the token is too old", { reason: "Expired" });

function stored(uid: string): Stored {
  const metadata = { name: uid, uid, resourceVersion: "1", creationTimestamp: "2026-01-01T00:00:00Z" };
  return { apiVersion: "v1", kind: "Pod", metadata };
}

function page(uids: string, next?: string): KubernetesList<Stored> {
  return { metadata: next === undefined ? {} : { continue: next }, items: uids.split("").map(stored) };
}

/** Answers in turn, and keeps what was asked. */
function script(...answers: (KubernetesList<Stored> | KubernetesError)[]) {
  const asked: ListOptions[] = [];
  const list = async (options: ListOptions) => {
    asked.push(options);
    const answer = answers.shift();
    if (answer === undefined) throw new Error("asked once too often");
    if (answer instanceof KubernetesError) throw answer;
    return answer;
  };
  return { list, asked };
}

async function names(objects: AsyncIterable<Stored>): Promise<string> {
  let all = "";
  for await (const object of objects) all += object.metadata.name;
  return all;
}

describe("eachObject", () => {
  it("asks for pages of 500 until no continue comes; only the first names a resourceVersion (C03, F153)", async () => {
    const { list, asked } = script(page("ab", "t1"), page("cd", "t2"), page("e"));
    const options = { labelSelector: "x", resourceVersion: "7", resourceVersionMatch: "NotOlderThan" } as const;
    expect(await names(eachObject(list, options))).toBe("abcde");
    expect(asked).toEqual([
      { ...options, limit: 500 },
      { labelSelector: "x", limit: 500, continue: "t1" },
      { labelSelector: "x", limit: 500, continue: "t2" },
    ]);
  });

  it("takes the caller's limit, zero included", async () => {
    const { list, asked } = script(page("a", "t"), page("b"), page("c"));
    await names(eachObject(list, { limit: 1 }));
    await names(eachObject(list, { limit: 0 }));
    expect(asked.map((options) => options.limit)).toEqual([1, 1, 0]);
  });

  it("goes on past ten pages (D36)", async () => {
    const pages = Array.from({ length: 12 }, (_, index) => page("p", index < 11 ? `t${index}` : undefined));
    pages.forEach((each, index) => (each.items = [stored(`${index},`)]));
    expect(await names(eachObject(script(...pages).list, {}))).toBe("0,1,2,3,4,5,6,7,8,9,10,11,");
  });

  it("asks for everything at the first resourceVersion when the token expired, and gives nothing twice (C03)", async () => {
    const { list, asked } = script(page("ab", "t1"), page("cd", "t2"), expired, page("bcdefg"));
    expect(await names(eachObject(list, { resourceVersion: "7", limit: 2 }))).toBe("abcdefg");
    expect(asked.at(-1)).toEqual({ resourceVersion: "7" });
  });

  it("passes on an expired first page (C03)", async () => {
    const { list, asked } = script(expired);
    await expect(names(eachObject(list, {}))).rejects.toSatisfy(isExpired);
    expect(asked).toHaveLength(1);
  });

  it("passes on an expired token that the caller brought, and any other failure", async () => {
    await expect(names(eachObject(script(page("a", "t"), expired).list, { continue: "mine" }))).rejects.toBe(expired);
    const failure = new KubernetesError("no", { reason: "Forbidden" });
    await expect(names(eachObject(script(page("a", "t"), failure).list, {}))).rejects.toBe(failure);
  });

  it("reads no page before it is needed", async () => {
    const { list, asked } = script(page("ab", "t1"), page("c"));
    for await (const object of eachObject(list, {})) {
      if (object.metadata.name === "b") break;
    }
    expect(asked).toHaveLength(1);
  });

  it("goes by namespace and name, as servers sort: what has come before the last object meanwhile is not given (C03)", async () => {
    const of = (namespace: string, name: string): Stored => {
      const object = stored(name);
      object.metadata.namespace = namespace;
      return object;
    };
    const pages = [page("", "t"), page("")];
    // In the order of their keys, which is that of neither the namespaces nor the names: a hyphen is before a slash.
    const [first, second] = [
      [of("a-b", "x"), of("a", "y"), of("b", "c")],
      [of("a-b", "w"), of("a-b", "x"), of("a", "y"), of("b", "c"), of("b", "z")],
    ];
    pages.forEach((each, index) => (each.items = [first, second][index] ?? []));
    expect(await names(eachObject(script(...pages.slice(0, 1), expired, ...pages.slice(1, 2)).list, {}))).toBe("xycz");
  });

  it("passes on an expired token of a server that lists in another order, where the rest cannot be told (C03)", async () => {
    await expect(names(eachObject(script(page("ba", "t"), expired).list, {}))).rejects.toBe(expired);
  });

  it("gives the pages behind a full list that is cut into pages too", async () => {
    const { list } = script(page("ab", "t"), expired, page("abc", "u"), page("de"));
    expect(await names(eachObject(list, {}))).toBe("abcde");
  });
});

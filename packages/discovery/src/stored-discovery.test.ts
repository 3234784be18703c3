import { KubernetesError } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import type { ApiResource, Discovered } from "./api-resource.ts";
import { createStoredDiscovery, type DiscoveryStore, type StoredEntry } from "./stored-discovery.ts";

const resource = (group: string, name: string): ApiResource => ({
  group,
  version: "v1",
  resource: name,
  kind: name,
  scope: "Namespaced",
  singular: name,
  shortNames: [],
  categories: [],
  verbs: [],
});
const everything: Discovered = {
  groups: [
    { name: "", versions: ["v1"], preferredVersion: "v1" },
    { name: "apps", versions: ["v1"], preferredVersion: "v1" },
  ],
  resources: [resource("", "pods"), resource("apps", "deployments")],
  subresources: [],
  failures: [],
};

function world(answer: Discovered = everything) {
  const entries = new Map<string, StoredEntry>();
  let asked = 0;
  let time = 1000;
  const store: DiscoveryStore = {
    read: async (name) => entries.get(name),
    async write(name, value) {
      entries.set(name, { value: JSON.parse(JSON.stringify(value)), writtenAt: time });
    },
  };
  const live = {
    async resources() {
      asked++;
      return answer;
    },
    async groupVersion(group: string) {
      asked++;
      return { resources: answer.resources.filter((each) => each.group === group), subresources: [] };
    },
  };
  const open = (more: Partial<DiscoveryStore> = {}) =>
    createStoredDiscovery(live, { store: { ...store, ...more }, ttlMs: 100, now: () => time });
  return { open, entries, asked: () => asked, pass: (ms: number) => (time += ms) };
}

describe("discovery with a store (F074, C85)", () => {
  it("keeps what it learns, one entry a group version, for those who come after", async () => {
    const { open, entries, asked } = world();
    await open().resources();
    expect([...entries.keys()]).toEqual(["servergroups", "v1/serverresources", "apps/v1/serverresources"]);
    const next = open();
    expect(await next.resources()).toEqual(everything);
    expect(await next.groupVersion("apps", "v1")).toMatchObject({ resources: [{ resource: "deployments" }] });
    expect([asked(), next.fresh]).toEqual([1, false]);
  });

  it("is fresh as long as it used its own entries only", async () => {
    const { open, asked } = world();
    const discovery = open();
    await discovery.resources();
    await discovery.resources();
    expect([asked(), discovery.fresh]).toEqual([1, true]);
  });

  it("asks anew once an entry is as old as it may be", async () => {
    const { open, asked, pass } = world();
    await open().resources();
    pass(99);
    await open().resources();
    expect(asked()).toBe(1);
    pass(1);
    await open().resources();
    expect(asked()).toBe(2);
  });

  it("after an invalidation believes only what it wrote since", async () => {
    const { open, asked } = world();
    await open().resources();
    const discovery = open();
    await discovery.resources();
    discovery.invalidate();
    expect(discovery.fresh).toBe(true);
    await discovery.resources();
    await discovery.resources();
    expect([asked(), discovery.fresh]).toEqual([2, true]);
  });

  it("stores neither failures nor empty answers", async () => {
    const failure = { group: "apps", version: "v1", error: new KubernetesError("no", { reason: "InternalError" }) };
    const half = world({ ...everything, resources: [resource("", "pods")], failures: [failure] });
    await half.open().resources();
    expect([...half.entries.keys()]).toEqual(["v1/serverresources"]);
    const empty = world({ ...everything, resources: [] });
    await empty.open().groupVersion("apps", "v1");
    expect(empty.entries.size).toBe(0);
  });

  it.each([["servergroups"], ["apps/v1/serverresources"]])("takes a broken %s for none", async (name) => {
    const { open, entries, asked } = world();
    await open().resources();
    for (const value of ["text", null, [], {}, [{ name: 1 }]]) {
      entries.set(name, { value, writtenAt: 1000 });
      expect(await open().resources()).toEqual(everything);
    }
    expect(asked()).toBe(6);
  });

  it("works with a store that fails at everything", async () => {
    const { open } = world();
    const broken = () => Promise.reject(new Error("disk"));
    expect(await open({ read: broken, write: broken }).resources()).toEqual(everything);
  });
});

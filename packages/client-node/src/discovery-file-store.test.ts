import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { createStoredDiscovery, type ApiResource, type Discovered, type DiscoveryStore } from "@kubets/discovery";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDiscoveryFileStore } from "./discovery-file-store.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kubets-discovery-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const server = "https://example.com:6443/k8s";
const host = "example.com_6443/k8s";
const store = (): DiscoveryStore => createDiscoveryFileStore({ server, folder });
const path = (name: string): string => join(folder, host, `${name}.json`);
const mode = async (of: string): Promise<string> => ((await stat(of)).mode & 0o777).toString(8);

const pods: ApiResource = {
  group: "",
  version: "v1",
  resource: "pods",
  kind: "Pod",
  scope: "Namespaced",
  singular: "pod",
  shortNames: ["po"],
  categories: ["all"],
  verbs: ["get"],
};
const everything: Discovered = {
  groups: [{ name: "", versions: ["v1"], preferredVersion: "v1" }],
  resources: [pods],
  subresources: [],
  failures: [],
};

/** Discovery over the files, as a program of its own has it. */
function program(): { discovery: ReturnType<typeof createStoredDiscovery>; asked: () => number } {
  let asked = 0;
  const live = {
    async resources() {
      asked++;
      return everything;
    },
    async groupVersion() {
      asked++;
      return { resources: [pods], subresources: [] };
    },
  };
  return { discovery: createStoredDiscovery(live, { store: store() }), asked: () => asked };
}

describe("createDiscoveryFileStore (F074, C85)", () => {
  it("lays files out as kubectl does, a folder a server, with its modes", async () => {
    await program().discovery.resources();
    expect(
      (await readdir(folder, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(["servergroups.json", "serverresources.json"]);
    expect(await mode(path("servergroups"))).toBe("660");
    expect(await mode(path("v1/serverresources"))).toBe("660");
    expect(await mode(join(folder, host))).toBe("750");
  });

  it("serves the programs that come after", async () => {
    await program().discovery.resources();
    const next = program();
    expect(await next.discovery.resources()).toEqual(everything);
    expect([next.asked(), next.discovery.fresh]).toEqual([0, false]);
  });

  it("counts only its own files after an invalidation", async () => {
    await program().discovery.resources();
    const next = program();
    next.discovery.invalidate();
    await next.discovery.resources();
    expect(next.asked()).toBe(1);
    await next.discovery.resources();
    expect([next.asked(), next.discovery.fresh]).toEqual([1, true]);
  });

  it("tells an entry's age by its file's", async () => {
    await program().discovery.resources();
    const old = Date.now() / 1000 - 601;
    await utimes(path("servergroups"), old, old);
    expect((await store().read("servergroups"))?.writtenAt).toBeCloseTo(old * 1000, -1);
    const next = program();
    await next.discovery.resources();
    expect(next.asked()).toBe(1);
  });

  it.each([
    ["", "empty"],
    ['{"groups": [', "cut short"],
    ["\0\0", "noise"],
    ["{}", "of another shape"],
  ])("asks the server where a file is damaged, and mends it: %j", async (text) => {
    await program().discovery.resources();
    await writeFile(path("servergroups"), text);
    const next = program();
    expect(await next.discovery.resources()).toEqual(everything);
    expect(next.asked()).toBe(1);
    expect(JSON.parse(await readFile(path("servergroups"), "utf8"))).toEqual(everything.groups);
  });

  it("replaces entries in one step, whoever reads and writes meanwhile", async () => {
    const value = (mark: number): number[] => Array.from({ length: 5000 }, () => mark);
    await store().write("servergroups", value(0));
    const writers = [1, 2, 3, 4, 5, 6, 7, 8].map((mark) => store().write("servergroups", value(mark)));
    const reads = Array.from({ length: 50 }, () => store().read("servergroups"));
    for (const entry of await Promise.all(reads)) {
      const marks = entry?.value as number[];
      expect([marks.length, new Set(marks).size]).toEqual([5000, 1]);
    }
    await Promise.all(writers);
    expect(await readdir(join(folder, host))).toEqual(["servergroups.json"]);
  });

  it("leaves nothing behind where it cannot write, and discovery goes on", async () => {
    // A folder stands where the file should.
    await mkdir(path("servergroups"), { recursive: true });
    await expect(store().write("servergroups", [])).rejects.toThrow();
    expect(await readdir(join(folder, host))).toEqual(["servergroups.json"]);
    expect(await program().discovery.resources()).toEqual(everything);
  });

  it("asks the server where it may not read", async () => {
    await program().discovery.resources();
    await rm(path("servergroups"));
    await mkdir(path("servergroups"));
    await chmod(path("servergroups"), 0o000);
    expect(await store().read("servergroups")).toBeUndefined();
    await chmod(path("servergroups"), 0o700);
  });

  it.each(["../servergroups", "a/../../b", "/etc/x", "a//b", "", "..", "a\\b", "a\0b"])(
    "keeps nothing under a name that leads elsewhere: %j",
    async (name) => {
      await expect(store().write(name, [])).rejects.toMatchObject({ reason: "InvalidRequest" });
      expect(await store().read(name)).toBeUndefined();
    },
  );

  it("does not leave its folder for a server of odd address", async () => {
    await createDiscoveryFileStore({ server: "https://../../up", folder }).write("servergroups", []);
    expect(await readdir(folder)).toEqual(["up"]);
  });

  it("keeps its files where KUBECACHEDIR says", async () => {
    const environment = { KUBECACHEDIR: folder };
    await createDiscoveryFileStore({ server, environment }).write("servergroups", []);
    expect(await readFile(join(folder, "kubets", "discovery", host, "servergroups.json"), "utf8")).toBe("[]");
    expect(homedir()).not.toBe(folder);
  });
});

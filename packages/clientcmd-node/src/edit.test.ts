import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Kubeconfig } from "@kubets/clientcmd";
import { createFakeClock } from "@kubets/wait";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { editKubeconfig, type EditKubeconfigOptions } from "./edit.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "edit-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const path = (name: string): string => join(directory, name);
const read = (name: string): string => readFileSync(path(name), "utf8");

/** Three files as kubectl writes them, with relative paths and fields that nobody knows. */
function threeFiles(): EditKubeconfigOptions {
  const file = (name: string, more = ""): void =>
    writeFileSync(
      path(name),
      `apiVersion: v1
clusters:
- cluster:
    certificate-authority: ${name}-ca.pem
    server: https://${name}.example
    x-unknown: ${name}
  name: ${name}
contexts:
- context:
    cluster: ${name}
    user: ${name}
  name: ${name}
current-context: ${name === "b" ? "b" : '""'}
kind: Config
users:
- name: ${name}
  user:
    tokenFile: ${name}/token
    x-unknown: 7
${more}`,
      { mode: 0o640 },
    );
  file("a");
  file("b", "x-top:\n  kept: true\n");
  file("c");
  return { env: { KUBECONFIG: ["a", "b", "c"].map(path).join(":") }, platform: "linux" };
}

describe("editKubeconfig (F057, C81)", () => {
  it("writes a changed context into its own file, and leaves every other byte alone", async () => {
    const options = threeFiles();
    const [a, b, c] = [read("a"), read("b"), read("c")];
    const written = await editKubeconfig((kubeconfig) => {
      const context = kubeconfig.contexts.find(({ name }) => name === "b");
      if (context) context.context.namespace = "shop";
    }, options);
    expect(written).toEqual([path("b")]);
    expect([read("a"), read("c")]).toEqual([a, c]);
    expect(read("b")).toBe(b.replace("    cluster: b\n    user", "    cluster: b\n    namespace: shop\n    user"));
    // Who may read it is as before, and nothing is left behind.
    expect(statSync(path("b")).mode & 0o777).toBe(0o640);
    expect(readdirSync(directory).toSorted()).toEqual(["a", "b", "c"]);
  });

  it("keeps what stands beside a changed field as it was written, and makes new paths relative where it can", async () => {
    const options = threeFiles();
    const before = read("c");
    await editKubeconfig((kubeconfig) => {
      const [, , user] = kubeconfig.users;
      const [, , cluster] = kubeconfig.clusters;
      if (user) user.user["client-key"] = join(directory, "keys", "k.pem");
      if (cluster) cluster.cluster["certificate-authority"] = "/etc/ca.pem";
    }, options);
    expect(read("c")).toBe(
      before
        .replace("certificate-authority: c-ca.pem", "certificate-authority: /etc/ca.pem")
        .replace("  user:\n    tokenFile", "  user:\n    client-key: keys/k.pem\n    tokenFile"),
    );
  });

  it("puts what is new, and current-context, into the first file that exists, and clears where it was set", async () => {
    const options = threeFiles();
    const b = read("b");
    const written = await editKubeconfig((kubeconfig) => {
      kubeconfig.users.push({ name: "new", user: { token: "t" } });
      kubeconfig["current-context"] = "c";
    }, options);
    expect(written).toEqual([path("a")]);
    expect(read("a")).toContain("current-context: c\n");
    expect(read("a")).toContain("- name: new\n  user:\n    token: t\n");
    expect(read("b")).toBe(b);
    await editKubeconfig((kubeconfig) => ({ ...kubeconfig, "current-context": "" }), options);
    expect(read("a")).toContain('current-context: ""');
    // The one of another file counts now.
    await editKubeconfig((kubeconfig) => {
      expect(kubeconfig["current-context"]).toBe("b");
      delete kubeconfig["current-context"];
    }, options);
    expect(read("b")).toBe(b.replace("current-context: b", 'current-context: ""'));
  });

  it("takes away what is gone from its file", async () => {
    const options = threeFiles();
    const written = await editKubeconfig((kubeconfig) => {
      kubeconfig.clusters = kubeconfig.clusters.filter(({ name }) => name !== "b");
    }, options);
    expect(written).toEqual([path("b")]);
    expect(read("b")).toContain("clusters: []\n");
    expect(read("b")).toContain("x-top:\n  kept: true\n");
  });

  it("touches nothing where nothing changes, or where the edit fails", async () => {
    const options = threeFiles();
    const before = ["a", "b", "c"].map((name) => statSync(path(name)).mtimeMs);
    expect(await editKubeconfig((kubeconfig) => structuredClone(kubeconfig), options)).toEqual([]);
    await expect(editKubeconfig(() => Promise.reject(new Error("no")), options)).rejects.toThrow("no");
    expect(["a", "b", "c"].map((name) => statSync(path(name)).mtimeMs)).toEqual(before);
    expect(readdirSync(directory).toSorted()).toEqual(["a", "b", "c"]);
  });

  it("makes a file that is not there, for its owner alone", async () => {
    const home = join(directory, "home");
    const [written] = await editKubeconfig(
      (kubeconfig) => void kubeconfig.contexts.push({ name: "n", context: { cluster: "k" } }),
      { env: {}, home, platform: "linux" },
    );
    expect(written).toBe(join(home, ".kube", "config"));
    expect(statSync(written ?? "").mode & 0o777).toBe(0o600);
    expect(statSync(join(home, ".kube")).mode & 0o777).toBe(0o755);
  });

  it("follows a symbolic link, and leaves it one", async () => {
    threeFiles();
    symlinkSync(path("a"), path("link"));
    await editKubeconfig((kubeconfig) => ({ ...kubeconfig, "current-context": "a" }), { path: path("link") });
    expect(read("a")).toContain("current-context: a");
    expect(statSync(path("link")).isFile()).toBe(true);
    symlinkSync(path("loop"), path("loop"));
    await expect(editKubeconfig(() => undefined, { path: path("loop") })).rejects.toThrow(
      /symbolic links go in a circle/,
    );
  });

  it("waits for one who edits at the same time, so that no change is lost", async () => {
    const options = threeFiles();
    const add =
      (index: number) =>
      (kubeconfig: Kubeconfig): void =>
        void kubeconfig.users.push({ name: `u${index}`, user: { token: "t" } });
    const patient = { ...options, lockTimeoutMs: 60_000 };
    await Promise.all(Array.from({ length: 5 }, (_, index) => editKubeconfig(add(index), patient)));
    for (let index = 0; index < 5; index++) expect(read("a")).toContain(`name: u${index}`);
  });

  it("says of a lock that stays whose it is, and neither takes it nor writes", async () => {
    const clock = createFakeClock();
    const options = { ...threeFiles(), clock };
    const lock = path("b.lock");
    // Greater than any process's id.
    writeFileSync(lock, "99999999\n");
    const before = read("b");
    const edit = editKubeconfig((kubeconfig) => ({ ...kubeconfig, "current-context": "a" }), options);
    const failure = expect(edit).rejects.toThrow(
      new RegExp(`^${path("b")}: it is locked since .* by process 99999999, which no longer runs: .* delete ${lock}$`),
    );
    const wait = { over: false };
    void failure.finally(() => (wait.over = true));
    while (!wait.over) {
      if (!(await clock.advanceToNext())) await new Promise((resolve) => void setTimeout(resolve, 1));
    }
    await failure;
    expect(read("b")).toBe(before);
    expect(existsSync(lock)).toBe(true);
    expect(existsSync(path("a.lock"))).toBe(false);
    // kubectl leaves its locks empty.
    writeFileSync(lock, "");
    await expect(editKubeconfig(() => undefined, { ...options, clock: undefined, lockTimeoutMs: 0 })).rejects.toThrow(
      /it is locked since [^ ]*: if no program/,
    );
  });

  it("overwrites no file that it cannot read", async () => {
    writeFileSync(path("bad"), "clusters: {");
    await expect(editKubeconfig(() => undefined, { path: path("bad") })).rejects.toThrow(/bad:1:\d+: not YAML/);
    expect(read("bad")).toBe("clusters: {");
    await expect(editKubeconfig(() => undefined, { path: directory })).rejects.toThrow(/it is a directory/);
    expect(existsSync(`${directory}.lock`)).toBe(false);
  });
});

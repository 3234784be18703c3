import { mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { isEmptyConfiguration } from "@kubets/clientcmd";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readKubeconfigFile } from "./kubeconfig-file.ts";
import { loadKubeconfig } from "./load.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "kubeconfig-"));
});
afterAll(() => rm(directory, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(directory, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
  return path;
}

const named = (name: string): string =>
  `current-context: ${name}\nclusters: [{name: ${name}, cluster: {server: "https://${name}", certificate-authority: ca}}]\n`;

async function errorOf(promise: Promise<unknown>): Promise<Error> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: "KubernetesError", reason: "Configuration" });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("hunter2");
  return error as Error;
}

describe("loadKubeconfig", () => {
  it("merges the files of KUBECONFIG, skips missing ones, resolves paths per file (F053–F055, C71, C72, D30)", async () => {
    const [a, b] = [await file("a/config", named("a")), await file("b/config", named("b"))];
    const { kubeconfig, origins } = await loadKubeconfig({ env: { KUBECONFIG: `${directory}/none:${b}:${a}:${b}` } });
    expect(kubeconfig["current-context"]).toBe("b");
    expect(kubeconfig.clusters.map(({ cluster }) => cluster["certificate-authority"])).toEqual([
      join(directory, "b/ca"),
      join(directory, "a/ca"),
    ]);
    expect(origins).toMatchObject({ sources: [b, a], currentContext: b });
  });

  it("reads the file in the home directory without KUBECONFIG (F053)", async () => {
    const path = await file("home/.kube/config", named("h"));
    const { origins } = await loadKubeconfig({ env: { HOME: join(directory, "home") } });
    expect(origins.sources).toEqual([path]);
  });

  it("reads the file that is asked for alone (F053)", async () => {
    const path = await file("explicit", named("x"));
    const env = { KUBECONFIG: await file("ignored", named("i")) };
    expect((await loadKubeconfig({ env, path })).kubeconfig.clusters).toHaveLength(1);
  });

  it("names the file that was asked for and is missing (F053)", async () => {
    const error = await errorOf(loadKubeconfig({ path: "/nowhere/config" }));
    expect(error.message).toBe("/nowhere/config: the kubeconfig that was asked for does not exist");
    expect(isEmptyConfiguration(error)).toBe(false);
  });

  it("names all files where every one is missing, and takes that for empty (F053)", async () => {
    const error = await errorOf(loadKubeconfig({ env: { KUBECONFIG: "/nowhere/a:/nowhere/b" } }));
    expect(error.message).toBe("all of /nowhere/a, /nowhere/b, named by KUBECONFIG, do not exist");
    expect(isEmptyConfiguration(error)).toBe(true);
    expect((await errorOf(loadKubeconfig({ env: { HOME: "/nowhere" } }))).message).toBe(
      "/nowhere/.kube/config does not exist",
    );
    expect((await errorOf(loadKubeconfig({ env: {} }))).message).toMatch(/neither KUBECONFIG nor a home directory/);
    expect((await errorOf(loadKubeconfig({ env: { KUBECONFIG: ":" } }))).message).toMatch(/KUBECONFIG names no file$/);
  });

  it("says all files that are in the way at once", async () => {
    const bad = await file("bad", "token: hunter2: hunter2\n");
    const env = { KUBECONFIG: `${bad}:${await file("good", named("g"))}:${directory}` };
    const { message } = await errorOf(loadKubeconfig({ env }));
    expect(message).toContain(`${bad}:1:15: not YAML: `);
    expect(message).toContain(`${directory}: the kubeconfig cannot be read: it is a directory`);
  });
});

describe("readKubeconfigFile", () => {
  it("says of a file that may not be read whose it is and why", async () => {
    const refuse = (): Promise<never> => Promise.reject(Object.assign(new Error("EACCES"), { code: "EACCES" }));
    const error = await errorOf(readKubeconfigFile("/k/config", refuse));
    expect(error.message).toBe("/k/config: the kubeconfig cannot be read: permission denied");
    expect(error.cause).toMatchObject({ code: "EACCES" });
  });

  it.for([
    ["bytes that are no text", new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0xff, 0x00])],
    ["text with null bytes", new TextEncoder().encode("a: hunter2\0")],
  ] as const)("says of %s that it is binary", async ([, bytes]) => {
    const { message } = await errorOf(readKubeconfigFile("/k/config", () => Promise.resolve(bytes)));
    expect(message).toBe("/k/config: expected a kubeconfig of YAML or JSON, found a binary file");
  });

  const text = Array.from("kind: Config", (character) => character.charCodeAt(0));
  it.for<[string, number[]]>([
    ["UTF-8 with a mark", [0xef, 0xbb, 0xbf, ...text]],
    ["UTF-16, little end first", [0xff, 0xfe, ...text.flatMap((code) => [code, 0])]],
    ["UTF-16, big end first", [0xfe, 0xff, ...text.flatMap((code) => [0, code])]],
  ])("reads %s, as kubectl does", async ([, bytes]) => {
    const kubeconfig = await readKubeconfigFile("/k", () => Promise.resolve(Uint8Array.from(bytes)));
    expect(kubeconfig?.kind).toBe("Config");
  });
});

describe("a kubeconfig that is too large", () => {
  it("is refused before it is read", async () => {
    const path = join(directory, "huge");
    await writeFile(path, "");
    // 100 MB that take no room on the disk.
    await truncate(path, 100_000_000);
    await expect(loadKubeconfig({ path })).rejects.toThrow(/huge: .*: it is larger than any such file$/);
  });
});

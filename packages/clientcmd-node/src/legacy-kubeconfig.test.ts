import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadKubeconfig } from "./load.ts";

const legacy = "current-context: old\n";
let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "legacy-"));
  await mkdir(join(home, ".kube"));
});
afterEach(() => rm(home, { recursive: true }));

const inHome = (name: string): string => join(home, ".kube", name);
const load = async (env = {}): Promise<string | undefined> =>
  (await loadKubeconfig({ env, home })).kubeconfig["current-context"];

describe("the kubeconfig of former times (F057)", () => {
  it("is copied to where it belongs, with its permissions but the right to run it", async () => {
    await writeFile(inHome(".kubeconfig"), legacy);
    await chmod(inHome(".kubeconfig"), 0o750);
    expect(await load()).toBe("old");
    expect(await readFile(inHome("config"), "utf8")).toBe(legacy);
    expect((await stat(inHome("config"))).mode & 0o777).toBe(0o640);
    expect(await readFile(inHome(".kubeconfig"), "utf8")).toBe(legacy);
  });

  it("is left alone where there is a new one, even an empty one, and where KUBECONFIG names others", async () => {
    await writeFile(inHome(".kubeconfig"), legacy);
    await writeFile(inHome("other"), "current-context: other\n");
    expect(await load({ KUBECONFIG: inHome("other") })).toBe("other");
    expect((await readdir(join(home, ".kube"))).toSorted()).toEqual([".kubeconfig", "other"]);
    await writeFile(inHome("config"), "");
    expect(await load()).toBeUndefined();
    expect(await readFile(inHome("config"), "utf8")).toBe("");
  });

  it("is an error where it is a directory", async () => {
    await mkdir(inHome(".kubeconfig"));
    await expect(load()).rejects.toMatchObject({
      reason: "Configuration",
      message: `${inHome(".kubeconfig")}: it cannot be copied to ${inHome("config")}: it is a directory`,
    });
  });
});

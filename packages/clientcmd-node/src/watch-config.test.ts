import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatKubeconfig } from "@kubets/clientcmd";
import { createFakeClock, type FakeClock } from "@kubets/wait";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { watchClusterConfig, type WatchClusterConfigOptions } from "./watch-config.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "watch-config-"));
});
afterEach(() => rm(directory, { recursive: true }));

const named = (server: string): string =>
  formatKubeconfig({
    clusters: [{ name: "k", cluster: { server: `https://${server}` } }],
    users: [],
    contexts: [{ name: "c", context: { cluster: "k" } }],
    "current-context": "c",
  });

/** Writes a file all at once: one that is seen half written is another kubeconfig. */
async function replace(path: string, content: string): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

/** Everything that a watch has said, in order: servers, and errors. */
function follow(options: WatchClusterConfigOptions): { said: string[]; clock: FakeClock; end: () => Promise<void> } {
  const said: string[] = [];
  const clock = createFakeClock();
  const stop = new AbortController();
  const run = async (): Promise<void> => {
    const changes = watchClusterConfig({
      env: {},
      home: directory,
      serviceAccountDirectory: "/nowhere",
      clock,
      signal: stop.signal,
      onError: ({ message }) => said.push(message),
      ...options,
    });
    for await (const { config } of changes) said.push(config.server);
  };
  const running = run();
  return {
    said,
    clock,
    end: async () => {
      stop.abort();
      await running;
    },
  };
}

/** Lets as much time pass as it takes until the last word is this one. */
async function until({ said, clock }: ReturnType<typeof follow>, last: string | RegExp): Promise<void> {
  await expect
    .poll(
      async () => {
        await clock.advance(200);
        return said.at(-1);
      },
      { interval: 10 },
    )
    .toMatch(last);
}

describe("watchClusterConfig", () => {
  it("says what is configured, and again when its file is written or replaced", async () => {
    const kubeconfig = join(directory, "config");
    await writeFile(kubeconfig, named("one"));
    const watched = follow({ kubeconfig });
    await until(watched, "https://one");
    await writeFile(kubeconfig, named("two"));
    await until(watched, "https://two");
    await writeFile(join(directory, "new"), named("three"));
    await rename(join(directory, "new"), kubeconfig);
    await until(watched, "https://three");
    await watched.end();
    expect(watched.said).toEqual(["https://one", "https://two", "https://three"]);
  });

  it("follows the links that Kubernetes exchanges in mounted secrets", async () => {
    const put = async (version: string): Promise<void> => {
      await mkdir(join(directory, `..${version}`));
      await writeFile(join(directory, `..${version}`, "config"), named(version));
      await symlink(`..${version}`, join(directory, "..new"));
      await rename(join(directory, "..new"), join(directory, "..data"));
    };
    await put("one");
    await symlink("..data/config", join(directory, "config"));
    const watched = follow({ kubeconfig: join(directory, "config") });
    await until(watched, "https://one");
    await put("two");
    await rm(join(directory, "..one"), { recursive: true });
    await until(watched, "https://two");
    await watched.end();
  });

  it("says nothing of a change from which nothing new comes, and tells of one that cannot be used", async () => {
    const kubeconfig = join(directory, "config");
    await writeFile(kubeconfig, named("one"));
    const watched = follow({ kubeconfig });
    await until(watched, "https://one");
    await replace(kubeconfig, `# a comment\n${named("one")}`);
    await watched.clock.advance(30_000);
    await replace(kubeconfig, "clusters: [\n");
    await until(watched, /not YAML/);
    await replace(kubeconfig, named("one"));
    await watched.clock.advance(30_000);
    await replace(kubeconfig, named("two"));
    await until(watched, "https://two");
    await watched.end();
    expect(watched.said).toEqual(["https://one", expect.stringContaining("not YAML"), "https://two"]);
  });

  it("notices a file that comes into a folder that was not there, of those in KUBECONFIG too", async () => {
    const [first, second] = [join(directory, "first"), join(directory, "deep", "er", "second")];
    await writeFile(second.replace("deep/er/second", "second"), named("two"));
    await writeFile(first, "");
    await rm(first);
    const watched = follow({ env: { KUBECONFIG: `${second}:${join(directory, "second")}` } });
    await until(watched, "https://two");
    await mkdir(join(directory, "deep", "er"), { recursive: true });
    await writeFile(second, named("one"));
    await until(watched, "https://one");
    await watched.end();
  });

  it("throws what is wrong at first, and ends with the signal", async () => {
    const failing = watchClusterConfig({ kubeconfig: join(directory, "missing") }).next();
    await expect(failing).rejects.toMatchObject({ reason: "Configuration" });
    const stop = new AbortController();
    stop.abort();
    const kubeconfig = join(directory, "config");
    await writeFile(kubeconfig, named("one"));
    const seen: string[] = [];
    for await (const { config } of watchClusterConfig({ kubeconfig, signal: stop.signal })) seen.push(config.server);
    expect(seen).toEqual(["https://one"]);
  });
});

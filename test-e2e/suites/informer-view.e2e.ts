import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pods } from "@kubets/kubernetes/core/v1";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startCompactable, type Compactable } from "../backends/compactable.ts";
import { createNamespace } from "../backends/index.ts";

const view = fileURLToPath(new URL("../examples/pods-view.ts", import.meta.url));

let server: Compactable;
let folder: string;
beforeAll(async () => {
  server = await startCompactable();
  folder = await mkdtemp(join(tmpdir(), "kubets-e2e-"));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

it("a view of pods in a terminal says what is wrong while the server is away, and is right again afterwards", async () => {
  const inNamespace = server.direct.resource(pods).namespace(await createNamespace(server.direct));
  const create = (name: string): Promise<unknown> =>
    inNamespace.create({ metadata: { name }, spec: { containers: [{ name: "main", image: "example.com/web:1" }] } });
  await create("first");
  const kubeconfig = join(folder, "kubeconfig");
  const text = await readFile(server.kubeconfig, "utf8");
  await writeFile(kubeconfig, text.replaceAll(server.direct.server, server.proxy.url));

  const child = spawn(process.execPath, ["--conditions=@kubets/source", view, "--follow"], {
    env: { ...process.env, KUBECONFIG: kubeconfig },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (drawn: string) => (output += drawn));
  /** What it shows now: the last it has drawn. */
  const shown = (): string => output.split(/^(?=idle|listing|watching|stalled|backingOff)/m).at(-1) ?? "";
  const until = (condition: (text: string) => boolean): Promise<boolean> =>
    vi.waitUntil(() => condition(shown()), { timeout: 60_000, interval: 20 });

  await until((frame) => frame.startsWith("watching") && frame.includes("/first"));
  server.proxy.refuse();
  server.proxy.reset();
  await create("second");
  await inNamespace.delete("first");
  await server.compact();
  await until((frame) => frame.startsWith("backingOff after"));
  expect(shown()).toContain("/first");
  server.proxy.flow();
  await until((frame) => frame.includes("/second") && !frame.includes("/first"));
  child.kill("SIGINT");
  expect((await exited)[0]).toBe(0);
});

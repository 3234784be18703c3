import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { startBackend, type Backend } from "../backends/index.ts";

const folder = fileURLToPath(new URL("../examples", import.meta.url));
const examples = globSync("*.ts", { cwd: folder }).toSorted();

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend[Symbol.asyncDispose]());

it("has one example a file", () => {
  expect(examples.length).toBeGreaterThan(0);
});

it("has the types of its custom resource as they are generated of its CRD", async () => {
  const at = (path: string): string => `${folder}/custom-resource/${path}`;
  const args = ["crd", at("bookmarks.json"), "--out", at("src/gen"), "--import-extension", ".ts", "--check"];
  const codegen = fileURLToPath(new URL("../../packages/codegen/src/bin.ts", import.meta.url));
  const { code, output } = await run([codegen, ...args]);
  expect(code, output).toBe(0);
});

// Examples are programs with a kubeconfig: the server in memory has none to offer.
for (const example of inject("backend") === "fake" ? [] : examples) {
  it(`runs examples/${example} to its end`, async () => {
    const { code, output } = await run([`${folder}/${example}`], backend.kubeconfig);
    expect(code, output).toBe(0);
  });
}

function run(program: readonly string[], kubeconfig = ""): Promise<{ code: number | null; output: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number | null; output: string }>();
  const env = { ...process.env, NO_COLOR: "1", KUBECONFIG: kubeconfig };
  const child = spawn(process.execPath, ["--conditions=@kubets/source", ...program], { env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  child.on("error", reject);
  child.on("close", (code) => resolve({ code, output }));
  return promise;
}

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startBackend, type Backend } from "../backends/index.ts";

const demo = fileURLToPath(new URL("../examples/website-controller/demo.ts", import.meta.url));

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend[Symbol.asyncDispose]());

function run(args: readonly string[], kubeconfig?: string): Promise<{ code: number | null; output: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number | null; output: string }>();
  const env = { ...process.env, NO_COLOR: "1", ...(kubeconfig ? { KUBECONFIG: kubeconfig } : {}) };
  const child = spawn(process.execPath, ["--conditions=@kubets/source", demo, ...args], { env });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.on("error", reject);
  child.on("close", (code) => resolve({ code, output }));
  return promise;
}

it("plays to its end: websites come, change, break, mend and go, and the follower takes over", async () => {
  const { code, output } = await run(backend.kubeconfig ? ["--cluster"] : [], backend.kubeconfig);
  expect(output).toContain("nothing is left over");
  expect(output).toMatch(
    /replica-\d +leads \(fencing token .*[\s\S]*kill replica-\d, the leader[\s\S]*replica-\d +leads \(/,
  );
  expect(code, output).toBe(0);
}, 300_000);

it.each([
  { args: ["--port", "http"], says: "--port http: a port is a number" },
  { args: ["--port", "99999"], says: "--port 99999: a port is a number" },
  { args: ["--nonsense"], says: "nonsense" },
  { args: ["--cluster"], kubeconfig: "/nowhere/kubeconfig", says: "/nowhere/kubeconfig" },
])("refuses $args in one line, without a stack", async ({ args, kubeconfig, says }) => {
  const { code, output } = await run(args, kubeconfig);
  expect(output).toContain(says);
  expect(output).not.toMatch(/\n\s+at /);
  expect(code).toBe(1);
});

import { copyFile } from "node:fs/promises";
import { startTestServer } from "@kubets/testing-server";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { findBinaries } from "../../tooling/kube-apiserver/binaries.ts";
import { startKubeApiServer } from "../../tooling/kube-apiserver/start.ts";
import { knownDifferences } from "./kubectl-differences.ts";
import { script, type Step } from "./kubectl-script.ts";
import { openKubectl, type Kubectl, type Result } from "./kubectl.ts";

// The same commands against testing-server and a kube-apiserver, without controllers on either side: what they print must
// be the same, but for what no two servers have in common.

const running = new AsyncDisposableStack();
const sides: { readonly ours: Map<string, string>; readonly real: Map<string, string> } = {
  ours: new Map(),
  real: new Map(),
};

beforeAll(async () => {
  const binaries = await findBinaries();
  if ("missing" in binaries) throw new Error(binaries.missing);
  const real = running.use(await startKubeApiServer({ binaries }));
  const ours = running.use(
    await startTestServer({ rbac: true, controllers: { namespaces: false, garbageCollection: false } }),
  );
  const kubectls = {
    real: running.use(await openKubectl((path) => copyFile(real.kubeconfig, path))),
    ours: running.use(await openKubectl((path) => ours.writeKubeconfig(path))),
  };
  await Promise.all(
    (["ours", "real"] as const).map(async (side) => {
      const kubectl = kubectls[side];
      await kubectl("create namespace script");
      const { out: context } = await kubectl.run(["config", "current-context"]);
      await kubectl.run(["config", "set-context", context.trim(), "--namespace=script"]);
      for (const [index, step] of script.entries()) sides[side].set(titleOf(step, index), await outcome(kubectl, step));
    }),
  );
}, 1_800_000);
afterAll(() => running.disposeAsync());

function titleOf({ args }: Step, index: number): string {
  return `${index} ${args.join(" ")}`;
}

async function outcome(kubectl: Kubectl, { args, input, env, until = [] }: Step): Promise<string> {
  const came = await kubectl.run(args, input, env);
  for (const { args: asked, has } of until) {
    await vi.waitUntil(async () => (await kubectl.run(asked)).out.includes(has), { timeout: 60_000 });
  }
  return normalized(came, kubectl.home);
}

/** Without what no two servers share: identities, times, versions of objects, addresses, made-up names. */
function normalized({ code, out, err }: Result, home: string): string {
  return `${out}${err}exit ${code}`
    .replaceAll(home, "HOME")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UID")
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "TIME")
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \+0000( UTC)?/g, "TIME")
    .replaceAll(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000/g, "TIME")
    .replaceAll(/(resourceVersion"?: ?"?)\d+/g, "$1VERSION")
    .replaceAll(/Resource Version: +\d+/g, "Resource Version: VERSION")
    .replaceAll(/kubectl-edit-\d+/g, "kubectl-edit")
    .replaceAll(/https:\/\/127\.0\.0\.1:\d+/g, "SERVER")
    .replaceAll(/\b10\.\d+\.\d+\.\d+\b/g, "ADDRESS")
    .replaceAll(/\b3[0-2]\d{3}\b/g, "NODEPORT")
    .replaceAll(/\/tmp\/(LIVE|MERGED)-\d+/g, "/tmp/$1")
    .replaceAll(/\b(\d+m)?\d+(\.\d+)?m?s\b|\b\d{1,2}m\b/g, "AGE")
    .replaceAll(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, "TOKEN")
    .replaceAll(/ +/g, " ")
    .replaceAll(/-{3,}/g, "---")
    .replaceAll(/ $/gm, "");
}

describe("kubectl prints the same against testing-server and a kube-apiserver", () => {
  it.each(script.map((step, index) => [titleOf(step, index)]))("%s", (title) => {
    const [ours, real] = [sides.ours.get(title), sides.real.get(title)];
    expect(real).toBeDefined();
    const command = title.replace(/^\d+ /, "");
    if (Object.hasOwn(knownDifferences, command)) expect(ours).not.toBe(real);
    else expect(ours).toBe(real);
  });

  it("has no known difference in a command that is not there", () => {
    const commands = script.map(({ args }) => args.join(" "));
    expect(Object.keys(knownDifferences).filter((command) => !commands.includes(command))).toEqual([]);
  });
});

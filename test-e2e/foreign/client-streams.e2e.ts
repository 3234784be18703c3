import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startTestServer, type TestServer } from "@kubets/testing-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pythonWith } from "../../tooling/foreign-clients/python.ts";
import { withScriptedPod } from "./clients/scripted-pod.ts";
import { runProgram, type Program } from "./clients/transcript.ts";

// A kube-apiserver has no containers without a kubelet: what clients come to is held against what the handlers say.

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const programs: readonly (readonly [name: string, () => Promise<Program>])[] = [
  ["@kubernetes/client-node", async () => [process.execPath, file("client-node/streams.ts")]],
  [
    "the Python client",
    async () => [await pythonWith(file("client-python/requirements.txt")), "-B", file("client-python/streams.py")],
  ],
];

let server: TestServer;
let home: string;
let kubeconfig: string;

beforeAll(async () => {
  server = await startTestServer(withScriptedPod);
  home = await mkdtemp(join(tmpdir(), "kubets-foreign-"));
  kubeconfig = join(home, "kubeconfig");
  await server.writeKubeconfig(kubeconfig);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

describe("containers that a test plays", () => {
  it.each(programs)(
    "are reached by %s: exec, attach, logs and port-forward",
    async (_, prepare) => {
      const steps = (await runProgram(await prepare(), { kubeconfig, home })).get("streams");
      expect(steps).toEqual({
        "runs a command": { out: "echo a b\n", err: "", code: 0 },
        "runs a command that fails": { out: "fail\n", err: "failed\n", code: 7 },
        "sends a command its input": "cat\ntyped",
        attaches: "heard hello",
        "reads a log": "main, whole, 5\nsecond line\n",
        "reads a log, and follows it": "main, followed, 5\nsecond line\n",
        "forwards a port": "8080 heard ping",
      });
    },
    300_000,
  );
});

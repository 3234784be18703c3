import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTestServer } from "@kubets/testing-server";
import { describe, expect, it } from "vitest";
import type { ForeignClient } from "./describe-client.ts";
import { withScriptedPod } from "./scripted-pod.ts";
import { runProgram } from "./transcript.ts";

/**
 * Runs a program that uses the containers of pods. A kube-apiserver has none without a kubelet: what the program comes to is
 * held against what the handlers say.
 */
export function describeStreams({ name, prepare }: Pick<ForeignClient, "name" | "prepare">): void {
  describe("containers that a test plays", () => {
    it(`are reached by ${name}: exec, attach, logs and port-forward`, async () => {
      await using running = new AsyncDisposableStack();
      const server = running.use(await startTestServer(withScriptedPod));
      const home = await mkdtemp(join(tmpdir(), "kubets-foreign-"));
      running.defer(() => rm(home, { recursive: true, force: true }));
      const kubeconfig = join(home, "kubeconfig");
      await server.writeKubeconfig(kubeconfig);
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
    }, 1_800_000);
  });
}

import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@kubets/client-node";
import { createDynamicClient, type DynamicClient } from "@kubets/dynamic";
import { namespaces } from "@kubets/kubernetes/core/v1";
import { createRestClient } from "@kubets/rest";
import { createFakeCluster } from "@kubets/testing-fake";
import { startTestServer } from "@kubets/testing-server";
import { inject } from "vitest";
import type { Backend, BackendKind } from "./backend.ts";

export type { Backend, BackendKind } from "./backend.ts";

/** The server this run of the suites is for. */
export async function startBackend(): Promise<Backend> {
  return starters[inject("backend")]();
}

const starters: Readonly<Record<BackendKind, () => Promise<Backend>>> = {
  async fake() {
    const cluster = createFakeCluster();
    return {
      kind: "fake",
      kubeconfig: undefined,
      connect: async (options) => {
        const config = { server: "https://fake.invalid" };
        return createDynamicClient({ rest: createRestClient({ ...options, config, transport: cluster.transport() }) });
      },
      [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
    };
  },

  async "testing-server"() {
    const folder = await mkdtemp(join(tmpdir(), "kubets-e2e-"));
    const server = await startTestServer();
    const kubeconfig = join(folder, "kubeconfig");
    await server.writeKubeconfig(kubeconfig);
    return {
      kind: "testing-server",
      kubeconfig,
      connect: (options) => createClient({ ...options, kubeconfig, qps: -1 }),
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },

  async cluster() {
    const { kubeconfig } = inject("cluster");
    return {
      kind: "cluster",
      kubeconfig,
      connect: (options) => createClient({ ...options, kubeconfig, qps: -1 }),
      // One real server serves all suites; the global set-up ends it.
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  },
};

/** A namespace of its own for a suite: the servers are shared, the objects are not. */
export async function createNamespace(client: DynamicClient): Promise<string> {
  const name = `e2e-${randomBytes(4).toString("hex")}`;
  await client.resource(namespaces).create({ metadata: { name } });
  return name;
}

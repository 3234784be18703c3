import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, type Client } from "@kubets/client-node";
import { startTestServer } from "@kubets/testing-server";
import { inject } from "vitest";
import { findBinaries } from "../../tooling/kube-apiserver/binaries.ts";
import { startKubeApiServer } from "../../tooling/kube-apiserver/start.ts";
import { startFaultProxy, type FaultProxy } from "./fault-proxy.ts";

/** A server of one's own that can be made to forget its past, and a client that reaches it through a proxy. */
export interface Compactable extends AsyncDisposable {
  /** Not through the proxy. */
  readonly direct: Client;
  readonly through: Client;
  readonly proxy: FaultProxy;
  /** Path of one that names the server itself. */
  readonly kubeconfig: string;
  /** From now on, watches from versions before now are refused. */
  readonly compact: () => Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts one of the kind that this run of the suites is for; where that has no socket, testing-server. */
export async function startCompactable(): Promise<Compactable> {
  await using started = new AsyncDisposableStack();
  const { kubeconfig, compact } = inject("backend") === "cluster" ? await realOne(started) : await embeddedOne(started);
  const direct = started.use(await createClient({ kubeconfig, qps: -1 }));
  const proxy = started.use(await startFaultProxy(direct.server));
  const through = started.use(await createClient({ kubeconfig, server: proxy.url, qps: -1 }));
  const all = started.move();
  return { direct, through, proxy, kubeconfig, compact, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

interface Started {
  readonly kubeconfig: string;
  readonly compact: () => Promise<void>;
}

async function embeddedOne(started: AsyncDisposableStack): Promise<Started> {
  const folder = await mkdtemp(join(tmpdir(), "kubets-e2e-"));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const server = started.use(await startTestServer());
  const kubeconfig = join(folder, "kubeconfig");
  await server.writeKubeconfig(kubeconfig);
  return { kubeconfig, compact: async () => server.cluster.compact() };
}

/** Without its watch cache, which would go on answering from memory what etcd has forgotten. */
async function realOne(started: AsyncDisposableStack): Promise<Started> {
  const binaries = await findBinaries();
  if ("missing" in binaries) throw new Error(binaries.missing);
  const server = started.use(await startKubeApiServer({ binaries, watchCache: false }));
  const etcd = async (path: string, body: object): Promise<{ header: { revision: string } }> => {
    const response = await fetch(server.etcdUrl + path, { method: "POST", body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`etcd answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as { header: { revision: string } };
  };
  return {
    kubeconfig: server.kubeconfig,
    async compact() {
      const { header } = await etcd("/v3/kv/range", { key: Buffer.from("none").toString("base64") });
      await etcd("/v3/kv/compaction", { revision: header.revision, physical: true });
    },
  };
}

import type { Stored } from "@kubets/apimachinery";
import { createDynamicClient } from "@kubets/dynamic";
import { pods, type Pod } from "@kubets/kubernetes/core/v1";
import { createRestClient } from "@kubets/rest";
import { createNodeTransport } from "@kubets/transport-node";
import { findBinaries } from "../kube-apiserver/binaries.ts";
import { startKubeApiServer, type KubeApiServer } from "../kube-apiserver/start.ts";
import { bestOf, measureInformers, printInformers } from "./informer.ts";
import { createPod } from "./pods.ts";

const count = 10_000;
const parallel = 32;
const rounds = 3;

/**
 * Informers of the pods of a real kube-apiserver: kubets by JSON and by protobuf, whole and with large parts unread, client-go
 * as it is by default and without types.
 */
export async function benchInformerCluster(): Promise<void> {
  const binaries = await findBinaries();
  if ("missing" in binaries) {
    console.log(`  left out: ${binaries.missing}`);
    return;
  }
  await using server = await startKubeApiServer({ binaries });
  console.log(`  ${count} pods of a real kube-apiserver`);
  await fill(server);
  const target = { url: server.url, ca: server.ca, token: server.token };
  const load = { pods: count, updates: 0 };
  const variants = [
    "kubets lazy",
    "kubets drop",
    "kubets lazy protobuf",
    "kubets drop protobuf",
    "kubets lazy protobuf unread",
    "kubets drop protobuf unread",
    "@kubernetes/client-node",
  ];
  const goModes = ["dynamic", "protobuf-drop", "protobuf"];
  // Once before it counts: the server keeps what it has encoded.
  await measureInformers(target, load, ["kubets lazy"], []);
  const measured = [];
  for (let round = 0; round < rounds; round += 1)
    measured.push(await measureInformers(target, load, variants, goModes));
  printInformers(bestOf(measured));
}

async function fill({ url, ca, token }: KubeApiServer): Promise<void> {
  const transport = createNodeTransport({ tls: { caData: ca } });
  const rest = createRestClient({ config: { server: url, credentials: { token } }, transport });
  await using client = createDynamicClient({ rest });
  const made = client.resource(pods).namespace("default");
  let next = 0;
  const create = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      const { metadata, spec, status } = createPod(index) as Stored<Pod> & Required<Pick<Pod, "spec" | "status">>;
      const { labels = {}, annotations = {} } = metadata;
      const name = `${metadata.name}-${index}`;
      await made.create({ metadata: { name, labels, annotations }, spec }, { fieldManager: "kube-controller-manager" });
      await made.patchStatus(name, { type: "merge", value: { status } }, { fieldManager: "kubelet" });
    }
  };
  await Promise.all(Array.from({ length: parallel }, create));
}

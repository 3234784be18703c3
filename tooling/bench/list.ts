import { fileURLToPath } from "node:url";
import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { createDynamicClient } from "@kubets/dynamic";
import { pods } from "@kubets/kubernetes/core/v1";
import { createRestClient, type ManagedFieldsMode } from "@kubets/rest";
import { createNodeTransport } from "@kubets/transport-node";
import { done, inChild, settledHeap, startWatch } from "./child.ts";
import { startBenchServer } from "./server.ts";
import { printTable } from "./table.ts";

const count = 20_000;
const variants = ["kubets lazy", "kubets drop", "@kubernetes/client-node"];

/** A whole list into an array, each variant in a process of its own. */
export async function benchList(): Promise<void> {
  await using server = await startBenchServer(count);
  const results = [];
  for (const variant of variants)
    results.push({ variant, ...(await inChild(fileURLToPath(import.meta.url), [variant, server.url, server.ca])) });
  const peer = results.at(-1);
  printTable(
    results.map(({ variant, seconds, cpuSeconds, peakMegabytes, heapPerObject = 0 }) => ({
      variant,
      "wall s": seconds.toFixed(2),
      faster: `${((peer?.seconds ?? 0) / seconds).toFixed(1)}x`,
      "cpu s": cpuSeconds.toFixed(2),
      "cpu ratio": (cpuSeconds / (peer?.cpuSeconds ?? 1)).toFixed(2),
      "peak MB": Math.round(peakMegabytes),
      "heap B/pod": Math.round(heapPerObject),
    })),
  );
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  const [variant = "", server = "", ca = ""] = process.argv.slice(2);
  const list = variant.startsWith("kubets")
    ? ours(server, ca, variant.split(" ")[1] as ManagedFieldsMode)
    : theirs(server, ca);
  const before = settledHeap();
  const watch = startWatch();
  const items = await list();
  const measured = watch.stop();
  const heapPerObject = (settledHeap() - before) / items.length;
  if (items.length !== count) throw new Error(`${variant} listed ${items.length} pods`);
  done({ ...measured, heapPerObject });
}

function ours(server: string, ca: string, managedFields: ManagedFieldsMode): () => Promise<readonly unknown[]> {
  const transport = createNodeTransport({ tls: { caData: ca } });
  const rest = createRestClient({ config: { server }, transport });
  return async () => (await createDynamicClient({ rest }).resource(pods).list({ managedFields })).items;
}

function theirs(server: string, ca: string): () => Promise<readonly unknown[]> {
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: "bench", server, caData: Buffer.from(ca).toString("base64"), skipTLSVerify: false },
    { name: "bench", token: "t" },
  );
  return async () => (await config.makeApiClient(CoreV1Api).listPodForAllNamespaces()).items;
}

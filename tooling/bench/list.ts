import { fileURLToPath } from "node:url";
import { CoreV1Api } from "@kubernetes/client-node";
import { createDynamicClient } from "@kubets/dynamic";
import { pods } from "@kubets/kubernetes/core/v1";
import { createRestClient, type ManagedFieldsMode } from "@kubets/rest";
import { createNodeTransport } from "@kubets/transport-node";
import { done, inChild, settledHeap, startWatch, type Measured } from "./child.ts";
import { buildGoClient, type GoClient } from "./go-client.ts";
import { peerConfig } from "./peer.ts";
import { startBenchServer, type BenchServer } from "./server.ts";
import { printTable, progress } from "./table.ts";

const peer = "@kubernetes/client-node";
/** Of the longest string of V8, 512 Mi characters, a whole list of so many pods is twice as long. */
const manyPods = 150_000;

/** A whole list into an array, each variant in a process of its own. */
export async function benchList(): Promise<void> {
  await using goClient = await buildGoClient();
  await benchListOf(50_000, ["kubets drop", "kubets lazy", peer], goClient, 3);
  await benchListOf(manyPods, ["kubets drop", "kubets lazy", `${peer}, pages of 500`], goClient, 1);
}

async function benchListOf(
  count: number,
  names: readonly string[],
  goClient: GoClient | undefined,
  rounds: number,
): Promise<void> {
  await using server = await startBenchServer(count);
  // A dynamic list of very many takes client-go 9 GB.
  const goNames = goClient ? ["client-go typed", ...(count < manyPods ? ["client-go dynamic"] : [])] : [];
  const results = new Map([...names, ...goNames].map((name) => [name, [] as Measured[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, measured] of results) {
      const result =
        name.startsWith("client-go") && goClient
          ? await listByGo(goClient, server, name.split(" ")[1] ?? "")
          : await inChild(fileURLToPath(import.meta.url), [name, server.url, server.ca, String(count)]);
      progress(`${count} pods, round ${round + 1} of ${rounds}, ${name}`, result);
      measured.push(result);
    }
  }
  const best = (name: string, figure: keyof Measured): number =>
    Math.min(...(results.get(name) ?? []).map((measured) => measured[figure] ?? 0));
  const base = names.at(-1) ?? "";
  printTable(
    [...results.keys()].map((name) => ({
      [`${count} pods`]: name,
      "wall s": best(name, "seconds").toFixed(2),
      "of client-node": `${(best(base, "seconds") / best(name, "seconds")).toFixed(1)}x as fast`,
      "cpu s": best(name, "cpuSeconds").toFixed(2),
      "cpu ratio": (best(name, "cpuSeconds") / best(base, "cpuSeconds")).toFixed(2),
      "peak MB": Math.round(best(name, "peakMegabytes")),
      "peak ratio": (best(name, "peakMegabytes") / best(base, "peakMegabytes")).toFixed(2),
      "heap B/pod": Math.round(best(name, "heapPerObject")),
    })),
  );
  console.log();
}

async function listByGo(goClient: GoClient, server: BenchServer, kind: string): Promise<Measured> {
  using go = await goClient.start(server);
  return await go.run(`list ${kind}`);
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  const [variant = "", url = "", ca = "", count = ""] = process.argv.slice(2);
  const list = variant.startsWith("kubets")
    ? ours(url, ca, variant.split(" ")[1] as ManagedFieldsMode)
    : theirs({ url, ca }, variant.endsWith("500") ? 500 : undefined);
  const before = settledHeap();
  const watch = startWatch();
  const items = await list();
  const measured = watch.stop();
  const heapPerObject = (settledHeap() - before) / items.length;
  if (items.length !== Number(count)) throw new Error(`${variant} listed ${items.length} pods`);
  done({ ...measured, heapPerObject });
}

function ours(server: string, ca: string, managedFields: ManagedFieldsMode): () => Promise<readonly unknown[]> {
  const transport = createNodeTransport({ tls: { caData: ca } });
  const rest = createRestClient({ config: { server }, transport });
  return async () => (await createDynamicClient({ rest }).resource(pods).list({ managedFields })).items;
}

/** Whole, or where that is too long for a string in pages, as its own informers never ask. */
function theirs(server: { url: string; ca: string }, limit: number | undefined): () => Promise<readonly unknown[]> {
  const api = peerConfig(server).makeApiClient(CoreV1Api);
  return async () => {
    const items: unknown[] = [];
    let token: string | undefined;
    do {
      const page = await api.listPodForAllNamespaces({
        ...(limit !== undefined && { limit }),
        ...(token !== undefined && { _continue: token }),
      });
      if (limit === undefined) return page.items;
      for (const item of page.items) items.push(item);
      token = page.metadata?._continue;
    } while (token);
    return items;
  };
}

import { fileURLToPath } from "node:url";
import { CoreV1Api, KubeConfig, makeInformer } from "@kubernetes/client-node";
import { createInformerFactory } from "@kubets/cache";
import { createDynamicClient } from "@kubets/dynamic";
import { pods } from "@kubets/kubernetes/core/v1";
import { createRestClient } from "@kubets/rest";
import { createNodeTransport } from "@kubets/transport-node";
import { done, inChild, startWatch, type Measured } from "./child.ts";
import { startBenchServer } from "./server.ts";
import { printTable } from "./table.ts";

const count = 20_000;
const updates = 20_000;
const variants = ["kubets", "@kubernetes/client-node"];

/** From nothing to a synced cache, then a burst of updates through one handler. */
export async function benchInformer(): Promise<void> {
  await using server = await startBenchServer(count, updates);
  const results = [];
  for (const variant of variants)
    results.push({ variant, ...(await inChild(fileURLToPath(import.meta.url), [variant, server.url, server.ca])) });
  const peer = results.at(-1);
  printTable(
    results.map(({ variant, seconds, cpuSeconds, peakMegabytes, eventsPerSecond = 0 }) => ({
      variant,
      "sync s": seconds.toFixed(2),
      faster: `${((peer?.seconds ?? 0) / seconds).toFixed(1)}x`,
      "events/s": Math.round(eventsPerSecond),
      ratio: `${(eventsPerSecond / (peer?.eventsPerSecond ?? 1)).toFixed(1)}x`,
      "cpu s": cpuSeconds.toFixed(2),
      "peak MB": Math.round(peakMegabytes),
    })),
  );
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  const [variant = "", server = "", ca = ""] = process.argv.slice(2);
  done(await (variant === "kubets" ? ours(server, ca) : theirs(server, ca)));
}

/** Calls back once it has been called `total` times. */
function countdown(total: number): { readonly hit: () => void; readonly all: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = total;
  return {
    hit: () => {
      left -= 1;
      if (left === 0) resolve();
    },
    all: promise,
  };
}

async function measure(start: () => Promise<void>, synced: Promise<void>, updated: Promise<void>): Promise<Measured> {
  const watch = startWatch();
  await start();
  await synced;
  const { seconds } = watch.stop();
  await updated;
  const total = watch.stop();
  return { ...total, seconds, eventsPerSecond: updates / (total.seconds - seconds) };
}

function ours(server: string, ca: string): Promise<Measured> {
  const transport = createNodeTransport({ tls: { caData: ca } });
  const rest = createRestClient({ config: { server }, transport });
  const factory = createInformerFactory(createDynamicClient({ rest }));
  const informer = factory.informer(pods, { indexers: { node: (pod) => [pod.spec?.nodeName ?? ""] } });
  const added = countdown(count);
  const updated = countdown(updates);
  informer.addEventHandler({ onAdd: added.hit, onUpdate: updated.hit });
  return measure(() => factory.start(), added.all, updated.all);
}

function theirs(server: string, ca: string): Promise<Measured> {
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: "bench", server, caData: Buffer.from(ca).toString("base64"), skipTLSVerify: false },
    { name: "bench", token: "t" },
  );
  const api = config.makeApiClient(CoreV1Api);
  const informer = makeInformer(config, "/api/v1/pods", () => api.listPodForAllNamespaces());
  const added = countdown(count);
  const updated = countdown(updates);
  informer.on("add", added.hit);
  informer.on("update", updated.hit);
  return measure(() => informer.start(), added.all, updated.all);
}

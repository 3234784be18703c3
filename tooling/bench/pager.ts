import { fileURLToPath } from "node:url";
import { createDynamicClient } from "@kubets/dynamic";
import { pods } from "@kubets/kubernetes/core/v1";
import { createRestClient } from "@kubets/rest";
import { createNodeTransport } from "@kubets/transport-node";
import { done, inChild, settledHeap, startWatch } from "./child.ts";
import { startBenchServer } from "./server.ts";
import { printTable } from "./table.ts";

const count = 150_000;
const variants = ["items, 500 a page", "one list"];

/** Walks over 150,000 pods: page by page, which is to hold one page, and as one list. */
export async function benchPager(): Promise<void> {
  await using server = await startBenchServer(count);
  const results = [];
  for (const variant of variants) {
    results.push({ variant, ...(await inChild(fileURLToPath(import.meta.url), [variant, server.url, server.ca])) });
  }
  printTable(
    results.map(({ variant, seconds, peakMegabytes, heapPerObject = 0 }) => ({
      variant,
      "wall s": seconds.toFixed(2),
      "most live MB": (heapPerObject / 1e6).toFixed(1),
      "in pods": Math.round(heapPerObject / 7267),
      "peak MB": Math.round(peakMegabytes),
    })),
  );
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  const [variant = "", server = "", ca = ""] = process.argv.slice(2);
  const rest = createRestClient({ config: { server }, transport: createNodeTransport({ tls: { caData: ca } }) });
  const client = createDynamicClient({ rest }).resource(pods);
  const before = settledHeap();
  const watch = startWatch();
  let seen = 0;
  let most = 0;
  const look = (): void => void (most = Math.max(most, settledHeap() - before));
  if (variant === "one list") {
    const { items } = await client.list();
    seen = items.length;
    look();
    if (items.length === 0) throw new Error("no pods");
  } else {
    // Within a page and at its end alike.
    for await (const _ of client.items()) if (++seen % 7_919 === 0) look();
  }
  if (seen !== count) throw new Error(`${variant}: ${seen} pods`);
  done({ ...watch.stop(), heapPerObject: most });
}

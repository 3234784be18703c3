// An informer in a process of its own, whose memory is to stay what it is: SERVER NAMESPACE, with a kubeconfig by KUBECONFIG.
import type { Stored } from "@kubets/apimachinery";
import { createInformer, createOwnWrites, liveList, type InformerStatus } from "@kubets/cache";
import { createClient } from "@kubets/client-node";
import { configMaps, type ConfigMap } from "@kubets/kubernetes/core/v1";
import { realClock } from "@kubets/wait";
import { fastClock } from "../../backends/fast-clock.ts";
import { createHistorian } from "../informer-historian.ts";

/** What the process is asked: to measure itself once its cache holds this state. */
export interface SoakQuestion {
  /** `name@resourceVersion` of each object, sorted. */
  readonly state: readonly string[];
}

/** What it answers. */
export interface SoakMeasure {
  /** Bytes in use once nothing is left to collect: of the heap, and of what lies beside it. */
  readonly heap: number;
  readonly external: number;
  readonly sockets: number;
  readonly timers: number;
  readonly status: Pick<InformerStatus, "phase" | "objects" | "events" | "reconnects" | "relists">;
  /** Failures that the informer told of, by reason. */
  readonly failures: Readonly<Record<string, number>>;
  /** Calls of the handler that fit no history, and what it has heard if that is not the state. */
  readonly offences: readonly string[];
}

const [server = "", namespace = ""] = process.argv.slice(2);
// It never outlives what started it.
process.once("disconnect", () => process.exit(0));

const client = await createClient({ server, qps: -1 });
const failures: Record<string, number> = {};
const informer = createInformer<Stored<ConfigMap>>({
  listerWatcher: client.resource(configMaps).namespace(namespace),
  indexers: { round: ({ data }) => [data?.["round"] ?? ""] },
  resyncPeriodMs: 600_000,
  clock: fastClock,
  onWatchError: ({ reason }) => void (failures[reason] = (failures[reason] ?? 0) + 1),
});
const heard = createHistorian();
informer.addEventHandler(heard.handler);
// One that takes its time.
informer.addEventHandler({ onUpdate: () => realClock.sleep(0) });
liveList(informer, { filter: ({ data }) => data?.["round"] !== "0" }).subscribe(() => {});
createOwnWrites(informer);
void (async () => {
  for await (const event of informer) if (event.type === "ADDED") await realClock.sleep(0);
})();
void informer.run();

process.on("message", (question: SoakQuestion) => {
  const expected = question.state.join();
  const look = (): void => {
    if (versionsOf(informer.lister.list()) !== expected || informer.status.phase !== "watching") return;
    if (informer.status.handlers.some(({ pending }) => pending > 0)) return;
    clearInterval(looking);
    process.send?.(measure(expected));
  };
  const looking = setInterval(look, 20);
});

await informer.waitForSync();
process.send?.("synced");

function measure(expected: string): SoakMeasure {
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo();
  const { phase, objects, events, reconnects, relists } = informer.status;
  const found = versionsOf(heard.objects.values());
  return {
    heap: heapUsed,
    external,
    sockets: resources.filter((name) => name.startsWith("TCP") || name.startsWith("TLS")).length,
    timers: resources.filter((name) => name === "Timeout").length,
    status: { phase, objects, events, reconnects, relists },
    failures,
    offences: found === expected ? heard.offences : [...heard.offences, `the handler heard ${found}`],
  };
}

function versionsOf(
  maps: Iterable<{ readonly metadata: { readonly name: string; readonly resourceVersion: string } }>,
): string {
  return [...maps]
    .map(({ metadata: { name, resourceVersion } }) => `${name}@${resourceVersion}`)
    .toSorted()
    .join();
}

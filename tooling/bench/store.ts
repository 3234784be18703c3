import { createIndexer, createInformer, type ListerWatcher } from "@kubets/cache";
import { createPods, type BenchPod } from "./store-objects.ts";
import { printTable, type Row } from "./table.ts";

const count = 100_000;
/** The best one counts: what others load the machine with makes each worse. */
const rounds = 15;

/** Updates of a store a second, and what a call of a handler costs, beside a bare Map and a bare loop. */
export async function benchStore(): Promise<void> {
  const pods = createPods(count);
  const changed = createPods(count);
  const results: Row[] = [];

  const map = new Map(pods.map((pod) => [keyOf(pod), pod]));
  results.push({ what: "Map.set", ...rate(() => changed.forEach((pod) => map.set(keyOf(pod), pod))) });
  const indexers = {
    namespace: (pod: BenchPod) => [pod.metadata.namespace],
    node: (pod: BenchPod) => [pod.spec.nodeName],
    app: (pod: BenchPod) => [pod.metadata.labels.app],
  };
  for (const names of [[], ["namespace"], ["namespace", "node", "app"]] as const) {
    const indexer = createIndexer<BenchPod>({
      indexers: Object.fromEntries(names.map((name) => [name, indexers[name]])),
    });
    indexer.replace(pods);
    results.push({
      what: `indexer.set, ${names.length} indexes`,
      ...rate(() => changed.forEach((pod) => indexer.set(pod))),
    });
  }
  for (const handlers of [1, 10]) {
    const perCall = await handlerCall(pods, handlers);
    results.push({
      what: `informer, ${handlers} handlers: a call`,
      "operations/s": Math.round(1e9 / perCall),
      ns: Math.round(perCall),
    });
  }
  printTable(results);
}

function keyOf({ metadata }: BenchPod): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function rate(run: () => void): { "operations/s": number; ns: number } {
  const times = [];
  for (let round = 0; round <= rounds; round += 1) {
    const started = performance.now();
    run();
    if (round > 0) times.push(performance.now() - started);
  }
  const ns = (Math.min(...times) * 1e6) / count;
  return { "operations/s": Math.round(1e9 / ns), ns: Math.round(ns) };
}

/** Nanoseconds from a filled cache to the last call of the last of so many late handlers, for each call. */
async function handlerCall(pods: readonly BenchPod[], handlers: number): Promise<number> {
  const listerWatcher: ListerWatcher<BenchPod> = {
    list: async () => ({ metadata: { resourceVersion: "1" }, items: [...pods] }),
    async *watchBatches({ signal }) {
      await new Promise((resolve) => signal?.addEventListener("abort", resolve, { once: true }));
      yield [];
    },
  };
  await using informer = createInformer({ listerWatcher });
  void informer.run();
  await informer.waitForSync();
  const times = [];
  for (let round = 0; round <= rounds; round += 1) {
    let calls = 0;
    const started = performance.now();
    const registrations = Array.from({ length: handlers }, () =>
      informer.addEventHandler({ onAdd: () => void calls++ }),
    );
    await Promise.all(registrations.map((registration) => registration.waitForSync()));
    if (round > 0) times.push((performance.now() - started) / calls);
    for (const registration of registrations) registration.remove();
  }
  return Math.min(...times) * 1e6;
}

import { fileURLToPath } from "node:url";
import { inChild, type Measured } from "./child.ts";
import { buildGoClient } from "./go-client.ts";
import { startBenchServer } from "./server.ts";
import { printTable, progress } from "./table.ts";

/** A server, and how to be let in. */
export interface InformerTarget {
  readonly url: string;
  readonly ca: string;
  /** Empty where everybody is let in. */
  readonly token: string;
}

export interface InformerLoad {
  readonly pods: number;
  /** Changes of which the handler is to hear once the cache has synced. */
  readonly updates: number;
}

const child = fileURLToPath(new URL("informer-child.ts", import.meta.url));

/** From nothing to a synced cache with one index and one handler, then a burst of updates. */
export async function benchInformer(): Promise<void> {
  await informersOf({ pods: 50_000, updates: 50_000 }, ["kubets lazy", "kubets drop", "@kubernetes/client-node"], 3);
  await informersOf({ pods: 150_000, updates: 0 }, ["kubets drop", "kubets lazy"], 1);
}

async function informersOf(load: InformerLoad, variants: readonly string[], rounds: number): Promise<void> {
  console.log(`  ${load.pods} pods and ${load.updates} updates, JSON over TLS from a process of prepared bytes`);
  await using server = await startBenchServer(load.pods, load.updates);
  const target = { url: server.url, ca: server.ca, token: "" };
  const measured = [];
  for (let round = 0; round < rounds; round += 1) {
    measured.push(await measureInformers(target, load, variants, load.updates > 0 ? ["json"] : []));
  }
  printInformers(bestOf(measured));
}

/** One after another, each in a fresh process; client-go in the given modes, where there is a Go to build it. */
export async function measureInformers(
  { url, ca, token }: InformerTarget,
  { pods, updates }: InformerLoad,
  variants: readonly string[],
  goModes: readonly string[],
): Promise<ReadonlyMap<string, Measured>> {
  const results = new Map<string, Measured>();
  const add = (variant: string, measured: Measured): void => {
    progress(variant, measured);
    results.set(variant, measured);
  };
  for (const variant of variants) {
    add(variant, await inChild(child, [variant, url, ca, token, String(pods), String(updates)]));
  }
  await using go = goModes.length > 0 ? await buildGoClient("go-informer") : undefined;
  for (const mode of go ? goModes : []) {
    using program = await go?.start({ url, ca });
    if (program) add(`client-go ${mode}`, await program.run(`informer ${mode} ${pods} ${updates} ${token}`));
  }
  return results;
}

/** Of several rounds, each variant's best in every figure: what others load the machine with makes all of them worse. */
export function bestOf(rounds: readonly ReadonlyMap<string, Measured>[]): ReadonlyMap<string, Measured> {
  const best = new Map<string, Measured>();
  for (const [variant, measured] of rounds.flatMap((round) => [...round])) {
    const before = best.get(variant) ?? measured;
    const least = (figure: (of: Measured) => number | undefined): number =>
      Math.min(figure(before) ?? 0, figure(measured) ?? 0);
    best.set(variant, {
      seconds: least(({ seconds }) => seconds),
      cpuSeconds: least(({ cpuSeconds }) => cpuSeconds),
      peakMegabytes: least(({ peakMegabytes }) => peakMegabytes),
      heapPerObject: least(({ heapPerObject }) => heapPerObject),
      eventsPerSecond: Math.max(before.eventsPerSecond ?? 0, measured.eventsPerSecond ?? 0),
      cpuMicrosPerEvent: least(({ cpuMicrosPerEvent }) => cpuMicrosPerEvent),
    });
  }
  return best;
}

/** Ratios are to the last variant: how many times faster, and the share of its CPU time and memory. */
export function printInformers(results: ReadonlyMap<string, Measured>): void {
  const [, last] = [...results].at(-1) ?? [];
  const rows = [...results].map(([variant, measured]) => {
    const {
      seconds,
      cpuSeconds,
      peakMegabytes,
      heapPerObject = 0,
      eventsPerSecond = 0,
      cpuMicrosPerEvent = 0,
    } = measured;
    const share = (value: number, of = 0): string => (of > 0 ? (value / of).toFixed(2) : "");
    return {
      variant,
      "sync s": seconds.toFixed(2),
      ratio: share(seconds, last?.seconds),
      "cpu s": cpuSeconds.toFixed(2),
      "cpu ratio": share(cpuSeconds, last?.cpuSeconds),
      "heap B/pod": Math.round(heapPerObject),
      "heap ratio": share(heapPerObject, last?.heapPerObject),
      "peak MB": Math.round(peakMegabytes),
      "events/s": Math.round(eventsPerSecond),
      "events ratio": share(eventsPerSecond, last?.eventsPerSecond),
      "cpu µs/event": Number.isFinite(cpuMicrosPerEvent) ? Math.round(cpuMicrosPerEvent) : 0,
    };
  });
  printTable(rows);
}

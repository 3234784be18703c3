import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createRateLimitingQueue, createWorkQueue, type WorkQueue } from "@kubets/workqueue";
import { createPriorityQueue } from "@kubets/workqueue/priority";
import { done, inChild, settledHeap, type Measured } from "./child.ts";
import { median, printTable, type Row } from "./table.ts";

const items = 100_000;
const rounds = 10;
/** A loop over a Map and an array: what the machine has to give. */
const bare = "Map and array";

/** Rates of kubets' queues, and what a delayed item takes, beside the queues of client-go and controller-runtime. */
export async function benchWorkqueue(): Promise<void> {
  const variants: Readonly<Record<string, () => void | Promise<void>>> = {
    [bare]: bareStructure,
    "kubets createWorkQueue": () => cycle(createWorkQueue<number>()),
    "kubets createRateLimitingQueue": () => cycle(createRateLimitingQueue<number>()),
    "kubets createPriorityQueue": () => cycle(createPriorityQueue<number>()),
  };
  const delaying: Readonly<Record<string, () => void>> = {
    [bare]: bareDelays,
    "kubets createRateLimitingQueue": () => delayAll(createRateLimitingQueue<number>()).shutDown(),
    "kubets createPriorityQueue": () => delayAll(createPriorityQueue<number>()).shutDown(),
  };
  const cycles = await rates(variants);
  const delayedAdds = await rates(delaying);
  const bytes = await bytesPerDelay();
  const rows: Row[] = Object.keys(variants).map((variant) => ({
    variant,
    "cycles/s": cycles.get(variant) ?? "",
    "of bare": ratio(cycles, variant),
    "delayed adds/s": delayedAdds.get(variant) ?? "",
    "of bare's": ratio(delayedAdds, variant),
    "bytes a delay": variant === "kubets createRateLimitingQueue" ? bytes : "",
  }));
  printTable([...rows, ...(await goQueues())]);
}

/** How much of the bare structure's speed is left, measured in the same rounds: noise of the machine falls out. */
function ratio(rates: ReadonlyMap<string, number>, variant: string): string {
  const [own, bareOnes] = [rates.get(variant), rates.get(bare)];
  return own === undefined || bareOnes === undefined ? "" : (own / bareOnes).toFixed(2);
}

/** What any queue of delayed items needs, without an order. */
function bareDelays(): void {
  const byItem = new Map<number, { readonly item: number; readonly key: number }>();
  const entries: { readonly item: number; readonly key: number }[] = [];
  for (let item = 0; item < items; item += 1) {
    const entry = { item, key: performance.now() + 3_600_000 + ((item * 7919) % items) };
    byItem.set(item, entry);
    entries.push(entry);
  }
}

/** What any queue that de-duplicates needs. */
function bareStructure(): void {
  const known = new Map<number, true>();
  const queue: number[] = [];
  for (let item = 0; item < items; item += 1) {
    known.set(item, true);
    queue.push(item);
  }
  for (let head = 0; head < items; head += 1) known.delete(queue[head] ?? 0);
}

async function cycle(queue: WorkQueue<number>): Promise<void> {
  for (let item = 0; item < items; item += 1) queue.add(item);
  for (let left = items; left > 0; left -= 1) {
    const item = await queue.get();
    if (item !== undefined) queue.done(item);
  }
  queue.shutDown();
}

/** Delays of hours, in no order: none is due. */
function delayAll<Q extends { addAfter(item: number, delayMs: number): void }>(queue: Q): Q {
  for (let item = 0; item < items; item += 1) queue.addAfter(item, 3_600_000 + ((item * 7919) % items));
  return queue;
}

/**
 * Items a second, the median of all rounds but the first; rounds alternate, so that noise meets all alike. A second is one
 * of this thread's work: on a machine that does nothing else that is the clock's, and on a busy one it does not count the
 * turns of others.
 */
async function rates(
  variants: Readonly<Record<string, () => void | Promise<void>>>,
): Promise<ReadonlyMap<string, number>> {
  const measured = new Map(Object.keys(variants).map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(variants)) {
      const started = process.threadCpuUsage();
      await run();
      const { user, system } = process.threadCpuUsage(started);
      if (round > 0) measured.get(name)?.push((items / (user + system)) * 1_000_000);
    }
  }
  return new Map([...measured].map(([name, values]) => [name, Math.round(median(values))]));
}

/** Measured in a process of its own, whose heap nothing else moves. */
async function bytesPerDelay(): Promise<number> {
  const { heapPerObject = Number.NaN } = await inChild(fileURLToPath(import.meta.url), ["bytes"]);
  return Math.round(heapPerObject);
}

if (process.argv[2] === "bytes" && process.send !== undefined) {
  delayAll(createRateLimitingQueue<number>()).shutDown();
  const before = settledHeap();
  const queue = delayAll(createRateLimitingQueue<number>());
  const heapPerObject = (settledHeap() - before) / items;
  queue.shutDown();
  const nothing: Measured = { seconds: 0, cpuSeconds: 0, peakMegabytes: 0 };
  done({ ...nothing, heapPerObject });
}

interface GoResult {
  readonly variant: string;
  readonly cyclesPerSecond: number;
  readonly delayedAddsPerSecond: number;
  readonly bytesPerDelay: number;
}

/** The queues in Go, measured by a program beside this file; none, and a line that says so, where there is no Go. */
async function goQueues(): Promise<readonly Row[]> {
  const cwd = fileURLToPath(new URL("go-workqueue", import.meta.url));
  try {
    const { stdout } = await promisify(execFile)("go", ["run", "."], { cwd });
    return (JSON.parse(stdout) as GoResult[]).map((result) => ({
      variant: result.variant,
      "cycles/s": Math.round(result.cyclesPerSecond),
      "delayed adds/s": Math.round(result.delayedAddsPerSecond),
      "bytes a delay": Math.round(result.bytesPerDelay),
    }));
  } catch (error) {
    const [reason = ""] = (error as Error).message.split("\n");
    console.log(`  client-go's and controller-runtime's queues are left out: ${reason}`);
    return [];
  }
}

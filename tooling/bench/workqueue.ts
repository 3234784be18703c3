import { createWorkQueue } from "@kubets/workqueue";
import { median, printTable } from "./table.ts";

const items = 100_000;

/** Cycles a second, beside the bare data structure that any de-duplicating queue needs. */
export async function benchWorkqueue(): Promise<void> {
  const variants: Readonly<Record<string, () => Promise<void>>> = {
    "Map and array head": async () => {
      const known = new Map<number, true>();
      const queue: number[] = [];
      for (let item = 0; item < items; item += 1) {
        known.set(item, true);
        queue.push(item);
      }
      for (let head = 0; head < items; head += 1) known.delete(queue[head] ?? 0);
    },
    kubets: async () => {
      const queue = createWorkQueue<number>();
      for (let item = 0; item < items; item += 1) queue.add(item);
      for (let left = items; left > 0; left -= 1) {
        const item = await queue.get();
        if (item !== undefined) queue.done(item);
      }
      queue.shutDown();
    },
  };
  const rates = new Map(Object.keys(variants).map((name) => [name, [] as number[]]));
  for (let round = 0; round < 10; round += 1) {
    for (const [name, run] of Object.entries(variants)) {
      const started = performance.now();
      await run();
      if (round > 0) rates.get(name)?.push((items / (performance.now() - started)) * 1000);
    }
  }
  printTable([...rates].map(([variant, values]) => ({ variant, "cycles/s": Math.round(median(values)) })));
}

// The benchmarks, each beside its peers in one run: `bench [name …]`. Ratios count; absolute figures are the machine's.
import { parseArgs } from "node:util";

/** One benchmark: prints its own table. */
interface Benchmark {
  readonly measures: string;
  readonly run: () => Promise<void>;
}

const benchmarks: Readonly<Record<string, Benchmark>> = {
  get: { measures: "single GETs over TLS", run: async () => (await import("./get.ts")).benchGet() },
  list: { measures: "a list of 20,000 pods into an array", run: async () => (await import("./list.ts")).benchList() },
  informer: {
    measures: "sync of 20,000 pods and 20,000 updates",
    run: async () => (await import("./informer.ts")).benchInformer(),
  },
  cache: { measures: "store updates and handler calls", run: async () => (await import("./cache.ts")).benchCache() },
  workqueue: { measures: "add, get and done", run: async () => (await import("./workqueue.ts")).benchWorkqueue() },
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { help: { type: "boolean", short: "h" } },
});
const unknown = positionals.filter((name) => !(name in benchmarks));
if (values.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`no benchmark ${unknown.join(", ")}`);
  console.log(`bench [name …]\n`);
  for (const [name, { measures }] of Object.entries(benchmarks)) console.log(`  ${name.padEnd(10)} ${measures}`);
  process.exitCode = unknown.length > 0 ? 1 : 0;
} else {
  for (const [name, { measures, run }] of Object.entries(benchmarks)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    console.log(`\n${name}: ${measures}`);
    await run();
  }
}

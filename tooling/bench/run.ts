// The benchmarks, each beside its peers in one run: `bench [name …]`. Ratios count; absolute figures are the machine's.
import { parseArgs } from "node:util";

/** One benchmark: prints its own table. */
interface Benchmark {
  readonly measures: string;
  readonly run: () => Promise<void>;
}

const benchmarks: Readonly<Record<string, Benchmark>> = {
  get: { measures: "single GETs over TLS", run: async () => (await import("./get.ts")).benchGet() },
  list: {
    measures: "lists of 50,000 and 150,000 pods into an array",
    run: async () => (await import("./list.ts")).benchList(),
  },
  watch: { measures: "events of a watch, not kept", run: async () => (await import("./watch.ts")).benchWatch() },
  informer: {
    measures: "sync of 50,000 and 150,000 pods, and 50,000 updates",
    run: async () => (await import("./informer.ts")).benchInformer(),
  },
  "informer-cluster": {
    measures: "sync of 10,000 pods of a real kube-apiserver",
    run: async () => (await import("./informer-cluster.ts")).benchInformerCluster(),
  },
  relist: { measures: "a list of what is known", run: async () => (await import("./relist.ts")).benchRelist() },
  store: { measures: "store updates and handler calls", run: async () => (await import("./store.ts")).benchStore() },
  protobuf: {
    measures: "lists and watches of 20,000 pods in protobuf and in JSON",
    run: async () => (await import("./protobuf.ts")).benchProtobuf(),
  },
  types: { measures: "type-checking ten kinds", run: async () => (await import("./types.ts")).benchTypes() },
  pager: { measures: "150,000 pods, page by page", run: async () => (await import("./pager.ts")).benchPager() },
  mapper: { measures: "look-ups of a REST mapper", run: async () => (await import("./mapper.ts")).benchMapper() },
  fake: {
    measures: "testing-fake and testing-server beside a real kube-apiserver",
    run: async () => (await import("./fake.ts")).benchFake(),
  },
  jsonpath: { measures: "answers a second", run: async () => (await import("./jsonpath.ts")).benchJsonPath() },
  workqueue: { measures: "add, get and done", run: async () => (await import("./workqueue.ts")).benchWorkqueue() },
};

/** Names for several. */
const groups: Readonly<Record<string, readonly string[]>> = {
  rest: ["get", "list", "watch"],
  cache: ["store", "relist", "informer", "informer-cluster"],
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { help: { type: "boolean", short: "h" } },
});
const asked = positionals.flatMap((name) => groups[name] ?? [name]);
const unknown = asked.filter((name) => !(name in benchmarks));
if (values.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`no benchmark ${unknown.join(", ")}`);
  console.log(`bench [name …]\n`);
  for (const [name, { measures }] of Object.entries(benchmarks)) console.log(`  ${name.padEnd(10)} ${measures}`);
  for (const [name, members] of Object.entries(groups)) console.log(`  ${name.padEnd(10)} ${members.join(", ")}`);
  process.exitCode = unknown.length > 0 ? 1 : 0;
} else {
  for (const name of new Set(asked.length > 0 ? asked : Object.keys(benchmarks))) {
    const benchmark = benchmarks[name];
    console.log(`\n${name}: ${benchmark?.measures}`);
    await benchmark?.run();
  }
}

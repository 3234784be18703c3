import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createDynamicClient, type DynamicClient } from "@kubets/dynamic";
import { pods } from "@kubets/kubernetes/core/v1";
import { createRestClient } from "@kubets/rest";
import { createFakeCluster } from "@kubets/testing-fake";
import { createNodeTransport } from "@kubets/transport-node";
import { findBinaries } from "../kube-apiserver/binaries.ts";
import { startKubeApiServer } from "../kube-apiserver/start.ts";
import { inChild } from "./child.ts";
import { startServerProcess } from "./fake-child.ts";
import { median, printTable, type Row } from "./table.ts";

const rounds = 5;
const calls = 400;
const child = fileURLToPath(new URL("./fake-child.ts", import.meta.url));

/** A server by the name of what it is. */
interface Served {
  readonly name: string;
  readonly client: DynamicClient;
}

/** API servers of this project beside a real kube-apiserver: calls, start, memory, watchers, and many of them. */
export async function benchFake(): Promise<void> {
  await benchCalls();
  console.log();
  await benchLife();
}

/** Creates and gets a second of the same client, servers interleaved in rounds. */
async function benchCalls(): Promise<void> {
  await using cleanUp = new AsyncDisposableStack();
  const cluster = cleanUp.use(createFakeCluster());
  const inProcess = createRestClient({ config: cluster.config, transport: cluster.transport() });
  const served: Served[] = [{ name: "testing-fake, in process", client: createDynamicClient({ rest: inProcess }) }];
  const overHttps = (name: string, { url, ca, token }: { url: string; ca: string; token: string }): void => {
    const transport = cleanUp.use(createNodeTransport({ tls: { caData: ca } }));
    const rest = createRestClient({ config: { server: url, credentials: { token } }, transport });
    served.push({ name, client: createDynamicClient({ rest }) });
  };
  overHttps("testing-server, HTTPS", cleanUp.use(await startServerProcess()));
  const binaries = await findBinaries();
  if ("missing" in binaries) console.log(`  kube-apiserver left out: ${binaries.missing}`);
  else overHttps("kube-apiserver", cleanUp.use(await startKubeApiServer({ binaries })));

  for (const parallel of [1, 16]) {
    const rates = new Map(served.map(({ name }) => [name, { create: [] as number[], get: [] as number[] }]));
    for (let round = 0; round < rounds; round++) {
      for (const { name, client } of served) {
        const made = client.resource(pods).namespace("default");
        const prefix = `p-${parallel}-${round}`;
        const create = await rateOf(parallel, (index) => made.create(podOf(`${prefix}-${index}`)));
        const get = await rateOf(parallel, (index) => made.get(`${prefix}-${index}`));
        // The first round warms up.
        if (round === 0) continue;
        rates.get(name)?.create.push(create);
        rates.get(name)?.get.push(get);
      }
    }
    const real = rates.get("kube-apiserver");
    const times = (rate: readonly number[], base: readonly number[] | undefined): string =>
      base ? `${(median(rate) / median(base)).toFixed(1)}x` : "";
    printTable(
      [...rates].map(([name, { create, get }]): Row => ({
        [`${parallel} at a time`]: name,
        "creates/s": Math.round(median(create)),
        "of the real one": times(create, real?.create),
        "gets/s": Math.round(median(get)),
        "of the real one's": times(get, real?.get),
      })),
    );
  }
}

async function rateOf(parallel: number, call: (index: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < calls; index = next++) await call(index);
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: parallel }, worker));
  return (calls * 1000) / (performance.now() - started);
}

function podOf(name: string): object {
  const labels = { app: "web", "pod-template-hash": "5f7c9d8b6" };
  const container = { name: "web", image: "registry.example.com/web:1.4", ports: [{ containerPort: 8080 }] };
  return { metadata: { name, labels }, spec: { containers: [container] } };
}

/** What a server costs over its life, each in a process of its own. */
async function benchLife(): Promise<void> {
  // What is published is what users import; the sources would be stripped of their types first.
  execFileSync("tsc", ["-b", "tooling/tsconfig.build.json"], { cwd: fileURLToPath(new URL("../..", import.meta.url)) });
  const rows: Row[] = [];
  const measure = async (what: string, args: readonly string[], goal: string): Promise<void> => {
    const { seconds, peakMegabytes } = await inChild(child, args, true);
    rows.push({ what, "took ms": Math.round(seconds * 1000), "peak MB": Math.round(peakMegabytes), goal });
  };
  await measure("import and first answer, in process", ["start", "fake"], "50 ms");
  await measure("import and first answer, HTTPS", ["start", "server"], "300 ms");
  await measure("100,000 pods in the store", ["objects", "100000"], "1,500 MB");
  await measure("100 creates, each seen by 1,000 watchers", ["watchers", "1000"], "");
  await measure("slowest get meanwhile", ["starved", "1000"], "");
  await measure("10,000 servers started and closed", ["servers", "10000"], "flat memory");
  printTable(rows);
}

import { fileURLToPath } from "node:url";
import { createDynamicClient, type DynamicClient } from "@kubets/dynamic";
import { pods } from "@kubets/kubernetes/core/v1";
import { createRestClient } from "@kubets/rest";
import { createFakeCluster } from "@kubets/testing-fake";
import { createNodeTransport } from "@kubets/transport-node";
import { findBinaries, type Binaries } from "../kube-apiserver/binaries.ts";
import { startKubeApiServer } from "../kube-apiserver/start.ts";
import { inChild } from "./child.ts";
import { startServerProcess } from "./fake-child.ts";
import { podOf } from "./fake-pods.ts";
import { getsBesideWatchers, type Endpoint } from "./fake-watchers.ts";
import { median, printTable, type Row } from "./table.ts";
import { bundlePackage } from "../bundle/bundle.ts";

const rounds = 7;
/** Rounds until the code is as fast as it gets. */
const warmUp = 3;
const calls = 400;
const watchers = 1000;
const child = fileURLToPath(new URL("./fake-child.ts", import.meta.url));

/** A server by the name of what it is. */
interface Served {
  readonly name: string;
  readonly client: DynamicClient;
}

/** API servers of this project beside a real kube-apiserver: calls, start, memory, watchers, and many of them. */
export async function benchFake(): Promise<void> {
  const binaries = await findBinaries();
  if ("missing" in binaries) console.log(`  kube-apiserver left out: ${binaries.missing}`);
  const real = "missing" in binaries ? undefined : binaries;
  await benchCalls(real);
  console.log();
  await benchLife(real);
}

/** Creates and gets a second of the same client, servers interleaved in rounds. */
async function benchCalls(binaries: Binaries | undefined): Promise<void> {
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
  if (binaries) overHttps("kube-apiserver", cleanUp.use(await startKubeApiServer({ binaries })));

  for (const parallel of [1, 16]) {
    const rates = new Map(served.map(({ name }) => [name, { create: [] as number[], get: [] as number[] }]));
    for (let round = 0; round < rounds; round++) {
      for (const { name, client } of served) {
        const made = client.resource(pods).namespace("default");
        const prefix = `p-${parallel}-${round}`;
        const create = await rateOf(parallel, (index) => made.create(podOf(`${prefix}-${index}`)));
        const get = await rateOf(parallel, (index) => made.get(`${prefix}-${index}`));
        if (round < warmUp) continue;
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

/** What servers cost over their lives, each in a process of its own, beside what the project promises. */
async function benchLife(binaries: Binaries | undefined): Promise<void> {
  const rows: Row[] = [];
  const row = (what: string, fake: string, server: string, real: string, goal: string): void =>
    void rows.push({ what, "testing-fake": fake, "testing-server": server, "kube-apiserver": real, goal });

  const started = performance.now();
  const real = binaries && (await startKubeApiServer({ binaries }));
  const startedMs = performance.now() - started;
  await using _ = real;
  // What is published is what users import.
  for (const name of ["testing-fake", "testing-server"]) {
    await bundlePackage(fileURLToPath(new URL(`../../packages/${name}`, import.meta.url)));
  }
  const first = async (kind: string): Promise<string> => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      times.push((await inChild(child, ["start", kind], "@kubets/bundled")).seconds * 1000);
    }
    return ms(median(times));
  };
  const ready = real ? ms(startedMs) : "";
  row("import to first answer", await first("fake"), await first("server"), ready, "50 ms, 300 ms");

  const { peakMegabytes, seconds } = await inChild(child, ["objects", "100000"]);
  row("100,000 pods in memory", `${Math.round(peakMegabytes)} MB, ${seconds.toFixed(0)} s`, "", "", "1,500 MB");

  const beside = async (endpoint: Endpoint | undefined): Promise<string> => {
    if (!endpoint) return "";
    const { medianMs, slowestMs, dropped } = await getsBesideWatchers(endpoint, watchers);
    return `${ms(medianMs)}, slowest ${ms(slowestMs)}${dropped > 0 ? `, ${dropped} watches dropped` : ""}`;
  };
  using server = await startServerProcess();
  row("a get while 1,000 watch 100 creates", "", await beside(server), await beside(real), "no starving");

  const grown = async (what: string, count: number): Promise<string> =>
    `${(await inChild(child, [what, String(count)])).peakMegabytes.toFixed(1)} MB`;
  row(
    "heap after 10,000 clusters, 500 servers",
    await grown("clusters", 10_000),
    await grown("servers", 500),
    "",
    "flat",
  );
  printTable(rows);
}

const ms = (time: number): string => `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;

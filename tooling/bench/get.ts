import { Agent, request } from "node:https";
import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { createDynamicClient } from "@kubets/dynamic";
import { pods } from "@kubets/kubernetes/core/v1";
import { createRestClient } from "@kubets/rest";
import { createNodeTransport } from "@kubets/transport-node";
import got from "got";
import { startBenchServer } from "./server.ts";
import { median, printTable } from "./table.ts";

const path = "/api/v1/namespaces/a/pods/b";
const rounds = 7;

interface Variant {
  readonly name: string;
  readonly get: () => Promise<unknown>;
}

/** Requests a second and CPU a request, one at a time and 50 at once, variants interleaved in rounds. */
export async function benchGet(): Promise<void> {
  await using server = await startBenchServer(1);
  const bare = new Agent({ keepAlive: true, ca: server.ca, maxSockets: 50 });
  const gotAgent = new Agent({ keepAlive: true, ca: server.ca, maxSockets: 50 });
  await using transport = createNodeTransport({ tls: { caData: server.ca } });
  const rest = createRestClient({ config: { server: server.url }, transport });
  const client = createDynamicClient({ rest });

  const variants: Variant[] = [
    { name: "node:https", get: () => bareGet(`${server.url}${path}`, bare) },
    { name: "got", get: () => got(`${server.url}${path}`, { agent: { https: gotAgent }, retry: { limit: 0 } }).json() },
    { name: "kubets", get: () => client.resource(pods).namespace("a").get("b") },
    { name: "@kubernetes/client-node", get: peer(server.url, server.ca) },
  ];

  for (const { parallel, requests } of [
    { parallel: 1, requests: 200 },
    { parallel: 50, requests: 500 },
  ]) {
    const results = new Map(
      variants.map(({ name }) => [name, { rate: [] as number[], cpu: [] as number[], connections: 0 }]),
    );
    for (let round = 0; round <= rounds; round += 1) {
      const order = round % 2 === 0 ? variants : variants.toReversed();
      for (const { name, get } of order) {
        const before = await server.connections();
        const { seconds, cpuMicros } = await measure(get, requests, parallel);
        const result = results.get(name);
        if (!result || round === 0) continue; // the first round warms up
        result.rate.push(requests / seconds);
        result.cpu.push(cpuMicros / requests);
        result.connections += (await server.connections()) - before;
      }
    }
    const base = median(results.get("node:https")?.rate ?? []);
    printTable(
      [...results].map(([name, { rate, cpu, connections }]) => ({
        [`${parallel} at a time`]: name,
        "requests/s": Math.round(median(rate)),
        "of node:https": `${(median(rate) / base).toFixed(2)}x`,
        "cpu µs": Math.round(Math.min(...cpu)),
        "new connections": connections,
      })),
    );
    console.log();
  }
  bare.destroy();
  gotAgent.destroy();
}

async function measure(
  get: () => Promise<unknown>,
  requests: number,
  parallel: number,
): Promise<{ seconds: number; cpuMicros: number }> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  let left = requests;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await get();
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - started) / 1000, cpuMicros: user + system };
}

function bareGet(url: string, agent: Agent): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  request(url, { agent }, (response) => {
    let text = "";
    response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    response.on("end", () => resolve(JSON.parse(text)));
  })
    .on("error", reject)
    .end();
  return promise;
}

function peer(server: string, ca: string): () => Promise<unknown> {
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: "bench", server, caData: Buffer.from(ca).toString("base64"), skipTLSVerify: false },
    { name: "bench", token: "t" },
  );
  const api = config.makeApiClient(CoreV1Api);
  return () => api.readNamespacedPod({ namespace: "a", name: "b" });
}

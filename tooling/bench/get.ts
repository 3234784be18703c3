import { Agent, request } from "node:https";
import { CoreV1Api } from "@kubernetes/client-node";
import { createDynamicClient } from "@kubets/dynamic";
import { pods } from "@kubets/kubernetes/core/v1";
import { createRestClient } from "@kubets/rest";
import { createNodeTransport } from "@kubets/transport-node";
import got from "got";
import { Agent as UndiciAgent, type Dispatcher } from "undici";
import { buildGoClient } from "./go-client.ts";
import { peerConfig } from "./peer.ts";
import { startBenchServer, type BenchServer } from "./server.ts";
import { median, printTable } from "./table.ts";

const path = "/api/v1/namespaces/a/pods/b";
const rounds = 7;
/** Before it is measured, code is compiled as it is in a program that has run for a while. */
const warmUpRequests = 1000;

/** Does so many calls, so many at once, and says how long they took. */
type Run = (requests: number, parallel: number) => Promise<{ seconds: number; cpuSeconds: number }>;

/** Requests a second and CPU a request, one at a time and 50 at once, variants interleaved in rounds. */
export async function benchGet(): Promise<void> {
  await using server = await startBenchServer(1);
  // As API servers do; client-go speaks HTTP/2 wherever it is spoken to it.
  await using server2 = await startBenchServer(1, 0, true);
  await using goClient = await buildGoClient();
  using go = await goClient?.start(server);
  using go2 = await goClient?.start(server2);
  using cleanUp = new DisposableStack();
  const agent = cleanUp.adopt(new Agent({ keepAlive: true, ca: server.ca }), (used) => used.destroy());
  const gotAgent = cleanUp.adopt(new Agent({ keepAlive: true, ca: server.ca }), (used) => used.destroy());
  const undici = cleanUp.adopt(new UndiciAgent({ connect: { ca: server.ca } }), (used) => void used.destroy());
  await using transport = createNodeTransport({ tls: { caData: server.ca } });
  const client = createDynamicClient({ rest: createRestClient({ config: { server: server.url }, transport }) });
  await using transport2 = createNodeTransport({ tls: { caData: server2.ca }, http2: true });
  const client2 = createDynamicClient({
    rest: createRestClient({ config: { server: server2.url }, transport: transport2 }),
  });
  const peer = peerConfig(server).makeApiClient(CoreV1Api);
  const url = `${server.url}${path}`;

  const variants: Readonly<Record<string, Run>> = {
    "node:https": here(() => bareGet(url, agent)),
    got: here(() => got(url, { agent: { https: gotAgent }, retry: { limit: 0 } }).json()),
    "undici dispatch": here(() => dispatchGet(server, undici)),
    kubets: here(() => client.resource(pods).namespace("a").get("b")),
    "kubets, HTTP/2": here(() => client2.resource(pods).namespace("a").get("b")),
    "@kubernetes/client-node": here(() => peer.readNamespacedPod({ namespace: "a", name: "b" })),
    ...(go && {
      "client-go typed": (requests, parallel) => go.run(`get typed ${requests} ${parallel}`),
      "client-go typed, HTTP/2": (requests, parallel) =>
        go2?.run(`get typed ${requests} ${parallel}`) ?? Promise.reject(new Error("no client-go")),
      "client-go dynamic": (requests, parallel) => go.run(`get dynamic ${requests} ${parallel}`),
    }),
  };

  for (const { parallel, requests } of [
    { parallel: 1, requests: 200 },
    { parallel: 50, requests: 500 },
  ]) {
    const results = await measureInRounds(variants, requests, parallel, server);
    const of = (name: string, rate: number): string => {
      const base = results.get(name);
      return base ? `${(rate / median(base.rate)).toFixed(2)}x` : "";
    };
    printTable(
      [...results].map(([name, { rate, cpu, connections }]) => ({
        [`${parallel} at a time`]: name,
        "requests/s": Math.round(median(rate)),
        "of client-node": of("@kubernetes/client-node", median(rate)),
        "of got": of("got", median(rate)),
        "of client-go typed": of("client-go typed", median(rate)),
        "cpu µs": Math.round(Math.min(...cpu)),
        "cpu of got": (Math.min(...cpu) / Math.min(...(results.get("got")?.cpu ?? []))).toFixed(2),
        "new connections": connections,
      })),
    );
    console.log();
  }
}

interface Result {
  readonly rate: number[];
  readonly cpu: number[];
  connections: number;
}

async function measureInRounds(
  variants: Readonly<Record<string, Run>>,
  requests: number,
  parallel: number,
  server: BenchServer,
): Promise<ReadonlyMap<string, Result>> {
  const results = new Map<string, Result>();
  for (let round = 0; round <= rounds; round += 1) {
    const order = Object.entries(variants);
    for (const [name, run] of round % 2 === 0 ? order : order.toReversed()) {
      const before = await server.connections();
      const { seconds, cpuSeconds } = await run(round === 0 ? warmUpRequests : requests, parallel);
      const result = results.get(name) ?? { rate: [], cpu: [], connections: 0 };
      results.set(name, result);
      if (round === 0) continue;
      result.rate.push(requests / seconds);
      result.cpu.push((cpuSeconds * 1e6) / requests);
      result.connections += (await server.connections()) - before;
    }
  }
  return results;
}

/** Runs calls in this process. */
function here(get: () => Promise<unknown>): Run {
  return async (requests, parallel) => {
    const cpu = process.cpuUsage();
    const started = performance.now();
    let left = requests;
    const worker = async (): Promise<void> => {
      while (left-- > 0) await get();
    };
    await Promise.all(Array.from({ length: parallel }, worker));
    const { user, system } = process.cpuUsage(cpu);
    return { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 };
  };
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

/** The least that any client of JavaScript does for a call. */
function dispatchGet(server: BenchServer, dispatcher: Dispatcher): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const chunks: Buffer[] = [];
  dispatcher.dispatch(
    { origin: server.url, path, method: "GET" },
    {
      onRequestStart: () => undefined,
      onResponseStart: () => undefined,
      onResponseData: (_, chunk) => void chunks.push(chunk),
      onResponseEnd: () => resolve(JSON.parse(Buffer.concat(chunks).toString())),
      onResponseError: (_, error) => reject(error),
    },
  );
  return promise;
}

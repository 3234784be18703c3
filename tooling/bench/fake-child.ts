// What a server of tests costs over its life, measured in a process of its own; and such a server as a process.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { done, settledHeap, startWatch, type Measured } from "./child.ts";

interface ServerProcess extends Disposable {
  readonly url: string;
  readonly ca: string;
  readonly token: string;
}

/** testing-server in a process of its own, as a real one is. */
export function startServerProcess(): Promise<ServerProcess> {
  const { promise, resolve, reject } = Promise.withResolvers<ServerProcess>();
  const child = fork(fileURLToPath(import.meta.url), ["serve"]);
  child.once("exit", (code) => reject(new Error(`testing-server ended with code ${code}`)));
  child.once("message", (served) =>
    resolve({ ...(served as Omit<ServerProcess, keyof Disposable>), [Symbol.dispose]: () => void child.kill() }),
  );
  return promise;
}

async function serve(): Promise<void> {
  const { startTestServer } = await import("@kubets/testing-server");
  const { url, caCertificate, adminToken } = await startTestServer();
  process.send?.({ url, ca: caCertificate, token: adminToken });
}

/** From the import to the first answer. */
async function start(kind: string | undefined): Promise<Measured> {
  const watch = startWatch();
  if (kind === "server") {
    const { startTestServer } = await import("@kubets/testing-server");
    await using server = await startTestServer();
    await get(server.cluster);
    return watch.stop();
  }
  const { createFakeCluster } = await import("@kubets/testing-fake");
  await using cluster = createFakeCluster();
  await get(cluster);
  return watch.stop();
}

type Cluster = Awaited<ReturnType<typeof openCluster>>;

async function openCluster() {
  const { createFakeCluster } = await import("@kubets/testing-fake");
  return createFakeCluster();
}

function get(cluster: Cluster, path = "/api/v1/namespaces/default"): Promise<unknown> {
  return cluster
    .transport()
    .send({ method: "GET", url: `${cluster.config.server}${path}`, headers: [], reading: "whole" });
}

async function create(cluster: Cluster, name: string): Promise<void> {
  const body = JSON.stringify({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { app: "web", "pod-template-hash": "5f7c9d8b6" } },
    spec: { containers: [{ name: "web", image: "registry.example.com/web:1.4", ports: [{ containerPort: 8080 }] }] },
  });
  const url = `${cluster.config.server}/api/v1/namespaces/default/pods`;
  const headers = [["content-type", "application/json"]] as const;
  const { status } = await cluster.transport().send({ method: "POST", url, headers, body, reading: "whole" });
  if (status !== 201) throw new Error(`a create was answered ${status}`);
}

async function objects(count: number): Promise<Measured> {
  await using cluster = await openCluster();
  const watch = startWatch();
  for (let index = 0; index < count; index++) await create(cluster, `p-${index}`);
  return watch.stop();
}

/** Many watchers of one resource, each reading all it is sent. */
async function watched(watchers: number, measured: (cluster: Cluster) => Promise<Measured>): Promise<Measured> {
  await using cluster = await openCluster();
  const creates = 100;
  let events = 0;
  const everythingSeen = Promise.withResolvers<void>();
  const read = async (): Promise<void> => {
    const url = `${cluster.config.server}/api/v1/namespaces/default/pods?watch=1`;
    const { body } = await cluster.transport().send({ method: "GET", url, headers: [], reading: "whole" });
    for await (const chunk of body) {
      for (const byte of chunk) if (byte === 10 && ++events === watchers * creates) everythingSeen.resolve();
    }
  };
  const ended = Promise.allSettled(Array.from({ length: watchers }, read));
  const result = await measured(cluster);
  await everythingSeen.promise;
  cluster.dropWatches();
  await ended;
  return result;
}

function watchers(count: number): Promise<Measured> {
  return watched(count, async (cluster) => {
    const watch = startWatch();
    for (let index = 0; index < 100; index++) await create(cluster, `p-${index}`);
    return watch.stop();
  });
}

function starved(count: number): Promise<Measured> {
  return watched(count, async (cluster) => {
    const { peakMegabytes, cpuSeconds } = startWatch().stop();
    let slowest = 0;
    const creating = (async () => {
      for (let index = 0; index < 100; index++) await create(cluster, `p-${index}`);
    })();
    for (let index = 0; index < 100; index++) {
      const started = performance.now();
      await get(cluster);
      slowest = Math.max(slowest, performance.now() - started);
    }
    await creating;
    return { seconds: slowest / 1000, cpuSeconds, peakMegabytes };
  });
}

/** The peak is what the heap has grown by after the first thousand. */
async function servers(count: number): Promise<Measured> {
  const { createFakeCluster } = await import("@kubets/testing-fake");
  const one = async (): Promise<void> => {
    await using cluster = createFakeCluster();
    await create(cluster, "p");
  };
  for (let index = 0; index < 1000; index++) await one();
  const before = settledHeap();
  const watch = startWatch();
  for (let index = 0; index < count; index++) await one();
  const { seconds, cpuSeconds } = watch.stop();
  return { seconds, cpuSeconds, peakMegabytes: (settledHeap() - before) / 2 ** 20 };
}

const [what, argument] = process.argv.slice(2);
const measurements: Readonly<Record<string, () => Promise<Measured>>> = {
  start: () => start(argument),
  objects: () => objects(Number(argument)),
  watchers: () => watchers(Number(argument)),
  starved: () => starved(Number(argument)),
  servers: () => servers(Number(argument)),
};
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (what === "serve") await serve();
  else {
    const measure = measurements[what ?? ""];
    if (measure) done(await measure());
  }
}

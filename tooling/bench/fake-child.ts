// What a server of tests costs over its life, measured in a process of its own; and such a server as a process.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TestServer } from "@kubets/testing-server";
import { done, settledHeap, startWatch, type Measured } from "./child.ts";
import { podBody } from "./fake-pods.ts";

export interface ServerProcess extends Disposable {
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
    await getOverHttps(server);
    return watch.stop();
  }
  const { createFakeCluster } = await import("@kubets/testing-fake");
  await using cluster = createFakeCluster();
  await get(cluster);
  return watch.stop();
}

async function getOverHttps({ url, caCertificate, adminToken }: TestServer): Promise<void> {
  const { get: send } = await import("node:https");
  const headers = { authorization: `Bearer ${adminToken}` };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  send(`${url}/api/v1/namespaces/default`, { ca: caCertificate, headers, agent: false }, (answer) => {
    answer.resume().once("end", resolve);
  }).once("error", reject);
  return promise;
}

type Cluster = Awaited<ReturnType<typeof openCluster>>;

async function openCluster() {
  const { createFakeCluster } = await import("@kubets/testing-fake");
  return createFakeCluster();
}

function get(cluster: Cluster): Promise<unknown> {
  const url = `${cluster.config.server}/api/v1/namespaces/default`;
  return cluster.transport().send({ method: "GET", url, headers: [], reading: "whole" });
}

async function create(cluster: Cluster, name: string): Promise<void> {
  const url = `${cluster.config.server}/api/v1/namespaces/default/pods`;
  const headers = [["content-type", "application/json"]] as const;
  const request = { method: "POST", url, headers, body: podBody(name), reading: "whole" } as const;
  const { status } = await cluster.transport().send(request);
  if (status !== 201) throw new Error(`a create was answered ${status}`);
}

async function objects(count: number): Promise<Measured> {
  await using cluster = await openCluster();
  const watch = startWatch();
  for (let index = 0; index < count; index++) await create(cluster, `p-${index}`);
  return watch.stop();
}

/** The peak is what the heap has grown by after the first. */
async function clusters(count: number): Promise<Measured> {
  const { createFakeCluster } = await import("@kubets/testing-fake");
  return grown(count, async () => {
    await using cluster = createFakeCluster();
    await create(cluster, "p");
  });
}

async function servers(count: number): Promise<Measured> {
  const { startTestServer } = await import("@kubets/testing-server");
  return grown(count, async () => {
    await using server = await startTestServer();
    await getOverHttps(server);
  });
}

async function grown(count: number, once: () => Promise<void>): Promise<Measured> {
  for (let index = 0; index < count / 10; index++) await once();
  const before = settledHeap();
  const watch = startWatch();
  for (let index = 0; index < count; index++) await once();
  const { seconds, cpuSeconds } = watch.stop();
  return { seconds, cpuSeconds, peakMegabytes: (settledHeap() - before) / 2 ** 20 };
}

const [what, argument] = process.argv.slice(2);
const measurements: Readonly<Record<string, () => Promise<Measured>>> = {
  start: () => start(argument),
  objects: () => objects(Number(argument)),
  clusters: () => clusters(Number(argument)),
  servers: () => servers(Number(argument)),
};
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (what === "serve") await serve();
  else {
    const measure = measurements[what ?? ""];
    if (measure) done(await measure());
  }
}

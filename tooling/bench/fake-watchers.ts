// Many watches of one resource, and how long requests take while all of them are told of creates.
import { connect, type ClientHttp2Session } from "node:http2";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { podBody } from "./fake-pods.ts";
import { median } from "./table.ts";

/** An API server, and who may call it. */
export interface Endpoint {
  readonly url: string;
  readonly ca: string;
  readonly token: string;
}

export interface Latencies {
  readonly medianMs: number;
  readonly slowestMs: number;
}

interface Watching extends Endpoint {
  readonly watchers: number;
  readonly events: number;
}

const path = "/api/v1/namespaces/default/pods";
/** Servers allow so many streams of a connection, and more. */
const streamsEach = 50;
const creates = 100;

/** Gets of one namespace, one after the other, while a hundred pods are created that so many watches see. */
export async function getsBesideWatchers(endpoint: Endpoint, watchers: number): Promise<Latencies> {
  const watching: Watching = { ...endpoint, watchers, events: watchers * creates };
  const worker = new Worker(new URL(import.meta.url), { workerData: watching, execArgv: process.execArgv });
  const ended = new Promise<void>((resolve, reject) => {
    worker.once("exit", () => resolve());
    worker.once("error", reject);
  });
  await new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  const session = connect(endpoint.url, { ca: endpoint.ca });
  const latencies: number[] = [];
  let creating = true;
  const created = (async () => {
    for (let index = 0; index < creates; index++) {
      await call(session, endpoint, "POST", path, podBody(`watched-${index}`));
    }
    creating = false;
  })();
  while (creating) {
    const started = performance.now();
    await call(session, endpoint, "GET", "/api/v1/namespaces/default");
    latencies.push(performance.now() - started);
  }
  await created;
  session.close();
  // Every watch has seen every create.
  await ended;
  return { medianMs: median(latencies), slowestMs: Math.max(...latencies) };
}

function call(
  session: ClientHttp2Session,
  { token }: Endpoint,
  method: string,
  to: string,
  body?: string,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const authorization = `Bearer ${token}`;
  const stream = session.request({ ":method": method, ":path": to, authorization, "content-type": "application/json" });
  stream.once("response", ({ ":status": status = 0 }) => {
    if (status >= 300) reject(new Error(`${method} ${to} was answered ${status}`));
  });
  stream.once("error", reject);
  stream.resume().once("end", resolve);
  stream.end(body);
  return promise;
}

/** In a thread of its own: opens the watches, says that they are there, and ends once all of them have seen everything. */
async function watch({ url, ca, token, watchers, events }: Watching): Promise<void> {
  const seen = Promise.withResolvers<void>();
  const sessions: ClientHttp2Session[] = [];
  let left = events;
  for (let opened = 0; opened < watchers; opened += streamsEach) {
    const session = connect(url, { ca });
    sessions.push(session);
    const begun = Array.from({ length: Math.min(streamsEach, watchers - opened) }, () => {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const stream = session.request({ ":path": `${path}?watch=1`, authorization: `Bearer ${token}` });
      stream.once("response", resolve);
      stream.once("error", reject);
      stream.on("data", (chunk: Buffer) => {
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) left--;
        if (left <= 0) seen.resolve();
      });
      return promise;
    });
    await Promise.all(begun);
  }
  parentPort?.postMessage("watching");
  await seen.promise;
  for (const session of sessions) session.destroy();
}

if (!isMainThread) await watch(workerData as Watching);

// Many watches of one resource, and how long requests take while all of them are told of creates.
import { fork } from "node:child_process";
import { connect, type ClientHttp2Session } from "node:http2";
import { fileURLToPath } from "node:url";
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
  /** Watches that the server ended before they had seen everything: a real one does that to those that it finds slow. */
  readonly dropped: number;
}

const path = "/api/v1/namespaces/default/pods";
/** Servers allow so many streams of a connection, and more. */
const streamsEach = 50;
const creates = 100;

/** Gets of one namespace, one after the other, while a hundred pods are created that so many watches see. */
export async function getsBesideWatchers(endpoint: Endpoint, watchers: number): Promise<Latencies> {
  const { url, ca, token } = endpoint;
  const child = fork(fileURLToPath(import.meta.url), [url, ca, token, String(watchers)]);
  const ended = Promise.withResolvers<void>();
  child.once("exit", (code) => (code === 0 ? ended.resolve() : ended.reject(new Error(`watching ended with ${code}`))));
  let dropped = 0;
  await Promise.race([new Promise((resolve) => child.once("message", resolve)), ended.promise]);
  child.on("message", (count) => (dropped = Number(count)));
  const session = connect(endpoint.url, { ca: endpoint.ca });
  const latencies: number[] = [];
  const work = { over: false };
  const creating = (async () => {
    try {
      for (let index = 0; index < creates; index++) {
        await call(session, endpoint, "POST", path, podBody(`watched-${index}`));
      }
    } finally {
      work.over = true;
    }
  })();
  while (!work.over) {
    const started = performance.now();
    await call(session, endpoint, "GET", "/api/v1/namespaces/default");
    latencies.push(performance.now() - started);
  }
  try {
    await creating;
  } catch (error) {
    child.kill();
    throw error;
  }
  session.close();
  // Every watch has seen every create.
  await ended.promise;
  return { medianMs: median(latencies), slowestMs: Math.max(...latencies), dropped };
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

/** In a process of its own: opens the watches, says that they are there, and ends once all of them have seen everything. */
async function watch({ url, ca, token }: Endpoint, watchers: number): Promise<void> {
  const seen = Promise.withResolvers<void>();
  const sessions: ClientHttp2Session[] = [];
  let watching = watchers;
  let dropped = 0;
  for (let opened = 0; opened < watchers; opened += streamsEach) {
    const session = connect(url, { ca });
    sessions.push(session);
    const begun = Array.from({ length: Math.min(streamsEach, watchers - opened) }, () => {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const stream = session.request({ ":path": `${path}?watch=1`, authorization: `Bearer ${token}` });
      stream.once("response", ({ ":status": status = 0 }) => {
        if (status === 200) resolve(status);
        else reject(new Error(`a watch was answered ${status}`));
      });
      stream.once("error", reject);
      let left = creates;
      stream.on("data", (chunk: Buffer) => {
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) left--;
        if (left === 0) stream.close();
      });
      stream.once("close", () => {
        if (left > 0) dropped++;
        if (--watching === 0) seen.resolve();
      });
      return promise;
    });
    await Promise.all(begun);
  }
  process.send?.("watching");
  await seen.promise;
  for (const session of sessions) session.destroy();
  process.send?.(dropped, () => process.disconnect());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [url = "", ca = "", token = "", watchers] = process.argv.slice(2);
  await watch({ url, ca, token }, Number(watchers));
}

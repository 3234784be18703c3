// A loopback API server of prepared bytes, as a process of its own, so that the client is what is measured.
import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createSecureServer } from "node:http2";
import { createServer, type Server } from "node:https";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createPod } from "./pods.ts";

export interface BenchServer extends AsyncDisposable {
  readonly url: string;
  readonly ca: string;
  /** TLS connections accepted so far. */
  connections(): Promise<number>;
}

/** Makes pieces of about 64 KiB, as a server writes them. */
const podsAPiece = 10;

const testdata = new URL("../../packages/transport-node/testdata/", import.meta.url);

/**
 * Serves one pod, a list of `pods` pods, whole or in pages of 10 pods or multiples of it, and a watch that sends `updates`
 * updates at once and then stays open. It speaks HTTP/1.1, and HTTP/2 too where that is wanted.
 */
export async function startBenchServer(pods: number, updates = 0, http2 = false): Promise<BenchServer> {
  const args = [String(pods), String(updates), ...(http2 ? ["http2"] : [])];
  const child = fork(fileURLToPath(import.meta.url), args, { stdio: "inherit" });
  const answers: ((value: number) => void)[] = [];
  child.on("message", (value: number) => answers.shift()?.(value));
  const ask = (): Promise<number> => new Promise((resolve) => answers.push(resolve));
  const port = await ask();
  return {
    url: `https://localhost:${port}`,
    ca: readFileSync(new URL("ca.pem", testdata), "utf8"),
    connections() {
      child.send("connections");
      return ask();
    },
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.disconnect();
      await ended;
    },
  };
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url))
  serve(Number(process.argv[2]), Number(process.argv[3]), process.argv[4] === "http2");

function serve(pods: number, updates: number, http2: boolean): void {
  const one = Buffer.from(JSON.stringify(createPod(1, 1, true)));
  const pieces = Array.from({ length: Math.ceil(pods / podsAPiece) }, (_, piece) => {
    const first = piece * podsAPiece;
    const length = Math.min(podsAPiece, pods - first);
    const items = Array.from({ length }, (__, index) => JSON.stringify(createPod(first + index)));
    return Buffer.from(`${first > 0 ? "," : ""}${items.join(",")}`);
  });
  const events: Buffer[] = [];
  for (let index = 0; index < updates; index += 1) {
    const object = createPod(index % Math.max(pods, 1), 600_000 + index, true);
    events.push(Buffer.from(`${JSON.stringify({ type: "MODIFIED", object })}\n`));
  }

  const options = {
    key: readFileSync(new URL("server-key.pem", testdata)),
    cert: readFileSync(new URL("server.pem", testdata)),
  };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? "/", "https://localhost");
    response.setHeader("content-type", "application/json");
    if (url.searchParams.has("watch")) void write(response, events, false);
    else if (url.pathname.endsWith("/pods")) void write(response, page(pieces, url.searchParams), true);
    else response.end(one);
  };
  // The same as far as it is used here.
  const server = http2
    ? (createSecureServer({ ...options, allowHTTP1: true }).on("request", answer as never) as unknown as Server)
    : createServer(options, answer);
  // A connection that the server gives up just as a client takes it would end a run.
  server.keepAliveTimeout = 600_000;
  let connections = 0;
  server.on("secureConnection", () => (connections += 1));
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    process.send?.(typeof address === "object" ? address?.port : 0);
  });
  process.on("message", () => process.send?.(connections));
  process.on("disconnect", () => process.exit(0));
}

/** A list, or the page of it that is asked for. */
function* page(pieces: readonly Buffer[], query: URLSearchParams): Generator<Buffer> {
  const from = Number(query.get("continue") ?? 0);
  const limit = Number(query.get("limit") ?? 0);
  const to = limit > 0 ? Math.min(from + Math.ceil(limit / podsAPiece), pieces.length) : pieces.length;
  const next = to < pieces.length ? `,"continue":"${to}"` : "";
  yield Buffer.from(`{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"500000"${next}},"items":[`);
  for (const [index, piece] of pieces.slice(from, to).entries()) {
    // The comma is between two items of this page.
    yield index === 0 && from > 0 ? piece.subarray(1) : piece;
  }
  yield Buffer.from("]}\n");
}

/** A client that goes away in the middle is no failure of the server's. */
async function write(response: ServerResponse, buffers: Iterable<Buffer>, end: boolean): Promise<void> {
  response.flushHeaders();
  await pipeline(Readable.from(buffers, { objectMode: true }), response, { end }).catch(() => {});
}

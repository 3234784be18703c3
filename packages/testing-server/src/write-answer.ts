import type { StatusDetails } from "@kubets/apimachinery";
import type { ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";
import { brokenConnection, type ApiServerResponse } from "@kubets/testing-fake";
import type { Refusal } from "./impersonation.ts";
import { compressed, compressedPiece } from "./compress.ts";
import type { Header } from "./headers.ts";
import { watchTurn } from "./watch-turn.ts";

/** HTTP/1.1 and HTTP/2 alike: the two share their methods, but no type for them. */
export type Response = ServerResponse | Http2ServerResponse;

/** Answers above this size are compressed for clients that take it, as a kube-apiserver does. */
const compressFrom = 128 * 1024;

const gzipHeaders: readonly Header[] = [
  ["content-encoding", "gzip"],
  ["vary", "Accept-Encoding"],
];

export interface WriteOptions {
  /** Whether the client takes gzip. */
  readonly gzip: boolean;
  /** Fires when the peer is gone. */
  readonly signal: AbortSignal;
}

/** Writes an answer: whole, or as it comes into being and no faster than the peer takes it. */
export async function writeAnswer(
  answer: ApiServerResponse,
  response: Response,
  { gzip, signal }: WriteOptions,
): Promise<void> {
  const { status, headers, body, compress = "large" } = answer;
  if (status === brokenConnection) {
    // The whole connection, as a network that fails would: with HTTP/2, all that shares it.
    if ("stream" in response) response.stream.session?.destroy();
    else response.socket?.destroy();
    return;
  }
  if (typeof body !== "string" && !(body instanceof Uint8Array)) {
    await writeStream(answer, body, response, { gzip: gzip && compress === "pieces", signal });
    return;
  }
  let bytes: Uint8Array = typeof body === "string" ? Buffer.from(body) : body;
  const extra: Header[] = [];
  if (gzip && compress === "large" && bytes.length > compressFrom) {
    bytes = await compressed(bytes);
    extra.push(...gzipHeaders);
  }
  // An answer without a body must not claim a length: caches take that of a 304 for the length of what they have.
  if (status !== 304 && status !== 204) extra.push(["content-length", `${bytes.length}`]);
  begin(response, status, [...headers, ...extra]);
  (response as ServerResponse).end(bytes);
}

async function writeStream(
  { status, headers }: ApiServerResponse,
  body: AsyncIterable<string | Uint8Array>,
  response: Response,
  { gzip, signal }: WriteOptions,
): Promise<void> {
  begin(response, status, gzip ? [...headers, ...gzipHeaders] : headers);
  // A watch shows that it has begun before its first event.
  (response as ServerResponse).flushHeaders();
  for await (const piece of body) {
    const chunk = gzip ? await compressedPiece(piece) : piece;
    for (let pause = watchTurn(); pause; pause = watchTurn()) await pause;
    if (signal.aborted) return;
    if (!(response as ServerResponse).write(chunk)) await drained(response, signal);
  }
  response.end();
}

function begin(response: Response, status: number, headers: readonly Header[]): void {
  response.statusCode = status;
  const values = new Map<string, string[]>();
  for (const [name, value] of headers) values.set(name, [...(values.get(name) ?? []), value]);
  for (const [name, [first = "", ...more]] of values)
    response.setHeader(name, more.length === 0 ? first : [first, ...more]);
}

/** Until the peer has taken what it was sent, or is gone. */
function drained(response: Response, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = (): void => {
    response.off("drain", done);
    signal.removeEventListener("abort", done);
    resolve();
  };
  response.once("drain", done);
  signal.addEventListener("abort", done);
  if (signal.aborted) done();
  return promise;
}

/** A failure that this server itself answers, before the API server has seen the request. */
export function statusAnswer(
  code: number,
  reason: string,
  message: string,
  details?: StatusDetails,
): ApiServerResponse {
  const status = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    reason,
    ...(details && { details }),
    code,
  };
  return {
    status: code,
    headers: [
      ["content-type", "application/json"],
      ["cache-control", "no-cache, private"],
    ],
    body: `${JSON.stringify(status)}\n`,
  };
}

/** Why somebody is not let in. */
export function refusalAnswer({ code, reason, message, details }: Refusal): ApiServerResponse {
  return statusAnswer(code, reason, message, details);
}

import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { headerValue, type TransportRequest, type TransportResponse } from "@kubets/rest";
import { toBody } from "./body.ts";
import type { ConnectionPool } from "./connection-pool.ts";
import { toTransportError } from "./errors.ts";
import { fromRawHeaders, toNodeHeaders } from "./headers.ts";

/**
 * Sends by Node's own client, on the same connections as got. A watch lives beside a large heap: got gathers its chunks
 * in new buffers of 64 KiB, which makes the garbage collector go through that heap two to three times as often.
 */
export async function sendBare(request: TransportRequest, pool: ConnectionPool): Promise<TransportResponse> {
  const { url, method, headers, body, signal } = request;
  const failure = (cause: unknown) => toTransportError(cause, url, signal);
  const secure = url.startsWith("https:");
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  // Node tells a request of its signal only once it has a connection, which a proxy may take long to open.
  const onAbort = (): void => reject(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    const options = { method, headers: toNodeHeaders(headers), ...(signal && { signal }) };
    const outgoing = secure
      ? httpsRequest(url, { ...options, agent: pool.https })
      : httpRequest(url, { ...options, agent: pool.http });
    outgoing.once("response", resolve);
    outgoing.on("error", reject);
    outgoing.end(body);
    const answer = await promise;
    const compressed =
      answer.headers["content-encoding"] === "gzip" && headerValue(headers, "accept-encoding") !== undefined;
    return {
      status: answer.statusCode ?? 0,
      headers: fromRawHeaders(answer.rawHeaders, compressed),
      // Whichever of the two ends or fails takes the other along.
      body: toBody(compressed ? pipeline(answer, createGunzip(), () => undefined) : answer, failure),
    };
  } catch (error) {
    throw failure(error);
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}

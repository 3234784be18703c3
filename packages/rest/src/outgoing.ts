import { encodeQuery } from "./request.ts";
import type { ApiRequest } from "./rest-client.ts";
import type { Header, Reading, TransportRequest } from "./transport.ts";

/** What a client adds to every request. */
export interface OutgoingOptions {
  readonly server: string;
  readonly gzip: boolean;
  /** Sent after the client's own. */
  readonly headers?: readonly Header[] | undefined;
}

const json = "application/json";

/**
 * The request as a transport sends it: a pure function of what is asked. A time limit is told to the server too, unless
 * the request has its own (F012, C66); 0 is none.
 */
export function toTransportRequest(
  { method, path, query = [], body, accept = json, contentType = json, headers = [] }: ApiRequest,
  reading: Reading,
  timeoutMs: number,
  options: OutgoingOptions,
): TransportRequest {
  const pairs = [...query];
  if (timeoutMs && !query.some(([name]) => name === "timeout")) {
    pairs.push(["timeout", timeoutMs % 1000 === 0 ? `${timeoutMs / 1000}s` : `${timeoutMs}ms`]);
  }
  const own: Header[] = [["accept", accept]];
  if (body !== undefined) own.push(["content-type", contentType]);
  // Servers compress no watches.
  if (options.gzip && reading !== "watch") own.push(["accept-encoding", "gzip"]);
  return {
    method,
    url: options.server + path + (pairs.length > 0 ? `?${encodeQuery(pairs)}` : ""),
    headers: [...own, ...headers, ...(options.headers ?? [])],
    body: body === undefined || typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
    reading,
  };
}

import { describeQuery, encodeQuery } from "./request.ts";
import type { AskedRequest } from "./response.ts";
import type { ApiRequest } from "./rest-client.ts";
import type { Header, Reading, TransportRequest } from "./transport.ts";

/** What a client adds to every request. */
export interface OutgoingOptions {
  readonly server: string;
  readonly gzip: boolean;
  /** Sent after the client's own. */
  readonly headers?: readonly Header[] | undefined;
}

/** The request as a transport sends it: a pure function of what is asked. */
export function toTransportRequest(
  {
    method,
    path,
    query = [],
    body,
    accept = "application/json",
    contentType = "application/json",
    ...request
  }: ApiRequest,
  reading: Reading,
  { server, gzip, headers: more = [] }: OutgoingOptions,
): Omit<TransportRequest, "signal"> {
  const headers: Header[] = [["accept", accept]];
  if (body !== undefined) headers.push(["content-type", contentType]);
  // Servers compress no watches.
  if (gzip && reading !== "watch") headers.push(["accept-encoding", "gzip"]);
  headers.push(...(request.headers ?? []), ...more);
  return {
    method,
    url: server + path + (query.length > 0 ? `?${encodeQuery(query)}` : ""),
    headers,
    body: body === undefined || typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
    reading,
  };
}

/** The request as errors and warnings name it. */
export function toAskedRequest({ method, path, query = [] }: ApiRequest, server: string): AskedRequest {
  return { method, url: server + path + describeQuery(query) };
}

/** Asks the server too to give up after this client's time limit (F012, C66); 0 is none. */
export function withServerTimeout(request: ApiRequest, timeoutMs: number): ApiRequest {
  const { query = [] } = request;
  if (!timeoutMs || query.some(([name]) => name === "timeout")) return request;
  return {
    ...request,
    query: [...query, ["timeout", timeoutMs % 1000 === 0 ? `${timeoutMs / 1000}s` : `${timeoutMs}ms`]],
  };
}

import type { ClusterConfig } from "./config.ts";
import { encodeQuery } from "./request.ts";
import type { ApiRequest } from "./rest-client.ts";
import type { Header, Reading, TransportRequest } from "./transport.ts";

const json = "application/json";

/**
 * The request as a transport sends it: a pure function of what is asked. A time limit is told to the server too, unless
 * the request has its own (F012, C66); 0 is none.
 */
export function toTransportRequest(
  { method, path, query = [], body, accept = json, contentType = json, headers = [] }: ApiRequest,
  reading: Reading,
  timeoutMs: number,
  server: string,
  config: ClusterConfig,
): TransportRequest {
  const pairs = [...query];
  if (timeoutMs && !query.some(([name]) => name === "timeout")) pairs.push(["timeout", `${timeoutMs / 1000}s`]);
  const own: Header[] = [["accept", accept]];
  if (body !== undefined) own.push(["content-type", contentType]);
  // Servers compress no watches.
  if (!config.disableCompression && reading !== "watch") own.push(["accept-encoding", "gzip"]);
  return {
    method,
    url: server + path + (pairs.length > 0 ? "?" : "") + encodeQuery(pairs),
    headers: [...own, ...headers, ...(config.headers ?? [])],
    body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
    reading,
  };
}

import type { Middleware, TransportRequest, TransportResponse } from "./transport.ts";

type Send = (request: TransportRequest) => Promise<TransportResponse>;

/** Sends through the layers, the first outermost: it sees the request first and the answer last. */
export function compose(layers: readonly Middleware[], send: Send): Send {
  return layers.reduceRight<Send>((next, layer) => (request) => layer(request, next), send);
}

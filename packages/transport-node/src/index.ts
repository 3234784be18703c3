export { createNodeTransport, type NodeTransport, type NodeTransportOptions } from "./node-transport.ts";
export type { TransportMetrics } from "./transport-metrics.ts";

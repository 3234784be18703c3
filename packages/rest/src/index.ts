// A client of one API server
export { createRestClient, type RestClientOptions } from "./create-rest-client.ts";
export { createRateLimiter, type RateLimiter, type RateLimiterOptions } from "./rate-limit.ts";
export type { ApiRequest, CallOptions, DecodeOptions, ManagedFieldsMode, RestClient } from "./rest-client.ts";
export type {
  CertificateSource,
  ClientCertificate,
  ClusterConfig,
  Credentials,
  Impersonation,
  TlsOptions,
  TokenSource,
} from "./config.ts";
export { anonymousConfig } from "./anonymous.ts";
export { createFetchTransport, type FetchTransportOptions } from "./fetch-transport.ts";
export { createFetchTransportFor } from "./fetch-transport-for.ts";
export {
  createWebSocketOpener,
  openPlatformWebSocket,
  type PlatformWebSocket,
  type WebSocketEvent,
  type WebSocketOpenerOptions,
} from "./web-socket.ts";
export { openWebSocketByFetch } from "./web-socket-by-fetch.ts";
export type { Logger } from "./logger.ts";
export { parseWarnings, type Warning } from "./warnings.ts";

// Layers
export { authProxy, type ProxiedUser } from "./auth-proxy.ts";
export { backOffByHost, type BackOffOptions } from "./back-off.ts";
export { limitByFlow, type LimitByFlowOptions } from "./limit-by-flow.ts";
export type { WaitOptions } from "./long-waits.ts";
export { reportCalls, type ReportOptions } from "./report-calls.ts";
export { debugRequests, type DebugOptions } from "./debug-requests.ts";
export { measureRequests, type RequestMeasurement, type RequestMetrics } from "./measure-requests.ts";
export type { RequestLabels } from "./request-labels.ts";
export { type RequestSpan, type TracedOutcome, type TracedRequest, traceRequests } from "./trace-requests.ts";

// Requests as values
export {
  describeRequest,
  encodeQuery,
  listQuery,
  queryOf,
  type QueryPairs,
  resourcePath,
  type ResourcePathOptions,
  watchQuery,
} from "./request.ts";

// For transports and layers
export {
  checkRequest,
  type Header,
  headerValue,
  type Middleware,
  type Reading,
  type Retry,
  type Transport,
  type TransportRequest,
  type TransportResponse,
  type WebSocketConnection,
} from "./transport.ts";
export { abortedError, decodeError, invalidRequest, isConnectionLost, networkError } from "./errors.ts";
export { askedOf, type AskedRequest } from "./asked-request.ts";
export { responseError } from "./response.ts";

// Bytes to objects, for those who bring their own requests
export { decodeList } from "./list-items.ts";
export { decodeWatch, type DecodeWatchOptions } from "./watch.ts";

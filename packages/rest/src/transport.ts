/**
 * The only seam between kubets and the network. A transport knows connections, TLS and bytes; it knows nothing of
 * Kubernetes, adds no credentials, follows no redirects, retries nothing and treats every HTTP status as an answer.
 */

/** A header; names may repeat (`Impersonate-Group` does), so headers are a list of pairs. */
export type Header = readonly [name: string, value: string];

/**
 * How a body will be read, so that a transport can choose its way:
 * - `whole`: read at once, small
 * - `stream`: read as it arrives: long lists, logs
 * - `watch`: lives for minutes and trickles
 */
export type Reading = "whole" | "stream" | "watch";

/** A request as it goes out: a plain value. */
export interface TransportRequest {
  readonly method: string;
  /** Absolute and already escaped. */
  readonly url: string;
  readonly headers: readonly Header[];
  readonly body?: Uint8Array | string | undefined;
  readonly reading: Reading;
  /** Ends the call and the reading of its body; both then reject. */
  readonly signal?: AbortSignal | undefined;
}

/** An answer: its head, and a body that is still to be read. */
export interface TransportResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: readonly Header[];
  /**
   * The bytes, decompressed, as they arrive; to be read once, or ended by `return()` of its iterator, which frees the
   * connection. A body cut short rejects with reason `Network`.
   */
  readonly body: AsyncIterable<Uint8Array>;
}

/** An open WebSocket; disposing it closes it. */
export interface WebSocketConnection extends AsyncDisposable {
  /** The subprotocol the server chose. */
  readonly protocol: string;
  /** Messages in order; ends when the peer closes, rejects when the connection breaks. */
  readonly messages: AsyncIterable<Uint8Array | string>;
  /** Resolves once the message is handed to the system. */
  send(message: Uint8Array | string): Promise<void>;
  close(code?: number, reason?: string): void;
}

/**
 * Sends requests. Failures are KubernetesErrors of the reasons `Network`, `TLS`, `Aborted`, `Unsupported` or
 * `UpgradeFailed`, with the system's error as `cause`.
 */
export interface Transport extends AsyncDisposable {
  send(request: TransportRequest): Promise<TransportResponse>;
  openWebSocket(request: TransportRequest, protocols: readonly string[]): Promise<WebSocketConnection>;
  /** Closes all connections; calls under way reject. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Wraps a transport: may change the request, the answer, both, or answer by itself. */
export type Middleware = (
  request: TransportRequest,
  next: (request: TransportRequest) => Promise<TransportResponse>,
) => Promise<TransportResponse>;

/** The first value of a header, whatever its case. */
export function headerValue(headers: readonly Header[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const [key, value] of headers) if (key.toLowerCase() === wanted) return value;
  return undefined;
}

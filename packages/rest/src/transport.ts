import type { KubernetesError } from "@kubets/apimachinery";
import { invalidRequest } from "./errors.ts";
import type { decodeList } from "./list-items.ts";
import { parseHttpUrl } from "./server-url.ts";
import type { decodeWatch } from "./watch.ts";

/**
 * The only seam between kubets and the network. A transport knows connections, TLS and bytes; it knows nothing of
 * Kubernetes, adds no credentials, follows no redirects, retries nothing and treats every HTTP status as an answer.
 */

/** A header; names may repeat (`Impersonate-Group` does), so headers are a list of pairs. */
export type Header = readonly [name: string, value: string];

/**
 * How a body will be read, so that a transport can choose its way:
 * - `whole`: read at once, small
 * - `list`: read as it arrives, long and without pauses
 * - `stream`: read as it arrives, and may be silent for as long as it likes: followed logs
 * - `watch`: lives for minutes and trickles
 */
export type Reading = "whole" | "list" | "stream" | "watch";

/** What makes an attempt one more. */
export interface Retry {
  /** 1 for the first retry. */
  readonly count: number;
  /** The failure of the attempt before. */
  readonly after: KubernetesError;
}

/** A request as it goes out: a plain value. */
export interface TransportRequest {
  readonly method: string;
  /** Absolute and already escaped. */
  readonly url: string;
  readonly headers: readonly Header[];
  readonly body?: Uint8Array | string | undefined;
  readonly reading: Reading;
  /** Where this is another attempt of a call: for layers. */
  readonly retry?: Retry | undefined;
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
  /** Decodes the body in place of {@link decodeList}: from a layer that knows another format, whose `body` is JSON too. */
  readonly decodeList?: typeof decodeList | undefined;
  /** The same for {@link decodeWatch}. */
  readonly decodeWatch?: typeof decodeWatch | undefined;
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
  return headers.find(([key]) => key.toLowerCase() === wanted)?.[1];
}

/**
 * Gives the address of a request, for transports, before they send. Throws InvalidRequest where the request cannot go out as
 * it is: an address that is no absolute URL of http or https, or holds a password, and a header with a line's end or another
 * character that HTTP has no place for. Neither the address nor a header's value, which may be secrets, is said.
 */
export function checkRequest({ url, headers }: Pick<TransportRequest, "url" | "headers">): URL {
  const address = parseHttpUrl(url, "url", "InvalidRequest");
  for (const [name, value] of headers) {
    if (/[^\t -~\x80-\xff]/.test(name + value)) {
      throw invalidRequest(`header ${name} holds a line break or the like`);
    }
  }
  return address;
}

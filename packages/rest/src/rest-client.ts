import type { KubernetesList, Recognizer, WatchEvent } from "@kubets/apimachinery";
import type { Header, Transport, TransportResponse, WebSocketConnection } from "./transport.ts";

/**
 * A request to an API server as a pure value: building one does no I/O. `path` is absolute on the server (`/api/v1/pods`)
 * and already escaped; the client puts the server's base URL before it.
 */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  /** Sent in this order, exactly as given. */
  readonly query?: readonly (readonly [name: string, value: string])[] | undefined;
  /** An object is sent as JSON; text and bytes as they are. */
  readonly body?: unknown;
  /** Default `application/json`. */
  readonly contentType?: string | undefined;
  /** Default `application/json`. */
  readonly accept?: string | undefined;
  readonly headers?: readonly Header[] | undefined;
}

/** What one call may set for itself. */
export interface CallOptions {
  /** Ends the call with reason `Aborted`, in whatever it is: waiting, sending, reading or backing off. */
  readonly signal?: AbortSignal | undefined;
  /** Deadline of a unary call, in place of the client's; 0 is none. Watches and streams have none. */
  readonly timeoutMs?: number | undefined;
}

/** How `metadata.managedFields` comes back: unparsed behind a getter (same meaning, less memory), left out, or parsed. */
export type ManagedFieldsMode = "lazy" | "drop" | "parse";

/** What a call that decodes objects may set besides. */
export interface DecodeOptions extends CallOptions {
  /** Default `lazy`. */
  readonly managedFields?: ManagedFieldsMode | undefined;
  /** Knows items and events again from their bytes. Default: each is parsed. */
  readonly recognize?: Recognizer | undefined;
}

/**
 * Talks to one API server. Every failure is a KubernetesError: what the server answered, or why nothing came.
 * All methods authenticate, throttle and retry alike.
 */
export interface RestClient extends AsyncDisposable {
  /** The server's base URL, without credentials. */
  readonly server: string;
  /** The namespace of calls that name none; `default` where nothing else says so. */
  readonly namespace: string;
  readonly transport: Transport;
  /** The whole body as JSON; `undefined` where it is empty. */
  json<T>(request: ApiRequest, options?: CallOptions): Promise<T>;
  /** The whole body as text. */
  text(request: ApiRequest, options?: CallOptions): Promise<string>;
  /** One page of a list, decoded item by item while it arrives; items of typed lists get the list's kind. */
  list<T>(request: ApiRequest, options?: DecodeOptions): Promise<KubernetesList<T>>;
  /**
   * The events of a watch, in order, in the batches in which they arrived. Ends when the server ends the stream; throws
   * on an ERROR event, a body cut short and an undecodable line, after all events before it.
   */
  watch<T>(request: ApiRequest, options?: DecodeOptions): AsyncIterable<readonly WatchEvent<T>[]>;
  /** The answer with its body still to be read; a failure status throws. */
  stream(request: ApiRequest, options?: CallOptions): Promise<TransportResponse>;
  openWebSocket(request: ApiRequest, protocols: readonly string[], options?: CallOptions): Promise<WebSocketConnection>;
  /** Closes the transport. */
  [Symbol.asyncDispose](): Promise<void>;
}

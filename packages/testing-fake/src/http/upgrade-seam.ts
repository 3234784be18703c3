import type { ApiServerRequest } from "./api-server.ts";

/** A request to go on as something else than HTTP. */
export interface UpgradeRequest extends ApiServerRequest {
  readonly upgrade: "websocket" | "spdy";
  /** The subprotocols that the client offers, the most wanted first. */
  readonly protocols: readonly string[];
}

/** The other side of a WebSocket, as the server sees it. */
export interface MessageSocket {
  /** To be read once; ends when the peer closes. */
  readonly messages: AsyncIterable<string | Uint8Array>;
  /** Fires when the peer is gone, however. */
  readonly signal: AbortSignal;
  /** Resolves when there is room for more. */
  send(message: string | Uint8Array): Promise<void>;
  close(code: number, reason?: string): void;
  /** Breaks the connection without a goodbye. */
  terminate(): void;
}

/** One of many streams of bytes on one connection. */
export interface PeerStream {
  /** What the peer says of it; names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** To be read once; ends when the peer has sent all. */
  readonly readable: AsyncIterable<Uint8Array>;
  /** Resolves when there is room for more. */
  write(bytes: Uint8Array): Promise<void>;
  /** Nothing more will be written. */
  end(): void;
}

/** A connection on which the peer opens streams: SPDY, bare or within a WebSocket. */
export interface StreamConnection {
  readonly streams: AsyncIterable<PeerStream>;
  /** Fires when the peer is gone. */
  readonly signal: AbortSignal;
  close(): void;
}

/** What a request goes on as; `serve` ends with the connection's work, and closes it. */
export type Upgraded =
  | { readonly framing: "messages"; readonly protocol: string; serve(socket: MessageSocket): Promise<void> }
  | { readonly framing: "streams"; readonly protocol: string; serve(connection: StreamConnection): Promise<void> };

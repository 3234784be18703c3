import type { Header } from "../transport.ts";

/**
 * One step of an answer. A case writes into its request how it wants to be answered, so that a server knows no case:
 * - `hints`: an informational answer (103) before the head
 * - `head`: status and headers
 * - `text`: so many times this text; `echo`: the request's body; `gzip`: this text, compressed where the server can
 * - `hold`: waits until the case says go, or the peer is gone
 * - `cut`: ends or resets the connection where it stands; `raw`: so many times these bytes in place of HTTP, the end behind them
 * - `trailers`: headers behind the body
 *
 * An answer that is not cut ends in good order after its last step.
 */
export type AnswerStep =
  | { readonly hints: true }
  | { readonly head: number; readonly headers?: readonly Header[] | undefined }
  | { readonly text: string; readonly times?: number | undefined }
  | { readonly echo: true }
  | { readonly gzip: string; readonly times: number }
  | { readonly trailers: readonly Header[] }
  | { readonly hold: true }
  | { readonly cut: "end" | "reset" }
  | { readonly raw: string; readonly times?: number | undefined };

/** How a WebSocket is answered; `protocol` is the one to choose, by default the first that is asked for. */
export interface SocketScript {
  /**
   * `echo` sends each message back; `say` sends two texts and closes; `break` sends one and breaks the connection; `refuse`
   * answers the opening with 403 and a Status; `hold` never answers it.
   */
  readonly act: "echo" | "say" | "break" | "refuse" | "hold";
  readonly protocol?: string | undefined;
}

/** What a server has seen of a request, as cases ask it. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query as on the wire. */
  readonly target: string;
  /** Names in lower case, in the order in which they came. */
  readonly headers: readonly Header[];
  /** Each byte as one character. */
  readonly body: string;
  /** The same number for requests that came over the same connection. */
  readonly connection: number;
}

/** Bytes as a text of one character each, and back: what is asked about them travels as JSON. */
export function binaryText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

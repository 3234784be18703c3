import type { UnstructuredObject } from "@kubets/apimachinery";
import type { UserInfo } from "../http/api-server.ts";

/** The container that a request is about. */
export interface ContainerContext {
  readonly namespace: string;
  /** The name of the pod. */
  readonly pod: string;
  readonly container: string;
  /** A copy of the pod as it is when the request comes. */
  readonly object: UnstructuredObject;
  readonly user: UserInfo;
  /** Fires when the client is gone. */
  readonly signal: AbortSignal;
}

/** Where a handler writes. Text is sent as UTF-8. Resolves when there is room for more; after the client has gone, at once. */
export interface Output {
  /** May be taken apart from its object. */
  readonly write: (data: string | Uint8Array) => Promise<void>;
}

/** In characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A terminal or a pair of pipes to a program that does not exist: the handler plays its part. */
export interface AttachSession extends ContainerContext {
  readonly tty: boolean;
  /** What the client types, until it ends its input; nothing where it sends none. To be read once. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Where the client did not ask for an output, what is written goes nowhere. With a terminal, all of it is stdout. */
  readonly stdout: Output;
  readonly stderr: Output;
  /** The sizes of the client's terminal, the first at once; nothing without a terminal. */
  readonly resizes: AsyncIterable<TerminalSize>;
}

/** A command in a container. */
export interface ExecSession extends AttachSession {
  readonly command: readonly string[];
}

/** What is asked of a log. `tailLines`, `sinceTime`, `limitBytes` and `timestamps` are seen to, whatever a handler returns. */
export interface LogRequest extends ContainerContext {
  /** The client waits for more: the log may be an async iterable that goes on until `signal` fires. */
  readonly follow: boolean;
  /** Of the container's former life. */
  readonly previous: boolean;
  readonly tailLines: number | undefined;
}

/** One line of a log, without its end; the time in RFC 3339, by default that at which it is read. */
export type LogLine = string | { readonly text: string; readonly time?: string | undefined };

/** A text of lines, lines, or lines that come as time passes. */
export type Log = string | Iterable<LogLine> | AsyncIterable<LogLine>;

/** One connection to a port of a pod. */
export interface PortForwardSession extends Omit<ContainerContext, "container">, Output {
  readonly port: number;
  /** What the client sends, until it ends that. To be read once. */
  readonly readable: AsyncIterable<Uint8Array>;
}

/**
 * The containers of a cluster without containers. What has no handler is answered 501. What a handler throws is the
 * failure that its client sees.
 */
export interface PodHandlers {
  /** Runs a command; resolves with its exit code, nothing is 0. The connection ends then. */
  readonly exec?: ((session: ExecSession) => number | void | Promise<number | void>) | undefined;
  /** Plays the container's own program. */
  readonly attach?: ((session: AttachSession) => number | void | Promise<number | void>) | undefined;
  readonly logs?: ((request: LogRequest) => Log | Promise<Log>) | undefined;
  /** Plays the program that listens at a port; the connection ends when it resolves. */
  readonly portForward?: ((session: PortForwardSession) => void | Promise<void>) | undefined;
}

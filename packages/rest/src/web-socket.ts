import { KubernetesError } from "@kubets/apimachinery";
import { askedOf } from "./asked-request.ts";
import { abortedError, networkError } from "./errors.ts";
import { checkRequest, type Header, type Transport, type TransportRequest } from "./transport.ts";

/** What is used of a platform's WebSocket, which each names by another type. */
export interface PlatformWebSocket {
  readonly protocol: string;
  readonly readyState: number;
  binaryType: string;
  send(message: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: string, listener: (event: WebSocketEvent) => void): void;
}

/** What is used of the events of a platform's WebSocket. */
export interface WebSocketEvent {
  readonly data?: unknown;
  readonly code?: number;
  readonly wasClean?: boolean;
}

/** How WebSockets come about on a platform. */
export interface WebSocketOpenerOptions {
  /**
   * Begins to open one, of `ws:` or `wss:`, with headers: Deno and Bun have `new WebSocket(url, { protocols, headers })`.
   * Default: the platform's `new WebSocket(url, protocols)`, which cannot have any.
   */
  readonly create: (
    url: string,
    options: {
      readonly protocols: readonly string[];
      readonly headers: readonly Header[];
      readonly signal?: AbortSignal | undefined;
    },
  ) => Promise<PlatformWebSocket>;
}

const open = 1;

/** Opens WebSockets with headers, where a platform has its own way to do so; for {@link createFetchTransport}. */
export function createWebSocketOpener({ create }: WebSocketOpenerOptions): Transport["openWebSocket"] {
  return async (request, protocols) => {
    const { url, headers, signal } = request;
    if (signal?.aborted) throw abortedError(signal);
    checkRequest(request);
    const socket = await create(url.replace(/^http/, "ws"), { protocols, headers, signal }).catch((error: unknown) => {
      throw networkError(error, request, signal);
    });
    socket.binaryType = "arraybuffer";
    const waiting: (Uint8Array | string)[] = [];
    const { promise: opened, resolve, reject } = Promise.withResolvers<void>();
    /** Why there is no more to come; `clean` is the peer's or this side's good end. */
    let ended: { readonly clean: boolean; readonly cause: unknown } | undefined;
    let wake = (): void => undefined;
    const end = (clean: boolean, cause: unknown): void => {
      signal?.removeEventListener("abort", abort);
      ended ??= { clean, cause };
      reject(broken("no WebSocket could be opened; why, the platform does not say", "UpgradeFailed"));
      wake();
    };
    // The peer may be long in closing its side, or be gone.
    const abort = (): void => {
      end(false, signal?.reason);
      socket.close();
    };
    const broken = (what: string, reason: "Network" | "UpgradeFailed"): KubernetesError =>
      signal?.aborted
        ? abortedError(signal)
        : new KubernetesError(what, { reason, request: askedOf(request), cause: ended?.cause });

    signal?.addEventListener("abort", abort);
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("message", ({ data }) => {
      waiting.push(typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer));
      wake();
    });
    socket.addEventListener("close", ({ wasClean = false, code }) =>
      end(wasClean, new Error(`the WebSocket was closed with code ${code}`)),
    );
    if (signal?.aborted) abort();
    else if (socket.readyState === open) resolve();
    await opened;
    const { protocol } = socket;
    if (protocol && !protocols.includes(protocol)) {
      socket.close();
      throw broken("the server chose a subprotocol that was not asked for", "UpgradeFailed");
    }

    return {
      protocol,
      messages: (async function* () {
        for (;;) {
          const message = waiting.shift();
          if (message !== undefined) yield message;
          else if (ended?.clean) return;
          else if (ended) throw broken("the WebSocket broke", "Network");
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      })(),
      async send(message) {
        if (socket.readyState !== open) throw broken("the WebSocket is closed", "Network");
        socket.send(message as Uint8Array<ArrayBuffer> | string);
      },
      close: (code, reason) => socket.close(code, reason),
      async [Symbol.asyncDispose]() {
        socket.close();
      },
    };
  };
}

/** Headers without which the server would see somebody else, or nobody. */
const identity = /^(authorization|impersonate-.*)$/i;

/**
 * Opens WebSockets of the platform, for {@link createFetchTransport}. No program may set headers there in a browser: a
 * bearer token goes as a subprotocol, which API servers take beside another one, though not every proxy before them. Other
 * credentials and impersonation are Unsupported, and nothing is sent; other headers are left out. Why a handshake failed, the
 * platform does not say: UpgradeFailed has no code.
 */
export const openPlatformWebSocket: Transport["openWebSocket"] = async (request, protocols) => {
  const offered = [...protocols];
  for (const [name, value] of request.headers) {
    const [, token] = /^Bearer (.+)$/i.exec(value) ?? [];
    if (token && /^authorization$/i.test(name) && offered.length > 0) offered.push(bearerProtocol(token));
    else if (identity.test(name)) throw cannotSend(name);
  }
  return openWithout(request, offered);
};

const openWithout = createWebSocketOpener({ create: async (url, { protocols }) => new WebSocket(url, [...protocols]) });

/** The subprotocol by which a browser says who it is. */
function bearerProtocol(token: string): string {
  const text = btoa(String.fromCharCode(...new TextEncoder().encode(token)));
  return `base64url.bearer.authorization.k8s.io.${text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

function cannotSend(name: TransportRequest["headers"][number][0]): KubernetesError {
  const message = `this platform's WebSockets cannot send the header ${name}: use another transport`;
  return new KubernetesError(message, { reason: "Unsupported" });
}

import { KubernetesError } from "@kubets/apimachinery";
import { abortedError, checkRequest, type TlsOptions, type Transport, type TransportRequest } from "@kubets/rest";
import type { Clock } from "@kubets/wait";
import type { WebSocket } from "ws";
import { backgroundClock } from "./background-clock.ts";
import { readHttp2Health } from "./http2-options.ts";
import { sendByHttp2 } from "./http2-request.ts";
import { sendByNode } from "./node-request.ts";
import { createPoolSource } from "./pool-source.ts";
import { chooseProxy } from "./proxy.ts";
import type { Sending } from "./sending.ts";
import type { TransportMetrics } from "./transport-metrics.ts";
import { openWebSocket } from "./web-socket.ts";

/** What of a cluster's configuration concerns a transport, where a ClusterConfig fits, and how its connections are kept. */
export interface NodeTransportOptions {
  readonly tls?: TlsOptions | undefined;
  /**
   * A proxy for every request, `http://`, `https://` or `socks5://`; user and password may stand in it (F038). It opens a
   * connection to the server and sees nothing of what goes through, except where the server itself speaks no TLS.
   */
  readonly proxyUrl?: string | undefined;
  /**
   * Without `proxyUrl`, the variables that name proxies: HTTPS_PROXY, HTTP_PROXY and NO_PROXY, which may hold ranges of
   * addresses; and those about HTTP/2. Default: none is looked at; `process.env` makes a program behave as others on its
   * machine.
   */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * Path of a Unix socket that the server listens at, such as that of `kubectl proxy --unix-socket`. The address of a request
   * then says only what is asked for and whether TLS is spoken; no proxy is used.
   */
  readonly socketPath?: string | undefined;
  /**
   * Whether calls and watches over TLS share one connection of HTTP/2, where the server speaks it; with others HTTP/1.1 is
   * spoken. Default false. DISABLE_HTTP2, HTTP2_READ_IDLE_TIMEOUT_SECONDS and HTTP2_PING_TIMEOUT_SECONDS of `environment`
   * count as they do for client-go (F037). WebSockets have connections of their own.
   */
  readonly http2?: boolean | undefined;
  /**
   * How long a server may owe bytes, in milliseconds, before its connection is taken for dead and the call rejects as
   * `Network`: for the head of any answer, and for the body of all but streams. Default 630,000, which is longer than the longest watch that a reflector asks for; 0 is for ever.
   */
  readonly silenceMs?: number | undefined;
  /** Largest answer that is read whole, in bytes and decompressed; a larger one rejects as `Decode`. Default 256 MiB. */
  readonly maxWholeBytes?: number | undefined;
  /** Hears of name look-ups and of certificates that change. */
  readonly metrics?: TransportMetrics | undefined;
  /** Default: the system's, whose timers keep no process alive. */
  readonly clock?: Clock | undefined;
}

/** A transport that can end its connections on demand. */
export interface NodeTransport extends Transport {
  /**
   * Ends all connections, in use or not, WebSockets included; calls under way reject as `Network`, and the next call opens
   * a new one (F170): after an address has begun to lead elsewhere, for one.
   */
  closeConnections(): void;
}

/**
 * Creates the transport for Node: one pool of keep-alive connections for its whole life, TLS with own authorities and
 * client certificates, proxies, WebSockets with headers.
 *
 * Certificates may change while it lives. Files are looked at again before a request, at most once a second; a
 * `certificateSource` is asked before each. Another client certificate closes all connections, another authority the idle
 * ones (F033, F034, F046). A file that cannot be used changes nothing.
 *
 * Throws Configuration where certificates cannot be read or do not fit, and on what is no proxy's address, before any
 * connection is made.
 */
export function createNodeTransport({
  tls,
  proxyUrl,
  environment,
  socketPath,
  http2 = false,
  silenceMs = 630_000,
  maxWholeBytes = 2 ** 28,
  metrics,
  clock = backgroundClock,
}: NodeTransportOptions = {}): NodeTransport {
  const pools = createPoolSource({
    tls,
    proxyFor: chooseProxy(proxyUrl, environment),
    socketPath,
    http2: readHttp2Health(http2, environment),
    metrics,
    clock,
  });
  // The pool lets go of a connection that became a WebSocket.
  const sockets = new Set<WebSocket>();
  const closed = new AbortController();
  const ensureOpen = (signal: AbortSignal | undefined): void => {
    if (signal?.aborted) throw abortedError(signal);
    if (closed.signal.aborted) throw new KubernetesError("the transport is closed", { reason: "Aborted" });
  };
  const prepare = async (request: TransportRequest): Promise<Sending> => {
    ensureOpen(request.signal);
    const url = checkRequest(request);
    const pool = await pools.current(request.signal);
    ensureOpen(request.signal);
    return { url, pool, clock, silenceMs, maxWholeBytes };
  };

  return {
    async send(request) {
      const sending = await prepare(request);
      const { url, pool } = sending;
      const answer = pool.http2 && url.protocol === "https:" && (await sendByHttp2(request, sending, pool.http2));
      return answer || sendByNode(request, sending);
    },

    async openWebSocket(request, protocols) {
      return openWebSocket(request, protocols, await prepare(request), sockets);
    },

    closeConnections() {
      pools.rotate();
    },

    async [Symbol.asyncDispose]() {
      closed.abort();
      pools.close();
      for (const socket of sockets) socket.terminate();
    },
  };
}

import { KubernetesError } from "@kubets/apimachinery";
import { abortedError, type TlsOptions, type Transport } from "@kubets/rest";
import type { WebSocket } from "ws";
import { sendBare } from "./bare-request.ts";
import { sendStreaming, sendWhole } from "./got-requests.ts";
import { createPoolSource } from "./pool-source.ts";
import { chooseProxy } from "./proxy.ts";
import { openWebSocket } from "./web-socket.ts";

/** What of a cluster's configuration concerns a transport: a ClusterConfig fits. */
export interface NodeTransportOptions {
  readonly tls?: TlsOptions | undefined;
  /**
   * A proxy for every request, `http://`, `https://` or `socks5://`; user and password may stand in it (F038). It opens a
   * connection to the server and sees nothing of what goes through, except where the server itself speaks no TLS.
   */
  readonly proxyUrl?: string | undefined;
  /**
   * Without `proxyUrl`, the variables that name proxies: HTTPS_PROXY, HTTP_PROXY and NO_PROXY, which may hold ranges of
   * addresses. Default: none is looked at; `process.env` makes a program behave as others on its machine.
   */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** Milliseconds that pass evenly, by which certificate files are looked at again. Default: the system's. */
  readonly now?: (() => number) | undefined;
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
  now = () => performance.now(),
}: NodeTransportOptions = {}): Transport {
  const pools = createPoolSource({ tls, proxyFor: chooseProxy(proxyUrl, environment), now });
  // The pool lets go of a connection that became a WebSocket.
  const sockets = new Set<WebSocket>();
  const closed = new AbortController();
  const ensureOpen = (signal: AbortSignal | undefined): void => {
    if (signal?.aborted) throw abortedError(signal);
    if (closed.signal.aborted) throw new KubernetesError("the transport is closed", { reason: "Aborted" });
  };

  return {
    async send(request) {
      ensureOpen(request.signal);
      const pool = await pools.current(request.signal);
      ensureOpen(request.signal);
      if (request.reading === "whole") return sendWhole(request, pool);
      return request.reading === "watch" ? sendBare(request, pool) : sendStreaming(request, pool);
    },

    async openWebSocket(request, protocols) {
      ensureOpen(request.signal);
      const pool = await pools.current(request.signal);
      ensureOpen(request.signal);
      return openWebSocket(request, protocols, pool, sockets);
    },

    async [Symbol.asyncDispose]() {
      closed.abort();
      pools.close();
      for (const socket of sockets) socket.terminate();
    },
  };
}

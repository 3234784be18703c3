import { KubernetesError } from "@kubets/apimachinery";
import { abortedError, type TlsOptions, type Transport } from "@kubets/rest";
import type { WebSocket } from "ws";
import { sendBare } from "./bare-request.ts";
import { sendStreaming, sendWhole } from "./got-requests.ts";
import { createPoolSource } from "./pool-source.ts";
import { openWebSocket } from "./web-socket.ts";

/** What of a cluster's configuration concerns a transport: a ClusterConfig fits. */
export interface NodeTransportOptions {
  readonly tls?: TlsOptions | undefined;
  /** Not supported yet: an error. */
  readonly proxyUrl?: string | undefined;
}

/**
 * Creates the transport for Node: one pool of keep-alive connections for its whole life, TLS with own authorities and
 * client certificates, WebSockets with headers. Certificate files are read once, now; a `certificateSource` is asked before
 * each request, and closes all connections when its certificate changes (F046).
 *
 * Throws Configuration where certificates cannot be read or do not fit, before any connection is made.
 */
export function createNodeTransport({ tls, proxyUrl }: NodeTransportOptions = {}): Transport {
  if (proxyUrl) throw new KubernetesError("proxy-url is not supported yet", { reason: "Unsupported" });
  const pools = createPoolSource(tls);
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

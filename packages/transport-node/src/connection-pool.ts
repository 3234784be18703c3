import { Agent as HttpAgent, type ClientRequestArgs } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Clock } from "@kubets/wait";
import { backgroundClock } from "./background-clock.ts";
import { openDivertible } from "./connection-bytes.ts";
import { type Dialing, keepAlive, keepAliveMs, limitDialing } from "./dialing.ts";
import { dialTls } from "./dial-tls.ts";
import type { Http2Health } from "./http2-options.ts";
import { createHttp2Sessions, type Http2Sessions } from "./http2-sessions.ts";
import { trimIdleConnections } from "./idle-connections.ts";
import { withoutBrackets } from "./no-proxy.ts";
import { measureLookup, type TransportMetrics } from "./transport-metrics.ts";
import { openTunnel } from "./tunnel.ts";

/** Connections that calls share, for the life of a transport: one handshake serves many calls (D01). */
export interface ConnectionPool {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  /** For calls over TLS, where it is wanted. */
  readonly http2?: Http2Sessions | undefined;
  /** Whether no connection is left. */
  readonly empty: boolean;
  /** Ends all connections, in use or not, and those that became something else too; the pool stays usable (F170). */
  rotate(): void;
  /** Ends idle connections now, and those in use with their call: nothing new is to be sent here. */
  retire(): void;
  /** Ends all connections, in use or not. */
  close(): void;
}

/** What a pool is made of. */
export interface ConnectionPoolOptions extends Omit<Dialing, "clock" | "signal" | "opened"> {
  /** Default: no HTTP/2. */
  readonly http2?: Http2Health | undefined;
  readonly metrics?: TransportMetrics | undefined;
  readonly clock?: Clock | undefined;
}

/** Creates a pool without a connection. */
export function createConnectionPool(options: ConnectionPoolOptions): ConnectionPool {
  const { tls, socketPath, clock = backgroundClock } = options;
  const keeping = { keepAlive: true, keepAliveMsecs: keepAliveMs, ...(socketPath && { socketPath }) };
  const http = new HttpAgent(keeping);
  const https = new HttpsAgent({ ...keeping, ...tls });
  const agents = [http, https];
  const closing = new AbortController();
  const open = new Set<Duplex>();
  const dialing: Dialing = {
    ...options,
    clock,
    signal: closing.signal,
    opened(socket) {
      open.add(socket);
      measureLookup(socket, clock, options.metrics);
      socket.once("close", () => open.delete(socket));
    },
  };
  for (const agent of agents) dialBy(agent, agent === https, dialing);
  const http2 =
    options.http2 &&
    createHttp2Sessions({
      health: options.http2,
      clock,
      dial: (url, protocols) => dialTls(url, protocols, dialing),
    });
  const trimming = trimIdleConnections(agents, clock);
  return {
    http,
    https,
    http2,
    get empty() {
      if (http2 && !http2.empty) return false;
      return agents.every((agent) => [agent.sockets, agent.freeSockets, agent.requests].every(isEmpty));
    },
    rotate() {
      for (const socket of open) socket.destroy();
    },
    retire() {
      trimming[Symbol.dispose]();
      http2?.retire();
      for (const agent of agents) {
        agent.maxFreeSockets = 0;
        for (const idle of Object.values(agent.freeSockets)) idle?.forEach((socket) => socket.destroy());
      }
    },
    close() {
      trimming[Symbol.dispose]();
      closing.abort();
      http2?.close();
      for (const agent of agents) agent.destroy();
    },
  };
}

/** Makes an agent open its connections within the limits, and through proxies (F038). */
function dialBy(agent: HttpAgent, secure: boolean, dialing: Dialing): void {
  const { proxyFor, proxyTls, clock, signal, opened } = dialing;
  const connect = agent.createConnection.bind(agent);
  const dial: typeof connect = (options, done) => {
    const socket = openDivertible((reading) => connect({ ...options, ...reading }, done) as Socket);
    opened(keepAlive(socket));
    limitDialing(socket, secure, "socket" in options, clock);
    return socket;
  };
  agent.createConnection = (options: ClientRequestArgs, done) => {
    const target = { host: withoutBrackets(options.host ?? ""), port: Number(options.port) };
    const proxy = options.socketPath ? undefined : proxyFor?.(target, secure);
    if (!proxy) return dial(options, done);
    void (async () => {
      try {
        const socket = await openTunnel(proxy, target, proxyTls, signal);
        // The agent's own way to connect speaks TLS on a socket that is there, and resumes sessions.
        if (secure) return done?.(null, dial({ ...options, socket } as ClientRequestArgs, undefined) ?? socket);
        opened(socket);
        done?.(null, socket);
      } catch (error) {
        (done as ((error: unknown) => void) | undefined)?.(error);
      }
    })();
    return undefined;
  };
}

function isEmpty(table: object): boolean {
  return Object.keys(table).length === 0;
}

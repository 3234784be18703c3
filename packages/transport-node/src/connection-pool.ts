import { Agent as HttpAgent, type ClientRequestArgs } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { ConnectionOptions } from "node:tls";
import type { Clock } from "@kubets/wait";
import { backgroundClock } from "./background-clock.ts";
import { limitDialing } from "./dial-limits.ts";
import { trimIdleConnections } from "./idle-connections.ts";
import type { ProxyChoice } from "./proxy.ts";
import { openTunnel } from "./tunnel.ts";

/** Connections that calls share, for the life of a transport: one handshake serves many calls (D01). */
export interface ConnectionPool {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
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
export interface ConnectionPoolOptions {
  /** Verifies servers, and identifies to them. */
  readonly tls: ConnectionOptions;
  /** Verifies proxies; a proxy learns no identity. */
  readonly proxyTls: ConnectionOptions;
  /** Default: nobody is reached through a proxy. */
  readonly proxyFor?: ProxyChoice | undefined;
  /** A Unix socket that everybody is reached through. */
  readonly socketPath?: string | undefined;
  readonly clock?: Clock | undefined;
}

/** As client-go: TCP keep-alive each 30 s (F036), which notices a peer that vanished. */
const keepAliveMs = 30_000;

/** Creates a pool without a connection. */
export function createConnectionPool(options: ConnectionPoolOptions): ConnectionPool {
  const { tls, socketPath, clock = backgroundClock } = options;
  const keeping = { keepAlive: true, keepAliveMsecs: keepAliveMs, ...(socketPath && { socketPath }) };
  const http = new HttpAgent(keeping);
  const https = new HttpsAgent({ ...keeping, ...tls });
  const agents = [http, https];
  const closing = new AbortController();
  const open = new Set<Duplex>();
  for (const agent of agents) {
    dialBy(agent, { ...options, clock, secure: agent === https, signal: closing.signal }, (socket) => {
      open.add(socket);
      socket.once("close", () => open.delete(socket));
    });
  }
  const trimming = trimIdleConnections(agents, clock);
  return {
    http,
    https,
    get empty() {
      return agents.every((agent) => [agent.sockets, agent.freeSockets, agent.requests].every(isEmpty));
    },
    rotate() {
      for (const socket of open) socket.destroy();
    },
    retire() {
      trimming[Symbol.dispose]();
      for (const agent of agents) {
        agent.maxFreeSockets = 0;
        for (const idle of Object.values(agent.freeSockets)) idle?.forEach((socket) => socket.destroy());
      }
    },
    close() {
      trimming[Symbol.dispose]();
      closing.abort();
      for (const agent of agents) agent.destroy();
    },
  };
}

interface Dialing extends ConnectionPoolOptions {
  readonly clock: Clock;
  readonly secure: boolean;
  readonly signal: AbortSignal;
}

/** Makes an agent open its connections within the limits, and through proxies (F038), and tell of each. */
function dialBy(agent: HttpAgent, dialing: Dialing, opened: (socket: Duplex) => void): void {
  const { proxyFor, proxyTls, secure, clock, signal } = dialing;
  const connect = agent.createConnection.bind(agent);
  const dial: typeof connect = (options, done) => {
    const socket = connect(options, done) as Socket;
    opened(socket.setNoDelay(true).setKeepAlive(true, keepAliveMs));
    limitDialing(socket, secure, "socket" in options, clock);
    return socket;
  };
  agent.createConnection = (options: ClientRequestArgs, done) => {
    const target = { host: (options.host ?? "").replace(/^\[|\]$/g, ""), port: Number(options.port) };
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

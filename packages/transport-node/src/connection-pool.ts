import { Agent as HttpAgent, type ClientRequestArgs } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { ConnectionOptions } from "node:tls";
import type { ProxyChoice } from "./proxy.ts";
import { openTunnel } from "./tunnel.ts";

/** Connections that calls share, for the life of a transport: one handshake serves many calls (D01). */
export interface ConnectionPool {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  /** Whether no connection is left. */
  readonly empty: boolean;
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
}

/** As client-go keeps them (F036): 25 idle connections to a host, TCP keep-alive each 30 s. */
const keeping = { keepAlive: true, keepAliveMsecs: 30_000, maxFreeSockets: 25 };

/** Creates a pool without a connection. */
export function createConnectionPool({ tls, proxyTls, proxyFor }: ConnectionPoolOptions): ConnectionPool {
  const http = new HttpAgent(keeping);
  const https = new HttpsAgent({ ...keeping, ...tls });
  const agents = [http, https];
  const closing = new AbortController();
  if (proxyFor) for (const agent of agents) connectThrough(agent, agent === https, proxyFor, proxyTls, closing.signal);
  return {
    http,
    https,
    get empty() {
      return agents.every((agent) => [agent.sockets, agent.freeSockets, agent.requests].every(isEmpty));
    },
    retire() {
      for (const agent of agents) {
        agent.maxFreeSockets = 0;
        for (const idle of Object.values(agent.freeSockets)) idle?.forEach((socket) => socket.destroy());
      }
    },
    close() {
      closing.abort();
      for (const agent of agents) agent.destroy();
    },
  };
}

/** Makes an agent open its new connections through proxies, and keep them as any others (F038). */
function connectThrough(
  agent: HttpAgent,
  secure: boolean,
  proxyFor: ProxyChoice,
  proxyTls: ConnectionOptions,
  signal: AbortSignal,
): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options: ClientRequestArgs, done) => {
    const target = { host: (options.host ?? "").replace(/^\[|\]$/g, ""), port: Number(options.port) };
    const proxy = proxyFor(target, secure);
    if (!proxy) return connect(options, done);
    void (async () => {
      try {
        const socket = await openTunnel(proxy, target, proxyTls, signal);
        // The agent's own way to connect speaks TLS on a socket that is there, and resumes sessions.
        done?.(null, secure ? (connect({ ...options, socket } as ClientRequestArgs) ?? socket) : socket);
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

import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { ConnectionOptions } from "node:tls";

/** Connections that calls share, for the life of a transport: one handshake serves many calls (D01). */
export interface ConnectionPool {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  /** Ends all connections, in use or not. */
  close(): void;
}

/** As client-go keeps them (F036): 25 idle connections to a host, TCP keep-alive each 30 s. */
const keeping = { keepAlive: true, keepAliveMsecs: 30_000, maxFreeSockets: 25 };

/** Creates a pool that verifies and identifies by `tls`. */
export function createConnectionPool(tls: ConnectionOptions): ConnectionPool {
  const http = new HttpAgent(keeping);
  const https = new HttpsAgent({ ...keeping, ...tls });
  return {
    http,
    https,
    close() {
      http.destroy();
      https.destroy();
    },
  };
}

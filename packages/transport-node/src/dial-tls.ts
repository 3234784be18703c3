import { once } from "node:events";
import { isIP } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { type Dialing, keepAlive, limitDialing } from "./dialing.ts";
import { withoutBrackets } from "./no-proxy.ts";
import { openTunnel } from "./tunnel.ts";

/** Opens a connection of TLS that offers protocols, by the way that all others take. */
export async function dialTls(url: URL, protocols: readonly string[], dialing: Dialing): Promise<TLSSocket> {
  const { tls, proxyTls, proxyFor, socketPath, clock, signal, opened } = dialing;
  const target = { host: withoutBrackets(url.hostname), port: Number(url.port || 443) };
  const proxy = socketPath ? undefined : proxyFor?.(target, true);
  const tunnel = proxy && (await openTunnel(proxy, target, proxyTls, signal));
  const socket = connect({
    ...target,
    // An address is no name that could be asked for; it is verified all the same.
    servername: isIP(target.host) ? "" : target.host,
    ...tls,
    ALPNProtocols: [...protocols],
    ...(tunnel && { socket: tunnel }),
    ...(socketPath && { path: socketPath }),
  });
  opened(keepAlive(socket));
  limitDialing(socket, true, tunnel !== undefined, clock);
  try {
    await once(socket, "secureConnect", { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

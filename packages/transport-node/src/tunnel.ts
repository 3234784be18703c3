import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect, isIPv6, type Socket } from "node:net";
import type { ConnectionOptions } from "node:tls";
import { KubernetesError } from "@kubets/apimachinery";
import { toTransportError } from "./errors.ts";
import type { Target } from "./no-proxy.ts";
import type { Proxy } from "./proxy.ts";
import { socks5Handshake } from "./socks5.ts";

/** So long may a proxy stay silent before the connection through it is open, as long as client-go dials. */
const silenceMs = 30_000;

/**
 * Opens a connection to `target` through a proxy; `tls` verifies the proxy itself where it speaks TLS. Fails with reason
 * Network or TLS, and with Network where the proxy refuses; the message names the proxy without user and password.
 */
export async function openTunnel(
  proxy: Proxy,
  target: Target,
  tls: ConnectionOptions,
  signal: AbortSignal,
): Promise<Socket> {
  try {
    const socket = await (proxy.protocol === "socks5:"
      ? openSocks5(proxy, target, signal)
      : openConnect(proxy, target, tls, signal));
    return socket.setTimeout(0).setNoDelay(true).setKeepAlive(true, 30_000);
  } catch (thrown) {
    const { message, reason, cause } = toTransportError(
      thrown,
      { method: "CONNECT", url: `https://${proxy.address}` },
      signal,
    );
    throw new KubernetesError(`through a proxy: ${message}`, { reason, cause });
  }
}

/** By HTTP's method CONNECT, whatever the target speaks. */
async function openConnect(proxy: Proxy, target: Target, tls: ConnectionOptions, signal: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<[IncomingMessage, Socket, Buffer]>();
  const { login } = proxy;
  const authority = `${isIPv6(target.host) ? `[${target.host}]` : target.host}:${target.port}`;
  const options = {
    method: "CONNECT",
    host: proxy.host,
    port: proxy.port,
    path: authority,
    headers: {
      host: authority,
      ...(login && {
        "proxy-authorization": `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`,
      }),
    },
    agent: false,
    timeout: silenceMs,
    signal,
  };
  const asked = proxy.protocol === "https:" ? httpsRequest({ ...tls, ...options }) : httpRequest(options);
  asked.once("connect", (...answer: [IncomingMessage, Socket, Buffer]) => resolve(answer));
  asked.once("timeout", () => asked.destroy(silent(proxy)));
  asked.on("error", reject);
  asked.end();
  const [{ statusCode = 0, statusMessage = "" }, socket, early] = await promise;
  if (statusCode < 200 || statusCode > 299) {
    socket.destroy();
    throw new Error(`it refused to connect to ${authority}: ${statusCode} ${statusMessage.slice(0, 100)}`);
  }
  if (early.length > 0) socket.unshift(early);
  return socket;
}

async function openSocks5(proxy: Proxy, target: Target, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host: proxy.host, port: proxy.port, signal });
  socket.setTimeout(silenceMs, () => socket.destroy(silent(proxy)));
  try {
    await socks5Handshake(socket, target, proxy.login);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function silent({ address }: Proxy): Error {
  return Object.assign(new Error(`${address} said nothing for ${silenceMs / 1000} s`), { code: "ETIMEDOUT" });
}

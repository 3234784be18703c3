import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { ConnectionOptions } from "node:tls";
import type { Clock, Timer } from "@kubets/wait";
import type { ProxyChoice } from "./proxy.ts";

/** What opening a connection needs. */
export interface Dialing {
  /** Verifies servers, and identifies to them. */
  readonly tls: ConnectionOptions;
  /** Verifies proxies; a proxy learns no identity. */
  readonly proxyTls: ConnectionOptions;
  /** Default: nobody is reached through a proxy. */
  readonly proxyFor?: ProxyChoice | undefined;
  /** A Unix socket that everybody is reached through. */
  readonly socketPath?: string | undefined;
  readonly clock: Clock;
  /** Fires when nobody needs connections any more. */
  readonly signal: AbortSignal;
  /** Hears of each connection. */
  readonly opened: (socket: Duplex) => void;
}

/** As client-go: TCP keep-alive each 30 s (F036), which notices a peer that vanished. */
export const keepAliveMs = 30_000;

/** Small packets go out at once, and TCP asks a silent peer for a sign of life. */
export function keepAlive<S extends Socket>(socket: S): S {
  return socket.setNoDelay(true).setKeepAlive(true, keepAliveMs);
}

/** As long as client-go dials (F036). */
const connectMs = 30_000;
/** And as long as it waits for TLS. */
const handshakeMs = 10_000;

/** Ends a connection that is not there in time. `connected` is one that only TLS is missing of. */
export function limitDialing(socket: Socket, secure: boolean, connected: boolean, clock: Clock): void {
  let timer: Timer | undefined;
  const limit = (ms: number, what: string): void => {
    timer?.[Symbol.dispose]();
    timer = clock.setTimer(ms, () => socket.destroy(timedOut(`no ${what} within ${ms / 1000} s`)));
  };
  const stop = (): void => timer?.[Symbol.dispose]();
  if (connected) limit(handshakeMs, "TLS handshake");
  else limit(connectMs, "connection");
  socket.once("connect", () => (secure ? limit(handshakeMs, "TLS handshake") : stop()));
  socket.once("secureConnect", stop).once("close", stop);
}

function timedOut(message: string): Error {
  return Object.assign(new Error(message), { code: "ETIMEDOUT" });
}

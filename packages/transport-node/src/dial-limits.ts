import type { Socket } from "node:net";
import type { Clock, Timer } from "@kubets/wait";

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

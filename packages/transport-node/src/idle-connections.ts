import type { Agent } from "node:http";
import type { Socket } from "node:net";
import type { Clock, Timer } from "@kubets/wait";

/** So many idle connections to a host are kept while they may still be of use (F036). */
const kept = 25;

/**
 * Before this, the server must not give up a connection that is about to be used: the API server does after 90 s, and load
 * balancers after 60 s at the earliest.
 */
const keptMs = 55_000;

/**
 * Those beyond stay for a moment. client-go closes them at once, which hardly ever happens to it, because all its calls
 * share one connection of HTTP/2; here each call that runs beside others needs one of its own, and to close them after
 * every burst would cost a handshake for every second call.
 */
const extraMs = 10_000;

/** How exact both are. */
const sweepMs = 5_000;

/**
 * Ends connections of agents that idle for too long. Looks at them now and then and leaves calls alone: what has received
 * nothing since the last look has not been used. Disposing stops it.
 */
export function trimIdleConnections(agents: readonly Agent[], clock: Clock): Disposable {
  let seen = new Map<Socket, { readonly bytesRead: number; readonly since: number }>();
  let timer: Timer | undefined;

  const sweep = (): void => {
    timer = undefined;
    const now = clock.monotonicNow();
    const idle: typeof seen = new Map();
    for (const agent of agents) {
      for (const sockets of Object.values(agent.freeSockets)) {
        // The agent takes the last: the first have idled longest.
        const extra = (sockets?.length ?? 0) - kept;
        for (const [index, socket] of [...(sockets ?? [])].entries()) {
          const before = seen.get(socket);
          const since = before?.bytesRead === socket.bytesRead ? before.since : now;
          if (now - since >= (index < extra ? extraMs : keptMs)) socket.destroy();
          else idle.set(socket, { bytesRead: socket.bytesRead, since });
        }
      }
    }
    seen = idle;
    if (idle.size > 0) arm();
  };
  const arm = (): void => {
    timer ??= clock.setTimer(sweepMs, sweep);
  };

  for (const agent of agents) agent.on("free", arm);
  return {
    [Symbol.dispose]() {
      for (const agent of agents) agent.off("free", arm);
      timer?.[Symbol.dispose]();
    },
  };
}

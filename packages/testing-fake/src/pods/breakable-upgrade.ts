import type { MessageSocket, StreamConnection, Upgraded } from "../http/upgrade-seam.ts";

/** A connection that breaks when the signal fires, as all do when a server restarts. */
export function breakableUpgrade(upgraded: Upgraded, signal: AbortSignal): Upgraded {
  const within = async (breakIt: () => void, served: Promise<void>): Promise<void> => {
    signal.addEventListener("abort", breakIt, { once: true });
    try {
      await served;
    } finally {
      signal.removeEventListener("abort", breakIt);
    }
  };
  if (upgraded.framing === "messages") {
    return { ...upgraded, serve: (socket: MessageSocket) => within(() => socket.terminate(), upgraded.serve(socket)) };
  }
  return {
    ...upgraded,
    serve: (connection: StreamConnection) => within(() => connection.close(), upgraded.serve(connection)),
  };
}

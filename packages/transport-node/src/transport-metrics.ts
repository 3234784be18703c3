import type { Duplex } from "node:stream";
import type { Clock } from "@kubets/wait";

/** Where measurements of connections go: a structural interface, that any metrics library can be put behind (F162). */
export interface TransportMetrics {
  /** Once for each look-up of a name, also one that failed; addresses need none. */
  nameLookedUp?(lookup: { readonly host: string; readonly durationMs: number; readonly failed: boolean }): void;
  /** After certificates were read again because they may have changed: they are used from now on, or cannot be used. */
  certificatesRead?(outcome: "changed" | "unusable"): void;
}

/** Measures the look-up of the name that a connection, which is about to be opened, goes to. */
export function measureLookup(socket: Duplex, clock: Clock, metrics: TransportMetrics | undefined): void {
  if (!metrics?.nameLookedUp) return;
  const from = clock.monotonicNow();
  socket.once("lookup", (error: Error | null, _address: string, _family: unknown, host: string) =>
    metrics.nameLookedUp?.({ host, durationMs: clock.monotonicNow() - from, failed: error !== null }),
  );
}

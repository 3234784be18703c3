import { leadershipLost } from "./leadership.ts";
import { checkTolerance } from "./options.ts";
import type { LeaderElector } from "./leader-elector.ts";

/** A named check, as a server of `/healthz` lists them. */
export interface HealthCheck {
  readonly name: string;
  /** Throws a KubernetesError with reason `LeadershipLost` where the process is better restarted. */
  check(): void;
}

/**
 * Makes a check of an elector: it fails where `isHealthy` is false, so that whoever supervises the process restarts it
 * (F140). A candidate that does not lead is healthy. Default tolerance 0; one that is negative, NaN or infinite is refused
 * with a KubernetesError of reason `Configuration`.
 */
export function createHealthCheck(
  elector: Pick<LeaderElector, "isHealthy">,
  options: { readonly toleranceMs?: number | undefined } = {},
): HealthCheck {
  checkTolerance(options.toleranceMs ?? 0);
  return {
    name: "leaderElection",
    check() {
      if (!elector.isHealthy(options)) throw leadershipLost("the leader has not renewed its lease in time");
    },
  };
}

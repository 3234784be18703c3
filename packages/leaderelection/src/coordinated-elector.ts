import { realClock } from "@kubets/wait";
import { keepLeaseCandidate, type LeaseCandidateClient } from "./lease-candidate.ts";
import { electorOf, type LeaderElector } from "./leader-elector.ts";
import { checkText, type LeaderElectorOptions } from "./options.ts";

export type { LeaseCandidate, LeaseCandidateClient } from "./lease-candidate.ts";

/** Options of {@link createCoordinatedLeaderElector}. The identity is the name of the candidate's object: a DNS name. */
export interface CoordinatedLeaderElectorOptions extends LeaderElectorOptions {
  /** Reads, writes and watches the candidates; a client of `leasecandidates` in the Lease's namespace is one. */
  readonly candidates: LeaseCandidateClient;
  /** Version of this program, such as `1.37.1`. */
  readonly binaryVersion: string;
  /** Version that this program behaves as: the server prefers the oldest. Default: `binaryVersion`. */
  readonly emulationVersion?: string | undefined;
  /** How the server chooses. Default `OldestEmulationVersion`, the only one that it knows itself. */
  readonly strategy?: string | undefined;
}

/**
 * Creates an elector for coordinated leader election, where the server chooses among the candidates (F141, C59). While it
 * runs it keeps its LeaseCandidate, renewed when the server asks and every five minutes; it never creates or takes the
 * Lease, and renews it only where the server put its name there. Where the server would rather see another lead, the
 * leadership is lost, and the Lease is given free when the work has ended.
 *
 * Needs a server with coordinated leader election on and `coordination.k8s.io/v1beta1` served. The server judges by wall
 * clocks whether a lease has run out: candidates' clocks must agree with its own, which plain election does not ask for.
 *
 * Throws as `createLeaderElector` does, and where `binaryVersion` is empty.
 */
export function createCoordinatedLeaderElector(options: CoordinatedLeaderElectorOptions): LeaderElector {
  const { candidates, binaryVersion, emulationVersion = binaryVersion, strategy = "OldestEmulationVersion" } = options;
  const { identity, name: leaseName, namespace, clock = realClock, random, onError = () => {} } = options;
  checkText("binaryVersion", binaryVersion);
  const spec = { leaseName, binaryVersion, emulationVersion, strategy };
  return electorOf(options, (signal) =>
    keepLeaseCandidate({ candidates, name: identity, namespace, spec, clock, random, onError }, signal),
  );
}

import { expect, inject, it } from "vitest";
import { createDynamicClient } from "@kubets/dynamic";
import { leases, type Lease } from "@kubets/kubernetes/coordination/v1";
import { createRestClient } from "@kubets/rest";
import { createFakeCluster } from "@kubets/testing-fake";
import type { Clock } from "@kubets/wait";
import { withFaults } from "../../packages/leaderelection/src/testing/faults.ts";
import {
  simulateElection,
  type ElectionServer,
  type Fault,
} from "../../packages/leaderelection/src/testing/simulation.ts";

// The server is in memory whatever the suites run against: elsewhere a few seeds do.
const seeds = inject("backend") === "fake" ? 300 : 10;

const lease = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { namespace: "default", name: "demo" } };

/** The server in memory, with a client for each candidate, down to the bytes. */
function createServer(clock: Clock): ElectionServer {
  const cluster = createFakeCluster({
    clock,
    controllers: { namespaces: false, garbageCollection: false },
    actionsKept: 0,
  });
  let meddled = 0;
  return {
    client(faults) {
      const rest = createRestClient({ config: cluster.config, transport: cluster.transport(), clock });
      return withFaults(createDynamicClient({ rest }).resource(leases).namespace("default"), faults);
    },
    meddle() {
      const current = cluster.tracker.get(lease) as Lease | undefined;
      if (!current) return;
      const labels = { ...current.metadata?.labels, meddled: String(meddled++) };
      cluster.tracker.update({ ...lease, ...current, metadata: { ...current.metadata, ...lease.metadata, labels } });
    },
  };
}

it("candidates over a whole client and server: never two that pass assertHeld at a time, and a leader again as promised (C51–C54)", async () => {
  const counts = new Map<Fault, number>();
  let terms = 0;
  for (let seed = 1; seed <= seeds; seed++) terms += await simulateElection(seed, counts, createServer);
  expect(terms).toBeGreaterThan(2 * seeds);
  expect(counts.get("Conflict")).toBeGreaterThan(seeds / 10);
}, 600_000);

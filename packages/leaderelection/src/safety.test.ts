import { describe, expect, it } from "vitest";
import { createLeaseServer } from "./testing/lease-server.ts";
import { faults, simulateElection, type Fault } from "./testing/simulation.ts";

describe("fencing", () => {
  // 2,000 seeds, in parts that a slow machine gets through in time.
  it.each([1, 501, 1001, 1501])(
    "never lets two candidates pass assertHeld at a time, and has a leader again as promised: 500 seeds from %d on (C51, C54)",
    async (first) => {
      let terms = 0;
      const counts = new Map<Fault, number>();
      for (let seed = first; seed < first + 500; seed += 1) {
        terms += await simulateElection(seed, counts, () => {
          const server = createLeaseServer();
          return { client: (met) => server.client(met), meddle: () => server.put(server.lease()?.spec) };
        });
      }
      // The disturbances are real: leaders changed often, and everything that can happen did.
      expect(terms).toBeGreaterThan(1250);
      expect(faults.filter((fault) => (counts.get(fault) ?? 0) < 100)).toEqual([]);
    },
    120_000,
  );
});

import { createFakeClock, type FakeClock } from "@kubets/wait";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createCoordinatedLeaderElector, type CoordinatedLeaderElectorOptions } from "./coordinated-elector.ts";
import { createHealthCheck } from "./health-check.ts";
import type { LeaderElector } from "./leader-elector.ts";
import type { Leadership } from "./leadership.ts";
import { createCandidateServer, type CandidateServer } from "./testing/candidate-server.ts";
import { createLeaseServer, type LeaseServer } from "./testing/lease-server.ts";

let clock: FakeClock;
let server: LeaseServer;
let candidates: CandidateServer;

beforeEach(() => {
  clock = createFakeClock({ now: Date.UTC(2026, 0, 1) });
  server = createLeaseServer();
  candidates = createCandidateServer();
});

function electorOf(options: Partial<CoordinatedLeaderElectorOptions> = {}): LeaderElector {
  return createCoordinatedLeaderElector({
    leases: server.client(),
    candidates,
    name: "demo",
    namespace: "default",
    identity: "a",
    binaryVersion: "1.37.1",
    clock,
    random: () => 0,
    ...options,
  });
}

interface Run {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
  readonly terms: Leadership[];
}
function start(elector: LeaderElector): Run {
  const stop = new AbortController();
  const terms: Leadership[] = [];
  const ended = elector.run({
    signal: stop.signal,
    onStartedLeading: async (leadership) => {
      terms.push(leadership);
      await new Promise((resolve) => leadership.signal.addEventListener("abort", resolve, { once: true }));
    },
  });
  return { stop, ended, terms };
}

/** As the server writes it when it elects: no acquireTime, transitions as they were. */
const granted = { holderIdentity: "a", leaseDurationSeconds: 5, renewTime: "2026-01-01T00:00:00.000000Z" };

describe("an elector where the server elects", () => {
  it("never creates the Lease, and does not lead while there is none (C59, F141)", async () => {
    const run = start(electorOf());
    await clock.advance(60_000);
    expect([server.lease(), run.terms.length]).toEqual([undefined, 0]);
    run.stop.abort();
    await run.ended;
  });

  it("never takes a Lease that is another's or nobody's, however long it ran out (C59)", async () => {
    server.put({ ...granted, holderIdentity: "b" });
    const run = start(electorOf());
    await clock.advance(60_000);
    server.put({ ...granted, holderIdentity: "" });
    await clock.advance(60_000);
    expect([
      run.terms.length,
      server.log.filter((request) => request !== "get" && !request.startsWith("get ")),
    ]).toEqual([0, []]);
    run.stop.abort();
    await run.ended;
  });

  it("leads where the server granted it, with a token that is higher than the last, and renews (F141)", async () => {
    server.put({ ...granted, leaseTransitions: 4, strategy: "OldestEmulationVersion" });
    const run = start(electorOf());
    await clock.advance(10_000);
    expect(run.terms.map(({ fencingToken }) => fencingToken)).toEqual(["5/a"]);
    expect(server.lease()?.spec).toEqual({
      holderIdentity: "a",
      leaseDurationSeconds: 15,
      acquireTime: "2026-01-01T00:00:00.000000Z",
      renewTime: "2026-01-01T00:00:10.000000Z",
      leaseTransitions: 5,
      strategy: "OldestEmulationVersion",
    });
    run.terms[0]?.assertHeld();
    run.stop.abort();
    await run.ended;
    expect(server.lease()?.spec?.holderIdentity).toBe("");
  });

  it("stops where another is preferred, and frees the Lease when the work has ended (C59)", async () => {
    server.put(granted);
    const run = start(electorOf());
    await clock.advance(2000);
    server.put({ ...server.lease()?.spec, preferredHolder: "b" });
    await clock.advance(2000);
    await run.ended;
    expect(() => run.terms[0]?.assertHeld()).toThrow("make way for b");
    expect(server.lease()?.spec).toMatchObject({ holderIdentity: "", preferredHolder: "b" });
  });

  it("does not begin to lead where another is preferred already (C59)", async () => {
    server.put({ ...granted, preferredHolder: "b" });
    const run = start(electorOf());
    await clock.advance(60_000);
    expect(run.terms).toEqual([]);
    run.stop.abort();
    await run.ended;
  });

  it("stops where the Lease is gone (F141)", async () => {
    server.put(granted);
    const run = start(electorOf());
    await clock.advance(1000);
    server.remove();
    await clock.advance(2000);
    await run.ended;
    expect(() => run.terms[0]?.assertHeld()).toThrow("is gone");
    expect(server.lease()).toBeUndefined();
  });
});

describe("the candidate's object", () => {
  it("is created, renewed when the server asks and every five minutes, and let go with the run (F141)", async () => {
    const run = start(electorOf({ emulationVersion: "1.36.0" }));
    await clock.settle();
    expect(candidates.stored.get("a")).toMatchObject({
      metadata: { name: "a", namespace: "default" },
      spec: {
        leaseName: "demo",
        binaryVersion: "1.37.1",
        emulationVersion: "1.36.0",
        strategy: "OldestEmulationVersion",
        renewTime: "2026-01-01T00:00:00.000000Z",
      },
    });
    await clock.advance(60_000);
    candidates.ping("a", "2026-01-01T00:01:00.000000Z");
    await clock.settle();
    expect(candidates.stored.get("a")?.spec.renewTime).toBe("2026-01-01T00:01:00.000000Z");
    await clock.advance(240_200);
    expect(candidates.stored.get("a")?.spec.renewTime).toBe("2026-01-01T00:05:00.200000Z");
    run.stop.abort();
    await run.ended;
    expect([candidates.watches, clock.pending]).toEqual([0, []]);
  });

  it("comes back where somebody deleted it, and after failures, which are reported", async () => {
    const onError = vi.fn();
    const run = start(electorOf({ onError }));
    await clock.settle();
    candidates.remove("a");
    const fails = vi.spyOn(candidates, "create").mockRejectedValueOnce(new Error("no"));
    await clock.advance(2000);
    expect(onError).toHaveBeenCalledExactlyOnceWith(new Error("no"));
    expect([fails.mock.calls.length, candidates.stored.has("a")]).toEqual([2, true]);
    run.stop.abort();
    await run.ended;
  });

  it("needs a version", () => {
    expect(() => electorOf({ binaryVersion: "" })).toThrow(expect.objectContaining({ reason: "Configuration" }));
    expect(() => electorOf({ identity: "" })).toThrow(expect.objectContaining({ reason: "Configuration" }));
  });
});

it("a health check fails where its elector is not healthy, beyond the tolerance (F140)", () => {
  const isHealthy = vi.fn(({ toleranceMs = 0 } = {}) => toleranceMs > 5);
  expect(() => createHealthCheck({ isHealthy }).check()).toThrow(expect.objectContaining({ reason: "LeadershipLost" }));
  const tolerant = createHealthCheck({ isHealthy }, { toleranceMs: 10 });
  tolerant.check();
  expect(tolerant.name).toBe("leaderElection");
});

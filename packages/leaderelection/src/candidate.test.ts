import { createFakeClock, type FakeClock } from "@kubets/wait";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createCandidate, type Candidate } from "./candidate.ts";
import { isLeadershipLost } from "./leadership.ts";
import { createLeaseLock } from "./lease-lock.ts";
import type { Faults } from "./testing/faults.ts";
import { createLeaseServer, type LeaseServer } from "./testing/lease-server.ts";

let clock: FakeClock;
let server: LeaseServer;
const { signal } = new AbortController();

beforeEach(() => {
  clock = createFakeClock({ now: Date.UTC(2026, 0, 1) });
  server = createLeaseServer();
});

function candidateOf(identity: string, faults: Faults = {}): Candidate & { onSlowPath: () => void } {
  const lock = createLeaseLock({
    leases: server.client(faults),
    name: "demo",
    namespace: "default",
    labels: undefined,
    requestTimeoutMs: 5000,
    clock,
  });
  const onSlowPath = vi.fn();
  const candidate = createCandidate({ lock, identity, leaseDurationMs: 15_000, clock, onSlowPath, onError: () => {} });
  return Object.assign(Object.create(candidate) as Candidate, { onSlowPath });
}

/** A Lease that another wrote, long ago by its own times. */
const ledByB = {
  holderIdentity: "b",
  leaseDurationSeconds: 10,
  acquireTime: "2020-01-01T00:00:00.000000Z",
  renewTime: "2020-01-01T00:00:10.000000Z",
  leaseTransitions: 4,
};
const now = "2026-01-01T00:00:00.000000Z";
const own = { holderIdentity: "a", leaseDurationSeconds: 15, acquireTime: now, renewTime: now };

describe("acquiring", () => {
  it("creates a Lease where there is none (C53)", async () => {
    expect(await candidateOf("a").tryAcquireOrRenew(signal)).toBe(true);
    expect(server.lease()).toMatchObject({
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name: "demo", namespace: "default" },
      spec: { ...own, leaseTransitions: 0 },
    });
  });

  it.each([
    ["says nothing", {}, 1],
    ["has no holder", { ...ledByB, holderIdentity: "" }, 5],
    ["has no holder, though it is fresh", { ...ledByB, holderIdentity: "", renewTime: now }, 5],
  ])("takes a Lease at once that %s (C53)", async (_name, spec, leaseTransitions) => {
    server.put(spec);
    expect(await candidateOf("a").tryAcquireOrRenew(signal)).toBe(true);
    expect(server.lease()?.spec).toEqual({ ...own, leaseTransitions });
  });

  it("leaves a holder alone for the duration of ITS record since it was seen to change, whatever its times say (C51)", async () => {
    server.put(ledByB);
    const a = candidateOf("a");
    expect(await a.tryAcquireOrRenew(signal)).toBe(false);
    expect(a.record?.holderIdentity).toBe("b");
    await clock.advance(9999);
    expect(await a.tryAcquireOrRenew(signal)).toBe(false);
    server.put({ ...ledByB, renewTime: "2020-01-01T00:00:12.000000Z" });
    await clock.advance(1);
    expect(await a.tryAcquireOrRenew(signal)).toBe(false);
    await clock.advance(9999);
    expect(await a.tryAcquireOrRenew(signal)).toBe(false);
    await clock.advance(1);
    expect(await a.tryAcquireOrRenew(signal)).toBe(true);
    expect(server.lease()?.spec).toMatchObject({ holderIdentity: "a", leaseTransitions: 5 });
  });

  it("counts a renewal by a microsecond as a sign of life", async () => {
    server.put(ledByB);
    const a = candidateOf("a");
    await a.tryAcquireOrRenew(signal);
    server.put({ ...ledByB, renewTime: "2020-01-01T00:00:10.000001Z" });
    await clock.advance(9000);
    await a.tryAcquireOrRenew(signal);
    await clock.advance(9000);
    expect(await a.tryAcquireOrRenew(signal)).toBe(false);
  });

  it("is not hurried by somebody who sets the wall clock (C51)", async () => {
    server.put(ledByB);
    const a = candidateOf("a");
    await a.tryAcquireOrRenew(signal);
    clock.setNow(Date.UTC(2036, 0, 1));
    expect(await a.tryAcquireOrRenew(signal)).toBe(false);
  });

  it("takes its own Lease back at once, and keeps since when and how often (C51, C53)", async () => {
    server.put({ ...ledByB, holderIdentity: "a" });
    expect(await candidateOf("a").tryAcquireOrRenew(signal)).toBe(true);
    expect(server.lease()?.spec).toEqual({ ...own, acquireTime: ledByB.acquireTime, leaseTransitions: 4 });
  });

  it("fills in a missing acquireTime of its own Lease", async () => {
    server.put({ holderIdentity: "a", leaseDurationSeconds: 15 });
    expect(await candidateOf("a").tryAcquireOrRenew(signal)).toBe(true);
    expect(server.lease()?.spec).toEqual({ ...own, leaseTransitions: 0 });
  });

  it("throws where another was faster", async () => {
    const other = server.client();
    const create: Faults = {
      async before({ verb }) {
        if (verb === "create") await other.create({ metadata: { name: "demo" }, spec: ledByB });
      },
    };
    await expect(candidateOf("a", create).tryAcquireOrRenew(signal)).rejects.toMatchObject({ reason: "AlreadyExists" });

    server.put({ ...ledByB, holderIdentity: "" });
    const update: Faults = {
      before: ({ verb }) => (verb === "update" ? server.put(ledByB) : undefined),
    };
    await expect(candidateOf("a", update).tryAcquireOrRenew(signal)).rejects.toMatchObject({ reason: "Conflict" });
    expect(server.lease()?.spec?.holderIdentity).toBe("b");
  });
});

describe("renewing", () => {
  it("writes without reading while nobody else wrote (C52)", async () => {
    const a = candidateOf("a");
    await a.tryAcquireOrRenew(signal);
    for (let renewal = 0; renewal < 3; renewal += 1) {
      await clock.advance(2000);
      expect(await a.tryAcquireOrRenew(signal)).toBe(true);
    }
    expect(server.log).toEqual(["get NotFound", "create", "update", "update", "update"]);
    expect(a.onSlowPath).not.toHaveBeenCalled();
    expect(server.lease()?.spec).toEqual({
      ...own,
      renewTime: "2026-01-01T00:00:06.000000Z",
      leaseTransitions: 0,
    });
  });

  it("reads and writes again where writing on top of what it knew failed (C52)", async () => {
    const a = candidateOf("a");
    await a.tryAcquireOrRenew(signal);
    server.put({ ...server.lease()?.spec, strategy: "OldestEmulationVersion" });
    server.log.length = 0;
    expect(await a.tryAcquireOrRenew(signal)).toBe(true);
    expect(server.log).toEqual(["update Conflict", "get", "update"]);
    expect(a.onSlowPath).toHaveBeenCalledOnce();
    // What others wrote beside the record stays.
    expect(server.lease()?.spec?.strategy).toBe("OldestEmulationVersion");
  });

  it("reads first once its own lease has run out, and still renews where nobody took it (C52)", async () => {
    const a = candidateOf("a");
    await a.tryAcquireOrRenew(signal);
    await clock.advance(15_000);
    server.log.length = 0;
    expect(await a.tryAcquireOrRenew(signal)).toBe(true);
    expect(server.log).toEqual(["get", "update"]);
  });

  it.each([
    ["another holds", { ...ledByB, leaseTransitions: 1 }],
    ["nobody holds", { ...ledByB, holderIdentity: "", leaseTransitions: 1 }],
    ["it holds again after another", { ...own, leaseTransitions: 2 }],
  ])("is lost where %s the Lease, and never won back as if nothing had happened", async (_name, spec) => {
    const a = candidateOf("a");
    await a.tryAcquireOrRenew(signal);
    server.put(spec);
    await expect(a.tryAcquireOrRenew(signal)).rejects.toSatisfy(isLeadershipLost);
    expect(server.lease()?.spec).toEqual(spec);
  });

  it("goes on with its term where somebody deleted the Lease", async () => {
    server.put({ ...ledByB, holderIdentity: "" });
    const a = candidateOf("a");
    await a.tryAcquireOrRenew(signal);
    server.remove();
    await clock.advance(2000);
    expect(await a.tryAcquireOrRenew(signal)).toBe(true);
    expect(server.lease()?.spec).toEqual({ ...own, renewTime: "2026-01-01T00:00:02.000000Z", leaseTransitions: 5 });
  });

  it("counts as held from when the request was sent, not from when the answer came", async () => {
    const a = candidateOf("a", { after: () => clock.sleep(3000) });
    const acquired = a.tryAcquireOrRenew(signal);
    await clock.advance(6000);
    await acquired;
    expect(a.heldUntil).toBe(15_000);
    const renewed = a.tryAcquireOrRenew(signal);
    await clock.advance(3000);
    await renewed;
    expect(a.heldUntil).toBe(21_000);
    a.drop();
    expect(a.heldUntil).toBe(-Infinity);
  });
});

describe("releasing", () => {
  it("leaves an empty holder and a lease of a second, and keeps the transitions (C56)", async () => {
    server.put({ ...ledByB, holderIdentity: "" });
    const a = candidateOf("a");
    await a.tryAcquireOrRenew(signal);
    await clock.advance(1000);
    await a.tryRelease(signal);
    const released = "2026-01-01T00:00:01.000000Z";
    expect(server.lease()?.spec).toEqual({
      holderIdentity: "",
      leaseDurationSeconds: 1,
      acquireTime: released,
      renewTime: released,
      leaseTransitions: 5,
    });
    expect(a.record?.holderIdentity).toBe("");
    expect(await candidateOf("b").tryAcquireOrRenew(signal)).toBe(true);
  });

  it("learns of another leader from the Lease that it did not release, and leaves it alone (C51, C56)", async () => {
    const a = candidateOf("a");
    await a.tryAcquireOrRenew(signal);
    a.drop();
    server.put({ holderIdentity: "b", leaseDurationSeconds: 15, leaseTransitions: 1 });
    await a.tryRelease(signal);
    expect(await a.tryAcquireOrRenew(signal)).toBe(false);
    expect(server.lease()?.spec).toMatchObject({ holderIdentity: "b", leaseTransitions: 1 });
  });

  it("does nothing where another has it, even if this candidate does not know yet (C56)", async () => {
    const a = candidateOf("a");
    await a.tryAcquireOrRenew(signal);
    server.put(ledByB);
    await a.tryRelease(signal);
    expect(server.lease()?.spec).toEqual(ledByB);
  });

  it("throws where there is nothing to release, and on a conflict", async () => {
    const faults: Faults = {};
    const a = candidateOf("a", faults);
    await a.tryAcquireOrRenew(signal);
    faults.before = ({ verb }) => (verb === "update" ? server.put(server.lease()?.spec) : undefined);
    await expect(a.tryRelease(signal)).rejects.toMatchObject({ reason: "Conflict" });
    server.remove();
    await expect(a.tryRelease(signal)).rejects.toMatchObject({ reason: "NotFound" });
  });
});

import { KubernetesError } from "@kubets/apimachinery";
import { createFakeClock, type FakeClock } from "@kubets/wait";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createHealthCheck } from "./health-check.ts";
import { createLeaderElector, type LeaderElectionRun, type LeaderElector } from "./leader-elector.ts";
import { isLeadershipLost, type Leadership } from "./leadership.ts";
import type { LeaderElectorOptions } from "./options.ts";
import type { Faults } from "./testing/faults.ts";
import { createLeaseServer, type LeaseServer } from "./testing/lease-server.ts";

let clock: FakeClock;
let server: LeaseServer;

beforeEach(() => {
  clock = createFakeClock({ now: Date.UTC(2026, 0, 1) });
  server = createLeaseServer();
});

function electorOf(identity: string, options: Partial<LeaderElectorOptions> & { faults?: Faults } = {}): LeaderElector {
  const { faults, ...rest } = options;
  return createLeaderElector({
    leases: server.client(faults),
    name: "demo",
    namespace: "default",
    identity,
    clock,
    random: () => 0,
    ...rest,
  });
}

/** Resolves when a signal fires: the simplest work of a leader. */
const untilAborted = ({ signal }: Leadership): Promise<void> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));

/** A run that writes down what happens to it. */
interface Watched {
  readonly events: string[];
  readonly stop: AbortController;
  readonly ended: Promise<void>;
  leadership?: Leadership;
}
function start(elector: LeaderElector, name: string, run: Partial<LeaderElectionRun> = {}): Watched {
  const events: string[] = [];
  const at = (): number => clock.monotonicNow();
  const stop = new AbortController();
  const watched: Watched = {
    events,
    stop,
    ended: elector.run({
      signal: stop.signal,
      onStartedLeading: async (leadership) => {
        watched.leadership = leadership;
        events.push(`${at()} started ${leadership.fencingToken}`);
        leadership.signal.addEventListener("abort", () => events.push(`${at()} asked to end`));
        await untilAborted(leadership);
      },
      onStoppedLeading: () => void events.push(`${at()} stopped`),
      onNewLeader: (identity) => void events.push(`${at()} ${name} sees ${identity}`),
      ...run,
    }),
  };
  // Awaited by the tests that expect it to fail.
  watched.ended.catch(() => {});
  return watched;
}

const ledByB = { holderIdentity: "b", leaseDurationSeconds: 15, leaseTransitions: 6 };
const unreachable = (): never => {
  throw new KubernetesError("no route", { reason: "Network" });
};

describe("standing for election", () => {
  it("tries in [retry, 2.2 retry) from the end of one try to the start of the next, until it leads (F134)", async () => {
    const randoms = [0, 0.5, 0.999];
    const tries: number[] = [];
    server.put(ledByB);
    const faults: Faults = {
      before: async () => {
        tries.push(clock.monotonicNow());
        await clock.sleep(100);
      },
    };
    const elector = electorOf("a", { faults, random: () => randoms[(tries.length - 1) % 3] ?? 0 });
    const run = start(elector, "a");
    await clock.advance(10_000);
    expect(tries.slice(0, 4)).toEqual([0, 2100, 5400, 9897.6]);
    run.stop.abort();
    await run.ended;
    expect(run.events).toEqual(["100 a sees b", "10000 stopped"]);
  });

  it("starts the work when it leads, and tells of every new leader, itself included (F136, C57)", async () => {
    server.put(ledByB);
    const elector = electorOf("a");
    expect([elector.leader, elector.isLeading()]).toEqual([undefined, false]);
    const run = start(elector, "a");
    await clock.settle();
    expect([elector.leader, elector.isLeading()]).toEqual(["b", false]);
    await clock.advance(20_000);
    expect(run.events).toEqual(["0 a sees b", "16000 a sees a", "16000 started 7/a"]);
    expect([elector.leader, elector.isLeading()]).toEqual(["a", true]);
    run.leadership?.assertHeld();
    expect(run.leadership).toMatchObject({ identity: "a", term: 7, fencingToken: "7/a" });
    run.stop.abort();
    await run.ended;
  });

  it("does not care how long the server does not answer or fails: it reports and tries on", async () => {
    const errors: unknown[] = [];
    let healthy = false;
    const faults: Faults = { before: () => (healthy ? undefined : unreachable()) };
    const elector = electorOf("a", { faults, onError: (error) => errors.push(error) });
    const run = start(elector, "a");
    await clock.advance(60_000);
    expect(errors).toHaveLength(31);
    expect(errors[0]).toMatchObject({ reason: "Network" });
    healthy = true;
    await clock.advance(2000);
    expect(elector.isLeading()).toBe(true);
    run.stop.abort();
    await run.ended;
  });

  it("gives a request that hangs half the renew deadline, even from a client that heeds no signal (F139)", async () => {
    const onError = vi.fn();
    const elector = electorOf("a", { faults: { before: () => new Promise(() => {}) }, onError });
    const run = start(elector, "a");
    await clock.advance(4999);
    expect(onError).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(onError.mock.lastCall?.[0]).toMatchObject({ reason: "ClientTimeout" });
    run.stop.abort();
    await run.ended;
  });

  it("calls onStoppedLeading for a candidate that never led (F136)", async () => {
    const elector = electorOf("a");
    const onStoppedLeading = vi.fn();
    const onStartedLeading = vi.fn(untilAborted);
    await elector.run({ signal: AbortSignal.abort(), onStartedLeading, onStoppedLeading });
    expect([onStartedLeading.mock.calls.length, onStoppedLeading.mock.calls.length]).toEqual([0, 1]);
    expect(server.log).toEqual([]);
  });

  it("refuses to stand twice at a time, and may stand again afterwards", async () => {
    const elector = electorOf("a");
    const run = start(elector, "a");
    await expect(elector.run({ onStartedLeading: untilAborted })).rejects.toMatchObject({ reason: "Configuration" });
    run.stop.abort();
    await run.ended;
    const again = start(elector, "a");
    await clock.settle();
    expect(elector.isLeading()).toBe(true);
    again.stop.abort();
    await again.ended;
  });
});

describe("leading", () => {
  it("renews every retry period, and for as long as the signal does not fire (F135)", async () => {
    const elector = electorOf("a");
    const run = start(elector, "a");
    await clock.advance(3_600_000);
    expect(elector.isLeading()).toBe(true);
    expect(server.log.length).toBe(2 + 1 + 1800);
    run.stop.abort();
    await run.ended;
  });

  it("ends when it cannot renew for the renew deadline, and does not stand again (F135, C54)", async () => {
    let healthy = true;
    const tries: number[] = [];
    const faults: Faults = {
      before: () => {
        if (healthy) return;
        tries.push(clock.monotonicNow());
        unreachable();
      },
    };
    const elector = electorOf("a", { faults });
    const run = start(elector, "a");
    await clock.advance(10_000);
    healthy = false;
    await clock.advance(60_000);
    await run.ended;
    // The last renewal was at 10 s; the next round begins 2 s later and tries every 2 s, with and without reading first.
    expect([...new Set(tries)].slice(0, -1)).toEqual([12_000, 14_000, 16_000, 18_000, 20_000]);
    expect(run.events.slice(2)).toEqual(["22000 asked to end", "22000 stopped"]);
    expect(run.leadership?.signal.reason).toSatisfy(isLeadershipLost);
    expect(() => run.leadership?.assertHeld()).toThrow(expect.toSatisfy(isLeadershipLost));
    expect([elector.isLeading(), elector.isHealthy()]).toEqual([false, true]);
  });

  it("ends at once when another leads, instead of trying until the deadline", async () => {
    const elector = electorOf("a");
    const run = start(elector, "a");
    await clock.advance(1000);
    server.put({ ...ledByB, leaseTransitions: 1 });
    await clock.advance(1000);
    await run.ended;
    expect(run.events.slice(2)).toEqual(["2000 a sees b", "2000 asked to end", "2000 stopped"]);
    expect(server.lease()?.spec?.holderIdentity).toBe("b");
  });

  it("never believes longer than the lease lasts, however slowly the last answer came", async () => {
    let slow = false;
    const faults: Faults = {
      after: async () => {
        if (slow) await clock.sleep(4900);
      },
      before: async () => {
        if (slow && clock.monotonicNow() > 2000) await new Promise(() => {});
      },
    };
    const elector = electorOf("a", { faults, leaseDurationMs: 11_000, renewDeadlineMs: 10_000, retryPeriodMs: 2000 });
    const run = start(elector, "a");
    await clock.advance(1000);
    slow = true;
    await clock.advance(30_000);
    await run.ended;
    // Sent at 2 s, answered at 6.9 s; the renew deadline alone would have lasted until 18.9 s.
    expect(run.events).toContain("13000 asked to end");
  });

  it("judges by the monotonic clock whether the lease is held, without waiting for a timer", async () => {
    const elector = electorOf("a");
    const run = start(elector, "a");
    await clock.advance(1000);
    const monotonic = vi.spyOn(clock, "monotonicNow");
    // As in a process that was stopped: time has passed, and no timer has fired.
    monotonic.mockReturnValue(14_999);
    expect(elector.isLeading()).toBe(true);
    run.leadership?.assertHeld();
    monotonic.mockReturnValue(15_000);
    expect(elector.isLeading()).toBe(false);
    expect(() => run.leadership?.assertHeld()).toThrow("a did not renew its lease in time");
    monotonic.mockRestore();
    clock.setNow(Date.UTC(2036, 0, 1));
    run.leadership?.assertHeld();
    run.stop.abort();
    await run.ended;
  });

  it("does not give an old leadership new life when the candidate leads again", async () => {
    const elector = electorOf("a");
    const first = start(elector, "a");
    await clock.advance(1000);
    first.stop.abort();
    await first.ended;
    const second = start(elector, "a");
    await clock.advance(1000);
    second.leadership?.assertHeld();
    expect(() => first.leadership?.assertHeld()).toThrow(expect.toSatisfy(isLeadershipLost));
    expect(second.leadership?.term).toBeGreaterThan(first.leadership?.term ?? Infinity);
    second.stop.abort();
    await second.ended;
  });

  it("goes on where the work resolves early, and ends with its error where it fails", async () => {
    const early = start(electorOf("a"), "a", { onStartedLeading: async () => {} });
    await clock.advance(60_000);
    expect(early.events).toEqual(["0 a sees a"]);
    early.stop.abort();
    await early.ended;

    const problem = new Error("no");
    const failing = start(electorOf("b"), "b", {
      onStartedLeading: async () => {
        await clock.sleep(5000);
        throw problem;
      },
    });
    await clock.advance(5000);
    await expect(failing.ended).rejects.toBe(problem);
    expect(failing.events).toEqual(["60000 b sees b", "65000 stopped"]);
    expect(server.lease()?.spec?.holderIdentity).toBe("");

    const throwing = start(electorOf("c"), "c", {
      onStartedLeading: () => {
        throw problem;
      },
    });
    await expect(throwing.ended).rejects.toBe(problem);
  });

  it("says when it is stuck: leading, and no renewal for the lease and a tolerance (F140)", async () => {
    const elector = electorOf("a");
    expect(elector.isHealthy()).toBe(true);
    const run = start(elector, "a");
    await clock.advance(0);
    const monotonic = vi.spyOn(clock, "monotonicNow").mockReturnValue(15_000);
    expect(elector.isHealthy()).toBe(true);
    monotonic.mockReturnValue(15_001);
    expect([elector.isHealthy(), elector.isHealthy({ toleranceMs: 1 })]).toEqual([false, true]);
    monotonic.mockRestore();
    run.stop.abort();
    await run.ended;
  });

  it("tells its metrics when it leads and when renewing took the slow path (F140)", async () => {
    const values: number[] = [];
    const slowPath = vi.fn();
    const metrics = { leading: { set: (value: number) => void values.push(value) }, slowPath: { inc: slowPath } };
    const run = start(electorOf("a", { metrics }), "a");
    await clock.advance(1000);
    server.put({ ...server.lease()?.spec, strategy: "x" });
    await clock.advance(1000);
    run.stop.abort();
    await run.ended;
    expect([values, slowPath.mock.calls.length]).toEqual([[0, 1, 0], 1]);
  });
});

describe("ending", () => {
  it("asks the work to end, renews until it has, frees the Lease, and only then says so (F137, C55)", async () => {
    const elector = electorOf("a");
    const run = start(elector, "a", {
      onStartedLeading: async (leadership) => {
        await untilAborted(leadership);
        run.events.push(`${clock.monotonicNow()} asked to end`);
        await clock.sleep(40_000);
        leadership.assertHeld();
        run.events.push(`${clock.monotonicNow()} ended, lease of ${server.lease()?.spec?.holderIdentity}`);
      },
      onStoppedLeading: () => void run.events.push(`stopped, lease of "${server.lease()?.spec?.holderIdentity}"`),
    });
    const other = start(electorOf("b"), "b");
    await clock.advance(10_000);
    run.stop.abort(new Error("enough"));
    await clock.advance(42_000);
    await run.ended;
    expect(run.events).toEqual(["0 a sees a", "10000 asked to end", "50000 ended, lease of a", 'stopped, lease of ""']);
    // The other did not have to wait for the lease to run out.
    expect(other.events).toEqual(["2000 b sees a", "50000 b sees b", "50000 started 1/b"]);
    other.stop.abort();
    await other.ended;
  });

  it("hands the reason of its signal on to the work", async () => {
    const run = start(electorOf("a"), "a");
    await clock.settle();
    run.stop.abort("enough");
    await run.ended;
    expect(run.leadership?.signal.reason).toBe("enough");
  });

  it("leaves the Lease to run out where it is told not to release (F137)", async () => {
    const run = start(electorOf("a", { releaseOnCancel: false }), "a");
    await clock.settle();
    run.stop.abort();
    await run.ended;
    expect(server.lease()?.spec?.holderIdentity).toBe("a");
    const other = start(electorOf("b"), "b");
    await clock.advance(14_999);
    expect(other.events).toEqual(["0 b sees a"]);
    await clock.advance(2000);
    expect(other.events.at(2)).toBe("16000 started 1/b");
    other.stop.abort();
    await other.ended;
  });

  it("releases again after a conflict, as often as there is time (F137, C56)", async () => {
    let ending = false;
    let conflicts = 3;
    const faults: Faults = {
      before: ({ verb }) => {
        if (ending && verb === "update" && conflicts-- > 0) server.put({ ...server.lease()?.spec, strategy: "x" });
      },
    };
    const run = start(electorOf("a", { faults }), "a");
    await clock.settle();
    ending = true;
    server.log.length = 0;
    run.stop.abort();
    await clock.advance(1000);
    await run.ended;
    const again = ["get", "update Conflict"];
    expect(server.log).toEqual([...again, ...again, ...again, "get", "update"]);
    expect(server.lease()?.spec?.holderIdentity).toBe("");
  });

  it("releases though a renewal was cut off that reached the server (F137)", async () => {
    let hang = false;
    const faults: Faults = {
      after: ({ verb }) => (hang && verb === "update" ? new Promise(() => {}) : undefined),
    };
    const run = start(electorOf("a", { faults }), "a");
    await clock.advance(1000);
    hang = true;
    await clock.advance(1500);
    run.stop.abort();
    hang = false;
    await clock.settle();
    await run.ended;
    expect(server.lease()?.spec?.holderIdentity).toBe("");
  });

  it("gives up releasing after the renew deadline, and where it fails, and reports why", async () => {
    for (const [fault, reason] of [
      [(): Promise<void> => new Promise(() => {}), "ClientTimeout"],
      [unreachable, "Network"],
    ] as const) {
      const onError = vi.fn();
      const faults: Faults = {};
      const run = start(electorOf("a", { faults, onError }), "a");
      await clock.advance(500);
      faults.before = fault;
      run.stop.abort();
      await clock.advance(10_000);
      await run.ended;
      expect(onError.mock.lastCall?.[0]).toMatchObject({ reason });
      expect(clock.pending).toEqual([]);
    }
  });

  it("releases after a loss only when the work has ended, and never another's Lease (C55)", async () => {
    let healthy = true;
    const faults: Faults = { before: () => (healthy ? undefined : unreachable()) };
    const run = start(electorOf("a", { faults }), "a", {
      onStartedLeading: async (leadership) => {
        await untilAborted(leadership);
        await clock.sleep(1000);
      },
    });
    await clock.advance(1000);
    healthy = false;
    await clock.advance(11_500);
    healthy = true;
    expect(run.events.at(-1)).toBe("12000 stopped");
    expect(server.lease()?.spec?.holderIdentity).toBe("a");
    await clock.advance(500);
    await run.ended;
    expect(server.lease()?.spec?.holderIdentity).toBe("");
  });

  it("is what disposing does (F137)", async () => {
    const elector = electorOf("a");
    const run = start(elector, "a");
    await clock.settle();
    await elector[Symbol.asyncDispose]();
    await run.ended;
    expect(run.events.slice(2)).toEqual(["0 asked to end", "0 stopped"]);
    expect(server.lease()?.spec?.holderIdentity).toBe("");
    await elector[Symbol.asyncDispose]();
  });

  it("leaves no timer and no listener behind", async () => {
    const stop = new AbortController();
    const removed = vi.spyOn(stop.signal, "removeEventListener");
    const added = vi.spyOn(stop.signal, "addEventListener");
    const elector = electorOf("a", { onError: unreachable });
    const ended = elector.run({ signal: stop.signal, onStartedLeading: untilAborted });
    await clock.advance(10_000);
    await elector[Symbol.asyncDispose]();
    await ended;
    expect(clock.pending).toEqual([]);
    expect(removed.mock.calls.length).toBe(added.mock.calls.length);
  });
});

describe("the Lease", () => {
  it("gets the labels on creation and on every renewal, beside those it has (F138)", async () => {
    const run = start(electorOf("a", { labels: { app: "demo" } }), "a");
    await clock.settle();
    expect(server.lease()?.metadata.labels).toEqual({ app: "demo" });
    const lease = server.lease();
    if (lease !== undefined) lease.metadata.labels = { team: "x", app: "other" };
    server.put(lease?.spec);
    await clock.advance(2000);
    expect(server.lease()?.metadata.labels).toEqual({ team: "x", app: "demo" });
    run.stop.abort();
    await run.ended;
  });

  it("has times with six digits, as a server demands (D13)", async () => {
    clock.setNow(Date.UTC(2026, 0, 1, 0, 0, 0, 7));
    const run = start(electorOf("a"), "a");
    await clock.settle();
    expect(server.lease()?.spec?.renewTime).toBe("2026-01-01T00:00:00.007000Z");
    run.stop.abort();
    await run.ended;
  });
});

describe("one identity", () => {
  it("makes leaders of two candidates at once, with one token, which nobody can tell apart (C58)", async () => {
    const [one, other] = [electorOf("a"), electorOf("a")];
    const runs = [start(one, "one"), start(other, "other")];
    await clock.advance(30_000);
    expect([one.isLeading(), other.isLeading()]).toEqual([true, true]);
    expect(runs.map(({ leadership }) => leadership?.fencingToken)).toEqual(["0/a", "0/a"]);
    for (const { stop } of runs) stop.abort();
    await clock.advance(1000);
    await Promise.all(runs.map(({ ended }) => ended));
  });
});

describe("options", () => {
  it.each([
    [{ identity: "" }, "identity must not be empty"],
    [{ identity: undefined as never }, "identity must not be empty"],
    [{ leaseDurationMs: 2 ** 31 * 1000 }, "leaseDurationMs must be whole seconds, as a Lease holds them"],
    [{ name: "" }, "name must not be empty"],
    [{ leaseDurationMs: 10_000, renewDeadlineMs: 10_000 }, "leaseDurationMs must be more than renewDeadlineMs"],
    [{ renewDeadlineMs: 2400 }, "renewDeadlineMs must be more than 1.2 retry periods"],
    [{ retryPeriodMs: 0 }, "retryPeriodMs must be more than 0"],
    [{ retryPeriodMs: Number.NaN }, "retryPeriodMs must be more than 0"],
    [{ renewDeadlineMs: -1 }, "renewDeadlineMs must be more than 1.2 retry periods"],
    [{ leaseDurationMs: 0 }, "leaseDurationMs must be more than renewDeadlineMs"],
    [{ leaseDurationMs: 15_500 }, "leaseDurationMs must be whole seconds, as a Lease holds them"],
    [{ leaseDurationMs: -15_000 }, "leaseDurationMs must be more than renewDeadlineMs"],
    [{ leaseDurationMs: Number.NaN }, "leaseDurationMs must be more than renewDeadlineMs"],
    [{ renewDeadlineMs: Number.NaN }, "renewDeadlineMs must be more than 1.2 retry periods"],
    [{ renewDeadlineMs: Infinity }, "leaseDurationMs must be more than renewDeadlineMs"],
    [{ retryPeriodMs: -1 }, "retryPeriodMs must be more than 0"],
    [{ retryPeriodMs: Infinity }, "renewDeadlineMs must be more than 1.2 retry periods"],
    [{ leaseDurationMs: Infinity }, "leaseDurationMs must be whole seconds, as a Lease holds them"],
  ])("%j are refused: %s (F133)", (options, message) => {
    const create = (): LeaderElector => electorOf("a", options);
    expect(create).toThrow(
      expect.objectContaining({ reason: "Configuration", message: `leader election: ${message}` }),
    );
  });

  it.each([-1, Number.NaN, Infinity])("of a health check cannot tolerate %d milliseconds (F140)", (toleranceMs) => {
    const refused = expect.objectContaining({
      reason: "Configuration",
      message: expect.stringContaining("toleranceMs"),
    });
    expect(() => createHealthCheck(electorOf("a"), { toleranceMs })).toThrow(refused);
    expect(() => electorOf("a").isHealthy({ toleranceMs })).toThrow(refused);
  });

  it("may be left out but for the client, the name and the identity (F133)", () => {
    createLeaderElector({ leases: server.client(), name: "demo", identity: "a" });
    electorOf("a", { renewDeadlineMs: 2401, leaseDurationMs: 3000 });
  });
});

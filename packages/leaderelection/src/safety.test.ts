import { KubernetesError } from "@kubets/apimachinery";
import { createFakeClock, type Clock, type FakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import { createLeaderElector, type LeaderElector } from "./leader-elector.ts";
import type { Leadership } from "./leadership.ts";
import { createLeaseServer, type Faults } from "./testing/lease-server.ts";

// Two to seven candidates on virtual time. Their processes are stopped and go on, crash and come back, end and stand again;
// their wall clocks disagree and jump; their requests are slow, lost on the way there or on the way back, arrive late, or
// do not get through for a while. Every run of a seed is the same.

/** A generator of numbers from a seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A process that can be stopped: its timers wait until it goes on, while time passes for it as for everyone. */
class Process {
  readonly #base: FakeClock;
  readonly #due: (() => void)[] = [];
  stopped = false;
  /** Nothing gets through to the server, or back. */
  cutOff = false;
  /** How far its wall clock is off. */
  skewMs: number;

  constructor(base: FakeClock, skewMs: number) {
    this.#base = base;
    this.skewMs = skewMs;
  }

  readonly clock: Clock = {
    now: () => this.#base.now() + this.skewMs,
    monotonicNow: () => this.#base.monotonicNow(),
    setTimer: (ms, callback) => {
      let disposed = false;
      const timer = this.#base.setTimer(ms, () => this.deliver(() => (disposed ? undefined : callback())));
      return {
        [Symbol.dispose]: () => {
          disposed = true;
          timer[Symbol.dispose]();
        },
      };
    },
    sleep: (ms, { signal } = {}) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const timer = this.clock.setTimer(ms, resolve);
        signal?.addEventListener("abort", () => {
          timer[Symbol.dispose]();
          reject(signal.reason as Error);
        });
      }),
  };

  /** Runs something in the process, now or when it goes on. */
  deliver(callback: () => void): void {
    if (this.stopped) this.#due.push(callback);
    else callback();
  }

  goOn(): void {
    this.stopped = false;
    for (const callback of this.#due.splice(0)) this.deliver(callback);
  }
}

class Simulation {
  readonly clock = createFakeClock();
  readonly server = createLeaseServer();
  readonly random: () => number;
  /** Every leadership that was ever granted. */
  readonly granted: Leadership[] = [];
  /** 0 is a quiet network. */
  trouble = 1;
  readonly #candidates: { elector: LeaderElector; process: Process; stop: AbortController }[] = [];
  #generation = 0;

  constructor(seed: number) {
    this.random = randomOf(seed);
    const candidates = 2 + Math.floor(this.random() * 6);
    for (let index = 0; index < candidates; index += 1) this.#stand(index);
  }

  /** Up to an hour in either direction. */
  #skew(): number {
    return Math.round((this.random() - 0.5) * 7_200_000);
  }

  #faults(process: Process): Faults {
    const travel = async (): Promise<void> => {
      const dice = this.random();
      // Most answers are quick, some are late enough to matter.
      const longest = dice < 0.85 || this.trouble === 0 ? 50 : 20_000;
      await this.clock.sleep(this.random() * longest);
      if (process.cutOff) throw new KubernetesError("no route", { reason: "Network" });
      if (dice > 0.95 && this.trouble > 0) throw new KubernetesError("lost", { reason: "Network" });
    };
    const arrive = (): Promise<void> => new Promise((resolve) => process.deliver(resolve));
    return {
      // A request that has left goes its way, whether or not its sender lives; the answer needs a process that runs.
      before: travel,
      after: async () => {
        try {
          await travel();
        } finally {
          await arrive();
        }
      },
    };
  }

  #stand(index: number): void {
    const process = new Process(this.clock, this.#skew());
    const elector = createLeaderElector({
      leases: this.server.client(this.#faults(process)),
      name: "demo",
      // A process that comes back is another candidate.
      identity: `candidate-${index}-${this.#generation++}`,
      clock: process.clock,
      random: this.random,
    });
    const stop = new AbortController();
    const candidate = { elector, process, stop };
    this.#candidates[index] = candidate;
    void elector
      .run({
        signal: stop.signal,
        onStartedLeading: async (leadership) => {
          this.granted.push(leadership);
          await new Promise((resolve) => leadership.signal.addEventListener("abort", resolve));
          // Work takes its time to end.
          await process.clock.sleep(this.random() * 5000);
        },
      })
      .finally(() => {
        if (this.#candidates[index] === candidate) this.#stand(index);
      });
  }

  /** Something happens to one of the processes. */
  disturb(): void {
    const index = Math.floor(this.random() * this.#candidates.length);
    const candidate = this.#candidates[index];
    if (candidate === undefined) return;
    const { process } = candidate;
    const dice = this.random();
    if (process.stopped) process.goOn();
    else if (dice < 0.35) process.stopped = true;
    else if (dice < 0.55) process.cutOff = !process.cutOff;
    else if (dice < 0.7) process.skewMs = this.#skew();
    else if (dice < 0.85) candidate.stop.abort();
    else {
      // A crash: it never runs again, and what it sent is on its way.
      process.stopped = true;
      this.#stand(index);
    }
  }

  calm(): void {
    this.trouble = 0;
    for (const { process } of this.#candidates) {
      process.cutOff = false;
      process.goOn();
    }
  }

  leaders(): Leadership[] {
    return this.granted.filter((leadership) => {
      try {
        leadership.assertHeld();
        return true;
      } catch {
        return false;
      }
    });
  }

  /** Lets time pass event by event, looking at each moment for two leaders. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.monotonicNow() + ms;
    while (this.clock.pending[0] !== undefined && this.clock.monotonicNow() + this.clock.pending[0] <= end) {
      await this.clock.advanceToNext();
      this.check();
    }
    await this.clock.advance(end - this.clock.monotonicNow());
    this.check();
  }

  check(): void {
    const leaders = this.leaders().map(({ fencingToken }) => fencingToken);
    if (leaders.length > 1) throw new Error(`at ${this.clock.monotonicNow()}: ${leaders.join(" and ")} both lead`);
  }
}

describe("fencing", () => {
  it("never lets two candidates pass assertHeld at a time, whatever happens to them: 2,000 seeds (C51, C54)", async () => {
    let terms = 0;
    for (let seed = 1; seed <= 2000; seed += 1) {
      const simulation = new Simulation(seed);
      try {
        for (let disturbance = 0; disturbance < 12; disturbance += 1) {
          await simulation.pass(simulation.random() * 15_000);
          simulation.disturb();
        }
        // Later terms are higher, however they came about.
        const order = simulation.granted.map(({ term }) => term);
        expect(order).toEqual(order.toSorted((a, b) => a - b));
        expect(new Set(order).size).toBe(order.length);

        // Left in peace, they agree on a leader within the lease, a retry and what is still on its way.
        simulation.calm();
        await simulation.pass(60_000);
        expect(simulation.leaders()).toHaveLength(1);
      } catch (error) {
        throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
      }
      terms += simulation.granted.length;
    }
    // The disturbances are real: leaders changed often.
    expect(terms).toBeGreaterThan(5000);
  }, 120_000);
});

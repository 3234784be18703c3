import { KubernetesError } from "@kubets/apimachinery";
import { createFakeClock, type Clock, type FakeClock } from "@kubets/wait";
import { createLeaderElector, type LeaderElector } from "../leader-elector.ts";
import type { Leadership } from "../leadership.ts";
import type { LeaseClient } from "../lease-client.ts";
import type { Faults } from "./faults.ts";

// Two to seven candidates on virtual time. Their processes are stopped and go on, crash and come back, end and stand again;
// their wall clocks disagree and jump; their requests are slow, lost on the way there or on the way back, arrive late, or
// do not get through for a while, or get through and their answers do not; others write to the Lease between their reading
// and writing. Every run of a seed is the same.

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
  /** What does not get through, for a while: nothing to the server nor back, or only the answers. */
  cutOff: "no" | "all" | "answers" = "no";
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

/** How long a request or an answer travels at most, mostly and at times. */
const quickMs = 50;
const lateMs = 20_000;
/** The lease, the longest pause between two tries, and reading and writing there and back. */
const promisedMs = 15_000 + 2.2 * 2000 + 4 * quickMs;

interface Standing {
  readonly elector: LeaderElector;
  readonly process: Process;
  stop: AbortController;
}

/** What can happen, each counted over all seeds: a fault that no run meets proves nothing. */
export const faults = [
  "stopped",
  "cut off",
  "answers cut off",
  "meddled with",
  "wall clock jumped",
  "ended",
  "crashed",
  "request late",
  "answer late",
  "request lost",
  "answer lost",
  "Conflict",
  "ClientTimeout",
] as const;
export type Fault = (typeof faults)[number];

/** Where the candidates meet. */
export interface ElectionServer {
  /** A client whose requests meet these faults. */
  client(faults: Faults): LeaseClient;
  /** Writes to the Lease what says nothing of the election, so that it is another version. */
  meddle(): void;
}

class Simulation {
  readonly #counts: Map<Fault, number>;
  readonly clock = createFakeClock();
  readonly server: ElectionServer;
  readonly random: () => number;
  /** Every leadership that was ever granted. */
  readonly granted: Leadership[] = [];
  /** 0 is a quiet network. */
  trouble = 1;
  readonly #candidates: Standing[] = [];
  #generation = 0;
  /** Of all that have passed their guard. */
  #highestTerm = -1;

  constructor(seed: number, counts: Map<Fault, number>, createServer: (clock: Clock) => ElectionServer) {
    this.random = randomOf(seed);
    this.server = createServer(this.clock);
    this.#counts = counts;
    const candidates = 2 + Math.floor(this.random() * 6);
    for (let index = 0; index < candidates; index += 1) this.#stand(index);
  }

  #count(fault: Fault): void {
    this.#counts.set(fault, (this.#counts.get(fault) ?? 0) + 1);
  }

  /** Up to an hour in either direction. */
  #skew(): number {
    return Math.round((this.random() - 0.5) * 7_200_000);
  }

  #faults(process: Process): Faults {
    const travel = async (back: boolean): Promise<void> => {
      const dice = this.random();
      // Most answers are quick, some are late enough to matter.
      const longest = dice < 0.85 || this.trouble === 0 ? quickMs : lateMs;
      if (longest === lateMs) this.#count(back ? "answer late" : "request late");
      await this.clock.sleep(this.random() * longest);
      if (process.cutOff === "all" || (back && process.cutOff === "answers"))
        throw new KubernetesError("no route", { reason: "Network" });
      if (dice <= 0.95 || this.trouble === 0) return;
      this.#count(back ? "answer lost" : "request lost");
      throw new KubernetesError("lost", { reason: "Network" });
    };
    const arrive = (): Promise<void> => new Promise((resolve) => process.deliver(resolve));
    return {
      // A request that has left goes its way, whether or not its sender lives; the answer needs a process that runs.
      before: () => travel(false),
      after: async () => {
        try {
          await travel(true);
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
      onError: (error) => {
        const { reason } = error as KubernetesError;
        if (reason === "Conflict" || reason === "ClientTimeout") this.#count(reason as Fault);
      },
    });
    const candidate: Standing = { elector, process, stop: new AbortController() };
    this.#candidates[index] = candidate;
    this.#run(index, candidate);
  }

  #run(index: number, candidate: Standing): void {
    candidate.stop = new AbortController();
    void candidate.elector
      .run({
        signal: candidate.stop.signal,
        onStartedLeading: async (leadership) => {
          this.granted.push(leadership);
          await new Promise((resolve) => leadership.signal.addEventListener("abort", resolve));
          // Work takes its time to end.
          await candidate.process.clock.sleep(this.random() * 5000);
        },
      })
      .finally(() => {
        if (this.#candidates[index] !== candidate) return;
        // It stands again, or ends and is started anew.
        if (this.random() < 0.5) this.#run(index, candidate);
        else this.#stand(index);
      });
  }

  /** Something happens to one of the processes. */
  disturb(): void {
    const index = Math.floor(this.random() * this.#candidates.length);
    const candidate = this.#candidates[index];
    if (candidate === undefined) return;
    const { process } = candidate;
    const dice = this.random();
    if (process.stopped) return process.goOn();
    if (dice < 0.35) {
      this.#count("stopped");
      process.stopped = true;
    } else if (dice < 0.5) {
      this.#count("cut off");
      process.cutOff = process.cutOff === "all" ? "no" : "all";
    } else if (dice < 0.55) {
      this.#count("answers cut off");
      process.cutOff = process.cutOff === "answers" ? "no" : "answers";
    } else if (dice < 0.6) {
      this.#count("meddled with");
      this.#meddle();
    } else if (dice < 0.7) {
      this.#count("wall clock jumped");
      process.skewMs = this.#skew();
    } else if (dice < 0.85) {
      this.#count("ended");
      candidate.stop.abort();
    } else {
      // It never runs again, and what it sent is on its way.
      this.#count("crashed");
      process.stopped = true;
      this.#stand(index);
    }
  }

  /** Somebody else writes to the Lease again and again, as who sets labels does: candidates meet conflicts. */
  #meddle(): void {
    for (let delayMs = 10; delayMs < 5000; delayMs += 10 + this.random() * 200) {
      this.clock.setTimer(delayMs, () => this.server.meddle());
    }
  }

  calm(): void {
    this.trouble = 0;
    for (const { process } of this.#candidates) {
      process.cutOff = "no";
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
    for (;;) {
      // What runs now may take back the timer that would be next.
      await this.clock.settle();
      const [nextMs = Infinity] = this.clock.pending;
      if (this.clock.monotonicNow() + nextMs > end) break;
      await this.clock.advanceToNext();
      this.check();
    }
    await this.clock.advance(end - this.clock.monotonicNow());
    this.check();
  }

  check(): void {
    const leaders = this.leaders();
    const told = leaders.map(({ fencingToken }) => fencingToken).join(" and ");
    if (leaders.length > 1) throw new Error(`at ${this.clock.monotonicNow()}: ${told} both lead`);
    const term = leaders[0]?.term ?? this.#highestTerm;
    if (term < this.#highestTerm) throw new Error(`at ${this.clock.monotonicNow()}: ${told} leads again`);
    this.#highestTerm = term;
  }
}

/**
 * One election, drawn from a seed: throws where two candidates could pass their guards at a time, where terms are not in
 * order, and where there is no leader in the promised time once all is well. How many terms there were.
 */
export async function simulateElection(
  seed: number,
  counts: Map<Fault, number>,
  createServer: (clock: Clock) => ElectionServer,
): Promise<number> {
  try {
    return await simulate(new Simulation(seed, counts, createServer));
  } catch (error) {
    throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
  }
}

async function simulate(simulation: Simulation): Promise<number> {
  for (let disturbance = 0; disturbance < 12; disturbance += 1) {
    await simulation.pass(simulation.random() * 15_000);
    simulation.disturb();
  }
  // Later terms are higher, however they came about; only who goes on after itself has the term it had.
  const tokens = simulation.granted.map(({ fencingToken }) => fencingToken);
  const order = simulation.granted.map(({ term }) => term);
  if (order.some((term, index) => term < (order[index - 1] ?? 0)))
    throw new Error(`terms out of order: ${order.join()}`);
  if (new Set(order).size !== new Set(tokens).size) throw new Error(`a term was given twice: ${tokens.join()}`);

  // Left in peace, and once what is on its way has arrived, they have a leader within the lease and a retry.
  simulation.calm();
  await simulation.pass(lateMs);
  await simulation.pass(promisedMs);
  const leaders = simulation.leaders().length;
  if (leaders !== 1) throw new Error(`${leaders} leaders when all was well again`);
  return simulation.granted.length;
}

import { expect, it } from "vitest";
import { simulate } from "./testing/simulation.ts";

/*
 * `KUBETS_SIMULATION_SEEDS=1000000` for the long mode; `KUBETS_SIMULATION_SEED=4711` for one run again. Each seed is a run
 * of its own, the same every time.
 */
const { KUBETS_SIMULATION_SEED: only, KUBETS_SIMULATION_SEEDS: many } = process.env;
const first = Number(only ?? 0);
const total = only === undefined ? Number(many ?? 10_000) : 1;
const group = 500;

async function simulateAll(from: number, to: number): Promise<void> {
  let calls = 0;
  for (let seed = from; seed < to; seed++) {
    try {
      calls += await simulate(seed);
    } catch (error) {
      throw new Error(`KUBETS_SIMULATION_SEED=${seed} fails: ${(error as Error).message}`, { cause: error });
    }
  }
  expect(calls).toBeGreaterThan(0);
}

it.each(Array.from({ length: Math.ceil(total / group) }, (_, i) => first + i * group))(
  "an informer ends as the server's state, and every handler hears a history, after any faults (500 seeds from %i; C18, C25, C36, D03)",
  (from) => simulateAll(from, Math.min(from + group, first + total)),
  120_000,
);

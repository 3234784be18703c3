import { expect, it } from "vitest";
import { simulate, type Occurrences } from "./testing/simulation.ts";

/*
 * `KUBETS_SIMULATION_SEEDS=1000000` for the long mode; `KUBETS_SIMULATION_SEED=4711` for one run again. Each seed is a run
 * of its own, the same every time.
 */
const { KUBETS_SIMULATION_SEED: only, KUBETS_SIMULATION_SEEDS: many } = process.env;
const first = Number(only ?? 0);
const total = only === undefined ? Number(many ?? 10_000) : 1;
const group = 500;

/** What a few hundred runs meet with; where nothing goes wrong, nothing is proven. */
const expected = [
  "Expired",
  "Gone",
  "TooManyRequests",
  "InternalError",
  "Unauthorized",
  "Network",
  "ClientTimeout",
  "Decode",
  "VeryShortWatch",
  "a silent watch",
  "a repeated event",
  "no object",
  "a snapshot that failed",
  "a resumed cache",
  "a handler that failed",
  "a handler that lags",
  "a handler that was called",
];

it.each(Array.from({ length: Math.ceil(total / group) }, (_, i) => first + i * group))(
  "an informer ends as the server's state, and every handler hears a history, after any faults (500 seeds from %i; C18, C25, C36, D03)",
  async (from) => {
    const met: Occurrences = new Map();
    const to = Math.min(from + group, first + total);
    for (let seed = from; seed < to; seed++) {
      try {
        await simulate(seed, met);
      } catch (error) {
        throw new Error(`KUBETS_SIMULATION_SEED=${seed} fails: ${(error as Error).message}`, { cause: error });
      }
    }
    const rare = to - from < group ? [] : expected.filter((what) => (met.get(what) ?? 0) < 10);
    expect(rare, `of ${JSON.stringify(Object.fromEntries(met))}`).toEqual([]);
  },
  120_000,
);

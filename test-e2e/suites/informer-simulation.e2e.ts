import { expect, inject, it } from "vitest";
import { simulateClient, type Occurrences } from "./informer-simulation.ts";

/*
 * `KUBETS_SIMULATION_SEEDS=100000` for the long mode; `KUBETS_SIMULATION_SEED=4711` for one run again. The server is in
 * memory whatever the suites run against: elsewhere a few seeds do.
 */
const { KUBETS_SIMULATION_SEED: only, KUBETS_SIMULATION_SEEDS: many } = process.env;
const first = Number(only ?? 0);
const total = only === undefined ? Number(many ?? (inject("backend") === "fake" ? 400 : 20)) : 1;

it("a client ends as the server's state, and its handlers hear a history, whatever happens to requests, bytes and the server (C18, C25, D03)", async () => {
  const met: Occurrences = new Map();
  for (let seed = first; seed < first + total; seed++) {
    try {
      await simulateClient(seed, met);
    } catch (error) {
      throw new Error(`KUBETS_SIMULATION_SEED=${seed} fails: ${(error as Error).message}`, { cause: error });
    }
  }
  // A simulation in which nothing goes wrong proves nothing.
  const rare = total < 400 ? [] : expected.filter((what) => (met.get(what) ?? 0) < 10);
  expect(rare, `of ${JSON.stringify(Object.fromEntries(met))}`).toEqual([]);
}, 3_600_000);

const expected = [
  "an answer of 401",
  "an answer of 410",
  "an answer of 429",
  "an answer of 500",
  "no answer",
  "an answer that broke off",
  "a silent watch",
  "a resumed cache",
  "Expired",
  "InternalError",
  "Network",
  "TooManyRequests",
  "Unauthorized",
  "VeryShortWatch",
];

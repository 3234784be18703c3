import { describe, expect, it } from "vitest";
import { generateFromCrds } from "./generate.ts";
import { readCorpus } from "./testing/corpus.ts";
import { assignments, typeCheck, type SentObject } from "./testing/type-check.ts";

const { documents, crds, valid, invalid } = readCorpus();
const generated = Object.fromEntries(
  generateFromCrds(documents, { origin: "the corpus" }).map(({ path, text }) => [path, text]),
);
const fit = (objects: readonly SentObject[], before?: string): string =>
  assignments(objects, (apiVersion) => `./${apiVersion}.ts`, before);

describe("CRDs of the shapes of well-known projects", () => {
  it("are at least twenty, each with an object that fits and one that does not", () => {
    expect(crds.length).toBeGreaterThanOrEqual(20);
    for (const objects of [valid, invalid]) {
      expect(new Set(objects.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).size).toBe(crds.length);
    }
  });

  it("give types that compile, take every object that fits and refuse every other one", async () => {
    const files = { ...generated, "fit.ts": fit(valid), "refused.ts": fit(invalid, "// @ts-expect-error") };
    expect(await typeCheck(files)).toBe("");
  }, 60_000);

  it("are told apart by their types: an object of one is none of another", async () => {
    const [first, second] = valid.filter(({ kind }) => kind === "Rollout" || kind === "Kafka");
    if (!first || !second) throw new Error("the corpus has neither");
    const { apiVersion, kind } = second;
    const said = await typeCheck({ ...generated, "fit.ts": fit([{ ...first, apiVersion, kind }]) });
    expect(said).toMatch(/fit\.ts\(\d+,\d+\): error TS/);
  }, 60_000);
});

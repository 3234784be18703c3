import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { assignments, typeCheck, type SentObject } from "../../codegen/src/testing/type-check.ts";
import { moduleOf } from "./testing/module-of.ts";

interface GoldenTable {
  readonly rows: readonly { readonly object: SentObject }[];
}

/** Objects with their status, as a real API server sent them beside its tables. */
const tables = JSON.parse(
  readFileSync(new URL("../../testing-fake/src/tables/testdata/golden.json", import.meta.url), "utf8"),
) as GoldenTable[];
const objects = tables
  .flatMap(({ rows }) => rows.map(({ object }) => object))
  .filter(({ apiVersion }) => !apiVersion?.endsWith(".example.com/v1"));

describe("what a real API server sent", () => {
  it("fits the type of its kind, statuses included", async () => {
    expect(new Set(objects.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).size).toBeGreaterThan(35);
    expect(await typeCheck({ "objects.ts": assignments(objects, moduleOf) })).toBe("");
  }, 60_000);

  it("would not fit with a field of another type", async () => {
    const broken = { apiVersion: "v1", kind: "Pod", metadata: {}, spec: { containers: [{ name: 1 }] } };
    expect(await typeCheck({ "objects.ts": assignments([broken], moduleOf) })).toMatch(/error TS/);
  }, 60_000);
});

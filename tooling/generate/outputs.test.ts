import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compareStep, writeStep } from "./outputs.ts";
import type { GenerateStep } from "./step.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "kubets-outputs-test-"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A step that writes the given files. */
function step(files: Record<string, string>, outputs: string[] = ["gen", "table.json"]): GenerateStep {
  return {
    name: "demo",
    outputs,
    generate(outDir) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(join(outDir, path, ".."), { recursive: true });
        writeFileSync(join(outDir, path), text);
      }
    },
  };
}

describe("compareStep", () => {
  it("names what is missing, outdated and stale, and changes nothing", async () => {
    mkdirSync(join(root, "gen"));
    writeFileSync(join(root, "gen/old.ts"), "old");
    writeFileSync(join(root, "table.json"), "{}");
    const files = { "gen/deep/new.ts": "new", "table.json": "[]" };
    expect(await compareStep(step(files), root)).toEqual([
      { step: "demo", path: "gen/deep/new.ts", kind: "missing" },
      { step: "demo", path: "gen/old.ts", kind: "stale" },
      { step: "demo", path: "table.json", kind: "outdated" },
    ]);
    expect(existsSync(join(root, "gen/deep"))).toBe(false);
    expect(readFileSync(join(root, "gen/old.ts"), "utf8")).toBe("old");
  });

  it("refuses a step that writes beside its outputs", async () => {
    await expect(compareStep(step({ "elsewhere.ts": "" }), root)).rejects.toThrow("demo wrote elsewhere.ts");
  });
});

describe("writeStep", () => {
  it("brings outputs up to date, removes stale files and leaves the rest alone", async () => {
    mkdirSync(join(root, "gen"));
    writeFileSync(join(root, "gen/old.ts"), "old");
    writeFileSync(join(root, "gen/same.ts"), "same");
    writeFileSync(join(root, "hand.ts"), "hand");
    utimesSync(join(root, "gen/same.ts"), 1, 1);
    const files = { "gen/same.ts": "same", "gen/new.ts": "new", "table.json": "[]" };
    expect((await writeStep(step(files), root)).map(({ path }) => path)).toEqual([
      "gen/new.ts",
      "gen/old.ts",
      "table.json",
    ]);
    expect(existsSync(join(root, "gen/old.ts"))).toBe(false);
    expect(readFileSync(join(root, "hand.ts"), "utf8")).toBe("hand");
    expect(statSync(join(root, "gen/same.ts")).mtimeMs).toBe(1000);
    expect(await compareStep(step(files), root)).toEqual([]);
  });
});

import { conformanceCases, type ConformanceResult } from "@kubets/rest/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCaseReport, type Lack, lacks } from "./lacks.ts";
import { runInRuntime, type RuntimeName } from "./runtimes.ts";

// The fetch transport where it is made for. Each runtime runs the whole suite once, in a process of its own.
const runtimes: readonly { readonly runtime: RuntimeName; readonly known: readonly Lack[] }[] = [
  { runtime: "Deno", known: [lacks.groups] },
  { runtime: "Bun", known: [lacks.groups] },
  { runtime: "workerd", known: [lacks.groups, lacks.refusal] },
  { runtime: "Chromium", known: [lacks.groups, lacks.code] },
];

describe.each(runtimes)("the fetch transport in $runtime", ({ runtime, known }) => {
  const report = createCaseReport(`the fetch transport in ${runtime}`, known);
  let results: ReadonlyMap<string, ConformanceResult>;
  beforeAll(async () => {
    results = new Map((await runInRuntime(runtime)).map((result) => [result.name, result]));
  }, 360_000);

  it.each(conformanceCases.map(({ name }) => name))("%s", (name) => {
    const result = results.get(name);
    expect(result, "the runtime has not reported the case").toBeDefined();
    expect(result?.error).toBeUndefined();
    report.passed(name, result?.lacks);
  });

  afterAll(() => report.print());
});

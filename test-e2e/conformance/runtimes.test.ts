import { conformanceCases, type ConformanceResult } from "@kubets/rest/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runInRuntime, type RuntimeName } from "./runtimes.ts";

// The fetch transport where it is made for. Each runtime runs the whole suite once, in a process of its own.
const runtimes: readonly RuntimeName[] = ["Deno", "Bun", "workerd", "Chromium"];

describe.each(runtimes)("the fetch transport in %s", (runtime) => {
  let results: ReadonlyMap<string, ConformanceResult>;
  beforeAll(async () => {
    results = new Map((await runInRuntime(runtime)).map((result) => [result.name, result]));
  }, 150_000);

  it.each(conformanceCases.map(({ name }) => name))("%s", (name) => {
    const result = results.get(name);
    expect(result, "the runtime has not reported the case").toBeDefined();
    expect(result?.error).toBeUndefined();
  });

  afterAll(() => {
    const all = [...results.values()];
    const lacking = all.flatMap(({ name, lacks }) => (lacks ? [`  says that it lacks ${lacks}: ${name}`] : []));
    console.log(
      [`${runtime}: ${all.filter(({ error }) => !error).length} of ${all.length} cases`, ...lacking].join("\n"),
    );
  });
});

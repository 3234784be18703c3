// Asks client-go about generated kubeconfigs, environments, overrides and edits, and compares what kubets makes of them:
//
//   node --conditions=@kubets/source tooling/oracles/clientcmd/generate.ts [--seed SEED] [--count N]
//
// A difference ends it with the smallest case that shows it. CI runs a bounded number with a seed of its own.
import { parseArgs } from "node:util";
import { formatYaml } from "../../../packages/clientcmd/src/yaml-write.ts";
import * as fc from "fast-check";
import { difference, yamlDifference } from "./agree.ts";
import { cases, values, yamlTexts } from "./arbitrary.ts";
import { startGoAnswers, type GoAnswers } from "./go-answers.ts";
import { runOnNode } from "./on-node.ts";

const { values: options } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    count: { type: "string", default: "1000" },
    only: { type: "string" },
  },
});
const run = { seed: Number(options.seed), numRuns: Number(options.count) };

const properties: Readonly<Record<string, (go: GoAnswers) => fc.IAsyncProperty<[unknown]>>> = {
  kubeconfig: (go) =>
    fc.asyncProperty(cases, async (test) => {
      const found = difference(test, await go.kubeconfig(test), await runOnNode(test));
      if (found !== undefined) throw new Error(found);
    }),
  yaml: (go) =>
    fc.asyncProperty(yamlTexts, async (text) => {
      const found = yamlDifference(text, await go.yaml(text));
      if (found !== undefined) throw new Error(found);
    }),
  written: (go) =>
    fc.asyncProperty(values, async (value) => {
      const theirs = await go.written(value);
      const ours = formatYaml(value);
      if (theirs !== ours) throw new Error(`Go: ${theirs}\nkubets: ${ours}`);
    }),
};

await using go = startGoAnswers();
for (const [name, property] of Object.entries(properties)) {
  if (options.only !== undefined && options.only !== name) continue;
  const result = await fc.check(property(go), run);
  if (!result.failed) {
    console.log(`${name}: kubets and client-go agree on ${result.numRuns} cases (seed ${run.seed})`);
    continue;
  }
  console.error(`${name}: after ${result.numRuns} cases (seed ${run.seed})\n${shown(result.counterexample?.[0])}`);
  console.error(result.errorInstance instanceof Error ? result.errorInstance.message : String(result.errorInstance));
  process.exitCode = 1;
}

/** What nobody would see is escaped. */
function shown(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replaceAll(
    /[^\n\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

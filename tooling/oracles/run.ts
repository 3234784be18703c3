// Asks every oracle anew and writes its answers: `oracles [name…]`. With --check nothing is written, and an answer that
// differs from the committed one is a failure.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compareStep, writeStep } from "../generate/outputs.ts";
import { findOracles } from "./oracle.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { values, positionals } = parseArgs({
  options: { check: { type: "boolean", default: false } },
  allowPositionals: true,
});

const oracles = findOracles(fileURLToPath(new URL(".", import.meta.url)), root);
const unknown = positionals.filter((name) => !oracles.some((oracle) => oracle.name === name));
if (unknown.length > 0) {
  console.error(`No oracle ${unknown.join(", ")}; there are: ${oracles.map(({ name }) => name).join(", ")}.`);
  process.exitCode = 2;
} else {
  await ask();
}

async function ask(): Promise<void> {
  for (const oracle of oracles) {
    if (positionals.length > 0 && !positionals.includes(oracle.name)) continue;
    // One that cannot be asked does not hide what the others answer.
    try {
      const found = await (values.check ? compareStep(oracle, root) : writeStep(oracle, root));
      const files = `${oracle.outputs.length} ${oracle.outputs.length === 1 ? "file" : "files"}`;
      if (found.length === 0) console.log(`${oracle.name.padEnd(12)}${files} as committed`);
      for (const { path, kind } of found) console.log(`${oracle.name.padEnd(12)}${kind}: ${path}`);
      if (values.check && found.length > 0) process.exitCode = 1;
    } catch (error) {
      console.error(`${oracle.name.padEnd(12)}${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
  }
  if (values.check && process.exitCode === 1) {
    console.error("Run `npx -y pnpm@12 oracles`, see with `git diff` what changed, and mend what is wrong.");
  }
}

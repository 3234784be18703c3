// Writes everything generated in the repository anew: `generate [step…]`. With --check nothing is written, and a
// difference to what is committed is a failure.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compareStep, writeStep, type Difference } from "./outputs.ts";
import { steps } from "./steps.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { values, positionals } = parseArgs({
  options: { check: { type: "boolean", default: false } },
  allowPositionals: true,
});

const chosen = steps.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const unknown = positionals.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`No step ${unknown.join(", ")}; there are: ${steps.map(({ name }) => name).join(", ")}.`);
  process.exitCode = 2;
} else {
  const found: Difference[] = [];
  for (const step of chosen) found.push(...(await (values.check ? compareStep(step, root) : writeStep(step, root))));
  for (const { step, path, kind } of found) console.log(`${kind.padEnd(8)}  ${path}  (${step})`);
  const files = `${found.length} ${found.length === 1 ? "file" : "files"}`;
  if (!values.check) {
    console.log(found.length === 0 ? "Everything generated is up to date." : `${files} brought up to date.`);
  } else if (found.length > 0) {
    console.error(`${files} not as generated: run \`npx -y pnpm@12 generate\` and commit the result.`);
    process.exitCode = 1;
  } else {
    console.log(`Everything generated is up to date (${chosen.length} steps).`);
  }
}

// Every rule of the repository, one line each: `check [rule …] [--update]`.
import { fileURLToPath } from "node:url";
import { parseArgs, styleText } from "node:util";
import { rules } from "./rules/index.ts";
import { openWorkspace } from "./workspace.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    update: { type: "boolean" },
    help: { type: "boolean", short: "h" },
    verbose: { type: "boolean", short: "v" },
  },
});

if (values.help) {
  console.log(`check [rule …] [--update] [--verbose]

  --update   writes snapshots anew instead of comparing with them
  --verbose  prints what rules that hold have to say, such as sizes

${rules.map(({ name, demands }) => `  ${name.padEnd(18)} ${demands}`).join("\n")}`);
} else {
  await check();
}

async function check(): Promise<void> {
  const unknown = positionals.filter((name) => !rules.some((rule) => rule.name === name));
  if (unknown.length > 0) {
    console.error(`no rule ${unknown.join(", ")}; the rules are ${rules.map(({ name }) => name).join(", ")}`);
    process.exitCode = 1;
    return;
  }
  const workspace = openWorkspace(fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, ""));
  const chosen = positionals.length > 0 ? rules.filter(({ name }) => positionals.includes(name)) : rules;
  let failed = 0;
  for (const rule of chosen) {
    const started = performance.now();
    const { findings, notes = [] } = await rule.check(workspace).catch((error: unknown) => ({
      findings: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
      notes: [],
    }));
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const note = notes.length > 0 ? ` (${notes[0]})` : "";
    if (findings.length === 0) {
      console.log(
        `${styleText("green", "✓")} ${rule.name.padEnd(17)} ${rule.demands}${note} ${styleText("dim", `${seconds} s`)}`,
      );
    } else {
      failed += 1;
      console.log(
        `${styleText("red", "✗")} ${rule.name.padEnd(17)} ${rule.demands} ${styleText("dim", `${seconds} s`)}`,
      );
      for (const finding of findings) console.log(`    ${finding.replaceAll("\n", "\n    ")}`);
    }
    if (values.verbose) for (const text of notes) console.log(`    ${text}`);
  }
  console.log(`\n${chosen.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

import { execute } from "../execute.ts";
import type { Rule } from "../rule.ts";

/** The packages build, each seeing only its own runtime; tests, tooling and suites are checked with Node's types. */
export const types: Rule = {
  name: "types",
  demands: "packages, tests and tooling pass the type checker",
  async check({ root }) {
    const findings: string[] = [];
    for (const args of [
      ["-b", "tooling/tsconfig.build.json"],
      ["-p", "tooling/tsconfig.test.json"],
    ]) {
      const { code, output } = await execute("tsc", [...args, "--pretty", "false"], root);
      if (code === 0) continue;
      const errors = output.split("\n").filter((line) => line.includes("error TS"));
      findings.push(...(errors.length > 0 ? errors : [output.trim()]));
    }
    return { findings: [...new Set(findings)] };
  },
};

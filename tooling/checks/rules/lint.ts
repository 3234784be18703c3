import { execute } from "../execute.ts";
import type { Rule } from "../rule.ts";

/** Correctness rules, those that need types included. */
export const lint: Rule = {
  name: "lint",
  demands: "oxlint finds nothing, types considered",
  async check({ root }) {
    const { code, output } = await execute("oxlint", ["--format=unix", "--deny-warnings", "."], root);
    if (code === 0) return { findings: [] };
    const findings = output.split("\n").filter((line) => /:\d+:\d+: /.test(line));
    return { findings: findings.length > 0 ? findings : [output.trim()] };
  },
};

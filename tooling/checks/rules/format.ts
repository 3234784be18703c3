import { execute } from "../execute.ts";
import type { Rule } from "../rule.ts";

/** One format, the formatter's. */
export const format: Rule = {
  name: "format",
  demands: "oxfmt changes nothing",
  async check({ root }) {
    const { code, output } = await execute("oxfmt", ["--check", "."], root);
    if (code === 0) return { findings: [] };
    const files = output.split("\n").flatMap((line) => /^(\S+\.\w+)(?: \(\d+ms\))?$/.exec(line.trim())?.[1] ?? []);
    const findings = files.map((file) => `${file}: run \`npx -y pnpm@12 format\``);
    return { findings: findings.length > 0 ? findings : [output.trim()] };
  },
};

import { execute } from "../execute.ts";
import type { Rule } from "../rule.ts";

/** Generated files are what their generator writes from what is committed, byte for byte. */
export const generated: Rule = {
  name: "generated",
  demands: "generated files are up to date",
  slow: true,
  async check({ root }) {
    const { code, output } = await execute(
      "node",
      ["--conditions=@kubets/source", "tooling/generate/run.ts", "--check"],
      root,
    );
    return { findings: code === 0 ? [] : [output.trim()] };
  },
};

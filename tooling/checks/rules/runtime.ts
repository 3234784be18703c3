import { builtinModules } from "node:module";
import { moduleReferences } from "../modules.ts";
import type { Rule } from "../rule.ts";
import { publishedSources } from "../workspace.ts";

/** A universal package imports nothing of Node's; a Node package says in `engines` which Node. */
export const runtime: Rule = {
  name: "runtime",
  demands: "universal packages import nothing of Node's; Node packages name their engine",
  async check(workspace) {
    const builtin = new Set(builtinModules);
    const findings: string[] = [];
    for (const { folder, manifest, rule } of workspace.packages) {
      const where = `packages/${folder}/package.json`;
      if (rule?.runtime === "node" && !manifest.engines?.["node"]) {
        findings.push(`${where}: a Node package has engines.node; add "engines": { "node": ">=22.12" }`);
      }
      if (rule?.runtime !== "universal") continue;
      if (manifest.engines) findings.push(`${where}: a universal package has no engines; remove the field`);
      for (const file of publishedSources(workspace, folder)) {
        for (const { specifier, line } of moduleReferences(file, workspace.read(file))) {
          if (specifier.startsWith("node:") || builtin.has(specifier)) {
            findings.push(
              `${file}:${line}: imports ${specifier}, which only Node has; take what it does as an argument, or move the code to a Node package`,
            );
          }
        }
      }
    }
    return { findings };
  },
};

import { moduleReferences, packageOf } from "../modules.ts";
import type { Rule } from "../rule.ts";
import { publishedSources } from "../workspace.ts";

/** What a package's published sources import is what its manifest declares: neither more nor less. */
export const importsDeclared: Rule = {
  name: "imports-declared",
  demands: "each package declares what it imports and imports what it declares",
  async check(workspace) {
    const findings: string[] = [];
    for (const { folder, manifest } of workspace.packages) {
      const declared = new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }));
      const used = new Set<string>();
      for (const file of publishedSources(workspace, folder)) {
        for (const { specifier, line } of moduleReferences(file, workspace.read(file))) {
          const name = packageOf(specifier);
          if (name === undefined || name === manifest.name) continue;
          used.add(name);
          if (!declared.has(name)) {
            findings.push(`${file}:${line}: imports ${name}; declare it in packages/${folder}/package.json`);
          }
        }
      }
      for (const name of declared) {
        if (!used.has(name)) {
          findings.push(
            `packages/${folder}/package.json: nothing imports ${name}; remove it, and its tsconfig reference`,
          );
        }
      }
    }
    return { findings };
  },
};

import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execute } from "../execute.ts";
import { packAll, tarballOf } from "../pack.ts";
import type { Rule } from "../rule.ts";

/** A project outside the workspace, kept as files, that uses the packages as anybody would. */
const project = fileURLToPath(new URL("../consumer", import.meta.url));

/** What is published can be installed, compiled against and run by somebody who has nothing of this repository. */
export const consumer: Rule = {
  name: "consumer",
  demands: "a project outside installs the packed packages, compiles against them and runs",
  slow: true,
  async check({ root, packages }) {
    using pack = await packAll(root);
    if (pack.failure !== undefined) return { findings: [`pnpm pack failed: ${pack.failure}`] };
    const folder = join(pack.folder, "project");
    cpSync(project, folder, { recursive: true });
    const tarballs = Object.fromEntries(
      packages.map((each) => [each.manifest.name, `file:${join(pack.folder, tarballOf(each))}`]),
    );
    // The packages need each other, and no registry has them.
    const manifest = { private: true, type: "module", dependencies: tarballs, overrides: tarballs };
    writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));

    const steps: readonly (readonly [what: string, command: string, args: readonly string[]])[] = [
      ["cannot be installed", "npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts"]],
      ["does not compile", "tsc", ["-p", "."]],
      ["does not run", "node", ["main.ts"]],
    ];
    for (const [what, command, args] of steps) {
      const { code, output } = await execute(command, args, folder);
      if (code !== 0) return { findings: [`tooling/checks/consumer ${what}: ${output.trim().slice(-2000)}`] };
    }
    return { findings: [], notes: [`${packages.length} packages`] };
  },
};

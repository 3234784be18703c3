import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportedDeclarations } from "../declarations.ts";
import { updating, type Rule } from "../rule.ts";
import { entries, type Workspace, type WorkspacePackage } from "../workspace.ts";

const folder = "tooling/checks/api";

/** The public signatures, as text under review: a change of them shows in a diff of its own. */
export const apiSnapshot: Rule = {
  name: "api-snapshot",
  demands: `public signatures are those in ${folder}`,
  slow: true,
  async check(workspace) {
    const findings: string[] = [];
    const kept = new Set<string>();
    for (const each of workspace.packages) {
      const file = `${each.folder}.txt`;
      kept.add(file);
      const text = snapshotOf(workspace, each);
      const path = join(workspace.root, folder, file);
      const known = existsSync(path) ? readFileSync(path, "utf8") : "";
      if (known === text) continue;
      if (updating) {
        mkdirSync(join(workspace.root, folder), { recursive: true });
        writeFileSync(path, text);
      } else {
        findings.push(
          `${folder}/${file}: ${firstDifference(known, text)}; if the change is meant, run \`npx -y pnpm@12 check api-snapshot --update\`, commit the file and add a changeset`,
        );
      }
    }
    const path = join(workspace.root, folder);
    for (const file of existsSync(path) ? readdirSync(path) : []) {
      if (kept.has(file)) continue;
      if (updating) rmSync(join(path, file));
      else findings.push(`${folder}/${file}: its package is gone; remove it`);
    }
    return { findings };
  },
};

function snapshotOf(workspace: Workspace, each: WorkspacePackage): string {
  const parts: string[] = [];
  for (const [entry, source] of entries(each, workspace.root)) {
    // Generated types are compared with what they are generated from.
    if (source.includes("/src/gen/")) continue;
    const built = declarationFile(source.replace("/src/", "/dist/"));
    const declarations = exportedDeclarations(built, workspace.read, declarationFile);
    const texts = declarations.map(({ text }) => text).toSorted();
    parts.push(`// ${each.manifest.name}${entry.slice(1)}\n\n${texts.join("\n")}\n`);
  }
  return parts.join("\n");
}

function declarationFile(path: string): string {
  return path.replace(/(\.d)?\.(ts|js)$/, ".d.ts");
}

function firstDifference(before: string, after: string): string {
  if (before === "") return "there is no snapshot yet";
  const old = before.split("\n");
  const fresh = after.split("\n");
  const index = fresh.findIndex((line, at) => line !== old[at]);
  const at = index < 0 ? fresh.length : index;
  return `line ${at + 1} is now \`${fresh[at]?.trim() ?? ""}\` and was \`${old[at]?.trim() ?? ""}\``;
}

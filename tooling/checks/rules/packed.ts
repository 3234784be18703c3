import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { execute } from "../execute.ts";
import { packAll, tarballOf } from "../pack.ts";
import type { Rule } from "../rule.ts";
import type { WorkspacePackage } from "../workspace.ts";

/** What would be published: only built files, found by every resolver, with no trace of the workspace. */
export const packed: Rule = {
  name: "packed",
  demands: "packed packages hold what they should, and publint and attw accept them",
  slow: true,
  async check({ root, packages }) {
    using pack = await packAll(root);
    if (pack.failure !== undefined) return { findings: [`pnpm pack failed: ${pack.failure}`] };
    const findings: string[] = [];
    for (const each of packages) {
      findings.push(...(await inspect(root, each, pack.folder)).map((text) => `packages/${each.folder}: ${text}`));
    }
    return { findings, notes: [`${packages.length} packages`] };
  },
};

async function inspect(root: string, { folder, manifest }: WorkspacePackage, target: string): Promise<string[]> {
  const tarball = join(target, tarballOf({ folder, manifest }));
  const findings: string[] = [];

  const { stdout: names } = await promisify(execFile)("tar", ["-tzf", tarball]);
  const files = names
    .trim()
    .split("\n")
    .map((name) => name.replace(/^package\//, ""));
  for (const file of files) {
    const known = /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/.+\.(js|d\.ts)(\.map)?)$/.test(file);
    if (!known || /\.test(-d)?\./.test(file))
      findings.push(`packs ${file}, which nobody needs; see "files" in package.json`);
  }
  for (const wanted of ["LICENSE", "README.md"]) if (!files.includes(wanted)) findings.push(`packs no ${wanted}`);

  const { stdout: packedManifest } = await promisify(execFile)("tar", ["-xzOf", tarball, "package/package.json"]);
  for (const trace of ["workspace:", "catalog:", "@kubets/source"]) {
    if (packedManifest.includes(trace)) findings.push(`its packed package.json still says ${trace}`);
  }

  const publint = await execute("publint", [tarball, "--strict"], root);
  if (publint.code !== 0) findings.push(`publint: ${publint.output.trim()}`);
  const attw = await execute("attw", [tarball, "--profile", "esm-only", "--format", "ascii"], root);
  if (attw.code !== 0) findings.push(`attw: ${attw.output.trim()}`);
  return findings;
}

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Rule } from "../rule.ts";
import type { Manifest, WorkspacePackage } from "../workspace.ts";

/** Every package looks alike: the same fields, one entry per export, no condition that would be published. */
export const packageShape: Rule = {
  name: "package-shape",
  demands: "every package has the same manifest fields, a README and one file per entry",
  async check({ packages }) {
    return {
      findings: packages.flatMap((each) =>
        shapeOf(each).map((text) => `packages/${each.folder}/package.json: ${text}`),
      ),
    };
  },
};

function shapeOf({ folder, path, manifest, rule }: WorkspacePackage): string[] {
  const wrong: string[] = [];
  const expect = (condition: boolean, message: string): void => {
    if (!condition) wrong.push(message);
  };
  expect(manifest.name === `@kubets/${folder}`, `the name is "@kubets/${folder}", after its folder`);
  expect(manifest.type === "module", 'add "type": "module"');
  expect(manifest.license === "Apache-2.0", 'the license is "Apache-2.0"');
  expect(manifest.sideEffects === false, 'add "sideEffects": false, and keep it true');
  expect(Boolean(manifest.description), "add a description");
  expect(manifest.repository?.directory === `packages/${folder}`, `repository.directory is "packages/${folder}"`);
  const bundled = isBundled(manifest);
  if (bundled) {
    expect(String(manifest.files) === "dist/**/*.d.ts,dist/bundle", 'files is ["dist/**/*.d.ts", "dist/bundle"]');
    expect(manifest.scripts?.["prepack"] === bundling, `scripts.prepack is "${bundling}"`);
  } else expect(manifest.files?.[0] === "dist", 'files begins with "dist"');
  const subpaths = Object.keys(manifest.exports ?? {}).filter((entry) => entry !== "." && entry !== "./package.json");
  if (rule) {
    const allowed = new Set(rule.subpaths ?? []);
    for (const entry of subpaths) {
      expect(
        allowed.has(entry) || rule.generatedSubpaths === true,
        `entry "${entry}" is not in tooling/checks/packages.ts`,
      );
    }
  }
  wrong.push(...entriesOf(path, manifest));
  expect(existsSync(join(path, "README.md")), "write a README.md beside it");
  if (existsSync(join(path, "README.md"))) {
    const lines = readFileSync(join(path, "README.md"), "utf8").split("\n");
    const code = lines.findIndex((line) => line.startsWith("```"));
    expect(code >= 0 && code < 25, "the README shows code before its line 25");
  }
  return wrong;
}

const bundling = "node ../../tooling/bundle/run.ts";

/** Such a package is published as bundles, of which `@kubets/bundled` tells the workspace. */
function isBundled({ exports = {} }: Manifest): boolean {
  return Object.values(exports).some((entry) => typeof entry === "object" && "@kubets/bundled" in entry);
}

function entriesOf(path: string, { exports = {}, publishConfig }: Manifest): string[] {
  const wrong: string[] = [];
  for (const [entry, target] of Object.entries(exports)) {
    const published = publishConfig?.exports?.[entry];
    if (typeof target === "string") {
      if (published !== target) wrong.push(`publishConfig.exports["${entry}"] is "${target}"`);
      continue;
    }
    const { "@kubets/source": source, "@kubets/bundled": bundle, default: built, ...others } = target;
    if (Object.keys(others).length > 0)
      wrong.push(`exports["${entry}"] has conditions beside @kubets/source, @kubets/bundled and default`);
    if (source === undefined || !existsSync(join(path, source))) wrong.push(`exports["${entry}"]: no file ${source}`);
    const shipped = bundle ?? built;
    if (published !== shipped) wrong.push(`publishConfig.exports["${entry}"] is "${shipped}", without conditions`);
    if (bundle !== undefined && bundle !== built?.replace("./dist/", "./dist/bundle/")) {
      wrong.push(`exports["${entry}"]: @kubets/bundled is the file of the same name in dist/bundle`);
    }
    if (source?.replace(/^\.\/src\//, "./dist/").replace(/\.ts$/, ".js") !== built) {
      wrong.push(`exports["${entry}"]: default is the built file of ${source}`);
    }
  }
  for (const entry of Object.keys(publishConfig?.exports ?? {})) {
    if (!(entry in exports)) wrong.push(`publishConfig.exports has "${entry}", exports does not`);
  }
  return wrong;
}

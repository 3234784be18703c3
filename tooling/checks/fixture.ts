import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { PackageRule } from "./packages.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

export interface Fixture extends Disposable {
  readonly workspace: Workspace;
  readonly root: string;
}

/** A repository of a few files for the test of a rule, gone with the test. Objects are written as JSON. */
export function createFixture(
  files: Readonly<Record<string, string | object>>,
  table: Readonly<Record<string, PackageRule>> = {},
): Fixture {
  const root = mkdtempSync(join(tmpdir(), "kubets-rule-"));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return {
    root,
    workspace: openWorkspace(root, table),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** A line of the dependency table. */
export function packageRule(rule: Partial<PackageRule> = {}): PackageRule {
  return { runtime: "universal", purpose: "for a test", internal: [], external: [], ...rule };
}

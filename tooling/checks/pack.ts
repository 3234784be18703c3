import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute } from "./execute.ts";
import type { WorkspacePackage } from "./workspace.ts";

export interface Pack extends Disposable {
  /** Holds one tarball a package. */
  readonly folder: string;
  /** What pnpm said where it failed. */
  readonly failure: string | undefined;
}

/** Packs every package as it would be published, into a folder that goes with the result. */
export async function packAll(root: string): Promise<Pack> {
  const folder = mkdtempSync(join(tmpdir(), "kubets-packed-"));
  const args = ["-y", "pnpm@12", "--recursive", "--filter=./packages/*", "pack", "--pack-destination", folder];
  const { code, output } = await execute("npx", args, root);
  return {
    folder,
    failure: code === 0 ? undefined : output.trim(),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** File name of a package's tarball. */
export function tarballOf({ folder, manifest }: Pick<WorkspacePackage, "folder" | "manifest">): string {
  return `kubets-${folder}-${manifest.version}.tgz`;
}

import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { ground, packages as table, type PackageRule } from "./packages.ts";

export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly type?: string;
  readonly license?: string;
  readonly description?: string;
  readonly sideEffects?: boolean;
  readonly private?: boolean;
  readonly engines?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
  readonly scripts?: Readonly<Record<string, string>>;
  readonly repository?: { readonly directory?: string };
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly publishConfig?: { readonly exports?: Readonly<Record<string, string>> };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface WorkspacePackage {
  /** Folder name; the package's name is `@kubets/` and this. */
  readonly folder: string;
  readonly path: string;
  readonly manifest: Manifest;
  /** Its line of the dependency table; missing is a finding of its own. */
  readonly rule: PackageRule | undefined;
}

export interface Workspace {
  readonly root: string;
  readonly packages: readonly WorkspacePackage[];
  readonly table: Readonly<Record<string, PackageRule>>;
  readonly ground: readonly string[];
  /** Paths relative to the root, with forward slashes, sorted. */
  readonly files: (pattern: string | readonly string[]) => string[];
  readonly read: (path: string) => string;
}

export function openWorkspace(root: string, rules: Readonly<Record<string, PackageRule>> = table): Workspace {
  const folder = join(root, "packages");
  const folders = existsSync(folder) ? readdirSync(folder).toSorted() : [];
  return {
    root,
    table: rules,
    ground,
    packages: folders
      .filter((name) => existsSync(join(folder, name, "package.json")))
      .map((name) => ({
        folder: name,
        path: join(folder, name),
        manifest: JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8")) as Manifest,
        rule: rules[name],
      })),
    files: (pattern) =>
      globSync(pattern, { cwd: root, exclude: isForeign })
        .map((path) => path.split(sep).join("/"))
        .toSorted(),
    read: (path) => readFileSync(join(root, path), "utf8"),
  };
}

function isForeign(path: string): boolean {
  return /(^|[\\/])(node_modules|dist|\.git|\.nx)$/.test(path);
}

/** The source files of a package that are published: neither tests nor what helps them (`src/testing`). */
export function publishedSources(workspace: Workspace, folder: string): string[] {
  return workspace
    .files(`packages/${folder}/src/**/*.ts`)
    .filter((path) => !/\.test(-d)?\.ts$/.test(path) && !path.includes("/src/testing/"));
}

/** The source file behind each entry of a package: `["." , "packages/rest/src/index.ts"]`. */
export function entries({ manifest, path }: WorkspacePackage, root: string): [entry: string, source: string][] {
  return Object.entries(manifest.exports ?? {}).flatMap(([entry, target]): [string, string][] => {
    const source = typeof target === "string" ? undefined : target["@kubets/source"];
    return source === undefined ? [] : [[entry, relative(root, join(path, source)).split(sep).join("/")]];
  });
}

/** A relative import seen from a file, as a path from the root. */
export function resolveImport(from: string, specifier: string): string {
  return join(dirname(from), specifier).split(sep).join("/");
}

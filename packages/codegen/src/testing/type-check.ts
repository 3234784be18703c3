import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** What the compiler says of some files, by path; empty where they compile. They may import what is generated here. */
export async function typeCheck(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kubets-types-"));
  try {
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      module: "nodenext",
      target: "esnext",
      types: [],
      allowImportingTsExtensions: true,
      paths: {
        "@kubets/apimachinery": [join(root, "packages/apimachinery/src/index.ts")],
        "@kubets/kubernetes/*": [join(root, "packages/kubernetes/src/gen/*.ts")],
      },
    };
    const own = { "tsconfig.json": JSON.stringify({ compilerOptions }), "package.json": '{ "type": "module" }' };
    for (const [name, text] of Object.entries({ ...files, ...own })) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    return await promisify(execFile)(process.execPath, [tsc, "--pretty", "false", "-p", folder]).then(
      ({ stdout }) => stdout,
      // A compiler that could not even say what is wrong has not judged.
      (error: Error & { stdout: string }) => error.stdout || Promise.reject(error),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An object as a server sends it. */
export interface SentObject {
  readonly apiVersion?: string | undefined;
  readonly kind?: string | undefined;
}

/**
 * A module that compiles where each object fits the type of its kind. `moduleOf` says which module has the types of an
 * `apiVersion`.
 */
export function assignments(
  objects: readonly SentObject[],
  moduleOf: (apiVersion: string) => string,
  before: string = "",
): string {
  const modules = [...new Set(objects.map(({ apiVersion = "" }) => apiVersion))];
  return [
    ...modules.map((apiVersion, index) => `import type * as m${index} from "${moduleOf(apiVersion)}";`),
    ...objects.flatMap((object) => [
      ...(before ? [before] : []),
      `void (${JSON.stringify(object)} satisfies m${modules.indexOf(object.apiVersion ?? "")}.${object.kind});`,
    ]),
  ].join("\n");
}

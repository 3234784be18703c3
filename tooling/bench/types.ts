import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { median, printTable } from "./table.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const rounds = 7;

const kinds: Readonly<Record<string, readonly string[]>> = {
  "core/v1": ["pods", "services", "configMaps", "secrets", "nodes"],
  "apps/v1": ["deployments", "statefulSets"],
  "batch/v1": ["jobs"],
  "networking/v1": ["ingresses"],
  "rbac/v1": ["roles"],
};

/** Lists, creates and watches each of ten kinds, so that their types are gone into. */
function program(): string {
  const names = Object.values(kinds).flat();
  return [
    'import type { DynamicClient } from "@kubets/dynamic";',
    ...Object.entries(kinds).map(([path, used]) => `import { ${used.join(", ")} } from "@kubets/kubernetes/${path}";`),
    "export async function run(client: DynamicClient): Promise<unknown> {",
    "  const seen: unknown[] = [];",
    ...names.map(
      (name) => `  for (const { metadata } of (await client.resource(${name}).list()).items) seen.push(metadata.name);`,
    ),
    '  await client.resource(pods).namespace("a").create({ metadata: { name: "a" }, spec: { containers: [{ name: "a", image: "b" }] } });',
    "  return seen;",
    "}",
  ].join("\n");
}

/** What the compiler takes for a program that uses ten kinds, beside an empty one. */
export async function benchTypes(): Promise<void> {
  const empty = await seconds("export {};");
  const ten = await seconds(program());
  printTable([
    { program: "empty", "wall s": empty.toFixed(2), "more s": "" },
    { program: "ten kinds", "wall s": ten.toFixed(2), "more s": (ten - empty).toFixed(2) },
  ]);
}

async function seconds(text: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "kubets-types-"));
  try {
    const source = (name: string): string[] => [join(root, `packages/${name}/src/index.ts`)];
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      noEmit: true,
      module: "nodenext",
      target: "esnext",
      lib: ["esnext", "dom"],
      types: [],
      allowImportingTsExtensions: true,
      paths: {
        ...Object.fromEntries(
          ["apimachinery", "wait", "features", "rest", "dynamic"].map((name) => [`@kubets/${name}`, source(name)]),
        ),
        "@kubets/kubernetes/*": [join(root, "packages/kubernetes/src/gen/*.ts")],
      },
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["program.ts"] }));
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    await writeFile(join(folder, "program.ts"), text);
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const started = performance.now();
      await promisify(execFile)(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder]);
      times.push((performance.now() - started) / 1000);
    }
    return median(times);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

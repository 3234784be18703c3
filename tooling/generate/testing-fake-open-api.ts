import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openApiSchemas, type Schema } from "./api-data.ts";
import type { GenerateStep } from "./step.ts";

const folder = "packages/testing-fake/src/gen/open-api";
const generated = "// Generated from tooling/kubernetes-api by tooling/generate. Do not edit.\n";

/** The schemas of the built-in kinds, one file a Go package, so that a document loads only what it refers to. */
export const testingFakeOpenApiStep: GenerateStep = {
  name: "testing-fake-open-api",
  outputs: [folder],
  generate(outDir: string): void {
    const packages = new Map<string, [name: string, schema: Schema][]>();
    for (const [name, schema] of [...openApiSchemas()].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const goPackage = packageOf(name);
      packages.set(goPackage, [...(packages.get(goPackage) ?? []), [name, schema]]);
    }
    mkdirSync(join(outDir, folder), { recursive: true });
    const files = new Map([...packages.keys()].map((goPackage) => [goPackage, fileOf(goPackage)]));
    if (new Set(files.values()).size !== packages.size) throw new Error("two Go packages want the same file");

    for (const [goPackage, schemas] of packages) {
      const lines = schemas.map(([name, schema]) => `${JSON.stringify(name)}:${JSON.stringify(schema)}`);
      const text = `export const schemas: Readonly<Record<string, unknown>> = {\n${lines.join(",\n")},\n};\n`;
      writeFileSync(join(outDir, folder, files.get(goPackage) ?? ""), generated + text);
    }

    const imports = [...files].map(([goPackage, file]) => `${JSON.stringify(goPackage)}: () => import("./${file}")`);
    writeFileSync(
      join(outDir, folder, "index.ts"),
      `${generated}
// From a Go package, as schemas are named after it, to its schemas.
export const packages: Readonly<Record<string, () => Promise<{ schemas: Readonly<Record<string, unknown>> }>>> = {
${imports.join(",\n")},
};

// From an apiVersion to the Go package of its kinds.
export const packageOf: Readonly<Record<string, string>> = {
${groupVersionLines(packages).join(",\n")},
};
`,
    );
  },
};

/** `io.k8s.api.apps.v1.Deployment` to `io.k8s.api.apps.v1`. */
function packageOf(name: string): string {
  return name.slice(0, name.lastIndexOf("."));
}

/** `io.k8s.api.apps.v1` to `apps.v1.ts`. */
function fileOf(goPackage: string): string {
  return `${goPackage.replace(/^io\.k8s\.(api\.|.*\.pkg\.)(apis\.)?/, "")}.ts`;
}

/** Where the kinds of each group version live; the kinds of every group version, as DeleteOptions, say nothing of that. */
function groupVersionLines(packages: Map<string, [string, Schema][]>): string[] {
  const found = new Map<string, string>();
  for (const [goPackage, schemas] of packages) {
    for (const [name, schema] of schemas) {
      const [kind, ...more] = schema["x-kubernetes-group-version-kind"] ?? [];
      if (kind === undefined || more.length > 0 || goPackage.endsWith(".meta.v1")) continue;
      const apiVersion = kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
      const known = found.get(apiVersion) ?? goPackage;
      if (known !== goPackage) throw new Error(`${name}: ${apiVersion} is spread over ${known} and ${goPackage}`);
      found.set(apiVersion, goPackage);
    }
  }
  return [...found]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map((entry) => entry.map((text) => JSON.stringify(text)).join(": "));
}

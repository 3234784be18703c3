import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { discoveredGroupVersions, openApiSchemas, referenceOf, type Schema } from "./api-data.ts";
import type { GenerateStep } from "./step.ts";
import { testingFakeOpenApiStep } from "./testing-fake-open-api.ts";

const generated = "// Generated from tooling/kubernetes-api by tooling/generate. Do not edit.\n";
const folder = "packages/testing-fake/src/gen";

function write(outDir: string, path: string, text: string): void {
  const file = join(outDir, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, generated + text);
}

/** The resources that every server has, as discovery lists them. */
export const builtInResourcesStep: GenerateStep = {
  name: "testing-fake-resources",
  outputs: [`${folder}/resources.ts`],
  generate(outDir: string): void {
    const lines = discoveredGroupVersions().flatMap(({ group, version, resources }) =>
      resources.map((resource) => {
        const { responseKind: kind } = resource;
        return JSON.stringify({
          group,
          version,
          resource: resource.resource,
          singular: resource.singularResource,
          kind: kind.kind,
          scope: resource.scope === "Cluster" ? "Cluster" : "Namespaced",
          verbs: resource.verbs,
          shortNames: resource.shortNames ?? [],
          categories: resource.categories ?? [],
          subresources: (resource.subresources ?? []).map(({ subresource, responseKind, verbs }) => ({
            name: subresource,
            kind: responseKind.kind,
            // Nothing said is the resource's own group version; the core group can only be told by its version.
            group: responseKind.version === "" ? group : responseKind.group,
            version: responseKind.version || version,
            verbs,
          })),
        });
      }),
    );
    write(
      outDir,
      `${folder}/resources.ts`,
      'import type { BuiltInResource } from "../built-in-resource.ts";\n\n' +
        `export const builtInResources: readonly BuiltInResource[] = [\n${lines.join(",\n")},\n];\n`,
    );
  },
};

/** The keys and strategies of strategic merge patches, for the types that have any at some depth. */
export const patchSchemasStep: GenerateStep = {
  name: "testing-fake-patch-schemas",
  outputs: [`${folder}/patch-schemas.ts`],
  generate(outDir: string): void {
    const schemas = openApiSchemas();
    const types = typesWithPatchRules(schemas);
    const short = shortNames([...types.keys()]);
    const kinds: string[] = [];
    for (const [name, schema] of schemas) {
      if (!types.has(name)) continue;
      for (const { group, version, kind } of schema["x-kubernetes-group-version-kind"] ?? []) {
        const apiVersion = group === "" ? version : `${group}/${version}`;
        kinds.push(`${JSON.stringify(`${apiVersion}/${kind}`)}:${JSON.stringify(short.get(name))}`);
      }
    }
    const rows = [...types].map(([name, fields]) => {
      const row = Object.entries(fields).map(([field, [type, ...rules]]) => [field, [short.get(type) ?? "", ...rules]]);
      return `${JSON.stringify(short.get(name))}:${JSON.stringify(Object.fromEntries(row))}`;
    });
    write(
      outDir,
      `${folder}/patch-schemas.ts`,
      'import { createPatchSchemaOf, type PatchSchemaOf } from "../patch-schema.ts";\n\n' +
        "/** The patch schemas of the built-in kinds. */\n" +
        "export const patchSchemaOf: PatchSchemaOf = createPatchSchemaOf({\n" +
        `kinds: {\n${kinds.toSorted().join(",\n")},\n},\ntypes: {\n${rows.toSorted().join(",\n")},\n},\n});\n`,
    );
  },
};

type Row = [type: string, strategy?: string, mergeKey?: string];

/**
 * The fields of each type that have a patch rule or lead to a type that has one; types without any are left out. Maps
 * lead nowhere: Go's merge has no rules for their values either.
 */
function typesWithPatchRules(schemas: Map<string, Schema>): Map<string, Record<string, Row>> {
  const rulesOf = (field: Schema): string[] => {
    const strategy = field["x-kubernetes-patch-strategy"];
    const mergeKey = field["x-kubernetes-patch-merge-key"];
    return mergeKey === undefined ? (strategy === undefined ? [] : [strategy]) : [strategy ?? "", mergeKey];
  };
  const found = new Set<string>();
  const properties = [...schemas].map(([name, schema]) => [name, Object.entries(schema.properties ?? {})] as const);
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const [name, fields] of properties) {
      if (fields.some(([, field]) => rulesOf(field).length > 0 || found.has(referenceOf(field) ?? ""))) found.add(name);
    }
  }
  const types = new Map<string, Record<string, Row>>();
  for (const [name, fields] of properties) {
    if (!found.has(name)) continue;
    const rows: Record<string, Row> = {};
    for (const [fieldName, field] of fields) {
      const reference = referenceOf(field) ?? "";
      const type = found.has(reference) ? reference : "";
      const rules = rulesOf(field);
      if (type !== "" || rules.length > 0) rows[fieldName] = [type, ...rules] as Row;
    }
    types.set(name, rows);
  }
  return types;
}

/** `io.k8s.api.apps.v1.Deployment` to `apps.v1.Deployment`, checked to stay unique. */
function shortNames(names: readonly string[]): Map<string, string> {
  const short = new Map(names.map((name) => [name, name.split(".").slice(-3).join(".")]));
  if (new Set(short.values()).size !== names.length) throw new Error("two types share their last three parts");
  return short;
}

export const testingFakeSteps: readonly GenerateStep[] = [
  builtInResourcesStep,
  patchSchemasStep,
  testingFakeOpenApiStep,
];

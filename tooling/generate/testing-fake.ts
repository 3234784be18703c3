import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { discoveredGroupVersions } from "./api-data.ts";
import type { GenerateStep } from "./step.ts";
import { testingFakeOpenApiStep } from "./testing-fake-open-api.ts";
import { typeSchemasStep } from "./testing-fake-types.ts";

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
      'import type { BuiltInResource } from "../resources/built-in-resource.ts";\n\n' +
        `export const builtInResources: readonly BuiltInResource[] = [\n${lines.join(",\n")},\n];\n`,
    );
  },
};

export const testingFakeSteps: readonly GenerateStep[] = [
  builtInResourcesStep,
  typeSchemasStep,
  testingFakeOpenApiStep,
];

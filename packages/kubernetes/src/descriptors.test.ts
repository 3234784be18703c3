import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const api = fileURLToPath(new URL("../../../tooling/kubernetes-api/", import.meta.url));
const source = fileURLToPath(new URL("./", import.meta.url));
const read = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

interface Discovery {
  items: {
    metadata: { name?: string };
    versions: { version: string; resources: { resource: string; scope: string; responseKind: { kind: string } }[] }[];
  }[];
}

/** Every resource that the API server lists, as a descriptor has it. */
function discovered(): object[] {
  return ["discovery-api.json", "discovery-apis.json"].flatMap((name) =>
    (read(api + name) as Discovery).items.flatMap(({ metadata, versions }) =>
      versions.flatMap(({ version, resources }) =>
        resources.map(({ resource, scope, responseKind }) => ({
          group: metadata.name ?? "",
          version,
          resource,
          kind: responseKind.kind,
          scope,
        })),
      ),
    ),
  );
}

/** Every constant of every generated group version, by `core/v1 pods`. */
async function generated(): Promise<Map<string, object>> {
  const constants = new Map<string, object>();
  for (const path of globSync("*/*.ts", { cwd: `${source}gen` }).toSorted()) {
    const module = (await import(/* @vite-ignore */ `${source}gen/${path}`)) as Record<string, object>;
    for (const [name, value] of Object.entries(module)) constants.set(`${path.slice(0, -".ts".length)} ${name}`, value);
  }
  return constants;
}

describe("the descriptors", () => {
  it("are exactly the resources that a server with every group lists", async () => {
    const text = (values: Iterable<object>) => [...values].map((value) => JSON.stringify(value)).toSorted();
    expect(text((await generated()).values())).toEqual(text(discovered()));
  });

  it("are named after the plural, with the capitals of the kind, in the module of client-go's package", async () => {
    const constants = await generated();
    expect(constants.size).toBe(discovered().length);
    for (const name of [
      "core/v1 configMaps",
      "core/v1 endpoints",
      "core/v1 persistentVolumeClaims",
      "rbac/v1 clusterRoleBindings",
      "apiextensions/v1 customResourceDefinitions",
      "storage/v1 csiDrivers",
      "networking/v1 networkPolicies",
      "networking/v1 serviceCIDRs",
      "apiregistration/v1 apiServices",
      "apiserverinternal/v1alpha1 storageVersions",
    ]) {
      expect(constants.has(name), name).toBe(true);
    }
  });
});

describe("package.json", () => {
  it("has an entry for each generated group version and for all of them, in both forms", () => {
    const manifest = read(`${source}../package.json`) as {
      exports: Record<string, unknown>;
      publishConfig: { exports: Record<string, unknown> };
    };
    const subpaths = globSync("*/*.ts", { cwd: `${source}gen` }).map((path) => `./${path.slice(0, -".ts".length)}`);
    const entries = [".", "./all", ...subpaths.toSorted(), "./package.json"];
    expect(Object.keys(manifest.exports)).toEqual(entries);
    expect(Object.keys(manifest.publishConfig.exports)).toEqual(entries);
    expect(manifest.exports["./core/v1"]).toEqual({
      "@kubets/source": "./src/gen/core/v1.ts",
      default: "./dist/gen/core/v1.js",
    });
    expect(manifest.publishConfig.exports["./core/v1"]).toBe("./dist/gen/core/v1.js");
  });
});

import { isKubernetesError } from "@kubets/apimachinery";
import { fc, test } from "@fast-check/vitest";
import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { readCrds } from "./crd.ts";
import { generateFromCrds } from "./generate.ts";

/** A correct CRD as an object, with some of its parts replaced. */
function crd(spec: Record<string, unknown> = {}, top: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "websites.demo.kubets.dev" },
    spec: {
      group: "demo.kubets.dev",
      scope: "Namespaced",
      names: { kind: "Website", plural: "websites" },
      versions: [version({})],
      ...spec,
    },
    ...top,
  };
}

function version(more: Record<string, unknown>): Record<string, unknown> {
  return { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } }, ...more };
}

const read = (...objects: unknown[]) =>
  readCrds({ name: "website.yaml", text: objects.map((object) => dump(object)).join("---\n") });

describe("readCrds", () => {
  it("names what a resource needs, of each served version", () => {
    const versions = [version({ subresources: { status: {}, scale: {} } }), version({ name: "v0", served: false })];
    expect(read(crd({ versions }))).toEqual([
      {
        group: "demo.kubets.dev",
        version: "v1",
        kind: "Website",
        listKind: "WebsiteList",
        resource: "websites",
        scope: "Namespaced",
        subresources: ["scale", "status"],
        schema: { type: "object" },
        deprecation: undefined,
        where: "website.yaml: websites.demo.kubets.dev",
      },
    ]);
  });

  it("finds CRDs among other objects and in lists", () => {
    const list = { kind: "List", apiVersion: "v1", items: [crd()] };
    expect(read({ kind: "Namespace" }, null, list)).toHaveLength(1);
  });

  it.each<[string, unknown, string]>([
    [
      "a file without a CRD",
      { kind: "Deployment" },
      "website.yaml: no CustomResourceDefinition in it, only Deployment; give the file that defines the resource",
    ],
    [
      "a file without any object",
      "text",
      "website.yaml: no CustomResourceDefinition in it, nor any other Kubernetes object; give the file that defines the resource",
    ],
    [
      "an old CRD",
      crd({}, { apiVersion: "apiextensions.k8s.io/v1beta1" }),
      'website.yaml: websites.demo.kubets.dev: apiVersion is "apiextensions.k8s.io/v1beta1"; only "apiextensions.k8s.io/v1" can be read, convert it first',
    ],
    [
      "a version without a schema",
      crd({ versions: [version({ schema: undefined })] }),
      "website.yaml: websites.demo.kubets.dev: version v1 has no schema; give it one in spec.versions[0].schema.openAPIV3Schema",
    ],
    [
      "no versions",
      crd({ versions: [] }),
      "website.yaml: websites.demo.kubets.dev: spec.versions is missing or empty; name at least one version",
    ],
    [
      "a wrong scope",
      crd({ scope: "cluster" }),
      'website.yaml: websites.demo.kubets.dev: spec.scope is "cluster"; it must be "Namespaced" or "Cluster"',
    ],
    [
      "a group that is a path",
      crd({ group: "../../demo" }),
      'website.yaml: websites.demo.kubets.dev: spec.group is "../../demo", which no server takes',
    ],
    ["no spec", crd({}, { spec: undefined }), "website.yaml: websites.demo.kubets.dev: spec is missing"],
    ["no kind", crd({ names: {} }), "website.yaml: websites.demo.kubets.dev: spec.names.kind is missing"],
    [
      "fields that are a list",
      crd({ versions: [version({ schema: { openAPIV3Schema: { properties: [{ name: "spec" }] } } })] }),
      "website.yaml: websites.demo.kubets.dev: spec.versions[0].schema.openAPIV3Schema.properties is not an object",
    ],
    [
      "a field that is no schema",
      crd({ versions: [version({ schema: { openAPIV3Schema: { properties: { spec: null } } } })] }),
      "website.yaml: websites.demo.kubets.dev: spec.versions[0].schema.openAPIV3Schema.properties.spec is not an object",
    ],
  ])("refuses %s and says where", (_, object, message) => {
    expect(() => read(object)).toThrow(expect.objectContaining({ reason: "Decode", message }));
  });

  it("refuses what is not YAML with line and column", () => {
    const text = "kind: CustomResourceDefinition\nspec: [a, b\n";
    expect(() => readCrds({ name: "website.yaml", text })).toThrow(
      /^website\.yaml: not YAML: .* \(line \d+, column \d+\)$/,
    );
  });

  it("refuses a schema with a reference, which no server takes", () => {
    const schema = { openAPIV3Schema: { type: "object", properties: { spec: { $ref: "#/definitions/Spec" } } } };
    const text = dump(crd({ versions: [version({ schema })] }));
    expect(() => generateFromCrds([{ name: "website.yaml", text }], { origin: "" })).toThrow(
      "website.yaml: websites.demo.kubets.dev: the schema refers to #/definitions/Spec; a CRD's schema must not use $ref, inline it",
    );
  });

  it("gives no two types of a group version one name", () => {
    const object = (properties: object) => ({ type: "object", properties });
    const of = (kind: string, plural: string, properties: object) =>
      crd({ names: { kind, plural }, versions: [version({ schema: { openAPIV3Schema: object(properties) } })] });
    const inner = object({ a: { type: "string" } });
    const text = [of("Web", "webs", { siteSpec: inner, list: inner }), of("WebSite", "websites", { spec: inner })]
      .map((one) => dump(one))
      .join("---\n");
    const [file] = generateFromCrds([{ name: "webs.yaml", text }], { origin: "" });
    const names = [...(file?.text ?? "").matchAll(/^export interface (\w+)/gm)].map(([, name]) => name);
    expect(names).toEqual(["Web", "WebList", "WebList2", "WebSite", "WebSiteList", "WebSiteSpec", "WebSiteSpec2"]);
  });

  it("refuses one kind given twice", () => {
    const documents = ["a.yaml", "b.yaml"].map((name) => ({ name, text: dump(crd()) }));
    expect(() => generateFromCrds(documents, { origin: "" })).toThrow(
      "b.yaml: websites.demo.kubets.dev: demo.kubets.dev/v1 Website is already defined in a.yaml: websites.demo.kubets.dev; give one of the two",
    );
  });

  /** Schemas that are right but for one part, which may be anything. */
  const anySchema = fc.letrec((tie) => ({
    schema: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.jsonValue(),
      fc.record(
        {
          type: fc.constantFrom("object", "array", "string", "integer", "other"),
          properties: fc.dictionary(fc.string(), tie("schema")),
          items: tie("schema"),
          additionalProperties: fc.oneof(fc.boolean(), tie("schema")),
          required: fc.oneof(fc.array(fc.string()), fc.jsonValue()),
          enum: fc.oneof(fc.array(fc.jsonValue()), fc.jsonValue()),
          nullable: fc.boolean(),
          description: fc.oneof(fc.string(), fc.jsonValue()),
        },
        { requiredKeys: [] },
      ),
    ),
  })).schema;

  test.prop([anySchema])("answers any schema with files or a KubernetesError, nothing else", (schema) => {
    const text = JSON.stringify(crd({ versions: [version({ schema: { openAPIV3Schema: schema } })] }));
    try {
      expect(generateFromCrds([{ name: "website.json", text }], { origin: "" })).toHaveLength(1);
    } catch (error) {
      expect(isKubernetesError(error)).toBe(true);
    }
  });
});

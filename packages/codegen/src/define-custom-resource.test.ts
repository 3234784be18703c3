import { load } from "js-yaml";
import { describe, expect, expectTypeOf, it } from "vitest";
import { defineCustomResource } from "./define-custom-resource.ts";
import { generateFromCrds } from "./generate.ts";
import type { StandardJsonSchema } from "./standard-schema.ts";
import { toStructural } from "./structural-schema.ts";

/** A schema as a library would offer it. */
function schema<T>(json: Record<string, unknown>, known = "draft-2020-12"): StandardJsonSchema<T> {
  const input = ({ target }: { target: string }) => {
    if (target !== known) throw new Error(`no ${target}`);
    return json;
  };
  return { "~standard": { version: 1, vendor: "test", jsonSchema: { input } } };
}

const spec = schema<{ image: string; replicas?: number }>({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  properties: { image: { type: "string", minLength: 1 }, replicas: { type: "integer", exclusiveMinimum: 0 } },
  required: ["image"],
  additionalProperties: false,
});
const status = schema<{ ready: boolean }>(
  { type: "object", properties: { ready: { type: "boolean" } } },
  "openapi-3.0",
);
const website = defineCustomResource({
  group: "demo.kubets.dev",
  version: "v1",
  kind: "Website",
  scope: "Namespaced",
  spec,
  status,
  shortNames: ["ws"],
});

describe("a resource defined in TypeScript", () => {
  it("gives a descriptor", () => {
    expect(website.descriptor).toEqual({
      group: "demo.kubets.dev",
      version: "v1",
      resource: "websites",
      kind: "Website",
      scope: "Namespaced",
    });
  });

  it("gives a CRD, as an object and as YAML", () => {
    expect(website.crd.metadata.name).toBe("websites.demo.kubets.dev");
    expect(website.crd.spec.versions[0]).toMatchObject({
      subresources: { status: {} },
      schema: {
        openAPIV3Schema: {
          properties: {
            spec: {
              type: "object",
              required: ["image"],
              properties: {
                image: { type: "string", minLength: 1 },
                replicas: { type: "integer", minimum: 0, exclusiveMinimum: true },
              },
            },
            status: { properties: { ready: { type: "boolean" } } },
          },
        },
      },
    });
    expect(load(website.yaml)).toEqual(website.crd);
  });

  it("has types by its schemas, and the subresources that it defines", () => {
    type Types = NonNullable<(typeof website.descriptor)["~types"]>;
    expectTypeOf<Types["object"]["spec"]>().toEqualTypeOf<{ image: string; replicas?: number }>();
    expectTypeOf<Types["object"]["status"]>().toEqualTypeOf<{ ready: boolean } | undefined>();
    expectTypeOf<Types["subresources"]>().toEqualTypeOf<"status">();
    expectTypeOf(website.descriptor.scope).toEqualTypeOf<"Namespaced">();
  });

  it("is read by the generator of types", () => {
    const [file] = generateFromCrds([{ name: "website.yaml", text: website.yaml }], { origin: "a test" });
    expect(file?.text).toContain("export interface WebsiteSpec {\n  image: string;\n  replicas?: number;\n}");
  });
});

describe("structural schemas", () => {
  it.each<[string, Record<string, unknown>, object]>([
    ["a literal", { const: "a" }, { type: "string", enum: ["a"] }],
    ["literals", { anyOf: [{ const: "a" }, { const: "b" }] }, { type: "string", enum: ["a", "b"] }],
    ["null beside a type", { anyOf: [{ type: "string" }, { type: "null" }] }, { type: "string", nullable: true }],
    ["a list of types with null", { type: ["integer", "null"] }, { type: "integer", nullable: true }],
    ["integer or string", { anyOf: [{ type: "integer" }, { type: "string" }] }, { "x-kubernetes-int-or-string": true }],
    ["anything", {}, { "x-kubernetes-preserve-unknown-fields": true }],
    [
      "a list of anything",
      { type: "array" },
      { type: "array", items: { "x-kubernetes-preserve-unknown-fields": true } },
    ],
    [
      "a map",
      { type: "object", additionalProperties: { type: "number" } },
      { type: "object", additionalProperties: { type: "number" } },
    ],
    ["a reference", { $ref: "#/$defs/a", $defs: { a: { type: "string" } } }, { type: "string" }],
    [
      "objects told apart by a field",
      {
        oneOf: [
          { type: "object", properties: { kind: { const: "a" }, a: { type: "string" } }, required: ["kind", "a"] },
          { type: "object", properties: { kind: { const: "b" } }, required: ["kind"] },
        ],
      },
      {
        type: "object",
        properties: { kind: { type: "string", enum: ["a", "b"] }, a: { type: "string" } },
        required: ["kind"],
      },
    ],
    [
      "parts of one object",
      {
        allOf: [
          { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
          { type: "object", properties: { b: { type: "string" } } },
        ],
      },
      { type: "object", properties: { a: { type: "string" }, b: { type: "string" } }, required: ["a"] },
    ],
  ])("say %s", (_, given, expected) => {
    expect(toStructural(given, "X")).toEqual(expected);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["recursion", { type: "object", properties: { next: { $ref: "#" } } }, "X.next contains itself"],
    ["a reference to nothing", { $ref: "#/$defs/none" }, 'X refers to "#/$defs/none"'],
    ["tuples", { type: "array", prefixItems: [] }, "X is a tuple"],
    ["other choices", { anyOf: [{ type: "boolean" }, { type: "string" }] }, "X is a choice between boolean and string"],
  ])("refuse %s", (_, given, message) => {
    expect(() => toStructural(given, "X")).toThrow(message);
  });
});

import { readFileSync } from "node:fs";
import { fc, test } from "@fast-check/vitest";
import { isKubernetesError } from "@kubets/apimachinery";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { generateFromCrds, generateFromOpenApi } from "./index.ts";
import { typeCheck } from "./testing/type-check.ts";

const options = { origin: "a test", importExtension: ".ts" } as const;
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

function openApi(schemas: Record<string, unknown>, more: object = {}) {
  return { name: "v1.json", text: JSON.stringify({ openapi: "3.0.0", components: { schemas }, ...more }) };
}

/** A place of a value, as what puts something else there. */
function placeIn(whole: unknown): fc.Arbitrary<(other: unknown) => unknown> {
  const text = JSON.stringify(whole);
  let count = 0;
  JSON.parse(text, () => count++);
  return fc.nat({ max: count - 1 }).map((place) => (other) => {
    let at = 0;
    return JSON.parse(text, (_, each: unknown) => (at++ === place ? other : each)) as unknown;
  });
}

describe("OpenAPI with cycles", () => {
  it("gives types that hold themselves, directly and by way of others", async () => {
    const node = {
      type: "object",
      properties: { next: reference("a.v1.Node"), all: { type: "array", items: reference("a.v1.Tree") } },
    };
    const tree = {
      type: "object",
      properties: { root: reference("a.v1.Node") },
      additionalProperties: reference("a.v1.Tree"),
    };
    const bag = { type: "object", additionalProperties: { type: "array", items: reference("a.v1.Bag") } };
    const [file] = generateFromOpenApi(
      { documents: [openApi({ "a.v1.Node": node, "a.v1.Tree": tree, "a.v1.Bag": bag })], discovery: [] },
      options,
    );
    expect(file?.text).toContain("next?: Node;");
    expect(await typeCheck({ "a/v1.ts": file?.text ?? "" })).toBe("");
  });

  it("says of types that are each other and nothing else that they are nothing", () => {
    const schemas = {
      "a.v1.One": reference("a.v1.Two"),
      "a.v1.Two": { allOf: [reference("a.v1.One")] },
      "a.v1.Me": reference("a.v1.Me"),
    };
    expect(() => generateFromOpenApi({ documents: [openApi(schemas)], discovery: [] }, options)).toThrow("cycle");
  });
});

describe("whatever stands anywhere", () => {
  const other = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom<unknown>(null, {}, [], "", [null], [{}], -1));
  const attempt = (generate: () => unknown): void => {
    try {
      generate();
    } catch (error) {
      if (!isKubernetesError(error)) throw error;
      expect(error.message).toMatch(/^[^:]+: /);
    }
  };

  const crd = load(
    readFileSync(new URL("../testdata/corpus/http-routes.yaml", import.meta.url), "utf8").split("\n---\n")[0] ?? "",
  );
  test.prop([placeIn(crd), other], { numRuns: 300 })(
    "in a CRD is read or refused with the file's name",
    (place, value) => {
      const text = JSON.stringify(place(value));
      attempt(() => generateFromCrds([{ name: "crd.json", text }], options));
    },
  );

  const kind = { group: "a", version: "v1", kind: "Thing" };
  const schemas = {
    "a.v1.Thing": {
      type: "object",
      "x-kubernetes-group-version-kind": [kind],
      properties: { spec: { allOf: [reference("a.v1.Spec")], default: {} } },
      required: ["spec"],
    },
    "a.v1.Spec": {
      type: "object",
      properties: {
        sizes: { type: "array", items: { type: "integer", enum: [1, 2] } },
        map: { additionalProperties: { type: "string" } },
      },
    },
  };
  const resource = {
    resource: "things",
    responseKind: kind,
    scope: "Namespaced",
    verbs: ["get"],
    subresources: [{ subresource: "status" }],
  };
  const discovery = {
    kind: "APIGroupDiscoveryList",
    items: [{ metadata: { name: "a" }, versions: [{ version: "v1", resources: [resource] }] }],
  };
  const given = { document: { openapi: "3.0.0", components: { schemas } }, discovery };
  test.prop([placeIn(given), other], { numRuns: 300 })(
    "in OpenAPI or discovery is read or refused with the document's name",
    (place, value) => {
      const changed = (place(value) ?? {}) as { document?: unknown; discovery?: unknown };
      const documents = [{ name: "v1.json", text: JSON.stringify(changed?.document) ?? "" }];
      attempt(() =>
        generateFromOpenApi(
          { documents, discovery: [{ name: "apis.json", text: JSON.stringify(changed?.discovery) ?? "" }] },
          options,
        ),
      );
    },
  );
});

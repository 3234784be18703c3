import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { generateFromCrds, generateFromOpenApi } from "./generate.ts";

const testdata = fileURLToPath(new URL("../testdata/", import.meta.url));
const read = (name: string) => ({ name, text: readFileSync(testdata + name, "utf8") });

describe("generateFromCrds", () => {
  const files = generateFromCrds([read("website.yaml"), read("fleet.json")], { origin: "kubets-codegen" });

  it("makes one file a served group version, of all CRDs together", () => {
    expect(files.map(({ path }) => path)).toEqual(["demo.kubets.dev/v1.ts", "demo.kubets.dev/v1beta1.ts"]);
  });

  // The golden files are compiled and used in generated.test-d.ts.
  it.each(files)("prints $path as it is in testdata/golden", async ({ path, text }) => {
    await expect(text).toMatchFileSnapshot(`../testdata/golden/${path}`);
  });

  it("gives the same bytes whatever the order of the files", () => {
    const turned = generateFromCrds([read("fleet.json"), read("website.yaml")], { origin: "kubets-codegen" });
    expect(turned).toEqual(files);
  });
});

describe("generateFromOpenApi", () => {
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const kind = (group: string, version: string, name: string) => ({
    "x-kubernetes-group-version-kind": [{ group, version, kind: name }],
  });
  const meta = "io.k8s.apimachinery.pkg.apis.meta.v1";
  const document = (name: string, schemas: Record<string, unknown>) => ({
    name,
    text: JSON.stringify({ openapi: "3.0.0", components: { schemas } }),
  });
  const objectMeta = { type: "object", properties: { name: { type: "string" } } };
  const apps = document("apps.json", {
    "io.k8s.api.apps.v1.Deployment": {
      type: "object",
      description: "Text of the server.",
      required: ["spec", "status", "paused", "name"],
      properties: {
        apiVersion: { type: "string" },
        kind: { type: "string" },
        metadata: { allOf: [ref(`${meta}.ObjectMeta`)], default: {} },
        spec: ref("io.k8s.api.core.v1.PodSpec"),
        status: { type: "object" },
        paused: { type: "boolean", default: false },
        name: { type: "string", default: "", description: "Text of the server." },
        maxSurge: ref("io.k8s.apimachinery.pkg.util.intstr.IntOrString"),
        since: ref(`${meta}.Time`),
      },
      ...kind("apps", "v1", "Deployment"),
    },
    "io.k8s.api.apps.v1.PodSpec": { type: "object", properties: { own: { type: "string" } } },
    "io.k8s.api.core.v1.PodSpec": { type: "object", properties: { node: { type: "string" } } },
    [`${meta}.ObjectMeta`]: objectMeta,
    [`${meta}.Time`]: { type: "string", format: "date-time" },
    [`${meta}.DeleteOptions`]: { type: "object", properties: { kind: {} }, ...kind("apps", "v1", "DeleteOptions") },
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": { format: "int-or-string" },
  });
  const custom = document("custom.json", {
    "dev.kubets.demo.v1.Website": {
      type: "object",
      properties: { spec: { type: "object", properties: { image: { type: "string" } } } },
      ...kind("demo.kubets.dev", "v1", "Website"),
    },
    "dev.kubets.demo.v1.Blob": {
      type: "object",
      "x-kubernetes-preserve-unknown-fields": true,
      ...kind("demo.kubets.dev", "v1", "Blob"),
    },
    [`${meta}.DeleteOptions`]: { type: "object", properties: {}, ...kind("demo.kubets.dev", "v1", "DeleteOptions") },
  });
  const resource = (name: string, kindName: string, scope: string, more: object = {}) => ({
    resource: name,
    responseKind: { group: "", version: "", kind: kindName },
    scope,
    verbs: ["watch", "get"],
    ...more,
  });
  const discovery = {
    name: "discovery.json",
    text: JSON.stringify({
      kind: "APIGroupDiscoveryList",
      items: [
        {
          metadata: { name: "apps" },
          versions: [
            {
              version: "v1",
              resources: [
                resource("deployments", "Deployment", "Namespaced", { subresources: [{ subresource: "status" }] }),
                resource("unknowns", "Unknown", "Cluster"),
              ],
            },
          ],
        },
      ],
    }),
  };
  const options = { origin: "a test", importExtension: ".js" } as const;
  const files = generateFromOpenApi({ documents: [apps, custom], discovery: [discovery] }, options);
  const text = (path: string) => files.find((file) => file.path === path)?.text ?? "";

  it("puts Kubernetes' types by their Go package and others by their group", () => {
    expect(files.map(({ path }) => path)).toEqual(["apps/v1.ts", "core/v1.ts", "demo.kubets.dev/v1.ts", "meta/v1.ts"]);
  });

  it("imports what another module or apimachinery has, under another name where its own is taken", () => {
    expect(text("apps/v1.ts")).toContain('import type { PodSpec as CoreV1PodSpec } from "../core/v1.js";');
    expect(text("apps/v1.ts")).toContain("spec: CoreV1PodSpec;");
    expect(text("apps/v1.ts")).not.toContain("ObjectMeta");
  });

  it("makes apiVersion and kind literal and optional, and never asks for a status or for what false means", () => {
    expect(text("apps/v1.ts")).toContain('  apiVersion?: "apps/v1";\n  kind?: "Deployment";');
    expect(text("apps/v1.ts")).toContain("  status?: object;\n");
    expect(text("apps/v1.ts")).toContain("  paused?: boolean;\n");
  });

  it("asks for fields whose default is what Go has for nothing", () => {
    expect(text("apps/v1.ts")).toContain("  name: string;\n");
  });

  it("names int-or-string and writes times as strings", () => {
    expect(text("apps/v1.ts")).toContain("  maxSurge?: IntOrString;\n  since?: string;\n");
  });

  it("takes no description over", () => {
    expect(files.map((file) => file.text).join("")).not.toContain("Text of the server");
  });

  it("puts scope, verbs and subresources into a descriptor's type", () => {
    expect(text("apps/v1.ts")).toContain(
      'export const deployments: ResourceDescriptor<Deployment, "Namespaced", "get" | "watch", "status"> =\n' +
        '  { group: "apps", version: "v1", resource: "deployments", kind: "Deployment", scope: "Namespaced" };\n',
    );
  });

  it("describes a resource without a schema as any object", () => {
    expect(text("apps/v1.ts")).toContain(
      'unknowns: ResourceDescriptor<KubernetesObject, "Cluster", "get" | "watch", never>',
    );
  });

  it("gives a kind of every group version no apiVersion of one", () => {
    expect(text("meta/v1.ts")).toMatch(
      /interface DeleteOptions \{\n {2}apiVersion\?: string;\n {2}kind\?: "DeleteOptions";/,
    );
  });

  it("makes an interface for an object within an object, and an open one for a kind without fields", () => {
    expect(text("demo.kubets.dev/v1.ts")).toContain("export interface WebsiteSpec {\n  image?: string;\n}");
    expect(text("demo.kubets.dev/v1.ts")).toContain('kind?: "Blob";\n  [field: string]: unknown;\n}');
  });

  it("says which document lacks a type", () => {
    const lonely = document("lonely.json", { "a.v1.A": { type: "object", properties: { b: ref("a.v1.B") } } });
    expect(() => generateFromOpenApi({ documents: [lonely], discovery: [] }, options)).toThrow(
      '"a.v1.B": used in a/v1, but no document has it; add the OpenAPI document of its group version',
    );
  });

  it.each([
    ["not JSON", "{", /^bad\.json: not JSON: /],
    ["another document", '{"swagger":"2.0"}', /^bad\.json: not an OpenAPI v3 document/],
    [
      "a broken schema",
      '{"openapi":"3.0","components":{"schemas":{"A":{"properties":{"b":null}}}}}',
      /components\.schemas\.A\.properties\.b is not an object$/,
    ],
  ])("refuses %s by name", (_, bad, message) => {
    const documents = [{ name: "bad.json", text: bad }];
    expect(() => generateFromOpenApi({ documents, discovery: [] }, options)).toThrow(message);
  });

  it("refuses what is not aggregated discovery, and says how to get it", () => {
    const old = { name: "old.json", text: '{"kind":"APIGroupList"}' };
    expect(() => generateFromOpenApi({ documents: [], discovery: [old] }, options)).toThrow(
      /^old\.json: not aggregated discovery .* "Accept: application\/json;g=apidiscovery/,
    );
  });
});

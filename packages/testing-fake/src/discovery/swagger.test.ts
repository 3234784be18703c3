import { readFileSync } from "node:fs";
import { headerValue, type Header } from "@kubets/rest";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../json.ts";
import { openCluster, websiteDefinition } from "../testing/cluster.ts";

interface Document {
  readonly swagger: string;
  readonly paths: Record<string, Record<string, JsonObject>>;
  readonly definitions: Record<string, JsonObject & { properties: Record<string, JsonObject> }>;
}

const asProtobuf = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

async function ask(headers: Header[], { cluster } = openCluster()) {
  const answer = await cluster.transport().send({
    method: "GET",
    url: "http://x/openapi/v2",
    headers,
    reading: "whole",
  });
  const pieces: Uint8Array[] = [];
  for await (const piece of answer.body) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  const header = (name: string): string | undefined => headerValue(answer.headers, name);
  return { status: answer.status, header, bytes, document: () => JSON.parse(bytes.toString()) as Document };
}

const core = JSON.parse(
  readFileSync(new URL("../../../../tooling/kubernetes-api/openapi-v3/api__v1.json", import.meta.url), "utf8"),
) as { components: { schemas: Record<string, { properties?: object; required?: string[] }> } };

describe("OpenAPI v2", () => {
  it("describes every kind with the fields that OpenAPI v3 says, without what it has no words for", async () => {
    const { document, header } = await ask([["accept", "application/json"]]);
    const { swagger, definitions } = document();
    expect(header("content-type")).toBe("application/json");
    expect(swagger).toBe("2.0");
    for (const [name, { properties = {}, required }] of Object.entries(core.components.schemas)) {
      // Nothing that is served here refers to these.
      if (/\.(APIResource(List)?|WatchEvent|ExternalDocumentation)$/.test(name)) continue;
      expect(Object.keys(definitions[name]?.properties ?? {}), name).toEqual(Object.keys(properties));
      expect(definitions[name]?.["required"], name).toEqual(required);
    }
    expect(definitions["io.k8s.api.core.v1.ContainerPort"]?.properties["protocol"]).not.toHaveProperty("default");
    expect(definitions["io.k8s.api.core.v1.Pod"]?.properties["spec"]).toEqual({
      $ref: "#/definitions/io.k8s.api.core.v1.PodSpec",
    });
    expect(definitions["io.k8s.apimachinery.pkg.util.intstr.IntOrString"]).toEqual({
      type: "string",
      format: "int-or-string",
    });
    expect(JSON.stringify(document())).not.toContain("#/components/");
  });

  it("says what each operation takes and gives, as clients look for it", async () => {
    const { paths } = (await ask([])).document();
    expect(paths["/api/v1/namespaces/{namespace}/pods/{name}"]?.["patch"]).toMatchObject({
      consumes: [
        "application/apply-patch+yaml",
        "application/json-patch+json",
        "application/merge-patch+json",
        "application/strategic-merge-patch+json",
      ],
      produces: ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"],
      parameters: expect.arrayContaining([
        {
          name: "body",
          in: "body",
          required: true,
          schema: { $ref: "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.Patch" },
        },
        { name: "dryRun", in: "query", type: "string", uniqueItems: true },
      ]) as unknown,
      responses: { "200": { description: "", schema: { $ref: "#/definitions/io.k8s.api.core.v1.Pod" } } },
      "x-kubernetes-action": "patch",
      "x-kubernetes-group-version-kind": { group: "", kind: "Pod", version: "v1" },
    });
  });

  it("has custom resources as soon as they are defined, and the kinds of all groups where all share a schema", async () => {
    const client = openCluster();
    const before = await ask([], client);
    await client.call("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", websiteDefinition());
    const { document, header } = await ask([], client);
    const { definitions, paths } = document();
    expect(header("etag")).not.toBe(before.header("etag"));
    expect(definitions["com.example.v1.Website"]?.["x-kubernetes-group-version-kind"]).toEqual([
      { group: "example.com", kind: "Website", version: "v1" },
    ]);
    expect(Object.keys(paths)).toContain("/apis/example.com/v1/namespaces/{namespace}/websites/{name}");
    const shared: JsonObject = definitions["io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions"] ?? {};
    expect((shared["x-kubernetes-group-version-kind"] as unknown[]).length).toBeGreaterThan(20);
  });

  it("is told by its tag, and in protobuf with a type that can be written in a header", async () => {
    const client = openCluster();
    const json = await ask([], client);
    const protobuf = await ask([["accept", asProtobuf]], client);
    expect(protobuf.header("content-type")).toBe("application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
    expect(protobuf.header("etag")).toBe(json.header("etag"));
    // Field 1, a text of three characters: the version of OpenAPI.
    expect(protobuf.bytes.subarray(0, 5).toString("latin1")).toBe("\n\u00032.0");
    const again = await ask([["if-none-match", json.header("etag") ?? ""]], client);
    expect(again).toMatchObject({ status: 304 });
    expect(await ask([["accept", "text/html"]], client)).toMatchObject({ status: 406 });
  });
});

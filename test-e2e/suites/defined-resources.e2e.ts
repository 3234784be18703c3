import { randomBytes } from "node:crypto";
import { isInvalid } from "@kubets/apimachinery";
import { defineCustomResource, type StandardJsonSchema } from "@kubets/codegen";
import { hasCondition, waitFor, type DynamicClient } from "@kubets/dynamic";
import { customResourceDefinitions } from "@kubets/kubernetes/apiextensions/v1";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createNamespace, startBackend, type Backend } from "../backends/index.ts";
import { untilServed } from "../backends/until-served.ts";

/** A schema as a library offers it. */
function schema<T>(json: Record<string, unknown>): StandardJsonSchema<T> {
  return { "~standard": { version: 1, vendor: "example", jsonSchema: { input: () => json } } };
}

interface Source {
  kind: "git" | "image";
  url?: string;
  tag?: string;
}

const website = defineCustomResource({
  group: `e2e-${randomBytes(4).toString("hex")}.example.com`,
  version: "v1",
  kind: "Website",
  scope: "Namespaced",
  spec: schema<{ source: Source; port?: number | string; replicas?: number | null; extra?: unknown }>({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    required: ["source"],
    additionalProperties: false,
    properties: {
      source: {
        oneOf: [
          {
            type: "object",
            required: ["kind", "url"],
            properties: { kind: { const: "git" }, url: { $ref: "#/$defs/url" } },
          },
          {
            type: "object",
            required: ["kind", "tag"],
            properties: { kind: { const: "image" }, tag: { type: "string" } },
          },
        ],
      },
      port: { anyOf: [{ type: "integer" }, { type: "string" }] },
      replicas: { type: ["integer", "null"], exclusiveMinimum: 0 },
      extra: {},
    },
    $defs: { url: { type: "string", minLength: 1 } },
  }),
  status: schema<{ ready?: boolean }>({ type: "object", properties: { ready: { type: "boolean" } } }),
  columns: [{ name: "Ready", type: "boolean", jsonPath: ".status.ready" }],
});

let backend: Backend;
let client: DynamicClient;
beforeAll(async () => {
  backend = await startBackend();
  client = await backend.connect();
});
afterAll(async () => {
  await client.resource(customResourceDefinitions).delete(website.crd.metadata.name);
  await client[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

it("a resource that was defined in TypeScript is one that the server accepts and checks", async () => {
  const definitions = client.resource(customResourceDefinitions);
  await definitions.create(JSON.parse(JSON.stringify(website.crd)));
  const name = website.crd.metadata.name;
  const { status } = await waitFor(definitions, name, hasCondition("Established"), { timeoutMs: 60_000 });
  expect(status?.conditions?.find(({ type }) => type === "NonStructuralSchema")).toBeUndefined();

  const websites = client.resource(website.descriptor).namespace(await createNamespace(client));
  await untilServed(websites);
  const spec = {
    source: { kind: "git" as const, url: "https://example.com" },
    port: "http",
    replicas: null,
    extra: { any: [1] },
  };
  const created = await websites.create({ metadata: { name: "a" }, spec });
  expect(created.spec).toEqual(spec);
  expect((await websites.updateStatus({ ...created, status: { ready: true } })).status).toEqual({ ready: true });
  const wrong = { metadata: { name: "b" }, spec: { source: { kind: "svn" as "git" } } };
  await expect(websites.create(wrong)).rejects.toSatisfy(isInvalid);
});

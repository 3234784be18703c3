import type { UnstructuredObject } from "@kubets/apimachinery";
import { createCachedDiscovery, createDiscoveryClient, createRestMapper, type RestMapper } from "@kubets/discovery";
import { deleteAndWait, hasCondition, waitFor, type DynamicClient } from "@kubets/dynamic";
import { customResourceDefinitions, type CustomResourceDefinition } from "@kubets/kubernetes/apiextensions/v1";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readCorpus, type CorpusObject } from "../../packages/codegen/src/testing/corpus.ts";
import { createNamespace, startBackend, type Backend } from "../backends/index.ts";
import { untilServed } from "../backends/until-served.ts";

let backend: Backend;
let client: DynamicClient;
let namespace: string;
let mapper: RestMapper;
const { crds, valid, invalid } = readCorpus();
const definitions = crds as (CustomResourceDefinition & { metadata: { name: string } })[];

beforeAll(async () => {
  backend = await startBackend();
  client = await backend.connect();
  namespace = await createNamespace(client);
  const resource = client.resource(customResourceDefinitions);
  await Promise.all(
    definitions.map(async (definition) => {
      await resource.create(definition);
      await waitFor(resource, definition.metadata.name, hasCondition("Established"), { timeoutMs: 60_000 });
    }),
  );
  // Discovery learns of a kind a moment after its definition says Established.
  for (const { spec } of definitions) {
    const { group, names, versions } = spec;
    const { name: version } = versions.find(({ storage }) => storage) ?? {};
    const find = async () => {
      mapper = createRestMapper(createCachedDiscovery(createDiscoveryClient({ rest: client.rest })));
      return mapper.descriptorForKind({ group, version, kind: names.kind });
    };
    await untilServed(client.resource(await vi.waitFor(find, { timeout: 60_000 })));
  }
});
afterAll(async () => {
  const resource = client.resource(customResourceDefinitions);
  await Promise.all(definitions.map(({ metadata }) => deleteAndWait(resource, metadata.name)));
  await client[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

async function create(object: CorpusObject): Promise<UnstructuredObject> {
  const [group = "", version] = object.apiVersion.split("/");
  const descriptor = await mapper.descriptorForKind({ group, version, kind: object.kind });
  const all = client.resource(descriptor);
  const place = descriptor.scope === "Namespaced" ? all.namespace(namespace) : all;
  return place.create(object as UnstructuredObject, { dryRun: true, fieldValidation: "Strict" });
}

// The same objects decide about the types, in packages/codegen: a server and the compiler agree about them.
describe("CRDs of the shapes of well-known projects", () => {
  it.each(valid)("takes the $kind $metadata.name", async (object) => {
    expect(await create(object)).toMatchObject({ kind: object.kind, apiVersion: object.apiVersion });
  });

  it.each(invalid)("refuses the $kind $metadata.name", async (object) => {
    // 400 where strict decoding already cannot take a list for an object.
    await expect(create(object)).rejects.toMatchObject({ code: expect.toBeOneOf([422, 400]) as number });
  });
});

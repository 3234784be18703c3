import { randomBytes } from "node:crypto";
import { defineResource, isNotFound, type KubernetesObject, type ResourceDescriptor } from "@kubets/apimachinery";
import { createDiscoveryClient } from "@kubets/discovery";
import type { DynamicClient, ResourceClient } from "@kubets/dynamic";
import { customResourceDefinitions, type CustomResourceDefinition } from "@kubets/kubernetes/apiextensions/v1";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createNamespace, startBackend, type Backend } from "../backends/index.ts";
import { untilServed } from "../backends/until-served.ts";

interface Widget extends KubernetesObject {
  spec: { size: number; note?: string };
  status?: { phase?: string; replicas?: number };
}

let backend: Backend;
let client: DynamicClient;
let namespace: string;
let widgets: ResourceClient<Widget>;
// A group of its own: the definitions of a shared server are cluster-wide.
const group = `e2e-${randomBytes(4).toString("hex")}.example.com`;
const descriptor: ResourceDescriptor<Widget, "Namespaced"> = defineResource({
  group,
  version: "v1",
  resource: "widgets",
  kind: "Widget",
  scope: "Namespaced",
});

const definition: CustomResourceDefinition = {
  metadata: { name: `widgets.${group}` },
  spec: {
    group,
    scope: "Namespaced",
    names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList", shortNames: ["wdg"] },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: { type: "object", properties: { size: { type: "integer" }, note: { type: "string" } } },
              status: { type: "object", properties: { phase: { type: "string" }, replicas: { type: "integer" } } },
            },
          },
        },
        subresources: { status: {}, scale: { specReplicasPath: ".spec.size", statusReplicasPath: ".status.replicas" } },
      },
    ],
  },
};

beforeAll(async () => {
  backend = await startBackend();
  client = await backend.connect();
  namespace = await createNamespace(client);
  widgets = client.resource(descriptor).namespace(namespace);
  const definitions = client.resource(customResourceDefinitions);
  const { metadata } = await definitions.create(definition);
  const options = { fieldSelector: `metadata.name=${metadata.name}`, timeoutSeconds: 120 };
  for await (const { type, object } of definitions.watch(options)) {
    if (type === "BOOKMARK") continue;
    if (object.status?.conditions?.some((condition) => condition.type === "Established" && condition.status === "True"))
      break;
  }
  await untilServed(widgets);
});
afterAll(async () => {
  await client.resource(customResourceDefinitions).delete(`widgets.${group}`);
  await client[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

describe("a custom resource", () => {
  it("is accepted with its names and stored version", async () => {
    const { status } = await client.resource(customResourceDefinitions).get(`widgets.${group}`);
    expect(status?.acceptedNames).toMatchObject({ plural: "widgets", kind: "Widget", shortNames: ["wdg"] });
    expect(status?.storedVersions).toEqual(["v1"]);
  });

  it("is created, read, listed and deleted like any other", async () => {
    const created = await widgets.create({ metadata: { name: "a" }, spec: { size: 1, note: "é" } });
    expect(created).toMatchObject({ apiVersion: `${group}/v1`, kind: "Widget", metadata: { generation: 1 } });
    expect(await widgets.get("a")).toEqual(created);
    expect((await widgets.list()).items).toEqual([created]);
    await widgets.delete("a");
    await expect(widgets.get("a")).rejects.toSatisfy(isNotFound);
  });

  it("needs a resourceVersion to be replaced", async () => {
    await widgets.create({ metadata: { name: "versioned" }, spec: { size: 1 } });
    await expect(widgets.update({ metadata: { name: "versioned" }, spec: { size: 2 } })).rejects.toMatchObject({
      code: 422,
      message: expect.stringContaining("metadata.resourceVersion: Invalid value"),
    });
  });

  it("is patched by merge patch, and answers 415 to a strategic one (D17)", async () => {
    await widgets.create({ metadata: { name: "patched" }, spec: { size: 1 } });
    expect((await widgets.patch("patched", { type: "merge", value: { spec: { size: 2 } } })).spec.size).toBe(2);
    await expect(widgets.patch("patched", { type: "strategic", value: { spec: { size: 3 } } })).rejects.toMatchObject({
      code: 415,
      reason: "UnsupportedMediaType",
    });
  });

  it("keeps status and the rest apart, and counts generations by the rest", async () => {
    const created = await widgets.create({
      metadata: { name: "status" },
      spec: { size: 1 },
      status: { phase: "Lost" },
    });
    expect(created.status).toBeUndefined();
    const updated = await widgets.updateStatus({ ...created, spec: { size: 9 }, status: { phase: "Ready" } });
    expect(updated).toMatchObject({ spec: { size: 1 }, status: { phase: "Ready" }, metadata: { generation: 1 } });
    const edited = await widgets.edit("status", ({ spec }) => void (spec.size = 2));
    expect(edited).toMatchObject({ spec: { size: 2 }, status: { phase: "Ready" }, metadata: { generation: 2 } });
  });

  it("is scaled by the paths of its definition (F090)", async () => {
    await widgets.create({ metadata: { name: "scaled" }, spec: { size: 2 } });
    const scale = await widgets.getScale("scaled");
    expect(scale.spec?.replicas).toBe(2);
    await widgets.updateScale("scaled", { ...scale, spec: { replicas: 5 } });
    expect((await widgets.get("scaled")).spec.size).toBe(5);
  });
});

describe("discovery", () => {
  it("finds built-in and custom resources with their scope, verbs and short names (F067, F068)", async () => {
    const discovery = createDiscoveryClient({ rest: client.rest });
    const { resources } = await discovery.resources();
    expect(resources).toContainEqual(
      expect.objectContaining({
        group: "apps",
        version: "v1",
        resource: "deployments",
        kind: "Deployment",
        scope: "Namespaced",
      }),
    );
    expect(resources).toContainEqual(
      expect.objectContaining({ group: "", version: "v1", resource: "nodes", scope: "Cluster" }),
    );
    expect(resources).toContainEqual(expect.objectContaining({ group, resource: "widgets", shortNames: ["wdg"] }));
  });

  it("tells the server's version", async () => {
    const version = await createDiscoveryClient({ rest: client.rest }).serverVersion();
    expect(version).toMatchObject({ major: "1", minor: "37" });
  });
});

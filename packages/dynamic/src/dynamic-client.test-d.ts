import {
  defineResource,
  type KubernetesObject,
  type Scope,
  type Stored,
  type UnstructuredObject,
} from "@kubets/apimachinery";
import { expectTypeOf, test } from "vitest";
import { createClientset } from "./index.ts";
import type {
  AnyScopeResourceClient,
  CollectionClient,
  DynamicClient,
  NamespacedResourceClient,
  ResourceClient,
} from "./index.ts";

interface Website extends KubernetesObject {
  spec: { image: string; replicas?: number };
}
const names = { group: "demo.kubets.dev", version: "v1", resource: "websites", kind: "Website" } as const;
const websites = defineResource<Website>({ ...names, scope: "Namespaced" });
const zones = defineResource<Website, "Cluster">({ ...names, scope: "Cluster" });
declare const client: DynamicClient;
declare const scope: Scope;

test("a namespaced resource has collections, and objects only in a namespace", () => {
  expectTypeOf(client.resource(websites)).toEqualTypeOf<NamespacedResourceClient<Website>>();
  expectTypeOf(client.resource(websites).namespace("a")).toEqualTypeOf<ResourceClient<Website>>();
  // @ts-expect-error which namespace?
  void client.resource(websites).get;
  // @ts-expect-error which namespace?
  void client.resource(websites).create;
});

test("a cluster-scoped resource has no namespaces", () => {
  expectTypeOf(client.resource(zones)).toEqualTypeOf<ResourceClient<Website>>();
  // @ts-expect-error there is none
  void client.resource(zones).namespace;
});

test("a resource of unknown scope has both", () => {
  const unknown = client.resource({ ...names, scope });
  expectTypeOf(unknown).toEqualTypeOf<AnyScopeResourceClient<UnstructuredObject>>();
});

test("plain names give unstructured objects", () => {
  const plain = client.resource({ ...names, scope: "Namespaced" });
  expectTypeOf(plain).toEqualTypeOf<NamespacedResourceClient<UnstructuredObject>>();
});

test("what comes back has what every stored object has, typed by its descriptor", () => {
  const one = client.resource(zones);
  expectTypeOf(one.get("a")).resolves.toEqualTypeOf<Stored<Website>>();
  expectTypeOf(one.create({ spec: { image: "b" } })).resolves.toEqualTypeOf<Stored<Website>>();
  expectTypeOf<Awaited<ReturnType<typeof one.list>>["items"][number]["metadata"]["uid"]>().toEqualTypeOf<string>();
});

test("a patch's body fits its strategy", () => {
  const one = client.resource(zones);
  void one.patch("a", { type: "merge", value: { spec: { replicas: null } } });
  void one.patch("a", { type: "json", operations: [{ op: "remove", path: "/spec" }] });
  // @ts-expect-error a JSON patch is operations
  void one.patch("a", { type: "json", value: { spec: { replicas: 1 } } });
  // @ts-expect-error a merge patch is a value
  void one.patch("a", { type: "merge", operations: [{ op: "remove", path: "/spec" }] });
  // @ts-expect-error the strategy is named in the call
  void one.patch("a", { spec: { replicas: 1 } });
  // @ts-expect-error the value has the object's type
  void one.patch("a", { type: "merge", value: { spec: { replicas: "one" } } });
});

test("apply takes parts of an object, its name and who applies", () => {
  const one = client.resource(zones);
  void one.apply({ metadata: { name: "a" }, spec: { replicas: 1 } }, { fieldManager: "demo" });
  // @ts-expect-error no name
  void one.apply({ spec: { replicas: 1 } }, { fieldManager: "demo" });
  // @ts-expect-error no field manager
  void one.apply({ metadata: { name: "a" } }, {});
});

test("a resource without a status or a scale has no calls about them", () => {
  const bare = defineResource<Website, "Cluster", "get", never>({ ...names, scope: "Cluster" });
  const full = defineResource<Website, "Cluster", "get", "status" | "scale">({ ...names, scope: "Cluster" });
  const website = { spec: { image: "b" } };
  void client.resource(full).updateStatus(website);
  void client.resource(full).getScale("a");
  void client.resource(bare).update(website);
  // @ts-expect-error no status
  void client.resource(bare).updateStatus(website);
  // @ts-expect-error no status
  void client.resource(bare).patchStatus("a", { type: "merge", value: {} });
  // @ts-expect-error no status
  void client.resource(bare).applyStatus({ metadata: { name: "a" } }, { fieldManager: "demo" });
  // @ts-expect-error no scale
  void client.resource(bare).getScale("a");
  // @ts-expect-error no scale
  void client.resource(bare).updateScale("a", {});
  expectTypeOf(client.resource(bare)).toExtend<ResourceClient<Website>>();
});

test("a clientset is typed by the descriptors it is given", () => {
  const clientset = createClientset(client, { demoV1: { websites, zones, other: 1 } });
  expectTypeOf(clientset.demoV1().websites("a")).toEqualTypeOf<ResourceClient<Website>>();
  expectTypeOf(clientset.demoV1().websites()).toEqualTypeOf<CollectionClient<Website>>();
  expectTypeOf(clientset.demoV1().zones().get("a")).resolves.toEqualTypeOf<Stored<Website>>();
  // @ts-expect-error cluster-scoped
  void clientset.demoV1().zones("a");
  // @ts-expect-error no descriptor
  void clientset.demoV1().other;
});

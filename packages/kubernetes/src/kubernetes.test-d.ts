import type { KubernetesList, ObjectOf, Patch, ResourceDescriptor, Scope, Stored, Verb } from "@kubets/apimachinery";
import { expectTypeOf, test } from "vitest";
import { customResourceDefinitions, type JSONSchemaProps } from "./gen/apiextensions/v1.ts";
import { deployments, type Deployment } from "./gen/apps/v1.ts";
import type { selfSubjectAccessReviews } from "./gen/authorization/v1.ts";
import { nodes, pods, type Container, type Pod, type PodList, type ResourceRequirements } from "./gen/core/v1.ts";
import type { Condition, IntOrString } from "./gen/meta/v1.ts";
import { kubernetesVersion } from "./index.ts";

/** A client that is typed by descriptors, as that of @kubets/dynamic is. */
declare function resource<T extends object, S extends Scope>(
  descriptor: ResourceDescriptor<T, S>,
): S extends "Namespaced"
  ? { namespace(name: string): { get(name: string): Promise<Stored<T>> } }
  : { get(name: string): Promise<Stored<T>> };

test("a descriptor's type says object, scope, verbs and subresources", () => {
  expectTypeOf<ObjectOf<typeof pods>>().toEqualTypeOf<Pod>();
  expectTypeOf(pods.scope).toEqualTypeOf<"Namespaced">();
  expectTypeOf(deployments).toEqualTypeOf<ResourceDescriptor<Deployment, "Namespaced", Verb, "scale" | "status">>();
  expectTypeOf<NonNullable<(typeof selfSubjectAccessReviews)["~types"]>["verbs"]>().toEqualTypeOf<"create">();
  expectTypeOf<"log">().toExtend<NonNullable<(typeof pods)["~types"]>["subresources"]>();
});

test("only namespaced resources have a namespace", () => {
  expectTypeOf(resource(pods).namespace("a").get("b")).resolves.toEqualTypeOf<Stored<Pod>>();
  expectTypeOf(resource(nodes).get("a")).resolves.toHaveProperty("spec");
  // @ts-expect-error nodes are cluster-scoped
  void (() => resource(nodes).namespace("a"));
  // @ts-expect-error pods are read in a namespace
  void (() => resource(pods).get("a"));
});

test("apiVersion and kind are literal: may be left out on write, are there on read", () => {
  expectTypeOf<Pod["kind"]>().toEqualTypeOf<"Pod" | undefined>();
  expectTypeOf<Stored<Pod>["kind"]>().toEqualTypeOf<"Pod">();
  expectTypeOf<Stored<Deployment>["apiVersion"]>().toEqualTypeOf<"apps/v1">();
  expectTypeOf<Stored<Pod>["metadata"]["uid"]>().toEqualTypeOf<string>();
  // @ts-expect-error a Pod is not of apps/v1
  const wrong: Pod = { apiVersion: "apps/v1" };
  void wrong;
});

test("a kind tells objects apart", () => {
  const describe = (object: Stored<Pod> | Stored<Deployment>): string | number | undefined =>
    object.kind === "Pod" ? object.spec?.nodeName : object.spec?.replicas;
  void describe;
});

test("a list is typed by its kind and has its resourceVersion", () => {
  expectTypeOf<PodList["items"]>().toEqualTypeOf<Pod[]>();
  expectTypeOf<PodList["kind"]>().toEqualTypeOf<"PodList" | undefined>();
  expectTypeOf<PodList>().toExtend<KubernetesList<Pod>>();
});

test("what the schema requires must be written, the rest need not", () => {
  const pod: Pod = { metadata: { name: "web" }, spec: { containers: [{ name: "web", image: "nginx" }] } };
  const port: Container = { name: "web", ports: [{ containerPort: 80 }] };
  // @ts-expect-error a container has a name
  const nameless: Container = { image: "nginx" };
  // @ts-expect-error a pod has containers
  const empty: Pod = { spec: {} };
  // @ts-expect-error no such field
  const unknown: Pod = { spec: { containers: [], restartpolicy: "Always" } };
  void [pod, port, nameless, empty, unknown];
});

test("an enum of the API is a union of its values", () => {
  expectTypeOf<NonNullable<Pod["spec"]>["restartPolicy"]>().toEqualTypeOf<
    "Always" | "Never" | "OnFailure" | undefined
  >();
  // @ts-expect-error no such policy
  const wrong: Pod["spec"] = { containers: [], restartPolicy: "Sometimes" };
  void wrong;
});

test("quantities and times are strings, an IntOrString is either, bytes are base64 text", () => {
  expectTypeOf<NonNullable<ResourceRequirements["limits"]>>().toEqualTypeOf<Record<string, string>>();
  expectTypeOf<IntOrString>().toEqualTypeOf<number | string>();
  // Go has no time that is none: it writes one that is not set as null.
  expectTypeOf<Condition["lastTransitionTime"]>().toEqualTypeOf<string | null>();
});

test("schemas of CRDs nest, and say bool or schema where Go does", () => {
  expectTypeOf<JSONSchemaProps["additionalProperties"]>().toEqualTypeOf<JSONSchemaProps | boolean | undefined>();
  expectTypeOf<JSONSchemaProps["default"]>().toBeUnknown();
  expectTypeOf(customResourceDefinitions.scope).toEqualTypeOf<"Cluster">();
});

test("a patch takes any part of an object, and null to remove", () => {
  const patch: Patch<Pod> = { type: "merge", value: { metadata: { labels: { tier: null } } } };
  void patch;
});

test("the version is a literal", () => {
  expectTypeOf(kubernetesVersion).toEqualTypeOf<"1.37">();
});

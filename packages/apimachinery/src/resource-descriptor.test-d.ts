import { expectTypeOf, test } from "vitest";
import { defineResource, type KubernetesObject, type ObjectOf, type Stored } from "./index.ts";

interface Website extends KubernetesObject {
  spec: { image: string };
}
const websites = defineResource<Website>({
  group: "demo.kubets.dev",
  version: "v1",
  resource: "websites",
  kind: "Website",
  scope: "Namespaced",
});

test("a descriptor carries its object's type", () => {
  expectTypeOf<ObjectOf<typeof websites>>().toEqualTypeOf<Website>();
  expectTypeOf<Stored<Website>["metadata"]["uid"]>().toEqualTypeOf<string>();
});

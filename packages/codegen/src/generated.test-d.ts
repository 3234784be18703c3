import type { ObjectOf, ResourceDescriptor, Stored } from "@kubets/apimachinery";
import { expectTypeOf, test } from "vitest";
import {
  fleets,
  websites,
  type Record,
  type Website,
  type WebsiteList,
} from "../testdata/golden/demo.kubets.dev/v1.ts";

test("what is generated for a CRD compiles and reads as its schema says", () => {
  expectTypeOf(websites).toExtend<ResourceDescriptor<Website, "Namespaced">>();
  expectTypeOf(fleets.scope).toEqualTypeOf<"Cluster">();
  expectTypeOf<ObjectOf<typeof websites>>().toEqualTypeOf<Website>();
  expectTypeOf<Website["spec"]["theme"]>().toEqualTypeOf<"dark" | "light" | null | undefined>();
  expectTypeOf<Website["spec"]["port"]>().toEqualTypeOf<number | string>();
  expectTypeOf<WebsiteList["items"]>().toEqualTypeOf<Website[]>();
  expectTypeOf<Stored<Website>["apiVersion"]>().toEqualTypeOf<"demo.kubets.dev/v1">();
});

test("a field with a default need not be written, one without must", () => {
  const site: Website = { metadata: { name: "a" }, spec: { image: "nginx", port: 80, ports: [{ name: "http" }] } };
  // @ts-expect-error the image has no default
  const none: Website = { ...site, spec: { port: 80, ports: [] } };
  // @ts-expect-error no such tier
  const tier: Website = { ...site, spec: { ...site.spec, tier: "gold" } };
  void [none, tier];
});

test("unknown fields may be read and written where the schema keeps them", () => {
  const record: Record = { metadata: { name: "a" }, entries: { a: 1 }, anything: ["goes"] };
  expectTypeOf(record["more"]).toBeUnknown();
});

import type { DeepPartial } from "@kubets/apimachinery";
import { expectTypeOf, test } from "vitest";
import type { Apply } from "./apply.ts";
import type { Deployment } from "./gen/apps/v1.ts";
import type { ConfigMap, Pod } from "./gen/core/v1.ts";

test("an apply needs apiVersion, kind and a name, and nothing else (F084)", () => {
  const config: Apply<ConfigMap> = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } };
  // @ts-expect-error no kind
  const kindless: Apply<ConfigMap> = { apiVersion: "v1", metadata: { name: "a" } };
  // @ts-expect-error no name
  const nameless: Apply<ConfigMap> = { apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: "a" } };
  // @ts-expect-error another kind
  const other: Apply<ConfigMap> = { apiVersion: "v1", kind: "Secret", metadata: { name: "a" } };
  void [config, kindless, nameless, other];
});

test("fields that a write requires may be left out, at every depth and in lists (F084)", () => {
  const scale: Apply<Deployment> = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", labels: { app: "web" } },
    spec: { replicas: 3, template: { spec: { containers: [{ name: "web", image: "nginx" }] } } },
  };
  const port: Apply<Pod> = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web" },
    spec: { containers: [{ name: "web", ports: [{ containerPort: 80, protocol: "TCP" }] }] },
  };
  void [scale, port];
});

test("fields that the kind does not have, wrong values and null are refused", () => {
  const base = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" } } as const;
  // @ts-expect-error no such field
  const unknown: Apply<Deployment> = { ...base, spec: { replica: 1 } };
  // @ts-expect-error not a number
  const wrong: Apply<Deployment> = { ...base, spec: { replicas: "1" } };
  // @ts-expect-error an apply has no null: what is left out is given up
  const removed: Apply<Deployment> = { ...base, spec: { replicas: null } };
  void [unknown, wrong, removed];
});

test("managedFields are refused, as by servers (F087)", () => {
  // @ts-expect-error managedFields are the server's
  const managed: Apply<ConfigMap> = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", managedFields: [] } };
  void managed;
});

test("it is what the client's apply takes", () => {
  expectTypeOf<Apply<Pod>>().toExtend<DeepPartial<Pod> & { metadata: { name: string } }>();
});

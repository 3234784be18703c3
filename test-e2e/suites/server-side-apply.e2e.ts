import { isConflict } from "@kubets/apimachinery";
import {
  extractManaged,
  fieldConflicts,
  upgradeToServerSideApply,
  type DynamicClient,
  type ResourceClient,
} from "@kubets/dynamic";
import { deployments, type Deployment } from "@kubets/kubernetes/apps/v1";
import { configMaps, type ConfigMap } from "@kubets/kubernetes/core/v1";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createNamespace, startBackend, type Backend } from "../backends/index.ts";

let backend: Backend;
let client: DynamicClient;
let maps: ResourceClient<ConfigMap>;
let webs: ResourceClient<Deployment>;

beforeAll(async () => {
  backend = await startBackend();
  client = await backend.connect();
  const namespace = await createNamespace(client);
  maps = client.resource(configMaps).namespace(namespace);
  webs = client.resource(deployments).namespace(namespace);
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

it("creates, changes, and removes what is left out (F083)", async () => {
  const apply = (data: Record<string, string>) =>
    maps.apply({ metadata: { name: "applied" }, data }, { fieldManager: "one" });
  expect((await apply({ a: "1", b: "2" })).data).toEqual({ a: "1", b: "2" });
  expect((await apply({ a: "3" })).data).toEqual({ a: "3" });
});

it("says which fields are whose where managers conflict (F083)", async () => {
  await maps.apply({ metadata: { name: "conflict" }, data: { a: "1", b: "1" } }, { fieldManager: "one" });
  await maps.update({ metadata: { name: "conflict" }, data: { a: "1", b: "2" } }, { fieldManager: "two" });
  const mine = { metadata: { name: "conflict" }, data: { a: "9", b: "9" } };
  const error = await maps.apply(mine, { fieldManager: "three" }).catch((reason: unknown) => reason);
  expect(isConflict(error)).toBe(true);
  expect(fieldConflicts(error)).toMatchObject([
    { field: ".data.a", manager: "one", apiVersion: undefined },
    { field: ".data.b", manager: "two", apiVersion: "v1" },
  ]);
  expect((await maps.apply(mine, { fieldManager: "three", force: true })).data).toEqual({ a: "9", b: "9" });
});

it("extracts what a manager owns: applied again it changes nothing (F084)", async () => {
  const applied = {
    metadata: { name: "extracted", labels: { mine: "yes" } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: {
          containers: [
            {
              name: "web",
              image: "web:1",
              ports: [{ containerPort: 80, protocol: "TCP" as const }],
              env: [{ name: "A", value: "1" }],
            },
          ],
          volumes: [{ name: "empty", emptyDir: {} }],
        },
      },
    },
  };
  await webs.apply(applied, { fieldManager: "one" });
  await webs.patch("extracted", {
    type: "strategic",
    value: {
      metadata: { labels: { theirs: "yes" } },
      spec: { template: { spec: { containers: [{ name: "side", image: "side:1" }] } } },
    },
  });
  const stored = await webs.get("extracted");
  const own = extractManaged(stored, { fieldManager: "one" });
  expect(own).toEqual({
    apiVersion: "apps/v1",
    kind: "Deployment",
    ...applied,
    metadata: { ...applied.metadata, namespace: stored.metadata.namespace },
  });
  const again = await webs.apply(own, { fieldManager: "one" });
  expect(again.metadata.resourceVersion).toBe(stored.metadata.resourceVersion);
});

it("takes over from client-side apply, so that fields left out go (F171)", async () => {
  const created = await maps.create(
    { metadata: { name: "upgraded" }, data: { a: "1", b: "2" } },
    { fieldManager: "kubectl-client-side-apply" },
  );
  const options = { from: ["kubectl-client-side-apply"], to: "kubectl" };
  const patch = upgradeToServerSideApply(created, options);
  expect(patch).toBeDefined();
  const upgraded = patch ? await maps.patch("upgraded", patch) : created;
  expect(upgradeToServerSideApply(upgraded, options)).toBeUndefined();
  const applied = await maps.apply({ metadata: { name: "upgraded" }, data: { a: "1" } }, { fieldManager: "kubectl" });
  expect(applied.data).toEqual({ a: "1" });
  // Made for a version that is not the newest any more.
  if (patch) await expect(maps.patch("upgraded", patch)).rejects.toSatisfy(isConflict);
});

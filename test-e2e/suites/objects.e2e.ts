import {
  isAlreadyExists,
  isConflict,
  isInvalid,
  isKubernetesError,
  isNotFound,
  type KubernetesError,
  type Stored,
} from "@kubets/apimachinery";
import type { DynamicClient, ResourceClient } from "@kubets/dynamic";
import { configMaps, namespaces, nodes, pods, type ConfigMap } from "@kubets/kubernetes/core/v1";
import { deployments, type Deployment } from "@kubets/kubernetes/apps/v1";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createNamespace, startBackend, type Backend } from "../backends/index.ts";

let backend: Backend;
let client: DynamicClient;
let namespace: string;
let maps: ResourceClient<ConfigMap>;

beforeAll(async () => {
  backend = await startBackend();
  client = await backend.connect();
  namespace = await createNamespace(client);
  maps = client.resource(configMaps).namespace(namespace);
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

const failureOf = async (promise: Promise<unknown>): Promise<KubernetesError> => {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isKubernetesError(error)) throw new Error(`expected a KubernetesError, got ${String(error)}`);
  return error;
};

const web = (name: string, replicas = 2): Deployment => ({
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          { name: "web", image: "nginx:1", env: [{ name: "A", value: "1" }], ports: [{ containerPort: 80 }] },
          { name: "side", image: "side:1" },
        ],
      },
    },
  },
});

describe("create", () => {
  it("returns the object with what the server fills in (F081)", async () => {
    const created = await maps.create({ metadata: { name: "created", labels: { a: "b" } }, data: { key: "value ✓" } });
    expect(created).toMatchObject({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "created", namespace, labels: { a: "b" } },
      data: { key: "value ✓" },
    });
    expect(created.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(created.metadata.resourceVersion).toMatch(/^\d+$/);
    expect(created.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it("appends random characters to generateName", async () => {
    const { metadata } = await maps.create({ metadata: { generateName: "generated-" } });
    expect(metadata.name).toMatch(/^generated-[a-z0-9]{5}$/);
  });

  it("says AlreadyExists with the server's words (F016, C65)", async () => {
    await maps.create({ metadata: { name: "twice" } });
    const error = await failureOf(maps.create({ metadata: { name: "twice" } }));
    expect(isAlreadyExists(error)).toBe(true);
    expect(error.message).toBe('configmaps "twice" already exists');
    expect(error).toMatchObject({ code: 409, details: { name: "twice", kind: "configmaps" } });
  });

  it("names the field that is wrong", async () => {
    const error = await failureOf(maps.create({ metadata: { name: "Not_Allowed" } }));
    expect(isInvalid(error)).toBe(true);
    expect(error.code).toBe(422);
    expect(error.details?.causes?.[0]).toMatchObject({ field: "metadata.name", reason: "FieldValueInvalid" });
  });

  it("asks for a name or a generateName", async () => {
    const error = await failureOf(maps.create({ data: {} }));
    expect(isInvalid(error)).toBe(true);
    expect(error.message).toContain("name or generateName is required");
  });

  it("does not create into a namespace that is not there", async () => {
    const nowhere = client.resource(configMaps).namespace("nowhere-at-all");
    const error = await failureOf(nowhere.create({ metadata: { name: "a" } }));
    expect(isNotFound(error)).toBe(true);
    expect(error.message).toBe('namespaces "nowhere-at-all" not found');
  });

  it("stores nothing on a dry run", async () => {
    const tried = await maps.create({ metadata: { name: "dry" } }, { dryRun: true });
    expect(tried.metadata.uid).not.toBe("");
    expect(isNotFound(await failureOf(maps.get("dry")))).toBe(true);
  });
});

describe("get", () => {
  it("says NotFound with the server's words (F016)", async () => {
    const error = await failureOf(maps.get("missing"));
    expect(isNotFound(error)).toBe(true);
    expect(error.message).toBe('configmaps "missing" not found');
    expect(error.request).toMatchObject({ method: "GET" });
  });

  it("reads cluster-scoped objects", async () => {
    const { metadata, status } = await client.resource(namespaces).get(namespace);
    expect(metadata.name).toBe(namespace);
    expect(status?.phase).toBe("Active");
  });
});

describe("update", () => {
  it("replaces the object and moves its resourceVersion", async () => {
    const created = await maps.create({ metadata: { name: "updated" }, data: { a: "1", b: "2" } });
    const updated = await maps.update({ ...created, data: { a: "2" } });
    expect(updated.data).toEqual({ a: "2" });
    expect(updated.metadata.resourceVersion).not.toBe(created.metadata.resourceVersion);
    expect(updated.metadata.uid).toBe(created.metadata.uid);
  });

  it("refuses an older version as a conflict (C65)", async () => {
    const created = await maps.create({ metadata: { name: "conflict" } });
    await maps.update({ ...created, data: { by: "first" } });
    const error = await failureOf(maps.update({ ...created, data: { by: "second" } }));
    expect(isConflict(error)).toBe(true);
    expect(error.message).toBe(
      'Operation cannot be fulfilled on configmaps "conflict": the object has been modified; please apply your changes to the latest version and try again',
    );
  });

  it("does not move the resourceVersion where nothing changes", async () => {
    const created = await maps.create({ metadata: { name: "same" }, data: { a: "1" } });
    expect((await maps.update(created)).metadata.resourceVersion).toBe(created.metadata.resourceVersion);
  });

  it("raises the generation when the spec changes, and only then", async () => {
    const all = client.resource(deployments).namespace(namespace);
    const created = await all.create(web("generation"));
    expect(created.metadata.generation).toBe(1);
    const labelled = await all.patch("generation", { type: "merge", value: { metadata: { labels: { a: "b" } } } });
    expect(labelled.metadata.generation).toBe(1);
    const scaled = await all.patch("generation", { type: "merge", value: { spec: { replicas: 3 } } });
    expect(scaled.metadata.generation).toBe(2);
  });

  it("edits again after a conflict until it gets through (F164, C105)", async () => {
    await maps.create({ metadata: { name: "edited" }, data: { count: "0" } });
    let rival = true;
    const edited = await maps.edit("edited", async (map) => {
      if (rival) {
        rival = false;
        await maps.patch("edited", { type: "merge", value: { data: { rival: "yes" } } });
      }
      map.data = { ...map.data, count: "1" };
    });
    expect(edited.data).toEqual({ count: "1", rival: "yes" });
  });

  it("keeps what the types do not know", async () => {
    const node = {
      metadata: { name: `unknown-${namespace}`, annotations: { "example.com/unknown": "kept" } },
      spec: {},
    };
    const created = await client.resource(nodes).create(node);
    const again = await client
      .resource(nodes)
      .update({ ...created, metadata: { ...created.metadata, labels: { a: "b" } } });
    expect(again.metadata.annotations).toMatchObject({ "example.com/unknown": "kept" });
    await client.resource(nodes).delete(node.metadata.name);
  });
});

describe("patch", () => {
  it("merges, and removes by null", async () => {
    await maps.create({ metadata: { name: "merged", labels: { a: "1", b: "2" } }, data: { x: "1" } });
    const patched = await maps.patch("merged", {
      type: "merge",
      value: { metadata: { labels: { a: null } }, data: { y: "2" } },
    });
    expect(patched.metadata.labels).toEqual({ b: "2" });
    expect(patched.data).toEqual({ x: "1", y: "2" });
  });

  it("applies JSON patches whole or not at all", async () => {
    await maps.create({ metadata: { name: "json" }, data: { x: "1" } });
    const add = { op: "add", path: "/data/y", value: "2" } as const;
    const patched = await maps.patch("json", {
      type: "json",
      operations: [{ op: "test", path: "/data/x", value: "1" }, add],
    });
    expect(patched.data).toEqual({ x: "1", y: "2" });
    const test = { op: "test", path: "/data/x", value: "other" } as const;
    const failed = await failureOf(
      maps.patch("json", { type: "json", operations: [{ op: "remove", path: "/data/y" }, test] }),
    );
    expect(failed.code).toBe(422);
    expect((await maps.get("json")).data).toEqual({ x: "1", y: "2" });
  });

  it("merges lists of built-in kinds by their keys", async () => {
    const all = client.resource(deployments).namespace(namespace);
    await all.create(web("strategic"));
    const patched = await all.patch("strategic", {
      type: "strategic",
      value: {
        spec: {
          template: { spec: { containers: [{ name: "web", image: "nginx:2", env: [{ name: "B", value: "2" }] }] } },
        },
      },
    });
    const containers = patched.spec?.template.spec?.containers ?? [];
    expect(containers.map(({ name, image }) => [name, image])).toEqual([
      ["web", "nginx:2"],
      ["side", "side:1"],
    ]);
    expect(containers[0]?.env?.map(({ name }) => name).toSorted()).toEqual(["A", "B"]);
  });
});

describe("delete", () => {
  it("removes the object", async () => {
    await maps.create({ metadata: { name: "deleted" } });
    await maps.delete("deleted");
    expect(isNotFound(await failureOf(maps.get("deleted")))).toBe(true);
    expect(isNotFound(await failureOf(maps.delete("deleted")))).toBe(true);
  });

  it("refuses to delete another object of the same name", async () => {
    const first = await maps.create({ metadata: { name: "precondition" } });
    const preconditions = { uid: "00000000-0000-0000-0000-000000000000" };
    expect(isConflict(await failureOf(maps.delete("precondition", { preconditions })))).toBe(true);
    await maps.delete("precondition", { preconditions: { uid: first.metadata.uid } });
  });

  it("waits for finalizers", async () => {
    await maps.create({ metadata: { name: "finalized", finalizers: ["example.com/wait"] } });
    await maps.delete("finalized");
    const terminating = await maps.get("finalized");
    expect(terminating.metadata.deletionTimestamp).toBeDefined();
    await maps.patch("finalized", { type: "merge", value: { metadata: { finalizers: null } } });
    expect(isNotFound(await failureOf(maps.get("finalized")))).toBe(true);
  });

  it("deletes what selectors match", async () => {
    for (const [name, app] of [
      ["many-1", "a"],
      ["many-2", "a"],
      ["many-3", "b"],
    ] as const) {
      await maps.create({ metadata: { name, labels: { many: app } } });
    }
    await maps.deleteCollection({ labelSelector: "many=a" });
    const { items } = await maps.list({ labelSelector: "many" });
    expect(items.map(({ metadata }) => metadata.name)).toEqual(["many-3"]);
  });
});

describe("subresources", () => {
  it("writes status apart from the rest", async () => {
    const all = client.resource(deployments).namespace(namespace);
    const created: Stored<Deployment> = await all.create({ ...web("status"), status: { replicas: 9 } });
    expect(created.status?.replicas).toBeUndefined();
    const updated = await all.updateStatus({
      ...created,
      spec: undefined as never,
      status: { replicas: 2, observedGeneration: 1 },
    });
    expect(updated.status?.replicas).toBe(2);
    expect(updated.spec?.replicas).toBe(2);
    const patched = await all.patchStatus("status", { type: "merge", value: { status: { readyReplicas: 1 } } });
    expect(patched.status).toMatchObject({ replicas: 2, readyReplicas: 1 });
  });

  it("scales through the scale subresource (F090)", async () => {
    const all = client.resource(deployments).namespace(namespace);
    await all.create(web("scaled", 1));
    const scale = await all.getScale("scaled");
    expect(scale).toMatchObject({ apiVersion: "autoscaling/v1", kind: "Scale", spec: { replicas: 1 } });
    await all.updateScale("scaled", { ...scale, spec: { replicas: 4 } });
    expect((await all.get("scaled")).spec?.replicas).toBe(4);
  });

  it("binds graceful deletion of pods to their grace period", async () => {
    const all = client.resource(pods).namespace(namespace);
    await all.create({ metadata: { name: "pod" }, spec: { containers: [{ name: "a", image: "a:1" }] } });
    // Not scheduled to any node: nobody has to be waited for.
    await all.delete("pod");
    expect(isNotFound(await failureOf(all.get("pod")))).toBe(true);
  });
});

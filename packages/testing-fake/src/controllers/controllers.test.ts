import { describe, expect, it } from "vitest";
import { configMap, configMaps, mergePatch, openCluster, pod, pods, type Client } from "../testing/cluster.ts";

const namespaces = "/api/v1/namespaces";
const owner = (object: { metadata: { name?: string; uid?: string } }, rest: object = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  name: object.metadata.name,
  uid: object.metadata.uid,
  ...rest,
});

describe("the namespace controller", () => {
  it("empties a namespace that is deleted, pods that run included, and removes it", async () => {
    const { call, watch } = openCluster();
    await call("POST", namespaces, { metadata: { name: "a" } });
    await call("POST", `${namespaces}/a/configmaps`, configMap("c"));
    await call("POST", `${namespaces}/a/pods`, pod("p", {}, { nodeName: "n" }));
    const watched = await watch(`${namespaces}?watch=1&fieldSelector=metadata.name=a`);
    const deleted = await call("DELETE", `${namespaces}/a`);
    expect(deleted.object).toMatchObject({ spec: { finalizers: ["kubernetes"] }, status: { phase: "Terminating" } });
    expect((await call("GET", `${namespaces}/a`)).status).toBe(404);
    expect((await call("GET", "/api/v1/pods")).items).toEqual([]);
    expect(watched.types).toEqual(["ADDED", "MODIFIED", "DELETED"]);
  });

  it("waits for the finalizers of others, and lets nothing new come meanwhile", async () => {
    const { call } = openCluster();
    await call("POST", namespaces, { metadata: { name: "a" } });
    await call("POST", `${namespaces}/a/configmaps`, configMap("c", {}, { finalizers: ["example.com/f"] }));
    await call("DELETE", `${namespaces}/a`);
    expect((await call("POST", `${namespaces}/a/configmaps`, configMap("d"))).failure).toMatchObject({
      code: 403,
      message:
        'configmaps "d" is forbidden: unable to create new content in namespace a because it is being terminated',
      details: { causes: [{ reason: "NamespaceTerminating", field: "metadata.namespace" }] },
    });
    await call("PATCH", `${namespaces}/a/configmaps/c`, { metadata: { finalizers: null } }, { type: mergePatch });
    expect((await call("GET", `${namespaces}/a`)).status).toBe(404);
  });

  it("can be left out; then only its finalize subresource frees a namespace, as without a controller manager", async () => {
    const { call } = openCluster({ controllers: { namespaces: false } });
    await call("POST", namespaces, { metadata: { name: "a" } });
    await call("DELETE", `${namespaces}/a`);
    expect((await call("GET", `${namespaces}/a`)).object).toMatchObject({ status: { phase: "Terminating" } });
    await call("PUT", `${namespaces}/a/finalize`, { metadata: { name: "a" }, spec: { finalizers: [] } });
    expect((await call("GET", `${namespaces}/a`)).status).toBe(404);
  });

  it("never gets the namespaces that every cluster has", async () => {
    const { call } = openCluster();
    expect((await call("DELETE", `${namespaces}/default`)).failure).toMatchObject({
      code: 403,
      message: 'namespaces "default" is forbidden: this namespace may not be deleted',
    });
    const labels = { "kubernetes.io/metadata.name": "default" };
    expect((await call("GET", `${namespaces}/default`)).object).toMatchObject({
      metadata: { labels },
      status: { phase: "Active" },
    });
  });
});

describe("the garbage collector", () => {
  const names = async ({ call }: Client) => (await call("GET", configMaps)).items.map(({ metadata }) => metadata?.name);

  it("deletes what has lost its last owner, down to the last generation", async () => {
    const client = openCluster();
    const { call } = client;
    const { object: a } = await call("POST", configMaps, configMap("a"));
    const { object: b } = await call("POST", configMaps, configMap("b", {}, { ownerReferences: [owner(a)] }));
    await call("POST", configMaps, configMap("c", {}, { ownerReferences: [owner(b)] }));
    await call("POST", configMaps, configMap("other"));
    await call("DELETE", `${configMaps}/a`, { propagationPolicy: "Background" });
    expect(await names(client)).toEqual(["other"]);
  });

  it("takes only the reference from what has another owner", async () => {
    const client = openCluster();
    const { call } = client;
    const { object: a } = await call("POST", configMaps, configMap("a"));
    const { object: b } = await call("POST", configMaps, configMap("b"));
    await call("POST", configMaps, configMap("c", {}, { ownerReferences: [owner(a), owner(b)] }));
    await call("DELETE", `${configMaps}/a`);
    expect((await call("GET", `${configMaps}/c`)).object.metadata.ownerReferences).toEqual([owner(b)]);
  });

  it("deletes what names owners that never were, by their uid", async () => {
    const client = openCluster();
    const { object: a } = await client.call("POST", configMaps, configMap("a"));
    await client.call("POST", configMaps, configMap("b", {}, { ownerReferences: [owner(a, { uid: "another" })] }));
    expect(await names(client)).toEqual(["a"]);
  });

  it("orphans what it is told to leave", async () => {
    const client = openCluster();
    const { call } = client;
    const { object: a } = await call("POST", configMaps, configMap("a"));
    await call("POST", configMaps, configMap("b", {}, { ownerReferences: [owner(a)] }));
    await call("DELETE", `${configMaps}/a`, { propagationPolicy: "Orphan" });
    expect(await names(client)).toEqual(["b"]);
    expect((await call("GET", `${configMaps}/b`)).object.metadata.ownerReferences).toBeUndefined();
  });

  it("lets an owner go after its dependents that block it, in the foreground", async () => {
    const client = openCluster();
    const { call, watch } = client;
    const { object: a } = await call("POST", configMaps, configMap("a"));
    const block = { ownerReferences: [owner(a, { blockOwnerDeletion: true })], finalizers: ["example.com/f"] };
    await call("POST", configMaps, configMap("b", {}, block));
    await call("POST", configMaps, configMap("c", {}, { ownerReferences: [owner(a)] }));
    const watched = await watch(`${configMaps}?watch=1&resourceVersion=${a.metadata.resourceVersion}`);
    const marked = await call("DELETE", `${configMaps}/a`, { propagationPolicy: "Foreground" });
    expect(marked.object.metadata.finalizers).toEqual(["foregroundDeletion"]);
    expect(await names(client)).toEqual(["a", "b"]);
    await call("PATCH", `${configMaps}/b`, { metadata: { finalizers: null } }, { type: mergePatch });
    expect(await names(client)).toEqual([]);
    const gone = watched.events.filter(({ type }) => type === "DELETED").map(({ object }) => object.metadata?.name);
    expect(gone).toEqual(["c", "b", "a"]);
  });

  it("can be left out", async () => {
    const client = openCluster({ controllers: { garbageCollection: false } });
    const { object: a } = await client.call("POST", configMaps, configMap("a"));
    await client.call("POST", configMaps, configMap("b", {}, { ownerReferences: [owner(a)] }));
    await client.call("DELETE", `${configMaps}/a`);
    expect(await names(client)).toEqual(["b"]);
  });
});

describe("what a scheduler and a drain ask of pods", () => {
  it("binds a pod to a node, once", async () => {
    const { call } = openCluster();
    await call("POST", pods, pod("a"));
    const binding = { apiVersion: "v1", kind: "Binding", metadata: { name: "a" }, target: { kind: "Node", name: "n" } };
    expect((await call("POST", `${pods}/a/binding`, binding)).status).toBe(201);
    expect((await call("GET", `${pods}/a`)).object).toMatchObject({
      spec: { nodeName: "n" },
      status: { conditions: [{ type: "PodScheduled", status: "True" }] },
    });
    expect((await call("POST", `${pods}/a/binding`, binding)).failure).toMatchObject({
      code: 409,
      message: 'Operation cannot be fulfilled on pods/binding "a": pod a is already assigned to node "n"',
    });
  });

  it("evicts a pod by deleting it", async () => {
    const { call } = openCluster();
    await call("POST", pods, pod("a"));
    const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "a" } };
    expect((await call("POST", `${pods}/a/eviction`, eviction)).status).toBe(201);
    expect((await call("GET", `${pods}/a`)).status).toBe(404);
  });
});

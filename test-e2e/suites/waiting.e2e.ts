import { isNotFound, type Stored } from "@kubets/apimachinery";
import {
  createClientset,
  createMetadataClient,
  createOrUpdate,
  createScaleClient,
  deleteAndWait,
  follow,
  getOrCreate,
  hasCondition,
  readAhead,
  readTable,
  retryWatch,
  rolloutStatus,
  until,
  waitFor,
  withOwner,
  type DynamicClient,
  type ResourceClient,
} from "@kubets/dynamic";
import { createCachedDiscovery, createDiscoveryClient, createOpenApiClient, createRestMapper } from "@kubets/discovery";
import { allGroups } from "@kubets/kubernetes/all";
import * as appsV1 from "@kubets/kubernetes/apps/v1";
import * as coreV1 from "@kubets/kubernetes/core/v1";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createNamespace, startBackend, type Backend } from "../backends/index.ts";

let backend: Backend;
let client: DynamicClient;
let namespace: string;
let maps: ResourceClient<coreV1.ConfigMap>;
let deployments: ResourceClient<appsV1.Deployment>;

beforeAll(async () => {
  backend = await startBackend();
  client = await backend.connect();
  namespace = await createNamespace(client);
  maps = client.resource(coreV1.configMaps).namespace(namespace);
  deployments = client.resource(appsV1.deployments).namespace(namespace);
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

const web = (name: string): appsV1.Deployment => ({
  metadata: { name },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: "web", image: "nginx" }] },
    },
  },
});

/** What a controller would write: none runs on these servers. */
function report(name: string, status: appsV1.DeploymentStatus) {
  return deployments.patchStatus(name, { type: "merge", value: { status } });
}

describe("waiting for an object", () => {
  it("sees a rollout through, and reports each step", async () => {
    await deployments.create(web("rollout"));
    const messages: string[] = [];
    const waiting = waitFor(deployments, "rollout", (object) => rolloutStatus(object).done, {
      timeoutMs: 60_000,
      onProgress(object) {
        if (object) messages.push(rolloutStatus(object).message);
        // Each step follows the one that was seen: none can be missed.
        if (messages.length === 1) {
          void report("rollout", {
            observedGeneration: 1,
            replicas: 2,
            updatedReplicas: 2,
            readyReplicas: 1,
            availableReplicas: 1,
          });
        }
        if (messages.length === 2) void report("rollout", { readyReplicas: 2, availableReplicas: 2 });
      },
    });
    expect((await waiting).status?.availableReplicas).toBe(2);
    expect(messages).toEqual([
      "waiting for the change to be observed",
      "waiting for 1 of 2 replicas to be available",
      "rollout is rolled out",
    ]);
  });

  it("waits for a condition", async () => {
    await deployments.create(web("condition"));
    const condition = {
      type: "Available",
      status: "True",
      lastTransitionTime: "2026-01-01T00:00:00Z",
      reason: "a",
      message: "b",
    };
    const waiting = waitFor(deployments, "condition", hasCondition("Available"), { timeoutMs: 60_000 });
    await report("condition", { observedGeneration: 1, conditions: [condition] });
    expect((await waiting).status?.conditions?.[0]).toMatchObject({ type: "Available", status: "True" });
  });

  it("waits for the object itself where it may be missing, and else says NotFound", async () => {
    await expect(waitFor(maps, "later", () => true)).rejects.toSatisfy(isNotFound);
    const waiting = waitFor(maps, "later", ({ data }) => data?.["a"] === "b", {
      mayBeMissing: true,
      timeoutMs: 60_000,
    });
    await maps.create({ metadata: { name: "later" }, data: { a: "b" } });
    expect((await waiting).metadata.name).toBe("later");
  });

  it("says ClientTimeout at the deadline", async () => {
    await maps.create({ metadata: { name: "never" } });
    await expect(waitFor(maps, "never", () => false, { timeoutMs: 300 })).rejects.toMatchObject({
      reason: "ClientTimeout",
      message: '"never" did not get there within 300 ms',
    });
  });

  it("deletes and waits for the finalizers", async () => {
    await maps.create({ metadata: { name: "finalized", finalizers: ["example.com/wait"] } });
    let seen: Stored | undefined;
    await deleteAndWait(maps, "finalized", {
      timeoutMs: 60_000,
      onProgress(object) {
        if (!object || seen) return;
        seen = object;
        void maps.patch("finalized", { type: "merge", value: { metadata: { finalizers: null } } });
      },
    });
    expect(seen?.metadata.deletionTimestamp).toBeDefined();
    await expect(maps.get("finalized")).rejects.toSatisfy(isNotFound);
  });
});

describe("making objects so", () => {
  it("creates, updates, and leaves alone what is right already (F164)", async () => {
    const outcomes: string[] = [];
    for (const value of ["1", "1", "2"]) {
      const { outcome } = await createOrUpdate(maps, "ensured", (found) => ({
        ...found,
        metadata: { ...found?.metadata, name: "ensured" },
        data: { value },
      }));
      outcomes.push(outcome);
    }
    expect(outcomes).toEqual(["created", "unchanged", "updated"]);
    const object = { metadata: { name: "ensured" }, data: { value: "3" } };
    expect(await getOrCreate(maps, object)).toMatchObject({ created: false, object: { data: { value: "2" } } });
    const fresh = { metadata: { name: "fresh" } };
    expect(await getOrCreate(maps, fresh)).toMatchObject({ created: true });
  });

  it("gets every one of ten rivals through (C105)", async () => {
    const count = (found: coreV1.ConfigMap | undefined): coreV1.ConfigMap => ({
      ...found,
      metadata: { ...found?.metadata, name: "counted" },
      data: { count: String(Number(found?.data?.["count"] ?? 0) + 1) },
    });
    await Promise.all(Array.from({ length: 10 }, () => createOrUpdate(maps, "counted", count, { steps: 30 })));
    expect((await maps.get("counted")).data).toEqual({ count: "10" });
  });

  it("writes owners that the server accepts (F091)", async () => {
    const owner = await maps.create({ metadata: { name: "owner" } });
    const owned = await maps.create(withOwner({ metadata: { name: "owned", namespace } }, owner));
    expect(owned.metadata.ownerReferences?.[0]).toMatchObject({
      kind: "ConfigMap",
      name: "owner",
      uid: owner.metadata.uid,
    });
  });
});

describe("following a collection", () => {
  it("reads events until conditions have held in sequence (F151, C100)", async () => {
    const { metadata } = await maps.list();
    const events = retryWatch(maps, { resourceVersion: metadata.resourceVersion ?? "" });
    const isOf = (type: string) => (event: { type: string; object: { metadata: object } }) =>
      event.type === type && (event.object.metadata as { name?: string }).name === "watched";
    const waiting = until(events, [isOf("ADDED"), isOf("MODIFIED"), isOf("DELETED")], { timeoutMs: 60_000 });
    await maps.create({ metadata: { name: "watched" } });
    await maps.patch("watched", { type: "merge", value: { data: { a: "b" } } });
    await maps.delete("watched");
    expect(await waiting).toMatchObject({ type: "DELETED" });
  });

  it("goes on when the server ends the watch (F150, C99)", async () => {
    const { metadata } = await maps.list();
    const ending = new AbortController();
    const { signal } = ending;
    const events = retryWatch(maps, {
      resourceVersion: metadata.resourceVersion ?? "",
      timeoutSeconds: 1,
      minRestartMs: 100,
      signal,
    });
    await new Promise((resolve) => setTimeout(resolve, 0));
    const first = events.next();
    await maps.create({ metadata: { name: "restarted-1" } });
    expect((await first).value).toMatchObject({ type: "ADDED", object: { metadata: { name: "restarted-1" } } });
    const second = events.next();
    // The condition that the first request is over: a watch of the same length, begun later, has ended.
    for await (const _ of maps.watch({ timeoutSeconds: 1, resourceVersion: metadata.resourceVersion ?? "" }));
    await maps.create({ metadata: { name: "restarted-2" } });
    expect((await second).value).toMatchObject({ type: "ADDED", object: { metadata: { name: "restarted-2" } } });
    ending.abort();
    await expect(events.next()).rejects.toMatchObject({ reason: "Aborted" });
  });

  it("begins with the state", async () => {
    await maps.create({ metadata: { name: "state", labels: { part: "state" } } });
    const types: string[] = [];
    for await (const { type } of follow(maps, { labelSelector: "part=state" })) {
      types.push(type);
      if (type === "BOOKMARK") await maps.delete("state");
      if (type === "DELETED") break;
    }
    expect(types).toEqual(["ADDED", "BOOKMARK", "DELETED"]);
  });

  it("reads pages ahead of the reader (F153, C101)", async () => {
    await Promise.all(
      Array.from({ length: 7 }, (_, index) =>
        maps.create({ metadata: { name: `page-${index}`, labels: { part: "pages" } } }),
      ),
    );
    const names: string[] = [];
    for await (const { metadata } of readAhead(maps, { labelSelector: "part=pages", limit: 2 }))
      names.push(metadata.name);
    expect(names).toEqual(Array.from({ length: 7 }, (_, index) => `page-${index}`));
  });
});

describe("other views", () => {
  it("reads, watches and deletes by metadata alone (F089)", async () => {
    await maps.create({ metadata: { name: "partial", labels: { part: "partial" } }, data: { a: "b" } });
    const partial = createMetadataClient(client).resource(coreV1.configMaps).namespace(namespace);
    const object = await partial.get("partial");
    expect(object).toMatchObject({
      kind: "PartialObjectMetadata",
      apiVersion: "meta.k8s.io/v1",
      metadata: { name: "partial" },
    });
    expect(object).not.toHaveProperty("data");
    const list = await partial.list({ labelSelector: "part=partial" });
    expect(list.items).toEqual([object]);
    const { resourceVersion = "" } = list.metadata;
    const seen = (async () => {
      for await (const event of partial.watch({ resourceVersion, labelSelector: "part=partial" })) return event;
      return undefined;
    })();
    await partial.patch("partial", { type: "merge", value: { metadata: { labels: { more: "yes" } } } });
    expect(await seen).toMatchObject({
      type: "MODIFIED",
      object: { kind: "PartialObjectMetadata", metadata: { labels: { more: "yes" } } },
    });
    await partial.delete("partial");
    await expect(partial.get("partial")).rejects.toSatisfy(isNotFound);
  });

  it("shows a table with the server's columns", async () => {
    await deployments.create(web("table"));
    const { columnDefinitions, rows } = await readTable(client, appsV1.deployments, {
      namespace,
      fieldSelector: "metadata.name=table",
    });
    expect(columnDefinitions.slice(0, 4).map(({ name }) => name)).toEqual(["Name", "Ready", "Up-to-date", "Available"]);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.cells.slice(0, 4)).toEqual(["table", "0/2", 0, 0]);
    expect(rows[0]?.object).toMatchObject({ kind: "PartialObjectMetadata", metadata: { name: "table" } });
  });

  it("scales what is known by group and name (F090)", async () => {
    await deployments.create(web("scaled"));
    const discovery = createCachedDiscovery(createDiscoveryClient(client));
    const scales = createScaleClient(client, discovery, namespace);
    const target = { group: "apps", resource: "deployments" };
    const scale = await scales.get(target, "scaled");
    expect(scale).toMatchObject({ apiVersion: "autoscaling/v1", kind: "Scale", spec: { replicas: 2 } });
    await scales.update(target, "scaled", { ...scale, spec: { replicas: 3 } });
    expect((await deployments.get("scaled")).spec.replicas).toBe(3);
    await expect(scales.get({ group: "", resource: "configmaps" }, "a")).rejects.toMatchObject({ reason: "NoMatch" });
  });

  it("is a clientset for those who come from client-go (F080)", async () => {
    const clientset = createClientset(client, { coreV1, appsV1 });
    await clientset
      .coreV1()
      .configMaps(namespace)
      .create({ metadata: { name: "by-clientset" } });
    const { items } = await clientset.coreV1().configMaps().list({ fieldSelector: "metadata.name=by-clientset" });
    expect(items.map(({ metadata }) => metadata.namespace)).toContain(namespace);
    expect((await clientset.coreV1().namespaces().get(namespace)).kind).toBe("Namespace");
    expect((await clientset.appsV1().deployments(namespace).list()).kind).toBe("DeploymentList");
  });

  it("is a clientset of all groups in one call (F080)", async () => {
    const clientset = createClientset(client, allGroups);
    expect((await clientset.coreV1().configMaps(namespace).list()).kind).toBe("ConfigMapList");
    expect((await clientset.rbacV1().clusterRoles().list({ limit: 1 })).kind).toBe("ClusterRoleList");
    expect((await clientset.apiextensionsV1().customResourceDefinitions().list({ limit: 1 })).kind).toBe(
      "CustomResourceDefinitionList",
    );
  });
});

describe("discovery", () => {
  it("suggests the nearest name (F078)", async () => {
    const mapper = createRestMapper(createCachedDiscovery(createDiscoveryClient(client)));
    await expect(mapper.descriptorForResource("deploymnets")).rejects.toThrow('did you mean "deployments"');
  });

  it("reads OpenAPI documents by their hashed URL (F076)", async () => {
    const openApi = createOpenApiClient(client);
    expect(await openApi.paths()).toEqual(expect.arrayContaining(["api/v1", "apis/apps/v1"]));
    const document = await openApi.document({ group: "apps", version: "v1" });
    expect(document.openapi).toMatch(/^3\./);
    expect(document.components?.schemas).toHaveProperty(["io.k8s.api.apps.v1.Deployment"]);
    expect(await openApi.document({ group: "apps", version: "v1" })).toBe(document);
  });
});

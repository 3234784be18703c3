import { KubernetesError } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { configMap, configMaps, mergePatch, openCluster, pod, pods } from "../testing/cluster.ts";

const applyPatch = "application/apply-patch+yaml";

describe("recorded actions", () => {
  it("are what clients asked of resources, in order, with copies of what they sent (F174)", async () => {
    const { call, cluster } = openCluster();
    const sent = configMap("a", { data: { k: "v" } });
    await call("POST", `${configMaps}?dryRun=All`, sent);
    await call("PATCH", `${configMaps}/a`, { data: { k: "w" } }, { type: mergePatch });
    await call("PATCH", `${configMaps}/a?fieldManager=m`, sent, { type: applyPatch });
    await call("PUT", `${pods}/p/status`, pod("p"));
    await call("GET", `${configMaps}?labelSelector=a%3Db`);
    await call("GET", "/version");
    expect(cluster.actions).toMatchObject([
      { verb: "create", group: "", version: "v1", resource: "configmaps", namespace: "default", object: sent },
      { verb: "patch", name: "a", patch: { type: mergePatch, value: { data: { k: "w" } } }, object: undefined },
      { verb: "patch", patch: { type: applyPatch }, object: sent },
      { verb: "update", resource: "pods", subresource: "status", name: "p", object: pod("p") },
      { verb: "list", resource: "configmaps", name: undefined, object: undefined, patch: undefined },
    ]);
    expect(cluster.actions[0]?.query.get("dryRun")).toBe("All");
    expect(cluster.actions[4]?.query.get("labelSelector")).toBe("a=b");
    cluster.clearActions();
    expect(cluster.actions).toEqual([]);
  });

  it("keep YAML and protobuf bodies decoded, and nothing where a body is neither", async () => {
    const { call, cluster } = openCluster();
    await call("POST", configMaps, "metadata: {name: a}\n", { type: "application/yaml" });
    await call("POST", configMaps, "{", { type: "application/json" });
    expect(cluster.actions.map(({ object }) => object)).toEqual([{ metadata: { name: "a" } }, undefined]);
  });

  it("are the newest so many, by default ten thousand", async () => {
    const { call, cluster } = openCluster({ actionsKept: 2 });
    for (let index = 0; index < 5; index++) await call("GET", `${configMaps}/a${index}`);
    expect(cluster.actions.map(({ name }) => name)).toEqual(["a3", "a4"]);
    const none = openCluster({ actionsKept: 0 });
    await none.call("GET", configMaps);
    expect(none.cluster.actions).toEqual([]);
  });
});

describe("reactors", () => {
  it("answer in place of the server; the first that has an answer wins, and the rest is the server's (F174)", async () => {
    const { call, cluster } = openCluster();
    const asked: string[] = [];
    cluster.react({ verb: "get" }, () => void asked.push("watches all and answers nothing"));
    cluster.react({ verb: "get", resource: "pods" }, ({ name }) => {
      asked.push("pods");
      return name === "a" ? { object: pod("from a reactor") } : undefined;
    });
    const first = cluster.react({ resource: "*" }, () => void asked.push("first"), { first: true });
    expect((await call("GET", `${pods}/a`)).object).toEqual(pod("from a reactor"));
    expect(asked).toEqual(["first", "watches all and answers nothing", "pods"]);
    expect((await call("GET", `${pods}/b`)).status).toBe(404);
    first[Symbol.dispose]();
    asked.length = 0;
    await call("GET", configMaps);
    expect(asked).toEqual([]);
  });

  it.each([
    ["pods/status", true],
    ["pods/*", true],
    ["*/status", true],
    ["*", true],
    [["configmaps", "pods/status"], true],
    ["pods", false],
    ["*/scale", false],
    ["nodes/*", false],
  ])("named %j see a status of pods: %j (F174)", async (resource, seen) => {
    const { call, cluster } = openCluster();
    cluster.react({ resource }, () => ({ failure: { code: 418 } }));
    expect((await call("GET", `${pods}/a/status`)).status).toBe(seen ? 418 : 404);
  });

  it("answer watches with events of their own, and pods/log with text (F174)", async () => {
    const { call, watch, cluster, clock } = openCluster();
    cluster.react({ verb: "watch" }, () => ({ events: [{ type: "DELETED", object: pod("gone") }] }));
    cluster.react({ resource: "pods/log" }, () => ({ text: "hello\n" }));
    const watched = await watch(`${pods}?watch=1`);
    await clock.settle();
    expect(watched).toMatchObject({ events: [{ type: "DELETED", object: pod("gone") }], ended: true, broken: false });
    expect(await call("GET", `${pods}/a/log`)).toMatchObject({ status: 200, text: "hello\n" });
  });

  it("fail requests by what they throw: a KubernetesError as itself, all else as an internal error", async () => {
    const { call, cluster } = openCluster();
    const thrown: Error[] = [
      new KubernetesError("not in my house", { reason: "Forbidden" }),
      new KubernetesError("later", { reason: "TooManyRequests", code: 429, retryAfterSeconds: 7 }),
      new TypeError("x is not a function"),
    ];
    cluster.react({ verb: "create" }, () => {
      const error = thrown.shift();
      if (error) throw error;
      return undefined;
    });
    expect((await call("POST", configMaps, configMap("a"))).failure).toMatchObject({
      code: 403,
      reason: "Forbidden",
      message: "not in my house",
    });
    expect((await call("POST", configMaps, configMap("a"))).header("retry-after")).toBe("7");
    expect((await call("POST", configMaps, configMap("a"))).failure).toMatchObject({
      code: 500,
      message: "a reactor failed: x is not a function",
    });
    expect((await call("POST", configMaps, configMap("a"))).status).toBe(201);
  });

  it("see copies, each its own, and may use the same cluster while they answer (C103)", async () => {
    const { call, cluster } = openCluster();
    cluster.react({ verb: "create", resource: "pods" }, ({ object, user }) => {
      if (object?.metadata) object.metadata.name = "renamed";
      (user.groups as string[]).push("intruders");
      return undefined;
    });
    cluster.react({ verb: "create", resource: "pods" }, async ({ object }) => {
      // A lock around reactors would wait for itself here.
      const created = await call("POST", configMaps, configMap(`of-${object?.metadata?.name ?? ""}`));
      return created.status === 201 ? undefined : { failure: { code: 500 } };
    });
    expect((await call("POST", pods, pod("a"))).object.metadata.name).toBe("a");
    expect(cluster.objects({ apiVersion: "v1", kind: "ConfigMap" })).toMatchObject([{ metadata: { name: "of-a" } }]);
    expect(cluster.actions[0]?.object?.metadata?.name).toBe("a");
    expect(cluster.actions[0]?.user.groups).not.toContain("intruders");
  });

  it("that fail without an answer do not let the next one answer, unlike client-go's (C103)", async () => {
    const { call, cluster } = openCluster();
    cluster.react({}, () => Promise.reject(new KubernetesError("no", { reason: "Conflict" })));
    cluster.react({}, () => ({ text: "the next one" }));
    expect((await call("GET", pods)).failure).toMatchObject({ code: 409, message: "no" });
  });
});

describe("what client-go's fakes leave out", () => {
  it("is there: validation, defaults, field selectors, conflicts, collections, versions of deletions (F179)", async () => {
    const { call, watch } = openCluster();
    expect((await call("POST", pods, pod("A_b"))).failure.reason).toBe("Invalid");
    const created = (await call("POST", pods, pod("a"))).object;
    expect(created).toMatchObject({ spec: { restartPolicy: "Always" } });
    expect((await call("GET", `${pods}?fieldSelector=metadata.name%21%3Da`)).items).toEqual([]);
    const stale = { ...pod("a"), metadata: { ...created.metadata, resourceVersion: "1" } };
    expect((await call("PUT", `${pods}/a`, stale)).failure.reason).toBe("Conflict");
    const selective = await watch(`${pods}?watch=1&labelSelector=app%3Dweb`);
    // More than the hundred unread events at which client-go's watch panics.
    for (let index = 0; index < 150; index++) {
      const labels = { app: "web" };
      await call("POST", configMaps, configMap(`c${index}`, {}, { labels }));
      await call("POST", pods, pod(`p${index}`, { labels }));
    }
    expect((await call("DELETE", configMaps)).items).toHaveLength(150);
    const before = Number((await call("GET", pods)).list.metadata.resourceVersion);
    await call("DELETE", `${pods}/a?gracePeriodSeconds=0`);
    expect(Number((await call("GET", pods)).list.metadata.resourceVersion)).toBeGreaterThan(before);
    expect(selective.types).toEqual(Array.from({ length: 150 }, () => "ADDED"));
  });

  it("every write keeps managedFields, and an apply creates what is missing and merges by the types (F177)", async () => {
    const { call } = openCluster();
    const managers = async () =>
      (await call("GET", `${pods}/a`)).object.metadata.managedFields?.map(
        ({ manager, operation }) => `${manager} ${operation}`,
      );
    expect((await call("PATCH", `${pods}/a?fieldManager=one`, pod("a"), { type: applyPatch })).status).toBe(201);
    expect(await managers()).toEqual(["one Apply"]);
    await call("PATCH", `${pods}/a?fieldManager=two`, { metadata: { labels: { x: "y" } } }, { type: mergePatch });
    expect(await managers()).toEqual(["one Apply", "two Update"]);
    const service = (port: number) => ({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "s" },
      spec: { ports: [{ port, name: `p${port}` }] },
    });
    const services = "/api/v1/namespaces/default/services/s";
    for (const port of [80, 81])
      await call("PATCH", `${services}?fieldManager=m${port}`, service(port), { type: applyPatch });
    expect((await call("GET", services)).object).toMatchObject({ spec: { ports: [{ port: 80 }, { port: 81 }] } });
  });

  it("UpdateStatus changes the status alone, and a scale is stored (C104)", async () => {
    const { call } = openCluster();
    await call("POST", pods, pod("a"));
    const changed = { ...pod("a", { labels: { x: "y" } }), spec: { containers: [] }, status: { phase: "Running" } };
    const updated = (await call("PUT", `${pods}/a/status`, changed)).object;
    expect(updated).toMatchObject({ spec: { containers: [{ name: "main" }] }, status: { phase: "Running" } });
    const deployments = "/apis/apps/v1/namespaces/default/deployments";
    const template = { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "c", image: "i" }] } };
    await call("POST", deployments, {
      metadata: { name: "web" },
      spec: { selector: { matchLabels: { app: "web" } }, template },
    });
    const scale = (await call("GET", `${deployments}/web/scale`)).object;
    await call("PUT", `${deployments}/web/scale`, { ...scale, spec: { replicas: 4 } });
    expect((await call("GET", `${deployments}/web`)).object).toMatchObject({ spec: { replicas: 4 } });
  });
});

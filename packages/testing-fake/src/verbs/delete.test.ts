import { describe, expect, it } from "vitest";
import { configMap, configMaps, mergePatch, openCluster, pod, pods } from "../testing/cluster.ts";

/** Without the collector, which would finish what these deletions wait for. */
const openPlain = () => openCluster({ controllers: { garbageCollection: false, namespaces: false } });

describe("a deletion", () => {
  it("answers with a Status, or with the object where the kind does so", async () => {
    const { call } = openCluster();
    const created = await call("POST", configMaps, configMap("a"));
    expect(JSON.parse((await call("DELETE", `${configMaps}/a`)).text)).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Success",
      details: { name: "a", kind: "configmaps", uid: created.object.metadata.uid },
    });
    expect((await call("GET", `${configMaps}/a`)).failure).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: 'configmaps "a" not found',
      reason: "NotFound",
      details: { name: "a", kind: "configmaps" },
      code: 404,
    });
    const accounts = "/api/v1/namespaces/default/serviceaccounts";
    await call("POST", accounts, { metadata: { name: "s" } });
    expect((await call("DELETE", `${accounts}/s`)).object.kind).toBe("ServiceAccount");
  });

  it("waits for finalizers, and is done when an update takes away the last", async () => {
    const { call, clock, watch } = openCluster();
    const created = await call("POST", pods, pod("a", { finalizers: ["example.com/f"] }));
    const watched = await watch(`${pods}?watch=1&resourceVersion=${created.object.metadata.resourceVersion}`);
    await clock.advance(5000);
    const marked = await call("DELETE", `${pods}/a`);
    expect(marked.object.metadata).toMatchObject({
      deletionTimestamp: "2026-01-01T00:00:05Z",
      deletionGracePeriodSeconds: 0,
      generation: 2,
    });
    expect((await call("DELETE", `${pods}/a`)).object).toEqual(marked.object);
    const added = await call(
      "PATCH",
      `${pods}/a`,
      { metadata: { finalizers: ["example.com/f", "example.com/g"] } },
      { type: mergePatch },
    );
    expect(added.failure.message).toContain(
      'no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/g"}',
    );
    const last = await call("PATCH", `${pods}/a`, { metadata: { finalizers: null } }, { type: mergePatch });
    expect(last.status).toBe(200);
    expect((await call("GET", `${pods}/a`)).status).toBe(404);
    expect(watched.types).toEqual(["MODIFIED", "DELETED"]);
    const deleted = watched.events[1]?.object;
    expect(deleted?.metadata?.finalizers).toEqual(["example.com/f"]);
    expect(Number(deleted?.metadata?.resourceVersion)).toBeGreaterThan(Number(marked.object.metadata.resourceVersion));
  });

  it("gives a pod that runs its grace period, which later deletions can only shorten", async () => {
    const { call, clock } = openCluster();
    await call("POST", pods, pod("a", {}, { nodeName: "n", terminationGracePeriodSeconds: 45 }));
    const grace = async (body?: object) => {
      const { object } = await call("DELETE", `${pods}/a`, body);
      return [
        object.metadata.deletionGracePeriodSeconds,
        object.metadata.deletionTimestamp,
        object.metadata.generation,
      ];
    };
    expect(await grace()).toEqual([45, "2026-01-01T00:00:45Z", 2]);
    await clock.advance(1000);
    expect(await grace({ gracePeriodSeconds: 60 })).toEqual([45, "2026-01-01T00:00:45Z", 2]);
    expect(await grace({ gracePeriodSeconds: 10 })).toEqual([10, "2026-01-01T00:00:10Z", 2]);
    await clock.advance(60_000);
    expect(await grace({ gracePeriodSeconds: 5 })).toEqual([1, "2026-01-01T00:01:01Z", 2]);
    expect((await call("GET", `${pods}/a`)).status).toBe(200);
    expect(await grace({ gracePeriodSeconds: 0 })).toEqual([0, "2026-01-01T00:01:01Z", 2]);
    expect((await call("GET", `${pods}/a`)).status).toBe(404);
  });

  it("is immediate for pods that run nowhere or no longer", async () => {
    const { call } = openCluster();
    await call("POST", pods, pod("unscheduled"));
    await call("DELETE", `${pods}/unscheduled`);
    await call("POST", pods, pod("done", {}, { nodeName: "n" }));
    await call("PATCH", `${pods}/done/status`, { status: { phase: "Succeeded" } }, { type: mergePatch });
    await call("DELETE", `${pods}/done`);
    expect((await call("GET", pods)).items).toEqual([]);
  });

  it("leaves propagation to finalizers, the last policy winning", async () => {
    const { call } = openPlain();
    await call("POST", configMaps, configMap("a", {}, { finalizers: ["example.com/f"] }));
    const finalizers = async (propagationPolicy: string) =>
      (await call("DELETE", `${configMaps}/a`, { propagationPolicy })).object.metadata.finalizers;
    expect(await finalizers("Foreground")).toEqual(["example.com/f", "foregroundDeletion"]);
    expect(await finalizers("Orphan")).toEqual(["example.com/f", "orphan"]);
    expect(await finalizers("Background")).toEqual(["example.com/f"]);
  });

  it("goes by preconditions", async () => {
    const { call } = openCluster();
    const { object } = await call("POST", configMaps, configMap("a"));
    const { uid, resourceVersion } = object.metadata;
    expect((await call("DELETE", `${configMaps}/a`, { preconditions: { uid: "other" } })).failure).toMatchObject({
      code: 409,
      message: `Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition (other) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
      details: { name: "a", kind: "ConfigMap" },
    });
    expect(
      (await call("DELETE", `${configMaps}/a`, { preconditions: { uid, resourceVersion: "1" } })).failure,
    ).toMatchObject({
      code: 409,
      message: `Operation cannot be fulfilled on ConfigMap "a": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    });
    expect((await call("DELETE", `${configMaps}/a`, { preconditions: { uid, resourceVersion } })).status).toBe(200);
  });

  it.each([
    [
      { propagationPolicy: "Some" },
      422,
      'propagationPolicy: Unsupported value: "Some": supported values: "Foreground", "Background", "Orphan", "nil"',
    ],
    [
      { propagationPolicy: "Orphan", orphanDependents: true },
      422,
      "orphanDependents and deletionPropagation cannot be both set",
    ],
    [{ dryRun: ["Some"] }, 422, 'dryRun: Unsupported value: ["Some"]'],
    [{ kind: "Pod", apiVersion: "v1" }, 400, 'no kind "Pod" is registered for version "v1"'],
    [
      { gracePeriodSeconds: "1" },
      400,
      "json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64",
    ],
  ])("with the options %j is refused", async (options, code, message) => {
    const { call } = openCluster();
    await call("POST", configMaps, configMap("a"));
    const { failure } = await call("DELETE", `${configMaps}/a`, options);
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(message);
    expect((await call("GET", `${configMaps}/a`)).status).toBe(200);
  });

  it("takes its options from the query too, and with dryRun only looks", async () => {
    const { call } = openPlain();
    await call("POST", configMaps, configMap("a"));
    expect((await call("DELETE", `${configMaps}/a?dryRun=All`)).status).toBe(200);
    expect((await call("DELETE", `${configMaps}/a?propagationPolicy=Orphan`)).object.metadata.finalizers).toEqual([
      "orphan",
    ]);
  });

  it("of a collection deletes what the selectors choose, and answers with the list of it", async () => {
    const { call } = openCluster();
    for (const name of ["a", "b", "c"]) await call("POST", configMaps, configMap(name, {}, { labels: { name } }));
    const deleted = await call("DELETE", `${configMaps}?labelSelector=name in (a,b)`);
    expect(deleted.list.kind).toBe("ConfigMapList");
    expect(deleted.items.map(({ metadata }) => metadata?.name)).toEqual(["a", "b"]);
    expect((await call("GET", configMaps)).items.map(({ metadata }) => metadata?.name)).toEqual(["c"]);
  });
});

import { describe, expect, it } from "vitest";
import {
  configMap,
  configMaps,
  jsonPatch,
  mergePatch,
  openCluster,
  pod,
  pods,
  strategicPatch,
} from "../testing/cluster.ts";

const leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
const deployments = "/apis/apps/v1/namespaces/default/deployments";
const deployment = {
  metadata: { name: "web" },
  spec: {
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "a", image: "1" }] } },
  },
};

describe("an update", () => {
  it("replaces the object, and keeps what is the server's", async () => {
    const { call, clock } = openCluster();
    const created = await call("POST", configMaps, configMap("a", { data: { k: "1" } }, { labels: { l: "1" } }));
    await clock.advance(60_000);
    const updated = await call(
      "PUT",
      `${configMaps}/a`,
      configMap("a", { data: { k: "2" } }, { creationTimestamp: null, generation: 9 }),
    );
    const { name, namespace, uid, creationTimestamp } = created.object.metadata;
    expect(updated.status).toBe(200);
    expect(updated.object.metadata).toEqual({
      name,
      namespace,
      uid,
      creationTimestamp,
      resourceVersion: expect.not.stringMatching(`^${created.object.metadata.resourceVersion}$`) as string,
      managedFields: [
        {
          manager: "unknown",
          operation: "Update",
          apiVersion: "v1",
          time: "2026-01-01T00:01:00Z",
          fieldsType: "FieldsV1",
          fieldsV1: { "f:data": { ".": {}, "f:k": {} } },
        },
      ],
    });
  });

  it("of an old resourceVersion is a conflict; without one it is unconditional", async () => {
    const { call } = openCluster();
    const created = await call("POST", configMaps, configMap("a"));
    expect((await call("PUT", `${configMaps}/a`, configMap("a", { data: { k: "1" } }))).status).toBe(200);
    expect((await call("PUT", `${configMaps}/a`, created.object)).failure).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message:
        'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
      reason: "Conflict",
      details: { name: "a", kind: "configmaps" },
      code: 409,
    });
  });

  it("of kinds that demand it must name a resourceVersion", async () => {
    const { call } = openCluster();
    await call("POST", leases, { metadata: { name: "l" } });
    expect((await call("PUT", `${leases}/l`, { metadata: { name: "l" } })).failure).toMatchObject({
      code: 422,
      message:
        'leases.coordination.k8s.io "l" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
    });
  });

  it("of another uid is a conflict", async () => {
    const { call } = openCluster();
    await call("POST", configMaps, configMap("a"));
    const { failure } = await call("PUT", `${configMaps}/a`, configMap("a", {}, { uid: "other" }));
    expect(failure).toMatchObject({ code: 409, reason: "Conflict" });
    expect(failure.message).toContain("Precondition failed: UID in precondition: other, UID in object meta: ");
  });

  it("that changes nothing is no write", async () => {
    const { call, watch } = openCluster();
    const created = await call("POST", configMaps, configMap("a", { data: { a: "1", b: "2" } }));
    const watched = await watch(`${configMaps}?watch=1&resourceVersion=${created.object.metadata.resourceVersion}`);
    const same = await call("PUT", `${configMaps}/a`, { data: { b: "2", a: "1" }, metadata: { name: "a" } });
    expect(same.object.metadata.resourceVersion).toBe(created.object.metadata.resourceVersion);
    expect(watched.events).toEqual([]);
  });

  it.each([
    ["another name", { name: "b" }, "the name of the object (b) does not match the name on the URL (a)"],
    ["no name", {}, "the name of the object (a based on URL) was undeterminable: name must be provided"],
    ["another namespace", { name: "a", namespace: "b" }, "the namespace of the provided object does not match"],
  ])("with %s is a bad request", async (_, metadata, message) => {
    const { call } = openCluster();
    await call("POST", configMaps, configMap("a"));
    const { failure } = await call("PUT", `${configMaps}/a`, { metadata });
    expect(failure).toMatchObject({ code: 400, reason: "BadRequest" });
    expect(failure.message).toContain(message);
  });

  it("creates where the kind allows that, and finds nothing elsewhere", async () => {
    const { call } = openCluster();
    expect((await call("PUT", `${leases}/l`, { metadata: { name: "l" } })).status).toBe(201);
    expect((await call("PUT", `${configMaps}/a`, configMap("a"))).failure).toMatchObject({ code: 404 });
    expect((await call("PUT", `${leases}/m/status`, { metadata: { name: "m" } })).status).toBe(404);
  });

  it("raises the generation with the desired state only", async () => {
    const { call } = openCluster();
    await call("POST", pods, pod("a"));
    const generation = async (patch: object, path = `${pods}/a`) =>
      (await call("PATCH", path, patch, { type: mergePatch })).object.metadata.generation;
    expect(await generation({ metadata: { labels: { a: "1" } } })).toBe(1);
    expect(await generation({ spec: { activeDeadlineSeconds: 1 } })).toBe(2);
    expect(await generation({ spec: { activeDeadlineSeconds: 1 } })).toBe(2);
    expect(await generation({ status: { phase: "Running" } }, `${pods}/a/status`)).toBe(2);
    await call("POST", deployments, deployment);
    expect(await generation({ metadata: { annotations: { a: "1" } } }, `${deployments}/web`)).toBe(2);
    expect(await generation({ metadata: { labels: { a: "1" } } }, `${deployments}/web`)).toBe(2);
  });

  it("keeps status and desired state apart", async () => {
    const { call } = openCluster();
    await call("POST", pods, pod("a"));
    const patch = {
      spec: { activeDeadlineSeconds: 9 },
      status: { phase: "Running" },
      metadata: { labels: { l: "1" } },
    };
    expect((await call("PATCH", `${pods}/a/status`, patch, { type: mergePatch })).object).toMatchObject({
      metadata: { labels: { l: "1" } },
      spec: { containers: [{ name: "main", image: "image" }] },
      status: { phase: "Running" },
    });
    const updated = await call("PATCH", `${pods}/a`, { ...patch, status: { phase: "Failed" } }, { type: mergePatch });
    expect(updated.object).toMatchObject({ spec: { activeDeadlineSeconds: 9 }, status: { phase: "Running" } });
    await call("POST", deployments, deployment);
    const status = await call(
      "PATCH",
      `${deployments}/web/status`,
      { metadata: { labels: { l: "1" } } },
      { type: mergePatch },
    );
    expect(status.object.metadata.labels).toBeUndefined();
    expect((await call("GET", `${pods}/a/status`)).object).toEqual(updated.object);
  });

  it("cannot set a deletion, nor take one back", async () => {
    const { call } = openCluster();
    await call("POST", configMaps, configMap("a", {}, { finalizers: ["example.com/f"] }));
    const set = await call(
      "PATCH",
      `${configMaps}/a`,
      { metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } },
      { type: mergePatch },
    );
    expect(set.failure).toMatchObject({
      code: 422,
      details: { causes: [{ field: "metadata.deletionTimestamp" }] },
    });
    await call("DELETE", `${configMaps}/a`);
    const back = await call(
      "PATCH",
      `${configMaps}/a`,
      { metadata: { deletionTimestamp: null } },
      { type: mergePatch },
    );
    expect(back.object.metadata.deletionTimestamp).toBe("2026-01-01T00:00:00Z");
  });
});

describe("a patch", () => {
  it("of every type changes the stored object", async () => {
    const { call } = openCluster();
    await call("POST", deployments, deployment);
    const image = { spec: { template: { spec: { containers: [{ name: "a", image: "2" }] } } } };
    const strategic = await call(
      "PATCH",
      `${deployments}/web`,
      { spec: { template: { spec: { containers: [{ name: "b", image: "1" }] } } } },
      { type: strategicPatch },
    );
    expect(strategic.object).toMatchObject({
      spec: { template: { spec: { containers: [{ name: "b" }, { name: "a" }] } } },
    });
    expect((await call("PATCH", `${deployments}/web`, image, { type: mergePatch })).object).toMatchObject(image);
    const json = await call("PATCH", `${deployments}/web`, [{ op: "replace", path: "/spec/replicas", value: 5 }], {
      type: jsonPatch,
    });
    expect(json.object).toMatchObject({ metadata: { generation: 4 }, spec: { replicas: 5 } });
  });

  it("is a conflict only where it names an old resourceVersion", async () => {
    const { call } = openCluster();
    const created = await call("POST", configMaps, configMap("a"));
    const { resourceVersion } = created.object.metadata;
    const patch = (metadata: object, data: object) =>
      call("PATCH", `${configMaps}/a`, { metadata, data }, { type: mergePatch });
    expect((await patch({ resourceVersion }, { a: "1" })).status).toBe(200);
    expect((await patch({ resourceVersion }, { a: "2" })).failure).toMatchObject({ code: 409, reason: "Conflict" });
    expect((await patch({}, { a: "2" })).status).toBe(200);
  });

  it.each([
    [{ metadata: { uid: "other" } }, 422, 'metadata.uid: Invalid value: "other": field is immutable'],
    [{ metadata: { name: "b" } }, 400, "the name of the object (b) does not match the name on the URL (a)"],
    [
      { metadata: { labels: { a: 1 } } },
      422,
      "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string",
    ],
    [{ apiVersion: "v2" }, 422, 'no kind "ConfigMap" is registered for version "v2"'],
  ])("%j is refused", async (patch, code, message) => {
    const { call } = openCluster();
    await call("POST", configMaps, configMap("a"));
    const { failure } = await call("PATCH", `${configMaps}/a`, patch, { type: mergePatch });
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(message);
  });

  it("of an unknown type is a 415, an apply in CBOR too", async () => {
    const { call } = openCluster();
    await call("POST", configMaps, configMap("a"));
    expect((await call("PATCH", `${configMaps}/a`, {}, { type: "text/plain" })).failure).toMatchObject({ code: 415 });
    expect(
      (await call("PATCH", `${configMaps}/a?fieldManager=m`, "{}", { type: "application/apply-patch+cbor" })).failure,
    ).toMatchObject({ code: 415, message: "415: Unsupported Media Type" });
    expect((await call("PATCH", `${configMaps}/a?force=true`, {}, { type: mergePatch })).failure.message).toContain(
      "force: Forbidden: may not be specified for non-apply patch",
    );
    expect((await call("PATCH", `${configMaps}/none`, {}, { type: mergePatch })).status).toBe(404);
  });
});

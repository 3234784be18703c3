import { describe, expect, it } from "vitest";
import {
  configMap,
  configMaps,
  definitionsPath,
  mergePatch,
  openCluster,
  websiteDefinition,
  websites,
  type Client,
} from "../testing/cluster.ts";

const type = "application/apply-patch+yaml";
const deployments = "/apis/apps/v1/namespaces/default/deployments";

const apply = (call: Client["call"], path: string, body: unknown, manager = "one", query = "") =>
  call("PATCH", `${path}?fieldManager=${manager}${query}`, body, { type });
const map = (data: object, metadata: object = {}): object => configMap("a", { data }, metadata);
const deployment = (replicas: number): object => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: {
    replicas,
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "web", image: "web:1" }] } },
  },
});
/** Who owns what, and since when. */
const owners = (object: { metadata: { managedFields?: readonly object[] } }): string[] =>
  (object.metadata.managedFields ?? []).map((entry) => {
    const { manager, operation, time, fieldsV1, subresource } = entry as Record<string, string | undefined>;
    return [manager, operation, subresource, time, JSON.stringify(fieldsV1)]
      .filter((part) => part !== undefined)
      .join(" ");
  });

describe("an apply", () => {
  it("creates, changes, and removes what is left out and nobody else has", async () => {
    const { call } = openCluster();
    expect((await apply(call, `${configMaps}/a`, map({ a: "1", b: "1", c: "1" }))).status).toBe(201);
    await apply(call, `${configMaps}/a`, map({ b: "1" }), "two");
    const { status, object } = await apply(call, `${configMaps}/a`, map({ a: "2" }));
    expect(status).toBe(200);
    expect(object["data"]).toEqual({ a: "2", b: "1" });
  });

  it("conflicts with who owns what it changes, until it is forced", async () => {
    const { call } = openCluster();
    await call("POST", `${configMaps}?fieldManager=poster`, map({ a: "1" }));
    await apply(call, `${configMaps}/a`, map({ b: "1" }), "one");
    const { failure } = await apply(call, `${configMaps}/a`, map({ a: "9", b: "9" }), "two");
    expect(failure).toMatchObject({
      code: 409,
      reason: "Conflict",
      message:
        'Apply failed with 2 conflicts: conflicts with "one":\n- .data.b\nconflicts with "poster" using v1:\n- .data.a',
      details: {
        causes: [
          { reason: "FieldManagerConflict", message: 'conflict with "one"', field: ".data.b" },
          { reason: "FieldManagerConflict", message: 'conflict with "poster" using v1', field: ".data.a" },
        ],
      },
    });
    const forced = await apply(call, `${configMaps}/a`, map({ a: "9", b: "9" }), "two", "&force=true");
    expect(owners(forced.object)).toEqual([
      'two Apply 2026-01-01T00:00:00Z {"f:data":{"f:a":{},"f:b":{}}}',
      'poster Update 2026-01-01T00:00:00Z {"f:data":{}}',
    ]);
  });

  it("that changes nothing is no write, and one that only shares has no time", async () => {
    const { call, clock } = openCluster();
    const first = await apply(call, `${configMaps}/a`, map({ a: "1" }));
    await clock.advance(60_000);
    expect((await apply(call, `${configMaps}/a`, map({ a: "1" }))).object).toEqual(first.object);
    const shared = await apply(call, `${configMaps}/a`, map({ a: "1" }), "two");
    expect(owners(shared.object)).toEqual([
      'two Apply {"f:data":{"f:a":{}}}',
      'one Apply 2026-01-01T00:00:00Z {"f:data":{"f:a":{}}}',
    ]);
  });

  it("needs a manager, a type and a name, and no managers in its body", async () => {
    const { call } = openCluster();
    const messages = await Promise.all([
      call("PATCH", `${configMaps}/a`, map({}), { type }),
      apply(call, `${configMaps}/a`, {}),
      apply(call, `${configMaps}/a`, []),
      apply(call, `${configMaps}/b`, map({})),
      apply(call, `${configMaps}/a`, map({}, { managedFields: [{}] })),
      apply(call, `${configMaps}/a`, { ...map({}), unknown: 1 }),
      apply(call, `${configMaps}/a`, map({}, { finalizers: ["k.io/a", "k.io/a"] })),
      apply(call, `${configMaps}/a`, map({}, { uid: "u" })),
    ]);
    expect(messages.map(({ failure: { code, message } }) => `${code} ${message}`)).toEqual([
      '422 PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      "400 invalid object type: /, Kind=",
      "400 error decoding patch: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}",
      "400 the name of the object (a) does not match the name on the URL (b)",
      "400 metadata.managedFields must be nil",
      "500 failed to create typed patch object (/a; /v1, Kind=ConfigMap): .unknown: field not declared in schema",
      '500 failed to create typed patch object (/a; /v1, Kind=ConfigMap): .metadata.finalizers: duplicate entries for key [="k.io/a"]',
      '409 Operation cannot be fulfilled on configmaps "a": uid mismatch: the provided object specified uid u, and no existing object was found',
    ]);
    expect((await call("GET", configMaps)).items).toEqual([]);
  });

  it("of an old resourceVersion is a conflict, and a dry run stores nothing", async () => {
    const { call } = openCluster();
    const { object } = await apply(call, `${configMaps}/a`, map({ a: "1" }));
    await apply(call, `${configMaps}/a`, map({ a: "2" }), "one", "&dryRun=All");
    expect((await call("GET", `${configMaps}/a`)).object).toEqual(object);
    await apply(call, `${configMaps}/a`, map({ a: "3" }));
    const { resourceVersion } = object.metadata;
    expect((await apply(call, `${configMaps}/a`, map({ a: "4" }, { resourceVersion }))).status).toBe(409);
  });

  it("reads YAML, and says of keys that stand twice what it is asked to", async () => {
    const { call } = openCluster();
    const body = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: '1'\n  a: '2'\n";
    const warned = await apply(call, `${configMaps}/a`, body);
    expect(warned.object["data"]).toEqual({ a: "2" });
    expect(warned.header("warning")).toContain(String.raw`line 7: key \"a\" already set in map`);
    expect(
      (await apply(call, `${configMaps}/a`, body, "one", "&fieldValidation=Ignore")).header("warning"),
    ).toBeUndefined();
    expect((await apply(call, `${configMaps}/a`, body, "one", "&fieldValidation=Strict")).failure.message).toMatch(
      /^error strict decoding patch: error converting YAML to JSON: yaml: unmarshal errors:\n/,
    );
  });

  it("by kubectl takes over what client-side apply set and nobody changed, and keeps its annotation true", async () => {
    const { call } = openCluster();
    const annotation = "kubectl.kubernetes.io/last-applied-configuration";
    const last = JSON.stringify(map({ a: "1", b: "1" }));
    await call(
      "POST",
      `${configMaps}?fieldManager=client-side`,
      map({ a: "1", b: "1" }, { annotations: { [annotation]: last } }),
    );
    await call("PATCH", `${configMaps}/a?fieldManager=other`, { data: { b: "5" } }, { type: mergePatch });
    expect((await apply(call, `${configMaps}/a`, map({ a: "9" }), "helm")).status).toBe(409);
    expect((await apply(call, `${configMaps}/a`, map({ a: "9", b: "9" }), "kubectl")).failure.message).toBe(
      'Apply failed with 1 conflict: conflict with "other" using v1: .data.b',
    );
    const { object } = await apply(call, `${configMaps}/a`, map({ a: "9" }), "kubectl");
    expect(object["data"]).toEqual({ a: "9", b: "5" });
    expect(object.metadata.annotations?.[annotation]).toBe(
      '{"apiVersion":"v1","data":{"a":"9"},"kind":"ConfigMap","metadata":{"name":"a"}}\n',
    );
  });

  it("to a custom resource goes by what its schema says", async () => {
    const { call } = openCluster();
    await call("POST", definitionsPath, websiteDefinition());
    const site = (spec: object): object => ({
      apiVersion: "example.com/v1",
      kind: "Website",
      metadata: { name: "a" },
      spec,
    });
    await apply(call, `${websites}/a`, site({ a: { b: 1 }, list: [1] }));
    const { object } = await apply(call, `${websites}/a`, site({ a: { c: 2 } }), "two");
    expect(object["spec"]).toEqual({ a: { b: 1, c: 2 }, list: [1] });
    expect((await apply(call, `${websites}/a`, site({ list: [2] }), "two")).failure.message).toContain(".spec.list");
  });
});

describe("managed fields", () => {
  it("name who wrote by the query, else by the user agent up to its slash", async () => {
    const { call } = openCluster();
    const headers = [["user-agent", "agent/1.0 (x)"]] as const;
    const created = await call("POST", configMaps, map({ a: "1" }), { headers: [...headers] });
    expect(owners(created.object)).toEqual(['agent Update 2026-01-01T00:00:00Z {"f:data":{".":{},"f:a":{}}}']);
    const patched = await call("PATCH", `${configMaps}/a?fieldManager=m`, { data: { b: "1" } }, { type: mergePatch });
    expect(owners(patched.object)).toEqual([
      'agent Update 2026-01-01T00:00:00Z {"f:data":{".":{},"f:a":{}}}',
      'm Update 2026-01-01T00:00:00Z {"f:data":{"f:b":{}}}',
    ]);
  });

  it("go by an empty list, and come back with the first apply", async () => {
    const { call } = openCluster();
    await call("POST", configMaps, map({ a: "1" }));
    const reset = await call("PATCH", `${configMaps}/a`, { metadata: { managedFields: [{}] } }, { type: mergePatch });
    expect(owners(reset.object)).toEqual([]);
    const updated = await call("PUT", `${configMaps}/a`, map({ a: "2" }));
    expect(owners(updated.object)).toEqual([]);
    const applied = await apply(call, `${configMaps}/a`, map({ b: "1" }));
    expect(owners(applied.object)).toEqual([
      'one Apply 2026-01-01T00:00:00Z {"f:data":{"f:b":{}}}',
      'before-first-apply Update 2026-01-01T00:00:00Z {"f:data":{".":{},"f:a":{}}}',
    ]);
  });

  it("fold the oldest of more than ten updaters into one", async () => {
    const { call, clock } = openCluster();
    await call("POST", `${configMaps}?fieldManager=m0`, map({ a0: "1" }));
    for (let index = 1; index <= 11; index++) {
      await clock.advance(1000);
      await call(
        "PATCH",
        `${configMaps}/a?fieldManager=m${index}`,
        { data: { [`a${index}`]: "1" } },
        { type: mergePatch },
      );
    }
    const all = owners((await call("GET", `${configMaps}/a`)).object);
    expect(all).toHaveLength(10);
    expect(all[0]).toBe(
      'ancient-changes Update 2026-01-01T00:00:02Z {"f:data":{".":{},"f:a0":{},"f:a1":{},"f:a2":{}}}',
    );
  });

  it("of a status belong to its subresource, and neither write can own the other's part", async () => {
    const { call } = openCluster();
    await apply(call, `${deployments}/web`, { ...deployment(1), status: { replicas: 5 } });
    const { object } = await call(
      "PATCH",
      `${deployments}/web/status?fieldManager=kubelet`,
      { spec: { replicas: 9 }, status: { replicas: 2 } },
      { type: mergePatch },
    );
    expect(owners(object).at(-1)).toBe('kubelet Update status 2026-01-01T00:00:00Z {"f:status":{"f:replicas":{}}}');
    expect(owners(object)[0]).not.toContain("f:status");
  });

  it("of a scale are those of the replicas", async () => {
    const { call } = openCluster();
    await apply(call, `${deployments}/web`, deployment(1));
    await call(
      "PATCH",
      `${deployments}/web/scale?fieldManager=scaler`,
      { spec: { replicas: 3 } },
      { type: mergePatch },
    );
    const { object } = await call("GET", `${deployments}/web`);
    expect(owners(object)).toContain('scaler Update scale {"f:spec":{"f:replicas":{}}}');
    expect((await apply(call, `${deployments}/web`, deployment(1))).failure.message).toBe(
      'Apply failed with 1 conflict: conflict with "scaler" with subresource "scale" using apps/v1: .spec.replicas',
    );
  });

  it("of objects that a cluster begins with are the cluster's, or those they say", async () => {
    const managedFields = [
      { manager: "x", operation: "Apply", apiVersion: "v1", fieldsType: "FieldsV1", fieldsV1: { "f:data": {} } },
    ];
    const { call } = openCluster({
      objects: [configMap("a", { data: { a: "1" } }), configMap("b", { data: { a: "1" } }, { managedFields })],
    });
    const { items } = await call("GET", configMaps);
    expect(items.map((item) => item.metadata?.managedFields?.[0]?.manager)).toEqual(["testing-fake", "x"]);
  });
});

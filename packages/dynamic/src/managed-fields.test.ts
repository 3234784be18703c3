import { KubernetesError, type ManagedFieldsEntry, type Stored, type UnstructuredObject } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { union } from "./fields-v1.ts";
import { extractManaged, fieldConflicts, upgradeToServerSideApply } from "./managed-fields.ts";

function object(fields: Record<string, unknown>, managedFields: ManagedFieldsEntry[]): Stored<UnstructuredObject> {
  const metadata = {
    name: "web",
    namespace: "n",
    uid: "u",
    resourceVersion: "7",
    creationTimestamp: "",
    managedFields,
  };
  return { apiVersion: "apps/v1", kind: "Deployment", ...fields, metadata };
}
function entry(
  manager: string,
  operation: "Apply" | "Update",
  fieldsV1: unknown,
  more: object = {},
): ManagedFieldsEntry {
  return { manager, operation, apiVersion: "apps/v1", fieldsType: "FieldsV1", fieldsV1, ...more };
}

describe("extractManaged (F084)", () => {
  const spec = {
    replicas: 2,
    paused: true,
    template: {
      containers: [
        { name: "side", image: "side:1" },
        {
          name: "web",
          image: "web:1",
          env: [{ name: "A", value: "1" }],
          ports: [{ containerPort: 80, protocol: "TCP" }],
        },
      ],
      finalizers: ["a", "b"],
      volume: {},
      selector: { app: "web" },
    },
  };
  const mine = {
    "f:spec": {
      "f:replicas": {},
      "f:template": {
        "f:containers": {
          'k:{"name":"web"}': {
            ".": {},
            "f:name": {},
            "f:image": {},
            "f:ports": { 'k:{"containerPort":80,"protocol":"TCP"}': { ".": {}, "f:containerPort": {} } },
          },
        },
        "f:finalizers": { 'v:"b"': {} },
        "f:selector": {},
        "f:gone": {},
      },
    },
  };

  it("gives exactly what was applied: fields, elements with their keys, members of sets, atomic maps whole", () => {
    const managed = [entry("me", "Apply", mine), entry("other", "Update", { "f:spec": { "f:paused": {} } })];
    expect(extractManaged(object({ spec }, managed), { fieldManager: "me" })).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace: "n" },
      spec: {
        replicas: 2,
        template: {
          // The protocol is a key that the server has filled in.
          containers: [{ name: "web", image: "web:1", ports: [{ containerPort: 80 }] }],
          finalizers: ["b"],
          selector: { app: "web" },
        },
      },
    });
  });

  it("leaves what others own below a map that was applied empty", () => {
    const managed = [
      entry("me", "Apply", { "f:spec": { "f:template": { "f:selector": {} } } }),
      entry("other", "Apply", { "f:spec": { "f:template": { "f:selector": { "f:app": {} } } } }),
    ];
    const { spec: own } = extractManaged(object({ spec }, managed), { fieldManager: "me" }) as UnstructuredObject;
    expect(own).toEqual({ template: { selector: {} } });
  });

  it("keeps the keys of an element that was changed and not applied, so that the result can be applied (F171)", () => {
    const changed = { "f:spec": { "f:template": { "f:containers": { 'k:{"name":"web"}': { "f:image": {} } } } } };
    const { spec: own } = extractManaged(object({ spec }, [entry("me", "Apply", changed)]), { fieldManager: "me" });
    expect(own).toEqual({ template: { containers: [{ name: "web", image: "web:1" }] } });
  });

  it("takes an element whole that is owned as a whole", () => {
    const read = object({}, [entry("me", "Apply", { "f:metadata": { "f:ownerReferences": { 'k:{"uid":"1"}': {} } } })]);
    const owner = { apiVersion: "v1", kind: "ConfigMap", name: "owner", uid: "1" };
    Object.assign(read.metadata, { ownerReferences: [owner, { ...owner, uid: "2" }] });
    expect(extractManaged(read, { fieldManager: "me" }).metadata).toMatchObject({ ownerReferences: [owner] });
  });

  it("tells subresources, operations and managers apart; nobody gives the name alone", () => {
    const status = { "f:status": { "f:replicas": {} } };
    const managed = [entry("me", "Update", mine), entry("me", "Apply", status, { subresource: "status" })];
    const read = object({ spec, status: { replicas: 2 } }, managed);
    const identity = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web", namespace: "n" } };
    expect(extractManaged(read, { fieldManager: "me" })).toEqual(identity);
    expect(extractManaged(read, { fieldManager: "me", subresource: "status" })).toEqual({
      ...identity,
      status: { replicas: 2 },
    });
    expect(extractManaged(read, { fieldManager: "you" })).toEqual(identity);
  });

  it("extracts owned metadata", () => {
    const read = object({}, [entry("me", "Apply", { "f:metadata": { "f:labels": { "f:a": {} } } })]);
    Object.assign(read.metadata, { labels: { a: "1", b: "2" } });
    expect(extractManaged(read, { fieldManager: "me" }).metadata).toEqual({
      name: "web",
      namespace: "n",
      labels: { a: "1" },
    });
  });

  it("refuses an object that does not say who owns what", () => {
    const read = object({}, []);
    delete read.metadata.managedFields;
    expect(() => extractManaged(read, { fieldManager: "me" })).toThrow("carries no managedFields");
  });
});

describe("fieldConflicts", () => {
  it("says which field is whose", () => {
    const cause = (field: string, message: string) => ({ reason: "FieldManagerConflict", field, message });
    const error = new KubernetesError("Apply failed", {
      reason: "Conflict",
      code: 409,
      details: {
        causes: [
          cause(".spec.replicas", 'conflict with "other"'),
          cause(".data.a", 'conflict with "node-fetch" using v1'),
          cause(
            ".status.x",
            'conflict with "a \\"b\\"" with subresource "status" using apps/v1 at 2026-01-01T00:00:00Z',
          ),
          { reason: "Other", message: 'conflict with "x"' },
        ],
      },
    });
    expect(fieldConflicts(error)).toEqual([
      { field: ".data.a", manager: "node-fetch", apiVersion: "v1" },
      { field: ".spec.replicas", manager: "other" },
      {
        field: ".status.x",
        manager: 'a "b"',
        subresource: "status",
        apiVersion: "apps/v1",
        time: "2026-01-01T00:00:00Z",
      },
    ]);
  });

  it("is empty for other failures", () => {
    expect(fieldConflicts(new KubernetesError("stale", { reason: "Conflict", code: 409 }))).toEqual([]);
    expect(fieldConflicts(new Error("no"))).toEqual([]);
  });
});

describe("upgradeToServerSideApply (F171)", () => {
  const options = { from: ["kubectl-client-side-apply"], to: "kubectl" };
  const csa = (fields: object, more: object = {}) => entry("kubectl-client-side-apply", "Update", fields, more);
  const ssa = (fields: object, more: object = {}) => entry("kubectl", "Apply", fields, more);
  const upgraded = (managed: ManagedFieldsEntry[], more: object = {}) => {
    const patch = upgradeToServerSideApply(object({}, managed), { ...options, ...more });
    if (patch === undefined || patch.type !== "json") return undefined;
    const [fields, version] = patch.operations;
    expect(version).toEqual({ op: "replace", path: "/metadata/resourceVersion", value: "7" });
    return fields && "value" in fields ? fields.value : undefined;
  };
  const a = { "f:data": { "f:a": {}, ".": {} } };
  const b = { "f:data": { "f:b": {} } };

  it("has nothing to do where nobody updated", () => {
    expect(upgraded([])).toBeUndefined();
    expect(upgraded([ssa(a), entry("other", "Update", b)])).toBeUndefined();
  });

  it("turns the manager of updates into the one that applies", () => {
    expect(upgraded([csa(a, { time: "t" }), entry("other", "Update", b)])).toEqual([
      ssa(a, { time: "t" }),
      entry("other", "Update", b),
    ]);
  });

  it("unites the fields where both are there", () => {
    expect(upgraded([csa(b), ssa(a)])).toEqual([ssa({ "f:data": { ".": {}, "f:a": {}, "f:b": {} } })]);
  });

  it("drops fields of another version rather than mixing them in", () => {
    expect(upgraded([csa(b, { apiVersion: "apps/v1beta1" }), ssa(a)])).toEqual([ssa(a)]);
    expect(upgraded([csa(b, { apiVersion: "v0" }), csa(b), ssa(a)])).toEqual([
      ssa({ "f:data": { ".": {}, "f:a": {}, "f:b": {} } }),
    ]);
  });

  it("takes several names, one after the other", () => {
    const managed = [csa(a), entry("before-first-apply", "Update", b)];
    expect(upgraded(managed, { from: [...options.from, "before-first-apply"] })).toEqual([
      ssa({ "f:data": { ".": {}, "f:a": {}, "f:b": {} } }),
    ]);
  });

  it("leaves the other subresources alone", () => {
    const status = csa(b, { subresource: "status" });
    expect(upgraded([csa(a), status])).toEqual([ssa(a), status]);
    expect(upgraded([csa(a), status], { subresource: "status" })).toEqual([csa(a), ssa(b, { subresource: "status" })]);
  });
});

describe("sets of fields", () => {
  it("keep a node that is in one set and has children in the other", () => {
    expect(union({ "f:a": {} }, { "f:a": { "f:b": {} } })).toEqual({ "f:a": { ".": {}, "f:b": {} } });
    expect(union({ "f:a": { "f:b": {} } }, { "f:a": {} })).toEqual({ "f:a": { ".": {}, "f:b": {} } });
  });
});

import { keyed } from "../custom-object-requests.ts";
import { apply, get, merge, post, scale } from "../requests.ts";
import type { Sequence, SequenceRequest } from "../sequence.ts";

const group = "$ns.example.com";
const things = `/apis/${group}/v1/namespaces/$ns/things`;
const later = `/apis/${group}/v2/namespaces/$ns/things`;

const specSchema = {
  type: "object",
  properties: {
    replicas: { type: "integer" },
    text: { type: "string", default: "preset" },
    set: { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
    map: keyed(["name", "protocol"], {
      name: { type: "string" },
      protocol: { type: "string", default: "TCP" },
      value: { type: "string" },
      inner: { type: "object", properties: { a: { type: "integer" }, b: { type: "integer" } } },
    }),
    plain: { type: "array", items: { type: "string" } },
    granular: { type: "object", additionalProperties: { type: "string" } },
    atomic: { type: "object", additionalProperties: { type: "string" }, "x-kubernetes-map-type": "atomic" },
    nested: {
      type: "object",
      properties: {
        a: { type: "object", properties: { b: { type: "string" }, c: { type: "string" } } },
        d: { type: "string" },
      },
    },
    open: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    anything: { "x-kubernetes-preserve-unknown-fields": true },
    port: { "x-kubernetes-int-or-string": true },
    nullable: { type: "string", nullable: true },
  },
};
const statusSchema = {
  type: "object",
  properties: {
    replicas: { type: "integer" },
    conditions: keyed(["type"], { type: { type: "string" }, status: { type: "string" } }),
  },
};
const schema = (spec: object = specSchema): object => ({
  openAPIV3Schema: { type: "object", properties: { spec, status: statusSchema } },
});
const subresources = {
  status: {},
  scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" },
};

const definition = (versions: readonly object[], plural = "things", kind = "Thing"): SequenceRequest => ({
  method: "POST",
  path: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
  body: {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural, kind, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions,
    },
  },
});
const v1 = { name: "v1", served: true, storage: true, schema: schema(), subresources };
const ready = (path = things): SequenceRequest => ({ method: "GET", path: `${path}?limit=1`, untilCode: 200 });
/** The definition's own answers differ by how far it has come; what they are is another corpus' matter. */
const set = (...versions: readonly object[]): SequenceRequest[] => [
  { ...definition(versions), unchecked: true },
  { ...ready(), unchecked: true },
];

const thing = (spec: object | undefined, rest: object = {}, version = "v1"): object => ({
  apiVersion: `${group}/${version}`,
  kind: "Thing",
  metadata: { name: "a" },
  ...(spec && { spec }),
  ...rest,
});

export const sequences: readonly Sequence[] = [
  {
    title: "custom: create, leave out, share",
    requests: [
      ...set(v1),
      apply(`${things}/a`, thing({ replicas: 1, text: "x", nested: { a: { b: "1" } } })),
      apply(`${things}/a`, thing({ nested: { a: { c: "2" }, d: "3" } }), "two"),
      apply(`${things}/a`, thing({ replicas: 1 })),
      apply(`${things}/a`, thing({ nested: { d: "3" } }), "two"),
      apply(`${things}/a`, thing({}), "two"),
      apply(`${things}/a`, thing(undefined), "one"),
      get(`${things}/a`),
    ],
  },
  {
    title: "custom: sets, maps and whole lists",
    requests: [
      ...set(v1),
      apply(`${things}/a`, thing({ set: ["b", "a"], plain: ["x"], map: [{ name: "m", value: "1" }] })),
      apply(`${things}/a`, thing({ set: ["c", "a"], map: [{ name: "m", protocol: "UDP" }, { name: "n" }] }), "two"),
      apply(`${things}/a`, thing({ plain: ["y"] }), "two"),
      apply(`${things}/a`, thing({ plain: ["x", "y"] }), "two", "&force=true"),
      apply(`${things}/a`, thing({ set: ["d"], map: [{ name: "m", inner: { a: 1 } }] })),
      apply(`${things}/a`, thing({ map: [{ name: "m", inner: { b: 2 } }] }), "three"),
      apply(`${things}/a`, thing({ map: [{ name: "m", inner: { a: 3 } }] }), "three"),
      apply(`${things}/a`, thing({ set: [] })),
      get(`${things}/a`),
    ],
  },
  {
    title: "custom: maps, whole and not",
    requests: [
      ...set(v1),
      apply(`${things}/a`, thing({ granular: { a: "1" }, atomic: { a: "1" } })),
      apply(`${things}/a`, thing({ granular: { b: "2" } }), "two"),
      apply(`${things}/a`, thing({ atomic: { b: "2" } }), "two"),
      apply(`${things}/a`, thing({ atomic: { b: "2" } }), "two", "&force=true"),
      apply(`${things}/a`, thing({ granular: {}, atomic: {} }), "three", "&force=true"),
      apply(`${things}/a`, thing({ granular: {} })),
      merge(`${things}/a`, { spec: { granular: null, atomic: { c: "3" } } }),
      get(`${things}/a`),
    ],
  },
  {
    title: "custom: what no schema knows",
    requests: [
      ...set(v1),
      apply(`${things}/a`, thing({ open: { a: { b: 1 }, list: [1, 2] }, anything: { c: [3] }, port: 80 })),
      apply(`${things}/a`, thing({ open: { a: { c: 2 } }, port: "http" }), "two"),
      apply(`${things}/a`, thing({ open: { a: { c: 2 }, list: [3] }, port: "http" }), "two", "&force=true"),
      apply(`${things}/a`, thing({ open: { list: [1, 2] }, anything: 5 })),
      apply(`${things}/a`, thing({ anything: ["x"] })),
      merge(`${things}/a`, { spec: { anything: { a: { b: null, c: {} } }, open: null } }),
      apply(`${things}/a`, thing({ unknown: 1 })),
      apply(`${things}/a`, thing({ nested: { a: { unknown: 1 } } })),
      apply(`${things}/a`, thing({}, { unknown: 1 })),
      get(`${things}/a`),
    ],
  },
  {
    title: "custom: refused applies",
    requests: [
      ...set(v1),
      apply(`${things}/a`, thing({ replicas: "3" })),
      apply(`${things}/a`, thing({ text: 3 })),
      apply(`${things}/a`, thing({ set: ["a", "a"] })),
      apply(`${things}/a`, thing({ map: [{ name: "m" }, { name: "m", protocol: "TCP" }] })),
      apply(`${things}/a`, thing({ map: [{ value: "m" }] })),
      apply(`${things}/a`, thing({ map: "x" })),
      apply(`${things}/a`, thing({ granular: ["x"] })),
      apply(`${things}/a`, thing({}, { metadata: {} })),
      apply(`${things}/a`, thing({}, { metadata: { name: "b" } })),
      apply(`${things}/a`, thing({}, { kind: "Other" })),
      apply(`${things}/a`, thing({}, {}, "v2")),
      {
        method: "PATCH",
        path: `${things}/a?fieldManager=x`,
        body: {},
        contentType: "application/strategic-merge-patch+json",
      },
      { method: "PATCH", path: `${things}/a?fieldManager=x`, body: "{}", contentType: "application/apply-patch+cbor" },
      apply(`${things}/a`, thing({}, { metadata: { name: "a", resourceVersion: "1" } })),
      apply(`${things}/a`, thing({ text: "y" }, { metadata: { name: "a", resourceVersion: "1" } })),
      apply(`${things}/a`, thing({ text: "y" }, { metadata: { name: "a", managedFields: [] } })),
    ],
  },
  {
    title: "custom: status and scale",
    requests: [
      ...set(v1),
      apply(`${things}/a`, thing({ replicas: 1 }, { status: { replicas: 9 } })),
      apply(
        `${things}/a/status`,
        thing({ replicas: 5 }, { status: { replicas: 1, conditions: [{ type: "Ready", status: "True" }] } }),
        "status",
      ),
      apply(
        `${things}/a/status`,
        {
          ...thing(undefined),
          metadata: { name: "a", labels: { l: "1" } },
          status: { conditions: [{ type: "Ready", status: "False" }] },
        },
        "status",
      ),
      merge(`${things}/a/status`, { metadata: { labels: { l: "2" } }, spec: { replicas: 7 }, status: { replicas: 2 } }),
      apply(`${things}/a/status`, thing(undefined, { status: { replicas: 3 } }), "status"),
      merge(`${things}/a/scale`, { spec: { replicas: 3 } }),
      get(`${things}/a`),
      apply(`${things}/a/scale`, scale(4, "a"), "scaler"),
      apply(`${things}/a/scale`, scale(4, "a"), "scaler", "&force=true"),
      apply(`${things}/a`, thing({ replicas: 1 })),
      get(`${things}/a`),
      apply(`${things}/missing/status`, { ...thing(undefined), metadata: { name: "missing" } }, "status"),
    ],
  },
  {
    title: "custom: written and applied in two versions",
    requests: [
      ...set(v1, { name: "v2", served: true, storage: false, schema: schema(), subresources: { status: {} } }),
      { ...ready(later), unchecked: true },
      apply(`${things}/a`, thing({ replicas: 1, set: ["a"], granular: { x: "1" } })),
      apply(`${later}/a`, thing({ replicas: 1, set: ["b"] }, {}, "v2"), "two"),
      apply(`${later}/a`, thing({ set: ["a"], granular: { y: "2" } }, {}, "v2"), "one"),
      merge(`${later}/a`, { spec: { replicas: 4 } }),
      merge(`${things}/a`, { spec: { replicas: 5 } }),
      apply(`${things}/a`, thing({ replicas: 1 }), "three"),
      get(`${things}/a`),
      get(`${later}/a`),
    ],
  },
  {
    title: "custom: posts, puts and patches",
    requests: [
      ...set(v1),
      post(
        things,
        thing({ replicas: 1, map: [{ name: "m" }, { name: "n", protocol: "UDP" }], set: ["x", "y"], plain: ["p"] }),
      ),
      {
        method: "PUT",
        path: `${things}/a?fieldManager=putter`,
        edit: { request: 2, merge: { spec: { set: ["y", "z"], plain: ["p"], text: null } } },
      },
      {
        method: "PATCH",
        path: `${things}/a?fieldManager=json`,
        contentType: "application/json-patch+json",
        body: [
          { op: "replace", path: "/spec/map/0/value", value: "v" },
          { op: "remove", path: "/spec/set/0" },
        ],
      },
      merge(`${things}/a`, { metadata: { managedFields: [{}] } }),
      merge(`${things}/a`, { spec: { replicas: 8 } }),
      apply(`${things}/a`, thing({ replicas: 8 })),
      get(`${things}/a`),
    ],
  },
];

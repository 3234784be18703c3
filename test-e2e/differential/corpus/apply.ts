import type { Sequence, SequenceRequest } from "../sequence.ts";

const maps = "/api/v1/namespaces/$ns/configmaps";
const deployments = "/apis/apps/v1/namespaces/$ns/deployments";
const services = "/api/v1/namespaces/$ns/services";
const applyType = "application/apply-patch+yaml";
const mergeType = "application/merge-patch+json";

const get = (path: string): SequenceRequest => ({ method: "GET", path });
const remove = (path: string): SequenceRequest => ({ method: "DELETE", path });
const apply = (path: string, body: unknown, manager = "one", query = ""): SequenceRequest => ({
  method: "PATCH",
  path: `${path}?fieldManager=${manager}${query}`,
  body,
  contentType: applyType,
});
const merge = (path: string, body: unknown, manager = "merger"): SequenceRequest => ({
  method: "PATCH",
  path: `${path}?fieldManager=${manager}`,
  body,
  contentType: mergeType,
});
const put = (path: string, body: unknown, manager = "putter"): SequenceRequest => ({
  method: "PUT",
  path: `${path}?fieldManager=${manager}`,
  body,
});
const post = (path: string, body: unknown, manager = "poster"): SequenceRequest => ({
  method: "POST",
  path: `${path}?fieldManager=${manager}`,
  body,
});

const map = (data: object | undefined, metadata: object = {}): object => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "a", ...metadata },
  ...(data && { data }),
});
const deployment = (spec: object = {}, container: object = {}, metadata: object = {}): object => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", ...metadata },
  spec: {
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "web", image: "web:1", ...container }] },
    },
    ...spec,
  },
});
const service = (ports: readonly object[], spec: object = {}): object => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web" },
  spec: { clusterIP: "None", selector: { app: "web" }, ports, ...spec },
});

export const sequences: readonly Sequence[] = [
  {
    title: "config map: create, change, leave out, apply the same again",
    requests: [
      apply(`${maps}/a`, map({ a: "1", b: "2" })),
      apply(`${maps}/a`, map({ a: "1", b: "2" })),
      apply(`${maps}/a`, map({ a: "3" })),
      apply(`${maps}/a`, map({})),
      apply(`${maps}/a`, map(undefined)),
      get(`${maps}/a`),
    ],
  },
  {
    title: "config map: two appliers share a field, and leave it one after the other",
    requests: [
      apply(`${maps}/a`, map({ a: "1", b: "2" }), "one"),
      { ...apply(`${maps}/a`, map({ a: "1", c: "3" }), "two"), pauseMs: 1100 },
      { ...apply(`${maps}/a`, map({ a: "1" }), "three"), pauseMs: 1100 },
      apply(`${maps}/a`, map({ b: "2" }), "one"),
      apply(`${maps}/a`, map({ c: "3" }), "two"),
      apply(`${maps}/a`, map({}), "three"),
      get(`${maps}/a`),
    ],
  },
  {
    title: "config map: conflicts with appliers and updaters, then by force",
    requests: [
      apply(`${maps}/a`, map({ a: "1", b: "1" }), "one"),
      merge(`${maps}/a`, { data: { b: "2", c: "3" }, metadata: { labels: { x: "y" } } }),
      apply(`${maps}/a`, map({ a: "9" }), "two"),
      apply(`${maps}/a`, map({ a: "9", b: "9", c: "9" }, { labels: { x: "z" } }), "two"),
      apply(`${maps}/a`, map({ a: "9", b: "9", c: "9" }, { labels: { x: "z" } }), "two", "&force=true"),
      apply(`${maps}/a`, map({ a: "9", b: "9", c: "9" }, { labels: { x: "z" } }), "two", "&force=false"),
      get(`${maps}/a`),
    ],
  },
  {
    title: "config map: managers of creates, updates and patches",
    requests: [
      { method: "POST", path: maps, body: map({ a: "1" }), userAgent: "agent/v1.2 (linux)" },
      put(`${maps}/a`, map({ a: "2", b: "1" })),
      merge(`${maps}/a`, { data: { b: null, c: "1" } }),
      {
        method: "PATCH",
        path: `${maps}/a?fieldManager=json`,
        contentType: "application/json-patch+json",
        body: [{ op: "add", path: "/data/d", value: "1" }],
      },
      {
        method: "PATCH",
        path: `${maps}/a?fieldManager=strategic`,
        contentType: "application/strategic-merge-patch+json",
        body: { data: { e: "1" }, metadata: { annotations: { n: "1" }, finalizers: ["example.com/a"] } },
      },
      merge(`${maps}/a`, { metadata: { finalizers: null } }),
      get(`${maps}/a`),
    ],
  },
  {
    title: "config map: what is written again keeps its times, and is no write",
    requests: [
      post(maps, map({ a: "1" })),
      { ...put(`${maps}/a`, map({ a: "1" })), pauseMs: 1100 },
      apply(`${maps}/a`, map({ a: "1" })),
      { ...apply(`${maps}/a`, map({ a: "1" })), pauseMs: 1100 },
      { ...merge(`${maps}/a`, { data: { a: "1" } }), pauseMs: 1100 },
      get(`${maps}/a`),
    ],
  },
  {
    title: "config map: managers are removed by an empty list",
    requests: [
      post(maps, map({ a: "1" })),
      put(`${maps}/a`, map({ a: "1", b: "2" }, { managedFields: [{}] })),
      get(`${maps}/a`),
      put(`${maps}/a`, map({ a: "1", b: "3" })),
      apply(`${maps}/a`, map({ a: "1", b: "9" }), "one"),
      apply(`${maps}/a`, map({ a: "1" }), "one"),
      put(`${maps}/a`, map({ a: "1" }, { managedFields: [] })),
      merge(`${maps}/a`, { metadata: { managedFields: [] }, data: { a: "2" } }),
      merge(`${maps}/a`, { metadata: { managedFields: [{}] } }),
      merge(`${maps}/a`, { metadata: { managedFields: null } }),
      get(`${maps}/a`),
    ],
  },
  {
    title: "config map: managers that a client writes itself",
    requests: [
      post(
        maps,
        map(
          { a: "1" },
          {
            managedFields: [
              {
                manager: "x",
                operation: "Update",
                apiVersion: "v1",
                fieldsType: "FieldsV1",
                fieldsV1: { "f:data": {} },
              },
            ],
          },
        ),
      ),
      ...[
        {
          manager: "m",
          operation: "Apply",
          apiVersion: "v1",
          fieldsType: "FieldsV1",
          fieldsV1: { "f:data": { "f:a": {} } },
        },
        {
          manager: "m",
          operation: "Nothing",
          apiVersion: "v1",
          fieldsType: "FieldsV1",
          fieldsV1: { "f:data": { "f:a": {} } },
        },
        {
          manager: "m",
          operation: "Update",
          apiVersion: "",
          fieldsType: "FieldsV1",
          fieldsV1: { "f:data": { "f:a": {} } },
        },
        {
          manager: "m",
          operation: "Update",
          apiVersion: "v1",
          fieldsType: "FieldsV2",
          fieldsV1: { "f:data": { "f:a": {} } },
        },
        { manager: "m", operation: "Update", apiVersion: "v1", fieldsV1: { "f:data": { "f:a": {} } } },
        { manager: "m", operation: "Update", apiVersion: "v1", fieldsType: "FieldsV1", fieldsV1: { data: {} } },
        { manager: "m", operation: "Update", apiVersion: "v1", fieldsType: "FieldsV1", fieldsV1: { "x:data": {} } },
        {
          manager: "m",
          operation: "Update",
          apiVersion: "v2",
          fieldsType: "FieldsV1",
          fieldsV1: { "f:data": { "f:a": {} } },
        },
        {
          manager: "m".repeat(129),
          operation: "Update",
          apiVersion: "v1",
          fieldsType: "FieldsV1",
          fieldsV1: { "f:data": { "f:a": {} } },
        },
        {
          manager: "m",
          operation: "Update",
          apiVersion: "v1",
          fieldsType: "FieldsV1",
          fieldsV1: { "v:1": {}, "i:0": {}, 'k:{"b":1,"a":"x"}': {} },
        },
      ].map((entry) => put(`${maps}/a`, map({ a: "1" }, { managedFields: [entry] }))),
      put(`${maps}/a`, map({ a: "1" }, { managedFields: "none" })),
      put(`${maps}/a`, map({ a: "1" }, { managedFields: ["none"] })),
    ],
  },
  {
    title: "config map: more than ten updaters",
    requests: [
      post(maps, map({ a0: "1" }), "m0"),
      ...Array.from({ length: 13 }, (_, index) =>
        merge(`${maps}/a`, { data: { [`a${index + 1}`]: "1" } }, `m${index + 1}`),
      ),
      get(`${maps}/a`),
    ],
  },
  {
    title: "options and bodies of an apply that are refused",
    requests: [
      { method: "PATCH", path: `${maps}/a`, body: map({}), contentType: applyType },
      apply(`${maps}/a`, map({}), "one", "&force=true&dryRun=Some"),
      apply(`${maps}/a`, map({}), "m".repeat(129)),
      apply(`${maps}/a`, map({}), "m%07m"),
      apply(`${maps}/a`, map({}), "one", "&fieldValidation=Sometimes"),
      { method: "PATCH", path: `${maps}/a?force=true`, body: {}, contentType: mergeType },
      { method: "PATCH", path: `${maps}/a?force=false`, body: {}, contentType: mergeType },
      apply(`${maps}/a`, { ...map({}), apiVersion: "v2" }),
      apply(`${maps}/a`, { ...map({}), kind: "Secret" }),
      apply(`${maps}/a`, {}),
      apply(`${maps}/a`, []),
      apply(`${maps}/a`, "text"),
      apply(`${maps}/a`, ""),
      apply(`${maps}/a`, "true"),
      apply(`${maps}/a`, { ...map({}), metadata: { name: "b" } }),
      apply(`${maps}/a`, { ...map({}), metadata: {} }),
      apply(`${maps}/a`, { apiVersion: "v1", kind: "ConfigMap" }),
      apply(`${maps}/a`, map({}, { namespace: "other" })),
      apply(`${maps}/a`, map({}, { managedFields: [] })),
      apply(`${maps}/a`, map({}, { managedFields: [{}] })),
      apply(`${maps}/a`, map({}, { managedFields: null })),
      apply(`${maps}/b`, { ...map({}), metadata: { name: "b", uid: "11111111-1111-1111-1111-111111111111" } }),
      apply(`${maps}/b`, { ...map({}), metadata: { name: "b", resourceVersion: "1" } }),
      apply(`${maps}/c`, { ...map({}), metadata: { name: "c", unknown: 1 } }),
      apply(`${maps}/c`, { ...map({}), metadata: { name: "c" }, unknown: 1 }),
      apply(`${maps}/c`, { ...map({ a: 1 }), metadata: { name: "c" } }),
      apply(`${maps}/c`, { ...map({ a: { b: 1 } }), metadata: { name: "c" } }),
      apply(`${maps}/c`, { ...map({}), metadata: { name: "c" }, data: [] }),
      apply(`${maps}/c`, { ...map({}), metadata: { name: "c" }, immutable: "yes" }),
      apply(`${maps}/Not_A_Name`, { ...map({}), metadata: { name: "Not_A_Name" } }),
      { method: "PATCH", path: `${maps}/a?fieldManager=x`, body: "{}", contentType: "application/apply-patch+cbor" },
      { method: "PATCH", path: `${maps}/a?fieldManager=x`, body: "{}", contentType: "text/plain" },
      { method: "PATCH", path: `${maps}/a?fieldManager=x`, body: "{}", contentType: "application/json" },
      apply("/api/v1/namespaces/missing/configmaps/a", map({})),
      apply(`${deployments}/web`, deployment({ replicas: "3" })),
      apply(`${deployments}/web`, deployment({ paused: 1 })),
      apply(`${deployments}/web`, deployment({}, { args: "x" })),
      apply(`${deployments}/web`, deployment({}, { ports: [{ protocol: "TCP", name: "a" }] })),
      apply(
        `${deployments}/web`,
        deployment(
          {},
          {
            env: [
              { name: "A", value: "1" },
              { name: "A", value: "2" },
            ],
          },
        ),
      ),
      apply(
        `${deployments}/web`,
        deployment({}, { ports: [{ containerPort: 80 }, { containerPort: 80 }, { containerPort: 80 }] }),
      ),
      apply(`${deployments}/web`, deployment({ template: { spec: { containers: [{ image: "x" }] } } })),
      apply(`${deployments}/web`, deployment({ template: { spec: { containers: [null] } } })),
      apply(`${deployments}/web`, deployment({ template: { spec: { containers: ["x"] } } })),
      apply(`${deployments}/web`, deployment({}, {}, { finalizers: ["a.com/a", "a.com/a"] })),
      apply(`${deployments}/web`, deployment({}, {}, { finalizers: [null] })),
      apply(`${deployments}/web`, deployment({}, {}, { finalizers: [{}] })),
      apply(`${deployments}/web`, deployment({}, {}, { finalizers: [[]] })),
      get(maps),
    ],
  },
  {
    title: "dry runs of applies",
    requests: [
      apply(`${maps}/a`, map({ a: "1" }), "one", "&dryRun=All"),
      get(`${maps}/a`),
      apply(`${maps}/a`, map({ a: "1" }), "one"),
      apply(`${maps}/a`, map({ a: "2", b: "1" }), "one", "&dryRun=All"),
      apply(`${maps}/a`, map({ a: "2" }), "two", "&dryRun=All"),
      get(`${maps}/a`),
    ],
  },
  {
    title: "preconditions of applies",
    requests: [
      apply(`${maps}/a`, map({ a: "1" })),
      apply(`${maps}/a`, map({ a: "2" }, { resourceVersion: "1" })),
      { ...apply(`${maps}/a`, map({ a: "2" })), from: { request: 0, fields: ["metadata.resourceVersion"] } },
      { ...apply(`${maps}/a`, map({ a: "3" })), from: { request: 0, fields: ["metadata.resourceVersion"] } },
      { ...apply(`${maps}/a`, map({ a: "3" })), from: { request: 0, fields: ["metadata.uid"] } },
      apply(`${maps}/a`, map({ a: "4" }, { uid: "11111111-1111-1111-1111-111111111111" })),
      get(`${maps}/a`),
    ],
  },
  {
    title: "bodies in YAML",
    requests: [
      apply(
        `${maps}/a`,
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: '1'\n  b: |\n    two\n    lines\n",
      ),
      apply(`${maps}/a`, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: '1'\n  a: '2'\n"),
      apply(
        `${maps}/a`,
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: '1'\n  a: '2'\n",
        "one",
        "&fieldValidation=Strict",
      ),
      apply(
        `${maps}/a`,
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: '1'\n  a: '2'\n",
        "one",
        "&fieldValidation=Ignore",
      ),
      apply(`${maps}/a`, "# nothing\n"),
      apply(`${maps}/a`, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels:\n    on: yes\n"),
    ],
  },
  {
    title: "deployment: created by an apply, changed by others, applied again",
    requests: [
      apply(
        `${deployments}/web`,
        deployment({ replicas: 2 }, { ports: [{ containerPort: 80 }], env: [{ name: "A", value: "1" }] }),
      ),
      {
        method: "PATCH",
        path: `${deployments}/web?fieldManager=strategic`,
        contentType: "application/strategic-merge-patch+json",
        body: {
          spec: {
            template: {
              spec: {
                containers: [
                  { name: "side", image: "side:1", resources: { limits: { cpu: "1" } } },
                  { name: "web", env: [{ name: "B", value: "2" }], ports: [{ containerPort: 81, protocol: "UDP" }] },
                ],
              },
            },
          },
        },
      },
      apply(`${deployments}/web`, deployment({ replicas: 2 }, { ports: [{ containerPort: 80 }] })),
      apply(`${deployments}/web`, deployment({}, { image: "web:2" })),
      apply(`${deployments}/web`, deployment({ replicas: 4 }, { image: "web:3" }), "two"),
      apply(`${deployments}/web`, deployment({ replicas: 4 }, { image: "web:3" }), "two", "&force=true"),
      apply(`${deployments}/web`, { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" } }),
      get(`${deployments}/web`),
    ],
  },
  {
    title: "deployment: created by a post, then applied",
    requests: [
      post(deployments, deployment({ replicas: 1 }, { ports: [{ containerPort: 80, name: "http" }] })),
      apply(`${deployments}/web`, deployment({ replicas: 1 }, { ports: [{ containerPort: 80, name: "http" }] })),
      apply(`${deployments}/web`, deployment({ replicas: 2 }, { image: "web:2" })),
      apply(`${deployments}/web`, deployment({ replicas: 2 }, { image: "web:2" }), "one", "&force=true"),
      apply(`${deployments}/web`, deployment({ strategy: { type: "Recreate" } }), "two"),
      apply(`${deployments}/web`, deployment({ selector: { matchLabels: { app: "other" } } }), "two", "&force=true"),
      get(`${deployments}/web`),
    ],
  },
  {
    title: "deployment: status through its subresource",
    requests: [
      apply(`${deployments}/web`, { ...deployment(), status: { replicas: 5 } }),
      apply(
        `${deployments}/web/status`,
        {
          apiVersion: "apps/v1",
          kind: "Deployment",
          metadata: { name: "web", labels: { a: "b" } },
          spec: { replicas: 9 },
          status: { replicas: 1 },
        },
        "status",
      ),
      merge(`${deployments}/web/status`, {
        metadata: { labels: { c: "d" }, annotations: { e: "f" } },
        status: { replicas: 2, conditions: [{ type: "Available", status: "True", reason: "x", message: "y" }] },
      }),
      apply(
        `${deployments}/web/status`,
        {
          apiVersion: "apps/v1",
          kind: "Deployment",
          metadata: { name: "web" },
          status: { replicas: 1, readyReplicas: 1 },
        },
        "status",
      ),
      apply(
        `${deployments}/web/status`,
        {
          apiVersion: "apps/v1",
          kind: "Deployment",
          metadata: { name: "web" },
          status: { replicas: 1, readyReplicas: 1 },
        },
        "status",
        "&force=true",
      ),
      apply(`${deployments}/missing/status`, {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "missing" },
        status: { replicas: 1 },
      }),
      get(`${deployments}/web`),
      get(`${deployments}/web/status`),
    ],
  },
  {
    title: "deployment: scale",
    requests: [
      apply(`${deployments}/web`, deployment({ replicas: 2 })),
      put(`${deployments}/web/scale`, {
        apiVersion: "autoscaling/v1",
        kind: "Scale",
        metadata: { name: "web", namespace: "$ns" },
        spec: { replicas: 2 },
      }),
      get(`${deployments}/web`),
      merge(`${deployments}/web/scale`, { spec: { replicas: 3 } }),
      get(`${deployments}/web`),
      apply(`${deployments}/web`, deployment({ replicas: 2 })),
      apply(
        `${deployments}/web/scale`,
        { apiVersion: "autoscaling/v1", kind: "Scale", metadata: { name: "web" }, spec: { replicas: 4 } },
        "scaler",
      ),
      apply(
        `${deployments}/web/scale`,
        { apiVersion: "autoscaling/v1", kind: "Scale", metadata: { name: "web" }, spec: { replicas: 4 } },
        "scaler",
        "&force=true",
      ),
      get(`${deployments}/web`),
      apply(
        `${deployments}/web/scale`,
        { apiVersion: "autoscaling/v1", kind: "Scale", metadata: { name: "web" }, spec: { replicas: 5 } },
        "scaler",
      ),
      apply(
        `${deployments}/web/scale`,
        { apiVersion: "apps/v1", kind: "Scale", metadata: { name: "web" }, spec: { replicas: 5 } },
        "scaler",
      ),
      get(`${deployments}/web`),
      post(deployments, { ...deployment({ replicas: 1 }), metadata: { name: "posted" } }),
      put(`${deployments}/posted/scale`, {
        apiVersion: "autoscaling/v1",
        kind: "Scale",
        metadata: { name: "posted", namespace: "$ns" },
        spec: { replicas: 1 },
      }),
      get(`${deployments}/posted`),
      merge(`${deployments}/posted/scale`, { spec: { replicas: 6 } }),
      get(`${deployments}/posted`),
      { method: "PATCH", path: `${deployments}/posted/scale`, body: "{}", contentType: "text/plain" },
    ],
  },
  {
    title: "service: ports by port and protocol",
    requests: [
      apply(`${services}/web`, service([{ port: 80, name: "http" }])),
      apply(`${services}/web`, service([{ port: 80, name: "udp", protocol: "UDP" }]), "two"),
      apply(
        `${services}/web`,
        service([
          { port: 80, name: "http", protocol: "TCP" },
          { port: 443, name: "https" },
        ]),
      ),
      apply(`${services}/web`, service([{ port: 80, name: "other" }]), "three"),
      apply(`${services}/web`, service([{ port: 80, name: "other" }]), "three", "&force=true"),
      apply(`${services}/web`, service([{ port: 443, name: "https" }])),
      merge(`${services}/web`, { spec: { ports: [{ port: 1, name: "only" }], selector: { b: "c" } } }),
      get(`${services}/web`),
    ],
  },
  {
    title: "service: lists in the order of the applier",
    requests: [
      apply(`${services}/web`, service([1, 2, 3, 4].map((port) => ({ port, name: `p${port}` })))),
      apply(`${services}/web`, service([4, 1].map((port) => ({ port, name: `p${port}` }))), "two"),
      apply(`${services}/web`, service([5, 3, 2].map((port) => ({ port, name: `p${port}` }))), "three"),
      apply(`${services}/web`, service([4, 3, 6, 1].map((port) => ({ port, name: `p${port}` })))),
    ],
  },
  {
    title: "owner references and finalizers",
    requests: [
      apply(
        `${maps}/a`,
        map(
          {},
          {
            finalizers: ["a.com/a", "a.com/b"],
            ownerReferences: [{ apiVersion: "v1", kind: "X", name: "x", uid: "u1" }],
          },
        ),
      ),
      merge(`${maps}/a`, {
        metadata: {
          finalizers: ["a.com/c", "a.com/a", "a.com/b"],
          ownerReferences: [
            { apiVersion: "v1", kind: "Y", name: "y", uid: "u2" },
            { apiVersion: "v1", kind: "X", name: "x", uid: "u1" },
          ],
        },
      }),
      apply(`${maps}/a`, map({}, { finalizers: ["a.com/b"] })),
      remove(`${maps}/a`),
      apply(`${maps}/a`, map({}, { finalizers: ["a.com/b", "a.com/d"] })),
      apply(`${maps}/a`, map({})),
      get(`${maps}/a`),
      merge(`${maps}/a`, { metadata: { finalizers: null } }),
      get(`${maps}/a`),
    ],
  },
  {
    title: "the upgrade from client-side apply",
    requests: [
      post(
        maps,
        map(
          { a: "1", b: "2" },
          {
            annotations: {
              "kubectl.kubernetes.io/last-applied-configuration":
                '{"apiVersion":"v1","data":{"a":"1","b":"2"},"kind":"ConfigMap","metadata":{"annotations":{},"name":"a","namespace":"$ns"}}\n',
            },
          },
        ),
        "kubectl-client-side-apply",
      ),
      apply(`${maps}/a`, map({ a: "9" }), "other"),
      apply(`${maps}/a`, map({ a: "9" }), "kubectl"),
      merge(`${maps}/a`, { data: { b: "5" } }),
      apply(`${maps}/a`, map({ a: "9", b: "6" }, { annotations: { x: "y" } }), "kubectl"),
      apply(`${maps}/a`, map({ a: "9", b: "6" }, { annotations: { x: "y" } }), "kubectl", "&force=true"),
      apply(`${maps}/a`, map({ a: "9" }), "kubectl"),
      get(`${maps}/a`),
    ],
  },
];

import type { Sequence, SequenceRequest } from "../sequence.ts";

const pods = "/api/v1/namespaces/$ns/pods";
const maps = "/api/v1/namespaces/$ns/configmaps";
const post = (path: string, body: unknown, contentType?: string): SequenceRequest => ({
  method: "POST",
  path,
  body,
  ...(contentType !== undefined && { contentType }),
});
const podWith = (spec: unknown, metadata: unknown = { name: "p" }): SequenceRequest => post(pods, { metadata, spec });
const container = { name: "c", image: "i" };
const withContainer = (fields: object): SequenceRequest => podWith({ containers: [{ ...container, ...fields }] });
const text = (body: string, query = ""): SequenceRequest => post(maps + query, body);

export const sequences: readonly Sequence[] = [
  {
    title: "values of wrong types are named by field and Go type",
    requests: [
      podWith("text"),
      podWith([]),
      podWith(1),
      podWith(true),
      podWith({ containers: {} }),
      podWith({ containers: ["c"] }),
      podWith({ containers: [{ name: 1 }] }),
      withContainer({ image: 5 }),
      withContainer({ image: 5, name: true }),
      withContainer({ command: "sh" }),
      withContainer({ command: [1] }),
      withContainer({ ports: [{ containerPort: "80" }] }),
      withContainer({ ports: [{ containerPort: 80.5 }] }),
      withContainer({ ports: [{ containerPort: 99_999_999_999 }] }),
      withContainer({ imagePullPolicy: 1 }),
      withContainer({ env: [{ name: "A", value: 1 }] }),
      withContainer({ env: [{ name: "A", valueFrom: "x" }] }),
      withContainer({ env: { A: "1" } }),
      withContainer({ resources: { limits: { cpu: "x" } } }),
      withContainer({ resources: { limits: { cpu: true } } }),
      withContainer({ resources: { limits: { cpu: "1kk" } } }),
      withContainer({ resources: { limits: { cpu: "" } } }),
      withContainer({ resources: { limits: ["cpu"] } }),
      withContainer({ resources: { limits: { cpu: {} } } }),
      withContainer({ livenessProbe: { httpGet: { port: true } } }),
      withContainer({ livenessProbe: { httpGet: { port: 99_999_999_999 } } }),
      withContainer({ livenessProbe: { httpGet: { port: [] } } }),
      withContainer({ stdin: "yes" }),
      podWith({ restartPolicy: 1, containers: [container] }),
      podWith({ containers: [container], volumes: [{ name: "v", hostPath: { path: 1 } }] }),
      podWith({ containers: [container], volumes: [{ name: "v", emptyDir: "x" }] }),
      podWith({ containers: [container], terminationGracePeriodSeconds: "1" }),
      podWith({ containers: [container] }, { name: 5 }),
      podWith({ containers: [container] }, { name: "p", labels: { a: 1 } }),
      podWith({ containers: [container] }, { name: "p", labels: [] }),
      podWith({ containers: [container] }, { name: "p", creationTimestamp: "yesterday" }),
      podWith({ containers: [container] }, { name: "p", creationTimestamp: 5 }),
      podWith({ containers: [container] }, "p"),
      post("/api/v1/namespaces/$ns/secrets", { metadata: { name: "s" }, data: { a: "!" } }),
      post("/api/v1/namespaces/$ns/secrets", { metadata: { name: "s" }, data: { a: "YQ" } }),
      post("/api/v1/namespaces/$ns/secrets", { metadata: { name: "s" }, data: { a: 1 } }),
      post("/api/v1/namespaces/$ns/secrets", { metadata: { name: "s" }, type: 1 }),
      post(maps, { metadata: { name: "m" }, data: { a: 1 } }),
      post(maps, { metadata: { name: "m" }, data: "x" }),
      post(maps, { metadata: { name: "m" }, immutable: "true" }),
      post("/apis/apps/v1/namespaces/$ns/deployments", { metadata: { name: "d" }, spec: { replicas: "1" } }),
      post("/apis/apps/v1/namespaces/$ns/deployments", { metadata: { name: "d" }, spec: { replicas: 1.5 } }),
      post("/apis/apps/v1/namespaces/$ns/deployments", { metadata: { name: "d" }, spec: { template: [] } }),
      post("/apis/coordination.k8s.io/v1/namespaces/$ns/leases", { metadata: { name: "l" }, spec: { renewTime: "x" } }),
      post("/apis/coordination.k8s.io/v1/namespaces/$ns/leases", {
        metadata: { name: "l" },
        spec: { renewTime: "2026-01-01T00:00:00Z" },
      }),
      post("/apis/coordination.k8s.io/v1/namespaces/$ns/leases", {
        metadata: { name: "l" },
        spec: { renewTime: "2026-13-01T00:00:00.000000Z" },
      }),
    ],
  },
  {
    title: "bodies that are no objects",
    requests: [
      text(""),
      text("{"),
      text('{"metadata":'),
      text('{"metadata":{"name":"m"}} x'),
      text("{a:1}"),
      text("[]"),
      text("5"),
      text('"text"'),
      text("null"),
      text('{"a":tru}'),
      text('{"a":01}'),
      text('{"a":"\\x"}'),
      text('{"a" 1}'),
      text('{"a":1,}'),
      text('{"kind":5}'),
      text('{"apiVersion":[]}'),
      text('{"apiVersion":"v2"}'),
      text('{"kind":"Secret"}'),
      text('{"kind":"Nothing"}'),
    ],
  },
  {
    title: "unknown and duplicate fields by fieldValidation",
    requests: ["?fieldValidation=Strict", "?fieldValidation=Warn", "?fieldValidation=Ignore", ""].flatMap(
      (query, index) => [
        post(`${maps}${query}`, { metadata: { name: `unknown-${index}`, foo: 1 }, bar: {}, data: { a: "1" } }),
        text(
          `{"metadata":{"name":"twice-${index}","name":"twice-${index}"},"data":{"a":"1","a":"2"},"data":{"b":"3"}}`,
          query,
        ),
        post(`${pods}${query}`, {
          metadata: { name: `pod-${index}`, Labels: {} },
          spec: { Containers: [], containers: [{ ...container, foo: { bar: 1 }, env: [{ name: "A", Value: "1" }] }] },
        }),
        text(`{"Metadata":{"name":"case-${index}"},"metadata":{"name":"case-${index}"}}`, query),
      ],
    ),
  },
  {
    title: "normal forms",
    requests: [
      withContainer({ resources: { limits: { cpu: "1000m", memory: "1024Ki" }, requests: { cpu: 0.5, memory: 1e3 } } }),
      text(
        '{"metadata":{"name":"nulls","labels":null,"annotations":{"a":null}},"data":{"a":null,"b":"1"},"binaryData":null}',
      ),
      post("/api/v1/namespaces/$ns/secrets", {
        metadata: { name: "s" },
        data: { a: "YQ==", b: "" },
        stringData: { c: "é" },
      }),
      post("/apis/coordination.k8s.io/v1/namespaces/$ns/leases", {
        metadata: { name: "l" },
        spec: { renewTime: "2026-01-01T01:00:00.123456+01:00", leaseDurationSeconds: 15 },
      }),
      post(maps, { metadata: { name: "m", labels: { b: "1", a: "2" } }, data: {} }),
      post(maps, "metadata:\n  name: y\ndata:\n  a: 'yes'\n", "application/yaml"),
      post(maps, "metadata:\n  name: y2\ndata:\n  a: yes\n", "application/yaml"),
      post(`${maps}?fieldValidation=Strict`, "metadata:\n  name: y3\ndata:\n  a: '1'\n  a: '2'\n", "application/yaml"),
      post(maps, "metadata:\n  name: y4\ndata:\n  a: '1'\n  a: '2'\n", "application/yaml"),
      post(maps, "metadata: [", "application/yaml"),
    ],
  },
];

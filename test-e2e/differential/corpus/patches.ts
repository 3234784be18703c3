// Patches that do not fit: values of wrong types, texts that are no patches, keys that stand twice.
import { get } from "../requests.ts";
import type { Sequence, SequenceRequest } from "../sequence.ts";

const pods = "/api/v1/namespaces/$ns/pods";
const maps = "/api/v1/namespaces/$ns/configmaps";
const secrets = "/api/v1/namespaces/$ns/secrets";

type Send = (path: string, body: unknown, query?: string) => SequenceRequest;
const patchOf =
  (kind: string): Send =>
  (path, body, query = "") => ({
    method: "PATCH",
    path: `${path}?fieldManager=one${query}`,
    contentType: `application/${kind}-patch+json`,
    body,
  });
const strategic = patchOf("strategic-merge");
const merge = patchOf("merge");
const operations = patchOf("json");
const strict = "&fieldValidation=Strict";

const begin: readonly SequenceRequest[] = [
  {
    name: "pod",
    method: "POST",
    path: `${pods}?fieldManager=one`,
    body: { metadata: { name: "p" }, spec: { containers: [{ name: "c", image: "i" }] } },
  },
  {
    name: "map",
    method: "POST",
    path: `${maps}?fieldManager=one`,
    body: { metadata: { name: "m" }, data: { a: "b" } },
  },
  {
    name: "secret",
    method: "POST",
    path: `${secrets}?fieldManager=one`,
    body: { metadata: { name: "s" }, data: { a: "YQ==" } },
  },
];
const [pod, map, secret] = [`${pods}/p`, `${maps}/m`, `${secrets}/s`];

const specs: readonly object[] = [
  ...[1, true, 1.5, {}, ["a"]].map((nodeName) => ({ nodeName })),
  ...[1, false].map((restartPolicy) => ({ restartPolicy })),
  ...["1", 1.5, true].map((activeDeadlineSeconds) => ({ activeDeadlineSeconds })),
  { priority: "x" },
  ...["yes", 1, {}].map((hostNetwork) => ({ hostNetwork })),
  ...[{ a: 1 }, "x"].map((containers) => ({ containers })),
  ...["x", ["x"], { a: 1 }, { a: true }].map((nodeSelector) => ({ nodeSelector })),
  ...[
    { ports: "x" },
    { ports: [{ containerPort: "80" }] },
    { env: { a: "b" } },
    { resources: { limits: { cpu: "x" } } },
    { resources: { limits: { cpu: true } } },
    { resources: { limits: { cpu: [] } } },
    { livenessProbe: { httpGet: { port: true } } },
    { livenessProbe: { httpGet: { port: 1.5 } } },
  ].map((fields) => ({ containers: [{ name: "c", ...fields }] })),
  ...["x", []].map((securityContext) => ({ securityContext })),
  { affinity: 1 },
  ...[[1], ["x"]].map((tolerations) => ({ tolerations })),
];
const wholes: readonly object[] = [
  { spec: "x" },
  { spec: [] },
  { metadata: "x" },
  { metadata: { creationTimestamp: "x" } },
  { metadata: { creationTimestamp: 1 } },
  { metadata: { generation: 1.5 } },
  { status: "x" },
];
const ofMaps: readonly object[] = [
  { data: { a: 1 } },
  { data: [] },
  { data: { a: 1e20 } },
  { immutable: "x" },
  ...["!", 1, ["x"]].map((a) => ({ binaryData: { a } })),
];
const ofSecrets: readonly object[] = [...["!", {}].map((a) => ({ data: { a } })), { type: 1 }];
const noPatches = ["x", "[]", "{", "", "1", "null", "[1]", '"a"', '{"data":{"a":"x"}} y', '{"data":1e400}'];
const twice = [
  '{"data":{"a":"x","a":"y"}}',
  '{"metadata":{"labels":{"a":"x"},"labels":{"b":"y"}}}',
  '{"data":{"__proto__":"x"},"__proto__":{"a":"x"}}',
  '{"metadata":{"labels":{"constructor":"a"}},"toString":1}',
];

const fits = (send: Send, kinds: readonly object[]): readonly SequenceRequest[] => [
  ...begin,
  ...specs.map((spec) => send(pod, { spec })),
  ...wholes.map((body) => send(pod, body)),
  ...kinds.map((body) => send(pod, body)),
  ...ofMaps.map((body) => send(map, body)),
  ...ofSecrets.map((body) => send(secret, body)),
  ...noPatches.map((body) => send(map, body)),
  ...twice.map((body) => send(map, body, strict)),
  get(map),
  ...twice.map((body) => send(map, body, "&dryRun=All")),
  get(pod),
];
const otherKinds = [{ kind: 1 }, { kind: "Other" }, { apiVersion: "v2" }, { kind: null }, { apiVersion: null }];

const add = (path: string, value: unknown): object => ({ op: "add", path, value });
const badOperations: readonly unknown[] = [
  [add("/data/a", 1)],
  [add("/data", [])],
  [add("/spec", {})],
  [add("/metadata/labels/a", "b")],
  [add("/metadata/labels", { a: "b" }), { op: "remove", path: "/metadata/labels/b" }],
  [{ op: "replace", path: "/data/none/deep", value: "x" }],
  [{ op: "replace", path: "", value: {} }],
  [{ op: "remove", path: "" }],
  [{ op: "move", from: "/data/none", path: "/data/b" }],
  [{ op: "copy", from: "/data/none", path: "/data/b" }],
  [{ op: "test", path: "/data/none", value: "x" }],
  [{ op: "test", path: "/data/none", value: null }],
  [{ op: "odd", path: "/data/a" }],
  [{ op: "add", value: "x" }],
  [{ op: "add", path: "data/a", value: "x" }],
  [{ op: "add", path: 1, value: "x" }],
  [{ path: "/data/a", value: "x" }],
  [{ op: "add", path: "/data/~2", value: "x" }],
  [{ op: "add", path: "/metadata/finalizers/0", value: "x" }],
  [
    { op: "add", path: "/metadata/finalizers", value: ["example.com/a"] },
    { op: "add", path: "/metadata/finalizers/7", value: "x" },
  ],
  [1],
  ["x"],
  [null],
  {},
  '[{"op":"add","op":"remove","path":"/data/a"}]',
  '[{"op":"add","path":"/data/b","value":"c","more":1}]',
  '[{"op":"add","path":"/data/__proto__","value":"x"}]',
  '[{"op":"add","path":"/__proto__/a","value":"x"}]',
];

export const sequences: readonly Sequence[] = [
  { title: "strategic merge patches that fit no type", requests: fits(strategic, otherKinds) },
  { title: "merge patches that fit no type", requests: fits(merge, otherKinds) },
  {
    title: "operations that do not apply",
    requests: [
      ...begin,
      ...badOperations.map((body) => operations(map, body, "&dryRun=All")),
      ...badOperations.map((body) => operations(map, body, `${strict}&dryRun=All`)),
      ...noPatches.map((body) => operations(map, body, "&dryRun=All")),
      get(map),
    ],
  },
];

// Objects that several versions, or several groups, show differently although they are stored once.
import { applyType, get, mergeType, post, put, remove } from "../requests.ts";
import { definition, sequence } from "../custom-object-requests.ts";
import type { Sequence, SequenceRequest } from "../sequence.ts";

const one = "/apis/autoscaling/v1/namespaces/$ns/horizontalpodautoscalers";
const two = "/apis/autoscaling/v2/namespaces/$ns/horizontalpodautoscalers";
const coreEvents = "/api/v1/namespaces/$ns/events";
const events = "/apis/events.k8s.io/v1/namespaces/$ns/events";

const target = { apiVersion: "apps/v1", kind: "Deployment", name: "web" };
const autoscaler = (spec: object, metadata: object = {}, version = "v2"): object => ({
  apiVersion: `autoscaling/${version}`,
  kind: "HorizontalPodAutoscaler",
  metadata: { name: "a", ...metadata },
  spec: { scaleTargetRef: target, maxReplicas: 5, ...spec },
});
const merge = (path: string, body: unknown, manager = "merger"): SequenceRequest => ({
  method: "PATCH",
  path: `${path}?fieldManager=${manager}`,
  body,
  contentType: mergeType,
});
const apply = (path: string, body: unknown, manager = "one"): SequenceRequest => ({
  method: "PATCH",
  path: `${path}?fieldManager=${manager}&force=true`,
  body,
  contentType: applyType,
});
/** An object as both versions show it. */
const both = (name = "a"): readonly SequenceRequest[] => [get(`${one}/${name}`), get(`${two}/${name}`)];

const cpu = (averageUtilization: number): object => ({
  type: "Resource",
  resource: { name: "cpu", target: { type: "Utilization", averageUtilization } },
});
const metrics = [
  { type: "Resource", resource: { name: "memory", target: { type: "AverageValue", averageValue: "100Mi" } } },
  {
    type: "ContainerResource",
    containerResource: { name: "cpu", container: "web", target: { type: "Utilization", averageUtilization: 60 } },
  },
  {
    type: "Pods",
    pods: {
      metric: { name: "packets", selector: { matchLabels: { a: "b" } } },
      target: { type: "AverageValue", averageValue: "1k" },
    },
  },
  {
    type: "Object",
    object: {
      describedObject: { apiVersion: "networking.k8s.io/v1", kind: "Ingress", name: "main" },
      metric: { name: "requests" },
      target: { type: "Value", value: "10k" },
    },
  },
  {
    type: "External",
    external: { metric: { name: "queue<&>" }, target: { type: "AverageValue", averageValue: "30" } },
  },
];
const behavior = {
  scaleDown: { stabilizationWindowSeconds: 60, policies: [{ type: "Pods", value: 4, periodSeconds: 60 }] },
};

const involved = { kind: "Pod", namespace: "$ns", name: "p", uid: "1", apiVersion: "v1", fieldPath: "spec" };
const coreEvent = (name: string, fields: object = {}): object => ({
  metadata: { name },
  involvedObject: involved,
  reason: "Because",
  message: "It is so",
  type: "Normal",
  ...fields,
});
const event = (name: string, fields: object = {}): object => ({
  metadata: { name },
  regarding: involved,
  reason: "Because",
  note: "It is so",
  type: "Normal",
  action: "Doing",
  eventTime: "2020-01-01T00:00:00.000000Z",
  reportingController: "example.com/c",
  reportingInstance: "c-1",
  ...fields,
});

const custom = (version: string, name = ""): string =>
  `/apis/$ns.example.com/${version}/namespaces/$ns/things${name === "" ? "" : `/${name}`}`;
const thing = (version: string, name: string, spec: object): object => ({
  apiVersion: `$ns.example.com/${version}`,
  kind: "Thing",
  metadata: { name },
  spec,
});
const text = { type: "string" };
const versionOf = (name: string, storage: boolean, properties: object): object => ({
  name,
  storage,
  served: true,
  schema: { openAPIV3Schema: { type: "object", properties: { spec: { type: "object", properties } } } },
});
const write = (version: string, name: string, spec: object, manager: string): SequenceRequest =>
  merge(custom(version, name), { spec }, manager);
const own = (version: string, name: string, spec: object, manager: string): SequenceRequest =>
  apply(custom(version, name), thing(version, name, spec), manager);

export const sequences: readonly Sequence[] = [
  sequence("owners in versions that know other fields", [
    definition(
      {},
      {},
      {
        versions: [
          versionOf("v1", true, { a: { ...text, default: "one" }, b: text }),
          versionOf("v2", false, { a: text, c: { ...text, default: "two" } }),
        ],
      },
    ),
    post(custom("v1"), thing("v1", "t", { b: "B" })),
    post(custom("v2"), thing("v2", "u", {})),
    write("v2", "u", { c: "C" }, "x"),
    write("v2", "u", { a: "A", c: "D" }, "y"),
    write("v2", "t", { c: "C" }, "x"),
    write("v2", "t", { a: "A" }, "y"),
    write("v1", "t", { b: "C" }, "z"),
    own("v2", "t", { c: "C" }, "x"),
    own("v2", "t", { a: "A" }, "y"),
    own("v1", "u", { b: "one" }, "y"),
    own("v2", "u", {}, "y"),
    own("v1", "u", {}, "y"),
    get(custom("v1", "t")),
    get(custom("v2", "t")),
  ]),
  sequence("owners in versions that know the same fields", [
    definition(
      {},
      {},
      { versions: [versionOf("v1", true, { a: text, b: text }), versionOf("v2", false, { a: text, b: text })] },
    ),
    post(custom("v1"), thing("v1", "t", { a: "1", b: "2" })),
    write("v2", "t", { a: "3" }, "x"),
    write("v1", "t", { a: "4" }, "y"),
    own("v1", "t", { b: "3" }, "z"),
    own("v2", "t", { b: "4" }, "z"),
    own("v2", "t", { b: "4", a: "5" }, "zz"),
    own("v1", "t", {}, "zz"),
    own("v2", "t", {}, "z"),
    get(custom("v1", "t")),
  ]),
  {
    title: "autoscalers of version 1 in version 2",
    requests: [
      post(one, autoscaler({}, {}, "v1")),
      ...both(),
      merge(`${one}/a`, { spec: { targetCPUUtilizationPercentage: 50 } }),
      ...both(),
      merge(`${two}/a`, { spec: { metrics: [cpu(70)] } }, "other"),
      ...both(),
      merge(`${two}/a`, { spec: { metrics: [...metrics, cpu(40)], behavior } }, "other"),
      ...both(),
      get(one),
      get(two),
      merge(`${one}/a`, { metadata: { annotations: { a: "b" } }, spec: { maxReplicas: 9 } }),
      ...both(),
      merge(`${one}/a`, { metadata: { annotations: { "autoscaling.alpha.kubernetes.io/behavior": null } } }),
      ...both(),
      merge(`${one}/a`, { metadata: { annotations: { "autoscaling.alpha.kubernetes.io/metrics": "no JSON" } } }),
      ...both(),
      post(one, autoscaler({ maxReplicas: 0, minReplicas: 7 }, { name: "bad" }, "v1")),
      post(one, autoscaler({ targetCPUUtilizationPercentage: -1 }, { name: "bad" }, "v1")),
      post(one, autoscaler({ scaleTargetRef: {} }, { name: "bad" }, "v1")),
      remove(`${one}/a`),
      get(`${two}/a`),
    ],
  },
  {
    title: "autoscalers of version 2 in version 1",
    requests: [
      post(two, autoscaler({ metrics, behavior })),
      ...both(),
      {
        method: "PUT",
        path: `${two}/a/status`,
        edit: {
          request: 2,
          merge: {
            status: {
              currentReplicas: 2,
              desiredReplicas: 3,
              currentMetrics: [
                { type: "Resource", resource: { name: "cpu", current: { averageUtilization: 33, averageValue: "1" } } },
                { type: "Pods", pods: { metric: { name: "packets" }, current: { averageValue: "900" } } },
                { type: "External", external: { metric: { name: "queue" }, current: { value: "4" } } },
              ],
              conditions: [{ type: "AbleToScale", status: "True", reason: "R", message: "<m>" }],
            },
          },
        },
      },
      ...both(),
      merge(`${one}/a/status`, { status: { currentReplicas: 4 } }),
      ...both(),
      apply(`${one}/a`, autoscaler({ targetCPUUtilizationPercentage: 20 }, {}, "v1")),
      ...both(),
      apply(`${two}/a`, autoscaler({ minReplicas: 2 }), "two"),
      ...both(),
      apply(`${one}/a`, autoscaler({ maxReplicas: 6 }, {}, "v1")),
      ...both(),
      apply(`${one}/fresh`, autoscaler({ minReplicas: 1 }, { name: "fresh" }, "v1")),
      ...both("fresh"),
      put(`${one}/fresh`, autoscaler({ targetCPUUtilizationPercentage: 12 }, { name: "fresh" }, "v1")),
      ...both("fresh"),
      merge(`${one}/fresh`, { spec: { minReplicas: 0 } }),
      remove(`${two}/a`),
      get(`${one}/a`),
      { method: "DELETE", path: two },
      get(one),
    ],
  },
  {
    title: "events of both groups",
    requests: [
      post(coreEvents, coreEvent("core", { count: 3, source: { component: "kubelet", host: "n" } })),
      get(`${events}/core`),
      post(
        events,
        event("modern", { related: involved, series: { count: 2, lastObservedTime: "2020-01-01T00:00:01.000000Z" } }),
      ),
      get(`${coreEvents}/modern`),
      get(`${events}/modern`),
      get(coreEvents),
      get(events),
      get(`${events}?fieldSelector=regarding.name%3Dp,reportingController%3Dexample.com/c`),
      get(`${coreEvents}?fieldSelector=involvedObject.kind%3DPod,reason%3DBecause`),
      get(`${events}?fieldSelector=involvedObject.name%3Dp`),
      get(`${coreEvents}?fieldSelector=regarding.name%3Dp`),
      merge(`${coreEvents}/modern`, { count: 5, message: "Changed" }),
      get(`${events}/modern`),
      merge(`${events}/core`, { deprecatedCount: 8, note: "Again" }, "other"),
      merge(`${coreEvents}/core`, { message: "Again", lastTimestamp: "2020-01-01T00:00:00Z" }, "other"),
      get(`${events}/core`),
      merge(`${events}/modern`, { reason: "Else", note: "New", action: "A", regarding: { name: "q" } }),
      merge(`${events}/modern`, { series: { count: 7 } }, "other"),
      merge(`${events}/modern`, { series: { count: 1, lastObservedTime: null } }, "other"),
      get(`${coreEvents}/modern`),
      post(events, event("modern")),
      post(events, event("bad", { eventTime: null, type: "Odd", deprecatedCount: 1, reportingController: "" })),
      post(events, event("bad", { regarding: { ...involved, namespace: "else" }, action: "", reportingInstance: "" })),
      post(events, event("bad", { note: "x".repeat(1025), deprecatedSource: { component: "c" } })),
      post(coreEvents, coreEvent("bad", { involvedObject: { kind: "Pod", name: "p" } })),
      post(coreEvents, coreEvent("bad", { eventTime: "2020-01-01T00:00:00.000000Z" })),
      remove(`${coreEvents}/modern`),
      get(`${events}/modern`),
      remove(`${events}/core`),
      get(coreEvents),
    ],
  },
];

// Sequences of applies, updates and patches by three managers, made from a seed: the same ones on every run. Another seed
// and another count may be set by DIFFERENTIAL_SEED and DIFFERENTIAL_SEQUENCES, to look for what these do not show.
import * as fc from "fast-check";
import { definition, keyed, object } from "../custom-object-requests.ts";
import type { Sequence, SequenceRequest } from "../sequence.ts";

const seed = Number(process.env["DIFFERENTIAL_SEED"] ?? 1);
const count = Number(process.env["DIFFERENTIAL_SEQUENCES"] ?? 8);
const steps = 8;

/** A kind whose objects are generated. */
interface Kind {
  readonly title: string;
  readonly path: string;
  readonly before: readonly SequenceRequest[];
  readonly content: fc.Arbitrary<object>;
  readonly whole: (content: object) => object;
  /** Whether there are strategic merge patches. */
  readonly strategic: boolean;
}

/** Some of these fields, in this order. */
const some = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> =>
  fc.record(fields, { requiredKeys: [] });
const text = fc.constantFrom("a", "b", "c");
const texts = fc.dictionary(fc.constantFrom("x", "y", "z"), text, { maxKeys: 3 });
const distinct = <T>(item: fc.Arbitrary<T>, key: (item: T) => unknown, maxLength = 3): fc.Arbitrary<T[]> =>
  fc.uniqueArray(item, { selector: key, maxLength });
const metadata = (name: string): fc.Arbitrary<object> =>
  some({ labels: texts, annotations: texts, finalizers: distinct(fc.constantFrom("k.io/a", "k.io/b"), String, 2) }).map(
    (fields) => ({
      name,
      ...fields,
    }),
  );

const configMaps: Kind = {
  title: "ConfigMap",
  path: "/api/v1/namespaces/$ns/configmaps",
  before: [],
  content: some({ data: texts, metadata: metadata("web") }),
  whole: (content) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" }, ...content }),
  strategic: true,
};

const port = fc.record(
  { containerPort: fc.constantFrom(80, 81), protocol: fc.constantFrom("TCP", "UDP"), name: text },
  { requiredKeys: ["containerPort"] },
);
const portKey = (value: { containerPort: number; protocol?: string }): string =>
  `${value.containerPort}${value.protocol ?? "TCP"}`;
const container = fc.record(
  {
    name: fc.constantFrom("one", "two"),
    image: fc.constantFrom("i:1", "i:2"),
    env: distinct(fc.record({ name: fc.constantFrom("A", "B"), value: text }), ({ name }) => name),
    ports: distinct(port, portKey).map((ports) => ports.map((value) => ({ ...value, name: undefined }))),
    args: fc.array(text, { maxLength: 2 }),
    resources: some({ limits: fc.constant({ cpu: "1" }) }),
    volumeMounts: distinct(
      fc.record({ name: fc.constant("v"), mountPath: fc.constantFrom("/a", "/b") }),
      ({ mountPath }) => mountPath,
    ),
  },
  { requiredKeys: ["name", "image"] },
);
const deployments: Kind = {
  title: "Deployment",
  path: "/apis/apps/v1/namespaces/$ns/deployments",
  before: [],
  content: fc.record({
    metadata: metadata("web"),
    spec: fc
      .record(
        {
          replicas: fc.constantFrom(1, 2),
          paused: fc.boolean(),
          minReadySeconds: fc.constantFrom(0, 5),
          containers: distinct(container, ({ name }) => name, 2).filter((list) => list.length > 0),
          nodeSelector: texts,
          tolerations: fc.array(fc.record({ key: text, operator: fc.constant("Exists") }), { maxLength: 2 }),
          labels: texts,
        },
        { requiredKeys: ["containers"] },
      )
      .map(({ containers, nodeSelector, tolerations, labels, ...spec }) => ({
        ...spec,
        selector: { matchLabels: { app: "web" } },
        template: {
          metadata: { labels: { ...labels, app: "web" } },
          spec: {
            containers,
            volumes: [{ name: "v", emptyDir: {} }],
            ...(nodeSelector && { nodeSelector }),
            ...(tolerations && { tolerations }),
          },
        },
      })),
  }),
  whole: (content) => ({ apiVersion: "apps/v1", kind: "Deployment", ...content }),
  strategic: true,
};

const services: Kind = {
  title: "Service",
  path: "/api/v1/namespaces/$ns/services",
  before: [],
  content: fc.record({
    metadata: metadata("web"),
    spec: fc
      .record({
        ports: distinct(
          fc.record(
            { port: fc.constantFrom(80, 81, 82), protocol: fc.constantFrom("TCP", "UDP") },
            { requiredKeys: ["port"] },
          ),
          (value) => `${value.port}${value.protocol ?? "TCP"}`,
        ).filter((ports) => ports.length > 0),
        selector: texts,
      })
      .map(({ ports, selector }) => ({
        clusterIP: "None",
        // Headless services that select nothing get addresses of both families, which the server may not have.
        selector: { ...selector, app: "web" },
        ports: ports.map((value) => ({ ...value, name: `p${value.port}${(value.protocol ?? "TCP").toLowerCase()}` })),
      })),
  }),
  whole: (content) => ({ apiVersion: "v1", kind: "Service", ...content }),
  strategic: true,
};

const group = "$ns.example.com";
const things: Kind = {
  title: "Thing",
  path: `/apis/${group}/v1/namespaces/$ns/things`,
  before: [
    {
      ...definition(
        {},
        {
          schema: {
            openAPIV3Schema: object({
              spec: object({
                count: { type: "integer" },
                set: { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
                list: { type: "array", items: { type: "string" } },
                map: keyed(["name", "kind"], {
                  name: { type: "string" },
                  kind: { type: "string", default: "k" },
                  value: { type: "string" },
                }),
                granular: { type: "object", additionalProperties: { type: "string" } },
                atomic: {
                  type: "object",
                  additionalProperties: { type: "string" },
                  "x-kubernetes-map-type": "atomic",
                },
                open: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
              }),
            }),
          },
        },
      ),
      unchecked: true,
    },
    { method: "GET", path: `/apis/${group}/v1/namespaces/$ns/things?limit=1`, untilCode: 200, unchecked: true },
  ],
  content: fc.record({
    metadata: metadata("web"),
    spec: some({
      count: fc.constantFrom(0, 1, 2),
      set: distinct(text, String),
      list: fc.array(text, { maxLength: 2 }),
      map: distinct(
        fc.record({ name: text, kind: fc.constantFrom("k", "l"), value: text }, { requiredKeys: ["name"] }),
        ({ name, kind = "k" }) => `${name}${kind}`,
      ),
      granular: texts,
      atomic: texts,
      open: some({ a: texts, b: fc.array(text, { maxLength: 2 }), c: text }),
    }),
  }),
  whole: (content) => ({ apiVersion: `${group}/v1`, kind: "Thing", ...content }),
  strategic: false,
};

const managers = ["one", "two", "three"];

/** One step, whatever came before it; an update sends the newest state with some of it replaced. */
function step(kind: Kind): fc.Arbitrary<(index: number) => SequenceRequest> {
  const { path, content, whole, strategic } = kind;
  const object = `${path}/web`;
  const manager = fc.constantFrom(...managers);
  const patch = (contentType: string) =>
    fc.tuple(manager, content).map(([name, body]) => () => ({
      method: "PATCH",
      path: `${object}?fieldManager=${name}`,
      contentType,
      body,
    }));
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.tuple(manager, content, fc.boolean()).map(([name, body, force]) => () => ({
        method: "PATCH",
        path: `${object}?fieldManager=${name}${force ? "&force=true" : ""}`,
        contentType: "application/apply-patch+yaml",
        body: whole(body),
      })),
    },
    { weight: 1, arbitrary: patch("application/merge-patch+json") },
    {
      weight: 1,
      arbitrary: patch(strategic ? "application/strategic-merge-patch+json" : "application/merge-patch+json"),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(manager, content).map(([name, merge]) => (index: number) => ({
        method: "PUT",
        path: `${object}?fieldManager=${name}`,
        edit: { request: index - 1, merge },
      })),
    },
  );
}

function sequenceOf(kind: Kind): fc.Arbitrary<Sequence> {
  const first = fc.oneof(
    kind.content.map((body) => ({ method: "POST", path: `${kind.path}?fieldManager=one`, body: kind.whole(body) })),
    kind.content.map((body) => ({
      method: "PATCH",
      path: `${kind.path}/web?fieldManager=one`,
      contentType: "application/apply-patch+yaml",
      body: kind.whole(body),
    })),
  );
  return fc.tuple(first, fc.array(step(kind), { minLength: steps, maxLength: steps })).map(([begin, rest]) => {
    const requests: SequenceRequest[] = [...kind.before, begin];
    for (const make of rest) {
      // What an update changes is read right before it.
      const request = make(requests.length + 1);
      if (request.edit) requests.push({ method: "GET", path: `${kind.path}/web` }, request);
      else requests.push(request);
    }
    return { title: `generated ${kind.title}`, requests };
  });
}

export const sequences: readonly Sequence[] = [configMaps, services, deployments, things].flatMap((kind) =>
  fc
    .sample(sequenceOf(kind), { seed, numRuns: count })
    .map((sequence, index) => ({ ...sequence, title: `${sequence.title} ${index} of seed ${seed}` })),
);

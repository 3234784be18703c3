// The life of one full object of every kind: stored, read, listed, patched in every way, its status written, deleted.
import { objects as cluster } from "../objects/cluster.ts";
import { objects as core } from "../objects/core.ts";
import type { FullObject } from "../objects/full-object.ts";
import { objects as pods } from "../objects/pods.ts";
import { objects as workloads } from "../objects/workloads.ts";
import { get, mergeType } from "../requests.ts";
import type { Sequence, SequenceRequest } from "../sequence.ts";

const strategicType = "application/strategic-merge-patch+json";
const jsonType = "application/json-patch+json";

/** Messages quote its ports, which servers hand out by chance. */
const withChance = "a load balancer";

/** With ports of nodes that no other corpus asks for: a server gives each to one service at a time. */
function withOwnPorts<T>(body: T): T {
  const own = (key: string, value: unknown): unknown => (key === "nodePort" ? Number(value) + 1 : value);
  return JSON.parse(JSON.stringify(body), own) as T;
}

function life({ title, path, body: full }: FullObject): Sequence {
  const body = withOwnPorts(full);
  const { name } = body.metadata;
  const one = `${path}/${name}`;
  const patch = (contentType: string, change: unknown, query = "", part = ""): SequenceRequest => ({
    method: "PATCH",
    path: `${one}${part}?fieldManager=poster${query}`,
    contentType,
    body: change,
  });
  const labelled = (labels: object): object => ({ metadata: { labels } });
  // One manager for all: several come in the order of the seconds in which they wrote, and messages quote them.
  // Reads between writes: a server may try a patch on a state that is a little old, and warn of it twice.
  const requests: SequenceRequest[] = [
    { method: "POST", path: `${path}?fieldManager=poster`, body },
    get(one),
    get(`${path}?fieldSelector=metadata.name%3D${name}`),
    patch(mergeType, { metadata: { labels: { a: "$ns", b: null }, annotations: { x: "1" } } }),
    get(`${path}?labelSelector=a%3D$ns`),
    patch(strategicType, labelled({ a: null, c: "$ns" })),
    get(`${path}?labelSelector=a%3D$ns`),
    patch(jsonType, [
      { op: "test", path: "/metadata/labels/c", value: "$ns" },
      { op: "add", path: "/metadata/finalizers", value: ["example.com/wait"] },
    ]),
    get(one),
    patch(jsonType, [{ op: "test", path: "/metadata/name", value: "other" }]),
    patch(mergeType, { metadata: { name: "other" } }),
    patch(mergeType, { metadata: { uid: "other" } }),
    patch(mergeType, { metadata: { resourceVersion: "1" } }),
    patch(mergeType, { unknown: 1 }, "&fieldValidation=Strict"),
    patch(strategicType, { metadata: { labels: ["a"] } }),
    patch(strategicType, { metadata: { labels: { a: 1 }, generation: "7" } }),
    patch(strategicType, { spec: "none", unknown: { b: 1, a: "2" } }, "&fieldValidation=Strict"),
    patch(strategicType, { unknown: { b: 1, a: "2" } }, "&fieldValidation=Strict"),
    patch(strategicType, { metadata: { finalizers: {}, ownerReferences: [1] } }),
    patch(jsonType, [{ op: "add", path: "/metadata/unknown", value: { b: 1, a: 2 } }], "&fieldValidation=Strict"),
    patch(mergeType, { status: { unknown: 7 } }, "&fieldValidation=Strict", "/status"),
    patch(mergeType, { status: { observedGeneration: 7 } }, "", "/status"),
    get(one),
    {
      method: "PUT",
      path: `${one}/status?fieldManager=poster`,
      edit: { request: 1, merge: { metadata: { resourceVersion: null }, status: { conditions: [] } } },
    },
    get(one),
    {
      method: "PUT",
      path: `${one}?fieldManager=poster`,
      edit: { request: 22, merge: { metadata: { resourceVersion: null, annotations: { y: "2" } } } },
    },
    get(one),
    { method: "DELETE", path: `${one}?dryRun=All` },
    { method: "DELETE", path: one, body: { preconditions: { uid: "other" } } },
    { method: "DELETE", path: `${one}?gracePeriodSeconds=0` },
    get(one),
    patch(mergeType, { metadata: { finalizers: null } }),
    get(one),
    patch(mergeType, labelled({ a: "b" })),
  ];
  const quotes = ({ path: where }: SequenceRequest): boolean => where.includes("fieldValidation");
  const some = requests.map((request) => ({ ...request, unchecked: title === withChance && quotes(request) }));
  return { title: `the life of ${title}`, requests: some };
}

export const sequences: readonly Sequence[] = [...pods, ...core, ...workloads, ...cluster].map(life);

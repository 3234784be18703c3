// Deletions with options: in the body, in the query, of wrong types, and with preconditions that do not hold.
import { get, remove } from "../requests.ts";
import type { Sequence, SequenceRequest } from "../sequence.ts";

const maps = "/api/v1/namespaces/$ns/configmaps";
const pods = "/api/v1/namespaces/$ns/pods";
const create = (name: string, metadata: object = {}): SequenceRequest => ({
  method: "POST",
  path: maps,
  body: { metadata: { name, ...metadata } },
});
const withBody = (path: string, body: unknown, contentType?: string): SequenceRequest => ({
  method: "DELETE",
  path,
  body,
  ...(contentType !== undefined && { contentType }),
});
const kind = { kind: "DeleteOptions", apiVersion: "v1" };
const other = { preconditions: { uid: "other" } };
const pod = (name: string, spec: object = {}): SequenceRequest => ({
  method: "POST",
  path: pods,
  body: { metadata: { name }, spec: { containers: [{ name: "c", image: "i" }], ...spec } },
});

const bad: readonly unknown[] = [
  other,
  { ...kind, ...other },
  { kind: "DeleteOptions", apiVersion: "meta.k8s.io/v1", ...other },
  { dryRun: ["Bad"] },
  { dryRun: ["All", "Bad"] },
  { dryRun: "All" },
  { propagationPolicy: "Bad" },
  { propagationPolicy: 1 },
  { propagationPolicy: "Orphan", orphanDependents: true },
  { gracePeriodSeconds: "1" },
  { orphanDependents: "x" },
  { kind: "Other" },
  { kind: "Other", apiVersion: "v1" },
  { preconditions: "x" },
  { preconditions: { uid: 1 } },
  "x",
  "[]",
  '"a"',
  "{",
];
const queries = [
  "dryRun=Bad",
  "dryRun=All&dryRun=Bad",
  "propagationPolicy=Bad",
  "gracePeriodSeconds=x",
  "orphanDependents=x&dryRun=All",
  "propagationPolicy=Orphan&orphanDependents=true",
  "dryRun=All&gracePeriodSeconds=-5",
  "dryRun=All&propagationPolicy=Foreground",
  "dryRun=All&propagationPolicy=Orphan",
  "dryRun=All&orphanDependents=true",
  "dryRun=All&orphanDependents=false",
];

export const sequences: readonly Sequence[] = [
  {
    title: "options of deletions",
    requests: [
      create("a"),
      ...bad.map((body) => withBody(`${maps}/a`, body)),
      withBody(`${maps}/a`, "dryRun: [All]", "application/yaml"),
      withBody(`${maps}/a`, "{}", "text/plain"),
      ...queries.map((query) => remove(`${maps}/a?${query}`)),
      withBody(`${maps}/a?dryRun=All`, { propagationPolicy: "Bad" }),
      get(`${maps}/a`),
      {
        ...withBody(`${maps}/a`, { preconditions: {} }),
        from: { request: 0, fields: ["preconditions.uid"] },
        name: "without a uid to take",
      },
      remove(`${maps}/a`),
      remove(`${maps}/a`),
    ],
  },
  {
    title: "deletions that wait",
    requests: [
      create("a", { finalizers: ["example.com/a", "example.com/b"] }),
      withBody(`${maps}/a`, { propagationPolicy: "Foreground" }),
      get(`${maps}/a`),
      withBody(`${maps}/a`, { propagationPolicy: "Orphan" }),
      get(`${maps}/a`),
      remove(`${maps}/a`),
      create("a"),
      get(maps),
      create("b", { finalizers: ["foregroundDeletion"] }),
      create("b", { finalizers: ["none"] }),
      create("c", { finalizers: ["orphan"] }),
      remove(`${maps}/c`),
      { method: "DELETE", path: `${maps}?labelSelector=a%3Db` },
      { method: "DELETE", path: `${maps}?dryRun=All` },
      { method: "DELETE", path: maps, body: other },
      get(maps),
      { method: "DELETE", path: maps },
      get(maps),
    ],
  },
  {
    title: "deletions of pods, with grace and without",
    requests: [
      pod("loose"),
      remove(`${pods}/loose?dryRun=All`),
      remove(`${pods}/loose`),
      get(`${pods}/loose`),
      pod("placed", { nodeName: "n", terminationGracePeriodSeconds: 7 }),
      remove(`${pods}/placed?dryRun=All`),
      withBody(`${pods}/placed`, { gracePeriodSeconds: -3, dryRun: ["All"] }),
      remove(`${pods}/placed`),
      get(`${pods}/placed`),
      remove(`${pods}/placed?gracePeriodSeconds=20`),
      remove(`${pods}/placed?gracePeriodSeconds=3`),
      get(`${pods}/placed`),
      remove(`${pods}/placed?gracePeriodSeconds=0`),
      get(`${pods}/placed`),
      pod("several", { nodeName: "n" }),
      { method: "DELETE", path: pods, body: { gracePeriodSeconds: 0 } },
      get(pods),
    ],
  },
];

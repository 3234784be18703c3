import { path, definition, post, root, field, v } from "../definition-requests.ts";
import type { Sequence, SequenceRequest } from "../sequence.ts";

const change = (body: object): SequenceRequest => ({
  method: "PATCH",
  path: `${path}/things.$ns.example.com`,
  contentType: "application/merge-patch+json",
  body,
});

export const sequences: readonly Sequence[] = [
  {
    title: "schemas that are not structural",
    requests: [
      field({ type: "object", anyOf: [{ properties: { a: { minimum: 1 } } }] }),
      field({
        type: "object",
        properties: { a: { type: "integer" } },
        anyOf: [{ properties: { a: { type: "integer" } } }],
      }),
      field({ type: "string", allOf: [{ default: "x" }] }),
      field({ type: "string", oneOf: [{ title: "x" }] }),
      field({ type: "string", not: { description: "x" } }),
      field({ type: "string", allOf: [{ nullable: true }] }),
      field({ type: "object", anyOf: [{ additionalProperties: { minLength: 1 } }] }),
      field({ type: "object", allOf: [{ "x-kubernetes-preserve-unknown-fields": true }] }),
      field({ type: "array", items: { type: "string" }, allOf: [{ "x-kubernetes-list-type": "set" }] }),
      field({ type: "string", allOf: [{ "x-kubernetes-validations": [{ rule: "true" }] }] }),
      field({ type: "string", anyOf: [{ items: { minLength: 1 } }] }),
      field({
        type: "object",
        properties: { metadata: { type: "object" } },
        not: { properties: { metadata: { minProperties: 1 } } },
      }),
      field({ "x-kubernetes-int-or-string": true }),
      field({ "x-kubernetes-int-or-string": true, anyOf: [{ type: "integer" }, { type: "string" }] }),
      field({
        "x-kubernetes-int-or-string": true,
        allOf: [{ anyOf: [{ type: "integer" }, { type: "string" }] }, { minimum: 1 }],
      }),
      field({ "x-kubernetes-int-or-string": true, anyOf: [{ type: "string" }, { type: "integer" }] }),
      field({ "x-kubernetes-int-or-string": true, "x-kubernetes-preserve-unknown-fields": true }),
      field({ "x-kubernetes-int-or-string": true, "x-kubernetes-embedded-resource": true, type: "object" }),
      field({ "x-kubernetes-embedded-resource": true }),
      field({ "x-kubernetes-embedded-resource": true, type: "string" }),
      field({ "x-kubernetes-embedded-resource": true, type: "object" }),
      field({ "x-kubernetes-embedded-resource": true, type: "object", additionalProperties: true }),
      field({ "x-kubernetes-embedded-resource": true, type: "object", "x-kubernetes-preserve-unknown-fields": true }),
      field({
        "x-kubernetes-embedded-resource": true,
        type: "object",
        properties: {
          metadata: {
            type: "object",
            properties: {
              labels: {
                type: "object",
                "x-kubernetes-embedded-resource": true,
                "x-kubernetes-preserve-unknown-fields": true,
              },
            },
          },
        },
      }),
      field({ "x-kubernetes-preserve-unknown-fields": true }),
    ],
  },
  {
    title: "types of lists and maps",
    requests: [
      field({ type: "object", "x-kubernetes-map-type": "other" }),
      field({ type: "string", "x-kubernetes-map-type": "atomic" }),
      field({ "x-kubernetes-preserve-unknown-fields": true, "x-kubernetes-map-type": "atomic" }),
      field({ type: "string", "x-kubernetes-list-type": "set" }),
      field({ "x-kubernetes-preserve-unknown-fields": true, "x-kubernetes-list-type": "set" }),
      field({ type: "array", items: { type: "string" }, "x-kubernetes-list-type": "other" }),
      field({ type: "array", items: { type: "object" }, "x-kubernetes-list-type": "set" }),
      field({
        type: "array",
        items: { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
        "x-kubernetes-list-type": "set",
      }),
      field({ type: "array", items: { type: "string", nullable: true }, "x-kubernetes-list-type": "set" }),
      field({ type: "array", items: { type: "string" }, "x-kubernetes-list-map-keys": ["a"] }),
      field({
        type: "array",
        items: { type: "string" },
        "x-kubernetes-list-type": "set",
        "x-kubernetes-list-map-keys": ["a"],
      }),
      field({ type: "array", items: { type: "object" }, "x-kubernetes-list-type": "map" }),
      field({
        type: "array",
        items: { type: "string" },
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["a"],
      }),
      field({
        type: "array",
        items: { type: "object" },
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["a"],
      }),
      ...[
        [{ a: { type: "string" } }, ["a"]],
        [{ a: { type: "string" } }, ["a", "a"]],
        [{ a: { type: "object" } }, ["a"]],
        [{ a: { type: "string", nullable: true, default: "x" } }, ["a"]],
        [{ a: { type: "string", default: "x" } }, ["a"]],
      ].map(([properties, keys]) =>
        field({
          type: "array",
          items: { type: "object", properties },
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": keys,
        }),
      ),
      field({
        type: "array",
        items: { type: "object", properties: { a: { type: "string" } }, required: ["a"], nullable: true },
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["a"],
      }),
    ],
  },
  {
    title: "defaults",
    requests: [
      field({ type: "string", default: "x" }),
      field({ type: "string", default: 1 }),
      field({ type: "string", default: null }),
      field({ type: "string", nullable: true, default: null }),
      field({ type: "integer", default: 5, maximum: 4 }),
      field({ type: "string", default: "a", enum: ["b"] }),
      field({ type: "object", default: { a: 1 } }),
      field({ type: "object", default: { a: 1 }, properties: { a: { type: "integer" } } }),
      field({ type: "object", default: {}, properties: { a: { type: "integer" } }, required: ["a"] }),
      field({ type: "object", default: { a: "x" }, additionalProperties: { type: "integer" } }),
      field({ type: "array", items: { type: "string" }, default: ["a", 1] }),
      field({ type: "array", items: { type: "string", default: 1 } }),
      field({ type: "object", additionalProperties: { type: "string", default: "x" } }),
      root({ type: "object", default: {} }),
      root({ type: "object", properties: { kind: { type: "string", default: "x" } } }),
      root({ type: "object", properties: { metadata: { type: "object", default: {} } } }),
      root({
        type: "object",
        properties: { metadata: { type: "object", properties: { name: { type: "string", default: "x" } } } },
      }),
      field({
        "x-kubernetes-embedded-resource": true,
        "x-kubernetes-preserve-unknown-fields": true,
        type: "object",
        default: { a: 1 },
      }),
      field({
        "x-kubernetes-embedded-resource": true,
        "x-kubernetes-preserve-unknown-fields": true,
        type: "object",
        default: { apiVersion: "v1", kind: "A", metadata: { name: "x" } },
      }),
      field({
        "x-kubernetes-embedded-resource": true,
        type: "object",
        properties: { kind: { type: "string", default: "" } },
      }),
      field({
        "x-kubernetes-embedded-resource": true,
        type: "object",
        properties: { metadata: { type: "object", default: { labels: { a: "b c" } } } },
      }),
      field({ "x-kubernetes-int-or-string": true, default: "50%" }),
    ],
  },
  {
    title: "rules before they are compiled",
    requests: [
      { rule: "" },
      { rule: " " },
      { rule: "true", message: " " },
      { rule: "true", message: "a\nb" },
      { rule: "true &&\ntrue" },
      { rule: "true &&\ntrue", message: "m" },
      { rule: "true", messageExpression: " " },
      { rule: "true", reason: "Other" },
      { rule: "true", reason: "FieldValueForbidden" },
      { rule: "true", fieldPath: " " },
      { rule: "true", fieldPath: ".a\n" },
      { rule: "true", fieldPath: "a" },
      { rule: "true", fieldPath: ".b" },
      { rule: "true", fieldPath: ".a" },
      { rule: "true", fieldPath: ".m['k']" },
      { rule: "true", fieldPath: ".m[k]" },
      { rule: "true", fieldPath: ".l[0]" },
      { rule: "true", fieldPath: "." },
    ].map((rule) =>
      field({
        type: "object",
        properties: {
          a: { type: "string" },
          m: { type: "object", additionalProperties: { type: "string" } },
          l: { type: "array", items: { type: "string" } },
        },
        "x-kubernetes-validations": [rule],
      }),
    ),
  },
  {
    title: "groups of Kubernetes",
    requests: [undefined, "https://github.com/kubernetes/kubernetes/pull/1", "unapproved, a test", "nothing"].map(
      (approval) =>
        post({
          ...definition({ spec: { group: "$ns.k8s.io" } }),
          metadata: {
            name: "things.$ns.k8s.io",
            ...(approval !== undefined && { annotations: { "api-approved.kubernetes.io": approval } }),
          },
        }),
    ),
  },
  {
    title: "the life of a definition",
    requests: [
      { method: "POST", path, body: definition({ version: { selectableFields: [] } }) },
      { method: "GET", path: `${path}/things.$ns.example.com`, pauseMs: 1500 },
      { method: "POST", path, body: definition() },
      change({ spec: { scope: "Cluster" } }),
      change({ spec: { names: { kind: "Other" } } }),
      change({ spec: { group: "x.y" } }),
      change({ spec: { versions: [v("v2", { storage: true })] } }),
      change({ spec: { versions: [v("v1"), v("v2", { storage: true })] } }),
      change({ spec: { names: { shortNames: ["tg"] } } }),
      { method: "GET", path: `${path}/things.$ns.example.com`, pauseMs: 1000 },
      {
        method: "POST",
        path,
        body: {
          ...definition({ spec: { names: { plural: "others", kind: "Other", shortNames: ["tg", "things"] } } }),
          metadata: { name: "others.$ns.example.com" },
        },
      },
      { method: "GET", path: `${path}/others.$ns.example.com`, pauseMs: 1000 },
      { method: "DELETE", path: `${path}/others.$ns.example.com` },
      { method: "GET", path: `${path}/others.$ns.example.com`, pauseMs: 1000 },
      { method: "DELETE", path: `${path}/things.$ns.example.com` },
      { method: "GET", path: `${path}/things.$ns.example.com`, pauseMs: 2000 },
    ],
  },
];

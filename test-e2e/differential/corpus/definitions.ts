import type { Sequence, SequenceRequest } from "../sequence.ts";

const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
type Json = Record<string, unknown>;

/** A definition that is right, with changes. */
function definition({
  spec = {},
  metadata = {},
  version = {},
}: { spec?: Json; metadata?: Json; version?: Json } = {}): Json {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "things.$ns.example.com", ...metadata },
    spec: {
      group: "$ns.example.com",
      scope: "Namespaced",
      names: { plural: "things", kind: "Thing" },
      versions: [
        { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } }, ...version },
      ],
      ...spec,
    },
  };
}

/** Nothing is stored, so that one sequence can try many. */
const post = (body: Json): SequenceRequest => ({ method: "POST", path: `${path}?dryRun=All`, body });
const spec = (change: Json): SequenceRequest => post(definition({ spec: change }));
const version = (change: Json): SequenceRequest => post(definition({ version: change }));
const root = (openAPIV3Schema: Json, more: Json = {}): SequenceRequest =>
  version({ schema: { openAPIV3Schema }, ...more });
/** A schema of one field. */
const field = (schema: Json): SequenceRequest => root({ type: "object", properties: { f: schema } });
const v = (name: string, change: Json = {}): Json => ({
  name,
  served: true,
  storage: false,
  schema: { openAPIV3Schema: { type: "object" } },
  ...change,
});
const stored = (change: Json = {}): Json => v("v1", { storage: true, ...change });
const scale = (paths: Json): SequenceRequest => version({ subresources: { scale: paths } });
const column = (change: Json): SequenceRequest => version({ additionalPrinterColumns: [change] });

export const sequences: readonly Sequence[] = [
  {
    title: "definitions that are right",
    requests: [
      post(definition()),
      spec({ scope: "Cluster" }),
      spec({
        names: {
          plural: "things",
          kind: "Thing",
          singular: "thing",
          listKind: "Things",
          shortNames: ["th"],
          categories: ["all"],
        },
      }),
      spec({ versions: [stored(), v("v2")] }),
      spec({
        versions: [
          stored(),
          v("v1beta1", { deprecated: true, deprecationWarning: "old" }),
          v("v1alpha1", { served: false }),
        ],
      }),
      column({ name: "A", type: "string", jsonPath: ".spec.a", description: "d", priority: 1, format: "password" }),
      scale({
        specReplicasPath: ".spec.replicas",
        statusReplicasPath: ".status.replicas",
        labelSelectorPath: ".status.selector",
      }),
      field({ type: "string", format: "made-up" }),
      field({ type: "integer", format: "date" }),
      field({
        type: "array",
        "x-kubernetes-list-type": "set",
        items: { type: "object", "x-kubernetes-map-type": "atomic" },
      }),
    ],
  },
  {
    title: "names of definitions",
    requests: [
      post(definition({ metadata: { name: "other.$ns.example.com" } })),
      post(definition({ metadata: { name: "Things.$ns.example.com" } })),
      spec({ group: "" }),
      spec({ group: "nodot" }),
      spec({ group: "Not.Valid" }),
      spec({ group: undefined }),
      spec({ scope: "Some" }),
      spec({ scope: "" }),
      spec({ scope: undefined }),
      spec({ names: { plural: "", kind: "" } }),
      spec({ names: {} }),
      spec({ names: { plural: "things" } }),
      spec({ names: { kind: "Thing" } }),
      spec({ names: { plural: "things", kind: "Thing", listKind: "Thing" } }),
      spec({ names: { plural: "things", kind: "9Thing" } }),
      spec({ names: { plural: "things", kind: "Thing", singular: "UP" } }),
      spec({ names: { plural: "things", kind: "Thing", listKind: "a b" } }),
      spec({ names: { plural: "things", kind: "Thing", shortNames: ["ok", "NO", ""] } }),
      spec({ names: { plural: "things", kind: "Thing", categories: ["a_b"] } }),
    ],
  },
  {
    title: "versions of definitions",
    requests: [
      spec({ versions: [] }),
      spec({ versions: undefined }),
      spec({ versions: [v("v1")] }),
      spec({ versions: [stored(), stored({ name: "v2" })] }),
      spec({ versions: [stored(), v("v1")] }),
      spec({ versions: [stored({ name: "V1" })] }),
      spec({ versions: [stored({ name: "" })] }),
      spec({ versions: [stored({ schema: undefined })] }),
      spec({ versions: [stored({ schema: {} })] }),
      spec({ versions: [stored(), v("v2", { schema: undefined })] }),
      version({ deprecationWarning: "not deprecated" }),
      version({ deprecated: true, deprecationWarning: "" }),
      version({ deprecated: true, deprecationWarning: "x".repeat(257) }),
      version({ deprecated: true, deprecationWarning: "a\nb" }),
      spec({ preserveUnknownFields: true }),
      spec({
        versions: [
          v("v1"),
          v("v2", {
            schema: { openAPIV3Schema: { type: "object", properties: { a: { type: "string", default: "<x>" } } } },
          }),
        ],
      }),
    ],
  },
  {
    title: "columns, scales and selectable fields of definitions",
    requests: [
      column({}),
      column({ name: "A", type: "text", jsonPath: ".a" }),
      column({ name: "A", type: "string" }),
      column({ name: "A", type: "string", jsonPath: "a" }),
      column({ name: "A", type: "string", jsonPath: ".a", format: "x" }),
      scale({}),
      scale({ specReplicasPath: "spec.a", statusReplicasPath: "status.a" }),
      scale({ specReplicasPath: ".a", statusReplicasPath: ".spec.a" }),
      scale({ specReplicasPath: ".spec.a", statusReplicasPath: ".status.a", labelSelectorPath: ".a" }),
      scale({ specReplicasPath: ".spec.a", statusReplicasPath: ".status.a", labelSelectorPath: "x" }),
      ...[
        [{ jsonPath: "" }],
        [{ jsonPath: ".f" }],
        [{ jsonPath: ".g" }],
        [{ jsonPath: "f" }],
        [{ jsonPath: ".o" }],
      ].map((selectableFields) =>
        root(
          {
            type: "object",
            properties: {
              f: { type: "string" },
              o: { type: "object" },
              metadata: { type: "object", properties: { name: { type: "string" } } },
            },
          },
          { selectableFields },
        ),
      ),
      root(
        { type: "object", properties: { metadata: { type: "object", properties: { name: { type: "string" } } } } },
        { selectableFields: [{ jsonPath: ".metadata.name" }] },
      ),
      root(
        { type: "object", properties: { f: { type: "string" } } },
        { selectableFields: [{ jsonPath: ".f" }, { jsonPath: ".f" }] },
      ),
      root(
        { type: "object", properties: { f: { type: "array", items: { type: "string" } } } },
        { selectableFields: [{ jsonPath: ".f[0]" }] },
      ),
      root(
        {
          type: "object",
          properties: Object.fromEntries("abcdefghi".split("").map((name) => [name, { type: "string" }])),
        },
        { selectableFields: "abcdefghi".split("").map((name) => ({ jsonPath: `.${name}` })) },
      ),
      spec({ versions: [stored({ selectableFields: [{ jsonPath: ".f" }] }), v("v2")] }),
    ],
  },
  {
    title: "conversions of definitions",
    requests: [
      spec({ conversion: { strategy: "None" } }),
      spec({ conversion: { strategy: "" } }),
      spec({ conversion: { strategy: "Some" } }),
      spec({ conversion: { strategy: "None", webhook: { conversionReviewVersions: ["v1"] } } }),
      spec({
        conversion: {
          strategy: "None",
          webhook: { clientConfig: { url: "https://a" }, conversionReviewVersions: ["v1"] },
        },
      }),
      spec({ conversion: { strategy: "Webhook" } }),
      spec({ conversion: { strategy: "Webhook", webhook: { conversionReviewVersions: ["v1"], clientConfig: {} } } }),
      spec({
        conversion: {
          strategy: "Webhook",
          webhook: { conversionReviewVersions: [], clientConfig: { url: "https://a/b" } },
        },
      }),
      spec({
        conversion: {
          strategy: "Webhook",
          webhook: { conversionReviewVersions: ["v3", "v3", "V"], clientConfig: { url: "https://a/b" } },
        },
      }),
      spec({
        conversion: {
          strategy: "Webhook",
          webhook: { conversionReviewVersions: ["v1"], clientConfig: { url: "http://u:p@/b?c#d" } },
        },
      }),
      spec({
        conversion: {
          strategy: "Webhook",
          webhook: { conversionReviewVersions: ["v1"], clientConfig: { service: { namespace: "", name: "" } } },
        },
      }),
      spec({
        conversion: {
          strategy: "Webhook",
          webhook: {
            conversionReviewVersions: ["v1"],
            clientConfig: { service: { namespace: "a", name: "b", path: "x/y//Z", port: 99999 } },
          },
        },
      }),
      spec({
        conversion: {
          strategy: "Webhook",
          webhook: {
            conversionReviewVersions: ["v1"],
            clientConfig: { url: "https://a", service: { namespace: "a", name: "b" } },
          },
        },
      }),
    ],
  },
  {
    title: "keywords that schemas must not have",
    requests: [
      root({ type: "string" }),
      root({}),
      root({ type: "object", nullable: true }),
      root({ type: "object", additionalProperties: { type: "string" } }),
      root({ type: "object", $schema: "x" }),
      field({ type: "text" }),
      field({ type: "null" }),
      field({}),
      field({ type: "string", id: "x" }),
      field({ type: "string", $ref: "#/x" }),
      field({ type: "object", patternProperties: { a: { type: "string" } } }),
      field({ type: "object", definitions: { a: { type: "string" } } }),
      field({ type: "object", dependencies: { a: ["b"] } }),
      field({ type: "array", items: { type: "string" }, additionalItems: true }),
      field({ type: "array", items: [{ type: "string" }] }),
      field({ type: "array" }),
      field({ type: "array", items: {} }),
      field({ type: "array", items: { type: "string" }, uniqueItems: true }),
      field({ type: "object", properties: { a: { type: "string" } }, additionalProperties: { type: "string" } }),
      field({ type: "object", properties: { a: { type: "string" } }, additionalProperties: false }),
      field({ type: "object", properties: { a: { type: "string" } }, additionalProperties: true }),
      field({ type: "string", pattern: "(" }),
      field({ type: "string", pattern: "(?=a)" }),
      field({ type: "string", pattern: "[z-a]" }),
      field({ type: "string", pattern: "a**" }),
      field({ type: "string", pattern: String.raw`\8` }),
      field({ type: "string", pattern: "a\\" }),
      field({ type: "string", pattern: "a{2,1}" }),
      field({ type: "object", "x-kubernetes-preserve-unknown-fields": false }),
      root({
        type: "object",
        properties: { metadata: { type: "object", properties: { labels: { type: "object" } } } },
      }),
      root({ type: "object", properties: { metadata: { type: "string" } } }),
      root({ type: "object", properties: { metadata: { type: "object", description: "x" } } }),
      root({
        type: "object",
        properties: { metadata: { type: "object", properties: { name: { type: "string", maxLength: 3 } } } },
      }),
      root({ type: "object", properties: { kind: { type: "integer" } } }),
      root({ type: "object", properties: { apiVersion: { type: "boolean" } } }),
      root({ type: "object", anyOf: [{ required: ["a"] }] }, { subresources: { status: {} } }),
      root(
        { type: "object", "x-kubernetes-preserve-unknown-fields": true, description: "d" },
        { subresources: { status: {} } },
      ),
      root({ type: "array", items: { type: "string" } }, { subresources: { status: {} } }),
      root(
        {
          type: "object",
          properties: { a: { type: "string", enum: ["<b>", 1, null] } },
          required: ["a"],
          "x-kubernetes-map-type": "atomic",
        },
        { subresources: { status: {} } },
      ),
    ],
  },
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
      ...[
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
    ],
  },
  {
    title: "groups of Kubernetes",
    requests: [
      ...[undefined, "https://github.com/kubernetes/kubernetes/pull/1", "unapproved, a test", "nothing"].map(
        (approval) =>
          post({
            ...definition({ spec: { group: "$ns.k8s.io" } }),
            metadata: {
              name: "things.$ns.k8s.io",
              ...(approval !== undefined && { annotations: { "api-approved.kubernetes.io": approval } }),
            },
          }),
      ),
    ],
  },
  {
    title: "the life of a definition",
    requests: [
      { method: "POST", path, body: definition({ version: { selectableFields: [] } }) },
      { method: "GET", path: `${path}/things.$ns.example.com`, pauseMs: 1500 },
      { method: "POST", path, body: definition() },
      {
        method: "PATCH",
        path: `${path}/things.$ns.example.com`,
        contentType: "application/merge-patch+json",
        body: { spec: { scope: "Cluster" } },
      },
      {
        method: "PATCH",
        path: `${path}/things.$ns.example.com`,
        contentType: "application/merge-patch+json",
        body: { spec: { names: { kind: "Other" } } },
      },
      {
        method: "PATCH",
        path: `${path}/things.$ns.example.com`,
        contentType: "application/merge-patch+json",
        body: { spec: { group: "x.y" } },
      },
      {
        method: "PATCH",
        path: `${path}/things.$ns.example.com`,
        contentType: "application/merge-patch+json",
        body: { spec: { versions: [v("v2", { storage: true })] } },
      },
      {
        method: "PATCH",
        path: `${path}/things.$ns.example.com`,
        contentType: "application/merge-patch+json",
        body: { spec: { versions: [v("v1"), v("v2", { storage: true })] } },
      },
      {
        method: "PATCH",
        path: `${path}/things.$ns.example.com`,
        contentType: "application/merge-patch+json",
        body: { spec: { names: { shortNames: ["tg"] } } },
      },
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

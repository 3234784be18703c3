import { definition, post, spec, version, root, field, v, stored, scale, column } from "../definition-requests.ts";
import type { Sequence } from "../sequence.ts";

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
];

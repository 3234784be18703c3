import type { Sequence, SequenceRequest } from "./sequence.ts";

export type Json = Record<string, unknown>;
export const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
export const things = "/apis/$ns.example.com/v1/namespaces/$ns/things";
export const mergePatch = "application/merge-patch+json";

export function definition(spec: Json, version: Json = {}, more: Json = {}): SequenceRequest {
  const properties = { spec, status: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  const schema = { openAPIV3Schema: { type: "object", properties } };
  return {
    method: "POST",
    path: definitions,
    body: {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "things.$ns.example.com" },
      spec: {
        group: "$ns.example.com",
        scope: "Namespaced",
        names: { plural: "things", kind: "Thing" },
        versions: [{ name: "v1", served: true, storage: true, schema, ...version }],
        ...more,
      },
    },
  };
}

export const thing = (spec: unknown, metadata: Json = { name: "t" }, more: Json = {}): Json => ({
  apiVersion: "$ns.example.com/v1",
  kind: "Thing",
  metadata,
  ...(spec !== undefined && { spec }),
  ...more,
});

/** Not stored, so that one sequence can try many. */
export const attempt = (body: unknown, query = ""): SequenceRequest => ({
  method: "POST",
  path: `${things}?dryRun=All${query}`,
  body,
});
export const specs = (...list: unknown[]): SequenceRequest[] => list.map((spec) => attempt(thing(spec)));
export const create = (body: unknown): SequenceRequest => ({ method: "POST", path: things, body });
export const patch = (body: unknown, subresource = "", contentType = mergePatch): SequenceRequest => ({
  method: "PATCH",
  path: `${things}/t${subresource}`,
  contentType,
  body,
});
export const get: SequenceRequest = { method: "GET", path: `${things}/t` };

/** A definition is served some time after it was created. */
export function sequence(title: string, [first, ...requests]: readonly SequenceRequest[]): Sequence {
  const [next, ...rest] = requests;
  return { title, requests: [...(first ? [first] : []), ...(next ? [{ ...next, pauseMs: 1500 }] : []), ...rest] };
}

// Schemas, each with the limits that keep rules about them cheap.
export const object = (properties: Json, more: Json = {}): Json => ({ type: "object", properties, ...more });
export const text: Json = { type: "string", maxLength: 100 };
export const number: Json = { type: "integer" };
export const list = (items: Json, more: Json = {}): Json => ({ type: "array", maxItems: 10, items, ...more });
export const map = (values: Json, more: Json = {}): Json => ({
  type: "object",
  maxProperties: 10,
  additionalProperties: values,
  ...more,
});

/** A list whose elements are told apart by some of their fields, of which they need the first. */
export const keyed = (keys: readonly [string, ...string[]], properties: Json): Json => ({
  type: "array",
  items: { type: "object", required: [keys[0]], properties },
  "x-kubernetes-list-type": "map",
  "x-kubernetes-list-map-keys": keys,
});

/** Rules of a schema, or their texts. */
export const rules = (...list: readonly (string | Json)[]): Json => ({
  "x-kubernetes-validations": list.map((rule) => (typeof rule === "string" ? { rule } : rule)),
});

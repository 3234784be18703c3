import type { Sequence, SequenceRequest } from "../sequence.ts";

type Json = Record<string, unknown>;
const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const things = "/apis/$ns.example.com/v1/namespaces/$ns/things";
const mergePatch = "application/merge-patch+json";

function definition(spec: Json, version: Json = {}, more: Json = {}): SequenceRequest {
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

const thing = (spec: unknown, metadata: Json = { name: "t" }, more: Json = {}): Json => ({
  apiVersion: "$ns.example.com/v1",
  kind: "Thing",
  metadata,
  ...(spec !== undefined && { spec }),
  ...more,
});

/** Not stored, so that one sequence can try many. */
const attempt = (body: unknown, query = ""): SequenceRequest => ({
  method: "POST",
  path: `${things}?dryRun=All${query}`,
  body,
});
const specs = (...list: unknown[]): SequenceRequest[] => list.map((spec) => attempt(thing(spec)));
const create = (body: unknown): SequenceRequest => ({ method: "POST", path: things, body });
const patch = (body: unknown, subresource = "", contentType = mergePatch): SequenceRequest => ({
  method: "PATCH",
  path: `${things}/t${subresource}`,
  contentType,
  body,
});
const get: SequenceRequest = { method: "GET", path: `${things}/t` };

/** A definition is served some time after it was created. */
function sequence(title: string, [first, ...requests]: readonly SequenceRequest[]): Sequence {
  const [next, ...rest] = requests;
  return { title, requests: [...(first ? [first] : []), ...(next ? [{ ...next, pauseMs: 1500 }] : []), ...rest] };
}

const object = (properties: Json, more: Json = {}): Json => ({ type: "object", properties, ...more });

export const sequences: readonly Sequence[] = [
  sequence("types of values", [
    definition(
      object({
        s: { type: "string" },
        i: { type: "integer" },
        n: { type: "number" },
        b: { type: "boolean" },
        a: { type: "array", items: { type: "string" } },
        o: object({ s: { type: "string" } }),
        m: { type: "object", additionalProperties: { type: "integer" } },
        x: { "x-kubernetes-int-or-string": true },
        any: { "x-kubernetes-preserve-unknown-fields": true },
        nul: { type: "string", nullable: true },
        d: { type: "integer", format: "int32" },
        f: { type: "number", format: "float" },
      }),
    ),
    ...specs(
      { s: "x", i: 1, n: 1.5, b: true, a: ["x"], o: { s: "y" }, m: { a: 1 }, x: 1, any: { a: [1, null] }, nul: null },
      { x: "50%", nul: "a", any: null, n: 3 },
      { s: 1 },
      { s: true },
      { s: {} },
      { s: [] },
      { s: null },
      { i: "1" },
      { i: 1.5 },
      { i: null },
      { n: "1" },
      { n: true },
      { b: "true" },
      { b: 0 },
      { a: "x" },
      { a: {} },
      { a: [1] },
      { a: ["x", null] },
      { a: [["x"]] },
      { o: "x" },
      { o: [] },
      { o: { s: 1 } },
      { m: [] },
      { m: { a: "1" } },
      { m: { a: null } },
      { x: 1.5 },
      { x: true },
      { x: {} },
      { d: 3_000_000_000 },
      { d: 1 },
      { f: 1e300 },
      { f: 1.25 },
      "text",
      [],
      null,
      1,
    ),
    attempt(thing(undefined)),
    attempt({ ...thing({}), metadata: "x" }),
    attempt({ ...thing({}), metadata: { name: 1 } }),
    attempt({ ...thing({}), metadata: { name: "t", labels: { a: 1 } } }),
    attempt({ ...thing({}), metadata: { name: "Not.Valid!" } }),
    attempt({ ...thing({}), kind: "Other" }),
    attempt({ ...thing({}), apiVersion: "$ns.example.com/v2" }),
    attempt({ metadata: { name: "t" } }),
    attempt("{"),
    attempt([]),
  ]),
  sequence("bounds of values", [
    definition(
      object({
        len: { type: "string", minLength: 2, maxLength: 4 },
        pat: { type: "string", pattern: "^[a-z]+$" },
        slow: { type: "string", pattern: "^(a+)+$" },
        en: { type: "string", enum: ["a", "b"] },
        num: { type: "integer", enum: [1, 2] },
        min: { type: "integer", minimum: 1, maximum: 5 },
        ex: { type: "number", minimum: 1, maximum: 5, exclusiveMinimum: true, exclusiveMaximum: true },
        mul: { type: "integer", multipleOf: 3 },
        mulf: { type: "number", multipleOf: 0.1 },
        items: { type: "array", items: { type: "integer" }, minItems: 1, maxItems: 2 },
        props: { type: "object", additionalProperties: { type: "string" }, minProperties: 1, maxProperties: 2 },
        req: object({ a: { type: "string" }, b: { type: "string" } }, { required: ["a", "b"] }),
        xb: { "x-kubernetes-int-or-string": true, minimum: 2, maxLength: 3 },
        half: { type: "integer", minimum: 1.5 },
      }),
    ),
    ...specs(
      {
        len: "abc",
        pat: "abc",
        en: "a",
        num: 1,
        min: 5,
        ex: 2,
        mul: 9,
        mulf: 0.3,
        items: [1],
        props: { a: "b" },
        req: { a: "", b: "" },
        xb: "abc",
      },
      { len: "a" },
      { len: "abcde" },
      { len: "äöü" },
      { len: "💥💥💥💥" },
      { len: "💥💥💥💥💥" },
      { pat: "ABC" },
      { pat: "" },
      { slow: `${"a".repeat(2000)}!` },
      { en: "c" },
      { en: "" },
      { num: 3 },
      { min: 0 },
      { min: 6 },
      { ex: 1 },
      { ex: 5 },
      { ex: 5.5 },
      { mul: 10 },
      { mulf: 0.25 },
      { items: [] },
      { items: [1, 2, 3] },
      { items: [1, "2"] },
      { props: {} },
      { props: { a: "1", b: "2", c: "3" } },
      { req: {} },
      { req: { a: "x" } },
      { xb: 1 },
      { xb: "abcd" },
      { half: 1 },
      { half: 2 },
    ),
  ]),
  sequence("schemas that are combined", [
    definition(
      object({
        any: object(
          { a: { type: "string" }, b: { type: "string" } },
          { anyOf: [{ required: ["a"] }, { required: ["b"] }] },
        ),
        one: object(
          { a: { type: "string" }, b: { type: "string" } },
          { oneOf: [{ required: ["a"] }, { required: ["b"] }] },
        ),
        all: { type: "string", allOf: [{ minLength: 2 }, { maxLength: 3 }] },
        not: { type: "string", not: { pattern: "^x" } },
        deep: object(
          { a: object({ n: { type: "integer" } }) },
          {
            anyOf: [
              { properties: { a: { properties: { n: { minimum: 5 } } } } },
              { properties: { a: { properties: { n: { maximum: 1 } } } } },
            ],
          },
        ),
        both: { "x-kubernetes-int-or-string": true, anyOf: [{ type: "integer" }, { type: "string" }] },
      }),
    ),
    ...specs(
      { any: { a: "1" }, one: { b: "1" }, all: "ab", not: "a", deep: { a: { n: 6 } }, both: 1 },
      { any: {} },
      { one: {} },
      { one: { a: "1", b: "2" } },
      { all: "a" },
      { all: "abcd" },
      { not: "xa" },
      { deep: { a: { n: 3 } } },
      { both: true },
    ),
  ]),
  sequence("formats of texts", [
    definition({
      type: "object",
      properties: Object.fromEntries(formatNames().map((name) => [name, { type: "string", format: name }])),
    }),
    ...Object.entries(formatTexts()).flatMap(([name, texts]) => specs(...texts.map((text) => ({ [name]: text })))),
  ]),
  sequence("unknown fields", [
    definition(
      object({
        known: { type: "string" },
        list: { type: "array", items: object({ a: { type: "string" } }) },
        map: { type: "object", additionalProperties: object({ a: { type: "string" } }) },
        kept: {
          type: "object",
          "x-kubernetes-preserve-unknown-fields": true,
          properties: { inner: object({ a: { type: "string" } }) },
        },
        empty: { type: "object" },
        open: { type: "object", additionalProperties: true },
        resource: {
          type: "object",
          "x-kubernetes-embedded-resource": true,
          "x-kubernetes-preserve-unknown-fields": true,
        },
      }),
    ),
    ...["", "&fieldValidation=Ignore", "&fieldValidation=Warn", "&fieldValidation=Strict"].flatMap((query) => [
      attempt(thing({ known: "a", other: 1 }), query),
      attempt(thing({ list: [{ a: "x", b: 1 }, { c: 2 }], map: { k: { z: 1 } } }), query),
      attempt(thing({ kept: { x: { y: 1 }, inner: { a: "1", b: 2 } }, empty: { a: 1 }, open: { a: { b: 1 } } }), query),
      attempt(
        thing(
          {},
          { name: "t", made: "up", ownerReferences: [{ apiVersion: "v1", kind: "A", name: "b", uid: "c", d: 1 }] },
          { top: 1 },
        ),
        query,
      ),
      attempt(
        thing({ resource: { apiVersion: "v1", kind: "Pod", metadata: { name: "x", foo: 1 }, spec: { a: 1 } } }),
        query,
      ),
    ]),
    attempt(
      `{"apiVersion":"$ns.example.com/v1","kind":"Thing","metadata":{"name":"t"},"spec":{"known":"a","known":"b"}}`,
      "&fieldValidation=Strict",
    ),
    attempt(
      `{"apiVersion":"$ns.example.com/v1","kind":"Thing","metadata":{"name":"t"},"spec":{"known":"a","known":"b"}}`,
    ),
    create(thing({ known: "a" })),
    patch({ spec: { other: 1 } }),
    { ...patch({ spec: { other: 1 } }), path: `${things}/t?fieldValidation=Strict` },
    {
      ...patch([{ op: "add", path: "/spec/other", value: 1 }], "", "application/json-patch+json"),
      path: `${things}/t?fieldValidation=Strict`,
    },
    get,
  ]),
  sequence("embedded objects", [
    definition(
      object({
        r: { type: "object", "x-kubernetes-embedded-resource": true, "x-kubernetes-preserve-unknown-fields": true },
        l: {
          type: "array",
          items: {
            type: "object",
            "x-kubernetes-embedded-resource": true,
            "x-kubernetes-preserve-unknown-fields": true,
          },
        },
      }),
    ),
    ...[
      { apiVersion: "v1", kind: "Pod", metadata: { name: "a", labels: { b: "c" }, creationTimestamp: null } },
      {},
      { apiVersion: "v1" },
      { kind: "Pod" },
      { apiVersion: 1, kind: "Pod" },
      { apiVersion: "v1", kind: 2 },
      { apiVersion: "", kind: "" },
      { apiVersion: "a/b/c", kind: "Pod" },
      { apiVersion: "v1", kind: "a b" },
      { apiVersion: "v1", kind: "Pod", metadata: "x" },
      { apiVersion: "v1", kind: "Pod", metadata: { name: 1 } },
      { apiVersion: "v1", kind: "Pod", metadata: { name: "a/b" } },
      { apiVersion: "v1", kind: "Pod", metadata: { name: "a", labels: { "b c": "d" } } },
      { apiVersion: "v1", kind: "Pod", metadata: { finalizers: ["x y"] } },
    ].map((r) => attempt(thing({ r }))),
    attempt(thing({ l: [{ apiVersion: "v1", kind: "Pod" }, { kind: "Pod" }] })),
  ]),
  sequence("defaults", [
    definition(
      object({
        a: { type: "string", default: "A" },
        o: object({
          b: { type: "integer", default: 5 },
          c: object({ d: { type: "boolean", default: true } }, { default: {} }),
        }),
        p: object({ b: { type: "integer", default: 5 } }, { default: {} }),
        l: { type: "array", items: object({ e: { type: "string", default: "E" }, f: { type: "string" } }) },
        m: { type: "object", additionalProperties: object({ g: { type: "string", default: "G" } }) },
        n: { type: "string", nullable: true, default: "N" },
      }),
    ),
    ...specs(
      {},
      { a: "x", o: {}, l: [{}, { e: "y" }], m: { k: {} } },
      { a: null, n: null, o: null, p: null, l: null },
      { l: [null], m: { k: null } },
      { o: { c: null } },
    ),
    attempt(thing(undefined)),
    create(thing({})),
    patch({ spec: { a: null, o: {} } }),
    get,
  ]),
  sequence("lists of type set and map", [
    definition(
      object({
        set: { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
        objects: {
          type: "array",
          items: object({ a: { type: "integer" } }, { "x-kubernetes-map-type": "atomic" }),
          "x-kubernetes-list-type": "set",
        },
        map: {
          type: "array",
          items: object({ k: { type: "string" }, v: { type: "string" } }, { required: ["k"] }),
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["k"],
        },
        two: {
          type: "array",
          items: object({ k: { type: "string" }, n: { type: "integer", default: 1 } }, { required: ["k"] }),
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["k", "n"],
        },
        nested: {
          type: "object",
          additionalProperties: { type: "array", items: { type: "integer" }, "x-kubernetes-list-type": "set" },
        },
      }),
    ),
    ...specs(
      { set: ["a", "b"], map: [{ k: "a" }, { k: "b" }], two: [{ k: "a" }, { k: "a", n: 2 }] },
      { set: ["a", "b", "a", "a"] },
      { objects: [{ a: 1 }, { a: 1 }] },
      {
        map: [
          { k: "a", v: "1" },
          { k: "a", v: "2" },
        ],
      },
      { map: [{ v: "1" }] },
      { map: ["x"] },
      { two: [{ k: "a" }, { k: "a", n: 1 }] },
      { nested: { x: [1, 1] } },
    ),
  ]),
  sequence("what was wrong before may stay so", [
    definition(
      object({
        s: { type: "string" },
        n: { type: "integer" },
        l: {
          type: "array",
          items: object({ k: { type: "string" }, v: { type: "string" } }, { required: ["k"] }),
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["k"],
        },
        at: { type: "array", items: { type: "string" } },
        o: object({ a: { type: "string" }, b: { type: "string" } }),
        set: { type: "array", items: { type: "string" } },
      }),
    ),
    create(
      thing({
        s: "long text",
        n: 5,
        l: [
          { k: "a", v: "bad" },
          { k: "b", v: "bad" },
        ],
        at: ["bad"],
        o: { a: "bad" },
        set: ["a", "a"],
      }),
    ),
    {
      method: "PATCH",
      path: `${definitions}/things.$ns.example.com`,
      contentType: mergePatch,
      body: {
        spec: {
          versions: [
            {
              name: "v1",
              served: true,
              storage: true,
              schema: {
                openAPIV3Schema: object({
                  spec: object(
                    {
                      s: { type: "string", maxLength: 3 },
                      n: { type: "integer", maximum: 3 },
                      l: {
                        type: "array",
                        items: object(
                          { k: { type: "string" }, v: { type: "string", enum: ["good"] } },
                          { required: ["k"] },
                        ),
                        "x-kubernetes-list-type": "map",
                        "x-kubernetes-list-map-keys": ["k"],
                      },
                      at: { type: "array", items: { type: "string", enum: ["good"] } },
                      o: object({ a: { type: "string", enum: ["good"] }, b: { type: "string" } }, { required: ["b"] }),
                      set: { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
                    },
                    { required: ["needed"] },
                  ),
                }),
              },
            },
          ],
        },
      },
    },
    { ...patch({ metadata: { labels: { a: "b" } } }), pauseMs: 1500 },
    patch({ spec: { n: 4 } }),
    patch({ spec: { n: 2, needed: 1 } }),
    patch({ spec: { s: "another" } }),
    patch({
      spec: {
        l: [
          { k: "b", v: "bad" },
          { k: "a", v: "bad" },
        ],
      },
    }),
    patch({
      spec: {
        l: [
          { k: "a", v: "bad" },
          { k: "c", v: "bad" },
        ],
      },
    }),
    patch({ spec: { at: ["bad", "good"] } }),
    patch({ spec: { o: { a: "bad", b: "x" } } }),
    patch({ spec: { set: ["b", "b"] } }),
    get,
  ]),
  sequence("a status of its own", [
    definition(object({ a: { type: "string" } }), {
      subresources: {
        status: {},
        scale: {
          specReplicasPath: ".spec.replicas",
          statusReplicasPath: ".status.replicas",
          labelSelectorPath: ".status.selector",
        },
      },
      schema: {
        openAPIV3Schema: object({
          spec: object({ a: { type: "string" }, replicas: { type: "integer" } }, { required: ["a"] }),
          status: object({
            phase: { type: "string", enum: ["Good"] },
            replicas: { type: "integer" },
            selector: { type: "string" },
          }),
        }),
      },
    }),
    create(thing({ a: "x", replicas: 1 }, { name: "t" }, { status: { phase: "Bad" } })),
    create(thing({ replicas: -1 }, { name: "u" })),
    patch({ status: { phase: "Good" } }, "/status"),
    patch({ status: { phase: "Bad" } }, "/status"),
    patch({ status: { replicas: -1 } }, "/status"),
    patch({ status: { selector: 1 } }, "/status"),
    patch({ status: { other: 1 }, spec: { a: null } }, "/status"),
    patch({ status: "x" }, "/status"),
    patch({ status: { phase: "Ignored" }, spec: { replicas: 2_147_483_648 } }),
    patch({ spec: { replicas: "1" } }),
    patch({ spec: { replicas: 3 }, status: { phase: "Bad" } }),
    { method: "GET", path: `${things}/t/scale` },
    patch({ spec: { replicas: -5 } }, "/scale"),
    get,
  ]),
  sequence("names that a schema restricts", [
    {
      ...definition(
        { type: "object" },
        {
          schema: {
            openAPIV3Schema: object({
              metadata: object({ name: { type: "string", maxLength: 3, pattern: "^t" } }),
              spec: { type: "object" },
            }),
          },
        },
      ),
    },
    attempt(thing({}, { name: "t" })),
    attempt(thing({}, { name: "toolong" })),
    attempt(thing({}, { name: "u" })),
  ]),
  sequence("finalizers", [
    definition({ type: "object" }),
    attempt(thing({}, { name: "t", finalizers: ["plain", "a.b", "a.b/c", "orphan"] })),
    attempt(thing({}, { name: "t", finalizers: ["x y"] })),
  ]),
  sequence("several versions", [
    definition(
      { type: "object" },
      {},
      {
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: object({
                spec: object({ a: { type: "string", default: "one" }, b: { type: "string" } }),
              }),
            },
          },
          {
            name: "v2",
            served: true,
            storage: false,
            deprecated: true,
            schema: {
              openAPIV3Schema: object({
                spec: object({ a: { type: "string" }, c: { type: "string", default: "two" } }),
              }),
            },
          },
          { name: "v3", served: false, storage: false, schema: { openAPIV3Schema: { type: "object" } } },
        ],
      },
    ),
    create(thing({ b: "B" })),
    get,
    { method: "GET", path: "/apis/$ns.example.com/v2/namespaces/$ns/things/t" },
    { method: "GET", path: "/apis/$ns.example.com/v3/namespaces/$ns/things/t" },
    {
      method: "POST",
      path: "/apis/$ns.example.com/v2/namespaces/$ns/things",
      body: { apiVersion: "$ns.example.com/v2", kind: "Thing", metadata: { name: "u" }, spec: {} },
    },
    { method: "GET", path: `${things}/u` },
    { method: "GET", path: "/apis/$ns.example.com/v2/namespaces/$ns/things" },
    { ...patch({ spec: { c: "C" } }), path: "/apis/$ns.example.com/v2/namespaces/$ns/things/t" },
    get,
    {
      method: "PUT",
      path: "/apis/$ns.example.com/v2/namespaces/$ns/things/t",
      body: thing({}),
      from: { request: 2, fields: ["metadata.resourceVersion"] },
    },
  ]),
  sequence("columns of every type", [
    definition(
      { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      {
        additionalPrinterColumns: [
          { name: "Int", type: "integer", jsonPath: ".spec.i" },
          { name: "Num", type: "number", jsonPath: ".spec.n", format: "double" },
          { name: "Str", type: "string", jsonPath: ".spec.s", description: "a text", priority: 1 },
          { name: "Bool", type: "boolean", jsonPath: ".spec.b" },
          { name: "Item", type: "string", jsonPath: ".spec.l[*].v" },
          { name: "Obj", type: "string", jsonPath: ".spec.o" },
          { name: "Bad", type: "integer", jsonPath: ".spec.s" },
          { name: "Filter", type: "string", jsonPath: '.spec.l[?(@.k=="b")].v' },
        ],
      },
    ),
    create(
      thing({
        i: 1,
        n: 2.5,
        s: "x",
        b: true,
        l: [
          { k: "a", v: "1" },
          { k: "b", v: "2" },
        ],
        o: { a: 1 },
      }),
    ),
    create(thing({}, { name: "u" })),
    { method: "GET", path: things, accept: "application/json;as=Table;v=v1;g=meta.k8s.io" },
    { method: "GET", path: "/openapi/v3/apis/$ns.example.com/v1", pauseMs: 1500 },
    { method: "GET", path: "/apis/$ns.example.com/v1" },
  ]),
];

function formatNames(): string[] {
  return Object.keys(formatTexts());
}

function formatTexts(): Record<string, readonly string[]> {
  return {
    ipv4: ["1.2.3.4", "1.2.3", "01.2.3.4", "1.2.3.256", "::1"],
    ipv6: ["::1", "1::2::3", "fe80::1%eth0", "::ffff:1.2.3.4", "1.2.3.4"],
    cidr: ["10.0.0.0/8", "10.0.0.0", "10.0.0.0/33", "fd00::/8"],
    mac: ["00:11:22:33:44:55", "00-11-22-33-44-55", "0011.2233.4455", "00:11:22"],
    uuid: ["f47ac10b-58cc-4372-a567-0e02b2c3d479", "F47AC10B58CC4372A5670E02B2C3D479", "x"],
    uuid3: ["a3bb189e-8bf9-3888-9912-ace4e6543002", "f47ac10b-58cc-4372-a567-0e02b2c3d479"],
    uuid4: ["f47ac10b-58cc-4372-a567-0e02b2c3d479", "f47ac10b-58cc-4372-0567-0e02b2c3d479"],
    uuid5: ["886313e1-3b8a-5372-9b90-0c9aee199e5d", "f47ac10b-58cc-4372-a567-0e02b2c3d479"],
    hostname: ["example.com", "a", "-a.b", "a_b.c", "example.com."],
    email: ["a@b.c", "a", "A <a@b.c>", "a@"],
    uri: ["https://a.b/c?d#e", "/a", "a", "", "https://a b", "http://[::1]:80/", "a:b"],
    date: ["2024-02-29", "2023-02-29", "2024-1-1"],
    "date-time": [
      "2024-01-01T00:00:00Z",
      "2024-01-01T00:00:00.5+01:00",
      "2024-01-01",
      "2024-01-01T25:00:00Z",
      "2024-01-01t00:00:00z",
    ],
    duration: ["1h", "1h30m", "2 days", "1", "x", "-1s", "1.5h", "0"],
    byte: ["YWJj", "YQ==", "YQ", "!", ""],
    password: ["x", ""],
    hexcolor: ["#fff", "fff000", "#ggg"],
    rgbcolor: ["rgb(1,2,3)", "rgb(1,2,256)", "rgb( 1 , 2 , 3 )"],
    creditcard: ["4111111111111111", "4111-1111-1111-1111", "4111111111111112"],
    ssn: ["123-45-6789", "123456789"],
    isbn: ["0321751043", "978-0321751041", "1"],
    isbn10: ["0321751043", "0321751044"],
    isbn13: ["978-0321751041", "978-0321751042"],
    bsonobjectid: ["507f1f77bcf86cd799439011", "x"],
    "k8s-short-name": ["a-b", "A", "a.b", `${"a".repeat(64)}`],
    "k8s-long-name": ["a.b", "A", ".a"],
    "made-up": ["anything"],
  };
}

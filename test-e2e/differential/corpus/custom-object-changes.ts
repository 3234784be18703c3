import {
  definitions,
  things,
  mergePatch,
  definition,
  thing,
  attempt,
  specs,
  create,
  patch,
  get,
  sequence,
  object,
} from "../custom-object-requests.ts";
import type { Sequence } from "../sequence.ts";

export const sequences: readonly Sequence[] = [
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

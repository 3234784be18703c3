// Rules of custom resources that look at what was before, and those that come later than the objects.
import {
  attempt,
  create,
  definition,
  get,
  list,
  map,
  number,
  object,
  patch,
  rules,
  sequence,
  text,
  thing,
  things,
} from "../custom-object-requests.ts";
import type { Sequence } from "../sequence.ts";

export const sequences: readonly Sequence[] = [
  sequence("rules about what was before", [
    definition(
      object(
        {
          fixed: { ...text, ...rules({ rule: "self == oldSelf", message: "may not change" }) },
          grows: { ...number, ...rules("self >= oldSelf") },
          once: {
            ...text,
            ...rules({
              rule: "oldSelf.hasValue() || self == 'first'",
              optionalOldSelf: true,
              message: "first comes first",
            }),
          },
          list: list(number, rules("oldSelf.all(x, x in self)")),
          byKey: list(object({ k: text, v: { ...number, ...rules("self >= oldSelf") } }, { required: ["k"] }), {
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["k"],
          }),
          map: map({ ...number, ...rules("self > oldSelf - 5") }),
        },
        rules({ rule: "!has(oldSelf.fixed) || has(self.fixed)", message: "fixed is here to stay" }),
      ),
    ),
    attempt(thing({ once: "second" })),
    create(
      thing({
        fixed: "a",
        grows: 5,
        once: "first",
        list: [1, 2],
        byKey: [
          { k: "a", v: 1 },
          { k: "b", v: 2 },
        ],
        map: { x: 10 },
      }),
    ),
    patch({ spec: { fixed: "b" } }),
    patch({ spec: { fixed: null } }),
    patch({ spec: { grows: 4 } }),
    patch({ spec: { grows: 6 } }),
    patch({ spec: { once: "second" } }),
    patch({ spec: { once: null } }),
    patch({ spec: { once: "third" } }),
    patch({ spec: { list: [2] } }),
    patch({ spec: { list: [2, 1, 3] } }),
    patch({
      spec: {
        byKey: [
          { k: "b", v: 1 },
          { k: "a", v: 1 },
        ],
      },
    }),
    patch({
      spec: {
        byKey: [
          { k: "c", v: 0 },
          { k: "a", v: 1 },
        ],
      },
    }),
    patch({ spec: { map: { x: 5 } } }),
    patch({ spec: { map: { y: 1 } } }),
    patch({ spec: { map: { x: 6, y: 2 } } }),
    get,
    {
      method: "PUT",
      path: `${things}/t`,
      body: thing({ fixed: "c", grows: 6 }),
      from: { request: 16, fields: ["metadata.resourceVersion"] },
    },
  ]),
  sequence("rules that come later let be what does not change", [
    definition(
      object({
        a: text,
        b: text,
        l: list(object({ k: text }), { "x-kubernetes-list-type": "atomic" }),
        o: object({ x: number, y: number }),
      }),
    ),
    create(thing({ a: "bad", b: "ok", l: [{ k: "bad" }], o: { x: 1, y: 2 } })),
    {
      method: "PATCH",
      path: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.$ns.example.com",
      contentType: "application/json-patch+json",
      unchecked: true,
      body: [
        {
          op: "replace",
          path: "/spec/versions/0/schema/openAPIV3Schema/properties/spec",
          value: object({
            a: { ...text, ...rules({ rule: "self != 'bad'", message: "a is bad" }) },
            b: { ...text, ...rules("self != 'worse'") },
            l: list(object({ k: { ...text, ...rules("self != 'bad'") } }), { "x-kubernetes-list-type": "atomic" }),
            o: object({ x: number, y: number }, rules("self.x > self.y")),
          }),
        },
      ],
    },
    { ...patch({ spec: { b: "fine" } }), pauseMs: 2500 },
    patch({ spec: { b: "worse" } }),
    patch({ spec: { a: "good" } }),
    patch({ spec: { a: "bad" } }),
    patch({ spec: { o: { x: 2 } } }),
    patch({ spec: { l: [{ k: "bad" }, { k: "new" }] } }),
    patch({ spec: { l: [{ k: "new" }] } }),
    patch({ metadata: { labels: { a: "b" } } }),
    attempt(thing({ a: "bad" }, { name: "u" })),
    get,
  ]),
];

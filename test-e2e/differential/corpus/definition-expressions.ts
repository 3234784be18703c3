// Rules in definitions: what a server says of expressions before there are objects.
import { field, post, definition, path, root, v, type Json } from "../definition-requests.ts";
import type { Sequence, SequenceRequest } from "../sequence.ts";

const text: Json = { type: "string" };
const short: Json = { type: "string", maxLength: 10 };
const list = (items: Json, more: Json = {}): Json => ({ type: "array", items, ...more });
const map = (values: Json, more: Json = {}): Json => ({ type: "object", additionalProperties: values, ...more });
const object = (properties: Json, more: Json = {}): Json => ({ type: "object", properties, ...more });
const rules = (...list: readonly (string | Json)[]): Json => ({
  "x-kubernetes-validations": list.map((rule) => (typeof rule === "string" ? { rule } : rule)),
});
const ofText = (...list: readonly (string | Json)[]): SequenceRequest => field({ ...short, ...rules(...list) });
const ofObject = (properties: Json, ...list: readonly (string | Json)[]): SequenceRequest =>
  field(object(properties, rules(...list)));

export const sequences: readonly Sequence[] = [
  {
    title: "expressions that are none",
    requests: [
      "",
      " ",
      "self ==",
      "self.size() > ",
      "foo",
      "self.foo()",
      "self + 1",
      "self",
      "self.size()",
      "dyn(true)",
      "self == 'a' &&",
      "self.matches('[')",
      "self == duration('x')",
      "has(self)",
      "self.all(x, true)",
      "[1, 'a'].size() > 0",
      "'%d'.format(['a']) == self",
      "self.find('[') == ''",
      "int('a') == 1",
      "oldSelf.foo",
      "self in ['a', 1]",
      "for",
      "authorizer.path('/').check('get').allowed()",
      "[1].includes(1)",
      "self == 'a\\x'",
    ].map((rule) => ofText(rule)),
  },
  {
    title: "several expressions, right ones and wrong ones",
    requests: [
      ofText("self == 'a'", "foo", "self == 'b'", "bar"),
      ofText("self == 'a'", { rule: "self.size() < 5", message: "short" }, "self.startsWith('a')"),
      ofText("self != oldSelf", "oldSelf.size() > 1"),
      ofText({ rule: "self == 'a'\n|| self == 'b'", message: "a or b" }),
      ofText({ rule: "self ==\n  foo", message: "lines" }),
      ofText("é == self"),
    ],
  },
  {
    title: "expressions that make messages",
    requests: [
      ofText({ rule: "self == 'a'", messageExpression: "'not ' + self" }),
      ofText({ rule: "self == 'a'", messageExpression: "self.size()" }),
      ofText({ rule: "self == 'a'", messageExpression: "foo" }),
      ofText({ rule: "foo", messageExpression: "bar" }),
      ofText({ rule: "self == 'a'", messageExpression: "'a' +" }),
      ofText({ rule: "self == 'a'", messageExpression: "self.find('[')" }),
      ofText({ rule: "self == 'a'", messageExpression: " " }),
      ofText({ rule: "self == 'a'", messageExpression: "oldSelf" }),
      ofText({ rule: "self == 'a'", messageExpression: "dyn('x')" }),
      ofText({ rule: "self == 'a'", messageExpression: "'%s'.format([self])", message: "both" }),
    ],
  },
  {
    title: "expressions and the types of fields",
    requests: [
      ofObject({ a: { type: "integer" } }, "self.a > 1", "self.b > 1", "self.a == 'x'"),
      ofObject({ a: { "x-kubernetes-int-or-string": true } }, "self.a > 1", "self.a == 'x'", "self.a.b.c == 1"),
      ofObject({ a: { type: "string", format: "date-time" } }, "self.a < timestamp('2020-01-01T00:00:00Z')"),
      ofObject({ a: { type: "string", format: "duration" } }, "self.a < duration('1h')", "self.a < '1h'"),
      ofObject({ a: { type: "string", format: "byte" } }, "self.a.size() < 5", "self.a == 'x'"),
      ofObject({ a: { "x-kubernetes-preserve-unknown-fields": true } }, "has(self.a)"),
      ofObject({ a: { type: "object", "x-kubernetes-preserve-unknown-fields": true } }, "has(self.a)", "self.a.b == 1"),
      ofObject({ "a-b": text, "c.d": text, "e/f": text, g__h: text }, "has(self.a__dash__b)", "has(self.c__dot__d)"),
      ofObject({ "a-b": text, "e/f": text, g__h: text }, "has(self.e__slash__f)", "has(self.g__underscores__h)"),
      ofObject({ namespace: text, in: text, "a b": text }, "has(self.namespace)", "has(self.__in__)"),
      ofObject({ a: map(short, { maxProperties: 5 }) }, "self.a.all(k, self.a[k] != '')", "self.a.b == 1"),
      ofObject({ a: list(short, { maxItems: 5 }) }, "self.a.all(x, x != '')", "self.a[0] == 1", "self.a.b"),
      ofObject({ a: text }, "self.a.exists(x, true)", "self.a.map(x, x).size() > 0", "self.?a.orValue('') == 'x'"),
      field({ "x-kubernetes-preserve-unknown-fields": true, ...rules("true") }),
      field({ "x-kubernetes-int-or-string": true, ...rules("self == 1", "self.size() > 1") }),
      field(list({ "x-kubernetes-preserve-unknown-fields": true }, rules("self.size() > 1"))),
      root(
        object(
          { spec: object({}) },
          rules("self.metadata.name == 'a'", "self.kind != ''", "self.metadata.labels == {}"),
        ),
      ),
      root(object({ spec: object({}) }, rules("self.status == 1", "has(self.spec)"))),
      field(
        object(
          { kind: text },
          { "x-kubernetes-embedded-resource": true, ...rules("self.metadata.name != ''", "self.x == 1") },
        ),
      ),
    ],
  },
  {
    title: "expressions that look at what was before",
    requests: [
      ofText({ rule: "self == oldSelf", optionalOldSelf: true }),
      ofText({ rule: "oldSelf.hasValue() || self == 'a'", optionalOldSelf: true }),
      ofText({ rule: "self == 'a'", optionalOldSelf: true }),
      ofText({ rule: "self == 'a'", optionalOldSelf: false }),
      ofText({ rule: "self == oldSelf", optionalOldSelf: false }),
      ofText({ rule: "oldSelf.orValue('') != self", optionalOldSelf: true }),
      field(list({ ...short, ...rules("self == oldSelf") }, { maxItems: 5 })),
      field(list({ ...short, ...rules("self == oldSelf") }, { maxItems: 5, "x-kubernetes-list-type": "set" })),
      field(
        list(object({ k: short, w: { ...short, ...rules("self == oldSelf") } }, { required: ["k"] }), {
          maxItems: 5,
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["k"],
        }),
      ),
      field(map({ ...short, ...rules("self == oldSelf") }, { maxProperties: 5 })),
      field(object({ a: list(list({ ...short, ...rules("oldSelf == self") })) })),
      ofText("[1].all(oldSelf, oldSelf > 0)"),
    ],
  },
  {
    title: "reasons, paths and messages of rules",
    requests: [
      ofObject({ a: text }, { rule: "true", reason: "FieldValueRequired", fieldPath: ".a" }),
      ofObject({ a: text }, { rule: "true", reason: "Other" }),
      ofObject({ a: text }, { rule: "true", fieldPath: ".b" }),
      ofObject({ a: text }, { rule: "true", fieldPath: "a" }),
      ofObject({ a: text }, { rule: "true", fieldPath: "['a']" }),
      ofObject({ a: map(text) }, { rule: "true", fieldPath: ".a['k']" }, { rule: "true", fieldPath: ".a.k" }),
      ofObject({ a: list(text) }, { rule: "true", fieldPath: ".a[0]" }),
      ofObject({ a: text }, { rule: "true", message: " " }),
      ofObject({ a: text }, { rule: "true", message: "a\nb" }),
      ofObject({ a: text }, { rule: "true", unknown: 1 }),
    ],
  },
  {
    title: "rules that could cost too much",
    requests: [
      field({ ...text, ...rules("self.matches('a')") }),
      field({ ...text, ...rules("self.contains(self)") }),
      field({ ...text, ...rules("self == 'a'", "self.size() < 5") }),
      field(list(text, rules("self.all(x, x == 'a')"))),
      field(list(short, { maxItems: 100, ...rules("self.all(x, self.exists(y, x == y))") })),
      field(list(short, { maxItems: 1000, ...rules("self.all(x, self.exists(y, x == y))") })),
      field(list(short, { maxItems: 2000, ...rules("self.all(x, self.exists(y, x == y))") })),
      field(list({ ...text, ...rules("self.startsWith('a')") })),
      field(list({ ...text, ...rules("self == 'a'") }, { maxItems: 100 })),
      field(list(list({ ...short, ...rules("self != ''") }))),
      field(map({ ...text, ...rules("self.contains('abc')") })),
      field(map(list({ ...short, ...rules("self != ''") }, { maxItems: 10 }), { maxProperties: 10 })),
      field(list(object({ a: { ...text, ...rules("self.matches('^[a-z]+$')") } }, { required: ["a"] }))),
      field({ ...text, ...rules({ rule: "true", messageExpression: "self.replace('a', self)" }) }),
      field({ ...text, ...rules({ rule: "self == 'a'", messageExpression: "'x' + self + self.upperAscii()" }) }),
      field(list(text, rules("self.map(x, x + 'a').join(',') != ''"))),
      field(list({ type: "integer" }, rules("self.sum() > 1", "self.isSorted()", "self == self.sort()"))),
      field(list({ type: "integer" }, { maxItems: 50, ...rules("self.sum() > 1", "self == self.sort()") })),
      field(
        object({
          a: list({ ...text, ...rules("self.contains('a')") }, { maxItems: 20 }),
          b: list({ ...text, ...rules("self.contains('b')") }, { maxItems: 20 }),
          c: list({ ...text, ...rules("self.contains('c')") }, { maxItems: 20 }),
          d: list({ ...text, ...rules("self.contains('d')") }, { maxItems: 20 }),
          e: list({ ...text, ...rules("self.contains('e')") }, { maxItems: 20 }),
          f: list({ ...text, ...rules("self.contains('f')") }, { maxItems: 20 }),
        }),
      ),
      field({
        ...text,
        ...rules("url(self).getHost() == 'a'", "ip(self).family() == 4", "quantity(self).isInteger()"),
      }),
      field({ ...text, ...rules("self.split(',').all(x, x.size() < 3)", "self.findAll('a').size() < 3") }),
    ],
  },
  {
    title: "rules on both sides of a default",
    requests: [
      field({ ...short, default: "a", ...rules("self == 'b'") }),
      field({ ...short, default: "b", ...rules("self == 'b'") }),
      field({ ...short, default: "b", ...rules({ rule: "oldSelf.hasValue()", optionalOldSelf: true }) }),
      field({ ...short, default: "b", ...rules("self != oldSelf") }),
      field(object({ a: { ...short, ...rules("self == 'b'") } }, { default: { a: "c" } })),
      field(
        list({ ...short, ...rules({ rule: "self == 'b'", message: "only b" }) }, { maxItems: 3, default: ["b", "c"] }),
      ),
    ],
  },
  {
    title: "a definition whose rules change",
    requests: [
      {
        method: "POST",
        path,
        body: definition({
          version: { schema: { openAPIV3Schema: object({ f: { ...short, ...rules("self != 'x'") } }) } },
        }),
      },
      {
        method: "PATCH",
        path: `${path}/things.$ns.example.com`,
        contentType: "application/json-patch+json",
        body: [
          {
            op: "replace",
            path: "/spec/versions/0/schema/openAPIV3Schema/properties/f/x-kubernetes-validations/0/rule",
            value: "self != foo",
          },
        ],
      },
      {
        method: "PATCH",
        path: `${path}/things.$ns.example.com`,
        contentType: "application/json-patch+json",
        body: [
          {
            op: "add",
            path: "/spec/versions/0/schema/openAPIV3Schema/properties/f/x-kubernetes-validations/1",
            value: { rule: "self.size() > 1" },
          },
        ],
        // What the server's own controllers own is another's matter.
        unchecked: true,
      },
      post(
        definition({
          spec: {
            versions: [
              v("v1", { storage: true, schema: { openAPIV3Schema: object({ f: { ...text, ...rules("foo") } }) } }),
              v("v2", { schema: { openAPIV3Schema: object({ f: { ...text, ...rules("bar") } }) } }),
            ],
          },
        }),
      ),
    ],
  },
];

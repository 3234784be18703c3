// Rules of custom resources: what a server says of objects that break them.
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
  specs,
  text,
  thing,
} from "../custom-object-requests.ts";
import type { Sequence } from "../sequence.ts";

export const sequences: readonly Sequence[] = [
  sequence("rules of one field", [
    definition(
      object({
        a: { ...text, ...rules("self.startsWith('a')", { rule: "self.size() < 5", message: " too long " }) },
        n: {
          ...number,
          ...rules("self > 1", {
            rule: "self < 10",
            messageExpression: "'must be less than 10, is %d'.format([self])",
          }),
        },
        r: { type: "number", ...rules("self < 1.5") },
        b: { type: "boolean", ...rules("self") },
        i: { "x-kubernetes-int-or-string": true, ...rules("type(self) == int ? self < 5 : self.endsWith('%')") },
        d: { type: "string", format: "duration", ...rules("self < duration('1h')") },
        t: { type: "string", format: "date-time", ...rules("self < timestamp('2030-01-01T00:00:00Z')") },
        y: { type: "string", format: "byte", ...rules("self.size() < 3") },
        u: { ...text, nullable: true, ...rules("self == 'x'") },
      }),
    ),
    ...specs(
      { a: "abc", n: 5, r: 1, b: true, i: 1, d: "1m", t: "2020-01-01T00:00:00Z", y: "YQ==", u: "x" },
      { a: "b" },
      { a: "bcdefg" },
      { n: 1 },
      { n: 10 },
      { r: 2 },
      { r: 1.5 },
      { b: false },
      { i: 5 },
      { i: "5" },
      { i: "5%" },
      { d: "2h" },
      { t: "2031-01-01T00:00:00Z" },
      { y: "aGVsbG8=" },
      { u: null },
      { u: "y" },
      { a: 5 },
      { a: "b", n: "x" },
      {},
    ),
  ]),
  sequence("rules of objects, lists and maps", [
    definition(
      object(
        {
          min: number,
          max: number,
          list: list({ ...text, ...rules("self != 'bad'") }, rules("self.size() < 4", "self.all(x, x.size() < 5)")),
          map: map({ ...number, ...rules("self > 0") }, rules("!('no' in self)")),
          objects: list(
            object({ a: { ...text, ...rules("self == 'x'") }, c: number }, rules("!has(self.c) || self.c > 1")),
          ),
          nested: object({
            inner: object({ leaf: { ...text, ...rules("self == 'green'") } }, rules("has(self.leaf)")),
          }),
        },
        rules(
          "!has(self.min) || !has(self.max) || self.min <= self.max",
          {
            rule: "!has(self.min) || self.min > 0",
            message: "min must be positive",
            reason: "FieldValueForbidden",
            fieldPath: ".min",
          },
          { rule: "!has(self.max) || self.max < 100", reason: "FieldValueRequired", fieldPath: ".max" },
          { rule: "!has(self.max) || self.max != 50", reason: "FieldValueDuplicate", fieldPath: ".max" },
          {
            rule: "!has(self.map) || !('k' in self.map)",
            fieldPath: ".map['k']",
            messageExpression: "'k is %d'.format([self.map.k])",
          },
        ),
      ),
    ),
    ...specs(
      { min: 1, max: 2 },
      { min: 2, max: 1 },
      { min: 0 },
      { max: 100 },
      { max: 50 },
      { min: -1, max: -2 },
      { map: { k: 1 } },
      { map: { a: 0 } },
      { map: { no: 1 } },
      { list: ["a", "bad"] },
      { list: ["a", "b", "c", "d"] },
      { list: ["abcdef"] },
      { objects: [{ a: "x" }, { a: "y" }] },
      { objects: [{ c: 1 }] },
      { nested: {} },
      { nested: { inner: {} } },
      { nested: { inner: { leaf: "red" } } },
      { min: "x", max: 1 },
    ),
  ]),
  sequence("rules that fail to be evaluated", [
    definition(
      object({
        a: object({ b: text, x: { "x-kubernetes-int-or-string": true } }, rules("self.b == 'x'")),
        c: list(number, rules("self[1] > 0")),
        m: map(text, rules("self.key == 'v'")),
        z: { ...number, ...rules("10 / self > 1", { rule: "10 % self == 0", message: "divides ten" }) },
        o: { "x-kubernetes-int-or-string": true, ...rules("self > 1") },
        s: { ...text, ...rules("int(self) > 1", "duration(self) > duration('1s')") },
        e: {
          ...text,
          ...rules(
            { rule: "self == 'a'", messageExpression: "'' + string(1 / int('0'))" },
            { rule: "self == 'a'", messageExpression: "' '", message: "blank" },
            { rule: "self == 'a'", messageExpression: "'a\\nb'", message: "lines" },
            { rule: "self == 'a'", messageExpression: "'  trimmed '" },
          ),
        },
        q: { ...text, ...rules("quantity(self).isLessThan(quantity('1k'))", "ip(self).family() == 4") },
      }),
    ),
    ...specs(
      { a: {} },
      { c: [1] },
      { c: [1, 2] },
      { m: {} },
      { z: 0 },
      { z: 3 },
      { o: "x" },
      { o: 1 },
      { s: "x" },
      { s: "2" },
      { e: "b" },
      { q: "x" },
      { q: "1.2.3.4" },
    ),
  ]),
  sequence("rules of whole objects, of status and of embedded ones", [
    definition(
      { type: "object" },
      {
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: object(
            {
              spec: object({
                size: number,
                template: {
                  type: "object",
                  "x-kubernetes-embedded-resource": true,
                  "x-kubernetes-preserve-unknown-fields": true,
                  ...rules("self.kind == 'Pod'", "self.metadata.name != 'bad'"),
                },
              }),
              status: object({
                ready: { ...number, ...rules("self >= oldSelf") },
                phase: { ...text, ...rules("self in ['A', 'B']") },
              }),
            },
            rules(
              { rule: "self.metadata.name.startsWith('t')", message: "names begin with t" },
              {
                rule: "!has(self.status) || !has(self.status.ready) || self.status.ready <= self.spec.size",
                fieldPath: ".status.ready",
              },
              "self.kind == 'Thing' && self.apiVersion.endsWith('/v1')",
            ),
          ),
        },
      },
    ),
    attempt(thing({ size: 1 }, { name: "x" })),
    attempt(thing({ size: 1, template: { apiVersion: "v1", kind: "Node", metadata: { name: "p" } } })),
    attempt(thing({ size: 1, template: { apiVersion: "v1", kind: "Pod", metadata: { name: "bad" } } })),
    create(thing({ size: 2 }, { name: "t" }, { status: { ready: 5 } })),
    patch({ status: { ready: 1, phase: "A" } }, "/status"),
    patch({ status: { ready: 3 } }, "/status"),
    patch({ status: { ready: 0 } }, "/status"),
    patch({ status: { phase: "C" } }, "/status"),
    patch({ spec: { size: 0 } }),
    patch({ status: { ready: 2, phase: "B" } }, "/status"),
    get,
  ]),
  sequence("lists and maps that are compared by what they are", [
    definition(
      object({
        set: { ...list(text), "x-kubernetes-list-type": "set", ...rules("self == oldSelf") },
        map: {
          ...list(object({ k: text, v: number }, { required: ["k"] })),
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["k"],
          ...rules("self == oldSelf"),
        },
        plain: { ...list(text), ...rules("self == oldSelf") },
        sum: { ...list(text), "x-kubernetes-list-type": "set", ...rules("(self + oldSelf).size() < 4") },
      }),
    ),
    create(
      thing({
        set: ["a", "b"],
        map: [
          { k: "a", v: 1 },
          { k: "b", v: 2 },
        ],
        plain: ["a", "b"],
        sum: ["a", "b"],
      }),
    ),
    patch({ spec: { set: ["b", "a"] } }),
    patch({ spec: { set: ["b", "c"] } }),
    patch({
      spec: {
        map: [
          { k: "b", v: 2 },
          { k: "a", v: 1 },
        ],
      },
    }),
    patch({
      spec: {
        map: [
          { k: "b", v: 2 },
          { k: "a", v: 2 },
        ],
      },
    }),
    patch({ spec: { plain: ["b", "a"] } }),
    patch({ spec: { sum: ["b", "c"] } }),
    patch({ spec: { sum: ["x", "y"] } }),
    get,
  ]),
  sequence("functions of the libraries in rules", [
    definition(
      object({
        words: list(
          text,
          rules("self.isSorted()", "self.distinct().size() == self.size()", "sets.contains(['a', 'b', 'c'], self)"),
        ),
        numbers: list(number, rules("self.sum() < 10", "self.size() == 0 || self.max() < 5", "self == self.sort()")),
        url: { ...text, ...rules("isURL(self)", "url(self).getScheme() == 'https'") },
        cidr: { ...text, ...rules("isCIDR(self) && cidr('10.0.0.0/8').containsCIDR(self)") },
        version: { ...text, ...rules("semver(self).isGreaterThan(semver('1.2.3'))") },
        amount: { ...text, ...rules("isQuantity(self) && quantity(self).compareTo(quantity('1Gi')) <= 0") },
        label: {
          ...text,
          ...rules({
            rule: "!format.dns1123Label().validate(self).hasValue()",
            messageExpression: "format.dns1123Label().validate(self).value().join('; ')",
          }),
        },
        pairs: map(number, rules("self.all(k, v, k.size() == v)", "self.transformMap(k, v, v + 1).size() < 3")),
        maybe: object(
          { a: text },
          rules("self.?a.orValue('none') != 'none'", "self.?a.optMap(x, x.size() < 5).orValue(true)"),
        ),
      }),
    ),
    ...specs(
      {
        words: ["a", "b"],
        numbers: [1, 2],
        url: "https://a",
        cidr: "10.1.0.0/16",
        version: "1.3.0",
        amount: "1Mi",
        label: "ok",
      },
      { words: ["b", "a"] },
      { words: ["a", "a", "z"] },
      { numbers: [3, 2, 7] },
      { numbers: [] },
      { url: "http://a" },
      { url: "x" },
      { cidr: "11.0.0.0/8" },
      { cidr: "x" },
      { version: "1.0.0" },
      { version: "x" },
      { amount: "2Gi" },
      { amount: "x" },
      { label: "A_B" },
      { pairs: { a: 1, bb: 2 } },
      { pairs: { a: 2 } },
      { pairs: { a: 1, bb: 2, ccc: 3 } },
      { maybe: {} },
      { maybe: { a: "abcdef" } },
      { maybe: { a: "none" } },
    ),
  ]),
  sequence("rules that use up their budget", [
    definition(
      object({
        heavy: {
          type: "array",
          maxItems: 300,
          items: { type: "string", maxLength: 5 },
          ...rules("self.all(x, self.all(y, self.exists(z, x != y || z != 'q')))", "self.size() < 1000"),
        },
        n: { ...number, ...rules("lists.range(900).all(x, lists.range(900).all(y, x + y >= self))") },
      }),
    ),
    attempt(thing({ heavy: Array.from({ length: 20 }, (_, index) => `v${index}`) })),
    attempt(thing({ heavy: Array.from({ length: 300 }, (_, index) => `v${index}`) })),
    attempt(thing({ n: 0 })),
  ]),
];

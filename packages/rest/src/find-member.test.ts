import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { absent, findEnd, findMember } from "./find-member.ts";

const encoder = new TextEncoder();

/** What is found in a text with other bytes around it; undefined where nothing is, null where more of it is needed. */
function valueIn(text: string, ...path: string[]): string | undefined | null {
  const bytes = encoder.encode(`}]"${text}]}",`);
  const member = findMember(bytes, 3, bytes.length - 4, path);
  if (member === absent) return undefined;
  if (!member || member.valueEnd === Infinity) return null;
  return new TextDecoder().decode(bytes.subarray(member.valueAt, member.valueEnd));
}

describe("finding a member", () => {
  it("finds the one at the path only", () => {
    const text = '{"a":{"b":1,"c":[{"b":2}]},"d":{"b":3},"e":"\\"b\\":4}"}';
    expect(valueIn(text, "d", "b")).toBe("3");
    expect(valueIn(text, "a", "b")).toBe("1");
    expect(valueIn(text, "c", "b")).toBeUndefined();
    expect(valueIn(text, "e", "b")).toBeUndefined();
  });

  it("does not enter a value that is no object", () => {
    expect(valueIn('{"m":null,"o":{"k":1}}', "m", "k")).toBeUndefined();
    expect(valueIn('{"m":[{"k":1}],"m":"k"}', "m", "k")).toBeUndefined();
    expect(valueIn('{"m":["k",{"k":1}],"x":{"k":2}}', "m", "k")).toBeUndefined();
    expect(valueIn('{"m":{},"o":1}', "m", "k")).toBeUndefined();
  });

  it("takes white space, escapes and every kind of value", () => {
    const text = '{ "m" : {\n "x\\\\" : "\\"", "k" : [ 1, "]", {"k": 2} ] , "l": true } }';
    expect(valueIn(text, "m", "k")).toBe(' [ 1, "]", {"k": 2} ] ');
    expect(valueIn('{"m":{"k":-1.5e3}}', "m", "k")).toBe("-1.5e3");
    expect(valueIn('{"m":{"k":"}"}}', "m", "k")).toBe('"}"');
  });

  it.each([
    '["a]"]',
    '["a]","b"]',
    '["a","]b"]',
    '["a[","b"]',
    '["a",["b"],"c"]',
    '[{"a":["b"]},"c"]',
    '[[],"a"]',
    '["a\\"]","b"]',
    '["\\\\a]\\\\","b"]',
    '["a"]',
    "[]",
    "[1]",
    '[{"f:k\\":[":{}},{"f:b":{}}]',
  ])("finds the end of the array %s", (array) => {
    expect(valueIn(`{"k":${array},"l":["a"]}`, "k")).toBe(array);
    expect(valueIn(`{"j":${array},"k":["a"]}`, "k")).toBe('["a"]');
  });

  it("finds the same as JSON.parse of the whole, and nothing in any beginning that does not hold it", () => {
    const key = fc.constantFrom("m", "k", 'k"', "{", "ä", "\\", "x");
    const text = fc.constantFrom<unknown>("", '"m":{"k":1}', "}]", "]", "a]", "[", "a[", "\\", '"]', 'a"]', "😀", "a");
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.oneof(text, fc.constantFrom(null, true, 1.5)),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(key, tie("tree"), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    const objects = fc.dictionary(key, tree, { maxKeys: 4, noNullPrototype: true });
    fc.assert(
      fc.property(objects, fc.nat(), fc.constantFrom(0, 1), (object, cutAt, indent) => {
        const whole = JSON.stringify(object, null, indent);
        const value = valueIn(whole, "m", "k");
        const m = object["m"];
        const holds = typeof m === "object" && m !== null && !Array.isArray(m) && Object.hasOwn(m, "k");
        if (!holds) {
          expect(value).toBeUndefined();
          return;
        }
        expect(JSON.parse(value ?? "")).toEqual((m as { k: unknown }).k);
        const found = valueIn(whole.slice(0, cutAt % whole.length), "m", "k");
        if (found !== null) expect(found).toBe(value);
      }),
      { numRuns: 1000 },
    );
  });

  it("finds the end of an object further out", () => {
    const bytes = encoder.encode('{"a":{"b":1,"c":"}"},"d":[2]},{}');
    expect(findEnd(bytes, 0, bytes.length)).toBe(29);
    expect(findEnd(bytes, 11, bytes.length, 2)).toBe(29);
    expect(findEnd(bytes, 0, 29)).toBe(Infinity);
  });
});

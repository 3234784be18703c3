import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createObjectScan, type ObjectScan } from "./object-scan.ts";

const encoder = new TextEncoder();

/** Scans a text that arrives in pieces of `size` bytes, and says what was found as texts. */
function scanText(text: string, size: number, ...path: string[]): { member?: string; value?: string; object: string } {
  const bytes = encoder.encode(text);
  const scan = createObjectScan(...path);
  for (let end = size; scan.length < 0; end += size) {
    const limit = Math.min(end, bytes.length);
    while (scan.length < 0 && scan.run(bytes, 0, limit));
    if (limit === bytes.length) break;
  }
  const cut = (from: number, to: number): string => new TextDecoder().decode(bytes.subarray(from, to));
  return {
    ...(scan.valueEnd >= 0 && { member: cut(scan.nameAt, scan.valueEnd), value: cut(scan.valueAt, scan.valueEnd) }),
    object: cut(0, scan.length),
  };
}

describe("an object scan", () => {
  it("finds the member at its path only, and the object's end", () => {
    const text = '{"a":{"b":1,"c":[{"b":2}]},"d":{"b":3},"e":"\\"b\\":4}"},"after"';
    expect(scanText(text, 100, "d", "b")).toEqual({
      member: '"b":3',
      value: "3",
      object: text.slice(0, text.indexOf(',"after"')),
    });
    expect(scanText(text, 100, "a", "b").value).toBe("1");
    expect(scanText(text, 100, "c", "b").value).toBeUndefined();
    expect(scanText(text, 100, "e", "b").value).toBeUndefined();
  });

  it("does not enter a value that is no object", () => {
    expect(scanText('{"m":null,"o":{"k":1}}', 5, "m", "k").value).toBeUndefined();
    expect(scanText('{"m":[{"k":1}],"m":"k"}', 5, "m", "k").value).toBeUndefined();
    expect(scanText('{"m":["k",{"k":1}],"x":{"k":2}}', 5, "m", "k").value).toBeUndefined();
  });

  it("takes white space, escapes and every kind of value", () => {
    const text = '{ "m" : {\n "x\\\\" : "\\"", "k" : [ 1, "]", {"k": 2} ] , "l": true } }';
    expect(scanText(text, 1, "m", "k").value).toBe(' [ 1, "]", {"k": 2} ] ');
    expect(scanText('{"m":{"k":-1.5e3}}', 1, "m", "k").value).toBe("-1.5e3");
    expect(scanText('{"m":{"k":"}"}}', 1, "m", "k").value).toBe('"}"');
  });

  it("finds the same, however the bytes are split", () => {
    const key = fc.constantFrom("m", "k", 'k"', "{", "ä", "\\", "x");
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.constantFrom<unknown>(null, true, 1.5, "", '"m":{"k":1}', "}]", "\\", "😀"),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(key, tie("tree"), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    const objects = fc.dictionary(key, tree, { maxKeys: 4, noNullPrototype: true });
    fc.assert(
      fc.property(objects, fc.integer({ min: 1, max: 9 }), fc.constantFrom(0, 1), (object, size, indent) => {
        const { member, value, object: text } = scanText(`${JSON.stringify(object, null, indent)} ,`, size, "m", "k");
        expect(JSON.parse(text)).toEqual(object);
        const m = object["m"];
        const holds = typeof m === "object" && m !== null && !Array.isArray(m) && Object.hasOwn(m, "k");
        expect(member !== undefined).toBe(holds);
        if (holds) expect(JSON.parse(value ?? "")).toEqual((m as { k: unknown }).k);
      }),
      { numRuns: 300 },
    );
  });

  it("starts over after a reset, wherever it stopped", () => {
    const scan: ObjectScan = createObjectScan("m", "k");
    const bytes = encoder.encode('{"m":{"k":"half a str');
    scan.run(bytes, 0, bytes.length);
    scan.reset();
    const next = encoder.encode('{"k":1}');
    expect(scan.run(next, 0, next.length)).toBe(true);
    expect(scan).toMatchObject({ length: 7, nameAt: -1, valueEnd: -1 });
  });
});

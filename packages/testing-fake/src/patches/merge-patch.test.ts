import { describe, expect, it } from "vitest";
import { applyMergePatch } from "./merge-patch.ts";

describe("merge patch", () => {
  // The objects among the examples of RFC 7386.
  it.each([
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b" }, { a: null }, {}],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])("%j merged with %j is %j", (object, patch, expected) => {
    const before = structuredClone(object);
    expect(applyMergePatch(object, patch)).toEqual(expected);
    expect(object).toEqual(before);
  });

  it("takes `__proto__` for a field like any other", () => {
    const patched = applyMergePatch(
      { metadata: {} },
      JSON.parse('{"__proto__":{"polluted":1},"metadata":{"__proto__":"x"}}'),
    );
    expect(JSON.stringify(patched)).toBe('{"__proto__":{"polluted":1},"metadata":{"__proto__":"x"}}');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it("is an object, or a bad request", () => {
    expect(() => applyMergePatch({}, [1])).toThrow("cannot unmarshal array into Go value");
    expect(() => applyMergePatch({}, null)).toThrow("Invalid JSON Patch");
  });
});

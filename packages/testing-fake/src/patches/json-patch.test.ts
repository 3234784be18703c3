import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { applyJsonPatch } from "./json-patch.ts";
import { Failure } from "../http/status.ts";

const apply = (object: object, ...operations: object[]) => applyJsonPatch(object as never, operations);

describe("JSON patch", () => {
  it("adds, replaces, removes, moves, copies and tests", () => {
    const patched = apply(
      { list: [1, 2], from: { a: 1 } },
      { op: "test", path: "/list/0", value: 1 },
      { op: "add", path: "/list/1", value: "between" },
      { op: "add", path: "/list/-", value: "last" },
      { op: "copy", from: "/from", path: "/copied" },
      { op: "move", from: "/from/a", path: "/copied/b" },
      { op: "replace", path: "/list/0", value: null },
      { op: "remove", path: "/list/2" },
    );
    expect(patched).toEqual({ list: [null, "between", "last"], from: {}, copied: { a: 1, b: 1 } });
  });

  it("follows pointers with escaped slashes and tildes", () => {
    expect(apply({ "a/b": { "c~d": 1 } }, { op: "replace", path: "/a~1b/c~0d", value: 2 })).toEqual({
      "a/b": { "c~d": 2 },
    });
  });

  it("replaces what is not there, and counts from the end for negative indices, as Kubernetes' library does", () => {
    expect(apply({}, { op: "replace", path: "/new", value: 1 })).toEqual({ new: 1 });
    expect(apply({ l: [1, 2, 3] }, { op: "remove", path: "/l/-1" })).toEqual({ l: [1, 2] });
    expect(apply({ l: [1, 2] }, { op: "add", path: "/l/-1", value: 3 })).toEqual({ l: [1, 2, 3] });
  });

  it.each([
    [{ op: "test", path: "/a", value: 2 }],
    [{ op: "remove", path: "/missing" }],
    [{ op: "add", path: "/missing/below", value: 1 }],
    [{ op: "replace", path: "/l/9", value: 1 }],
    [{ op: "add", path: "/l/9", value: 1 }],
    [{ op: "remove", path: "/l/x" }],
    [{ op: "move", from: "/missing", path: "/b" }],
    [{ op: "add", path: "" }],
    [{ op: "unknown", path: "/a" }],
    [{ op: "add" }],
  ])("makes the whole patch unprocessable by %j", (operation) => {
    const object = { a: 1, l: [1] };
    const failing = () => apply(object, { op: "add", path: "/done", value: true }, operation);
    expect(failing).toThrow("the server rejected our request due to an error in our request");
    expect(object).toEqual({ a: 1, l: [1] });
  });

  it("refuses what is no list of operations, and too many of them", () => {
    expect(() => applyJsonPatch({}, { op: "add" })).toThrow(
      "cannot unmarshal object into Go value of type []handlers.jsonPatchOp",
    );
    const many = Array.from({ length: 10_001 }, () => ({ op: "test", path: "/a" }));
    expect(() => applyJsonPatch({}, many)).toThrow(
      "The allowed maximum operations in a JSON patch is 10000, got 10001",
    );
  });

  it("leaves prototypes alone", () => {
    const patched = apply({}, { op: "add", path: "/__proto__", value: { polluted: true } });
    expect(Object.keys(patched)).toEqual(["__proto__"]);
    expect(() => apply({}, { op: "add", path: "/constructor/prototype/polluted", value: true })).toThrow(Failure);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  const path = fc
    .array(fc.constantFrom("a", "b", "0", "-", "1", "__proto__"), { maxLength: 3 })
    .map((parts) => parts.map((part) => `/${part}`).join(""));
  const operation = fc.record({
    op: fc.constantFrom("add", "remove", "replace", "move", "copy", "test"),
    path,
    from: path,
    value: fc.jsonValue(),
  });
  test.prop([fc.dictionary(fc.constantFrom("a", "b"), fc.jsonValue()), fc.array(operation, { maxLength: 5 })])(
    "changes a copy or fails, whatever it is given",
    (object, operations) => {
      const before = JSON.stringify(object);
      try {
        applyJsonPatch(object, operations);
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
      }
      expect(JSON.stringify(object)).toBe(before);
    },
  );
});

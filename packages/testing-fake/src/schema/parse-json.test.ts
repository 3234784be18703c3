import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../json.ts";
import { JsonNumber, parseJsonExactly, withPlainNumbers } from "./parse-json.ts";

describe("JSON as a server reads it", () => {
  test.prop([fc.jsonValue()])("is what JSON.parse reads, whatever is sent", (sent) => {
    const text = JSON.stringify(sent);
    expect(withPlainNumbers(parseJsonExactly(text).value)).toEqual(JSON.parse(text));
  });

  test.prop([fc.string()])("is refused where JSON.parse refuses it, with a SyntaxError", (text) => {
    let right = true;
    try {
      JSON.parse(text);
    } catch {
      right = false;
    }
    if (right) expect(() => parseJsonExactly(text)).not.toThrow();
    else expect(() => parseJsonExactly(text)).toThrow(SyntaxError);
  });

  it("keeps members that stand twice, and the text of numbers that mean more than their value", () => {
    const { value, membersOf } = parseJsonExactly('{"a":1,"b":1.0,"a":9007199254740993}');
    expect(membersOf?.(value as JsonObject)?.map(([name]) => name)).toEqual(["a", "b", "a"]);
    expect(value).toEqual({ a: new JsonNumber("9007199254740993"), b: new JsonNumber("1.0") });
  });

  it.each([
    ["", "unexpected end of JSON input"],
    ["{a:1}", "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ["[1 2]", "invalid character '2' after array element"],
    ["tru!", "invalid character '!' in literal true (expecting 'e')"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ["{} x", "invalid character 'x' after top-level value"],
    [`${"[".repeat(10_001)}${"]".repeat(10_001)}`, "exceeded max depth"],
  ])("says in Go's words what is wrong (%#)", (text, message) => {
    expect(() => parseJsonExactly(text)).toThrow(message);
  });

  it("takes keys such as __proto__ for what they are", () => {
    const { value } = parseJsonExactly('{"__proto__":{"a":1},"__proto__":{"b":1.0}}');
    expect(Object.keys(value as object)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});

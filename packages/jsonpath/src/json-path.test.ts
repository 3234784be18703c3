import { isKubernetesError } from "@kubets/apimachinery";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonPathError, parseJsonPath } from "./index.ts";

const pods = {
  items: [
    { metadata: { name: "web" }, spec: { containers: [{ image: "a" }, { image: "b" }] } },
    { metadata: { name: "db" }, spec: { containers: [{ image: "c" }] } },
  ],
};

describe("a template", () => {
  it("finds a list for each text and each pair of braces", () => {
    expect(parseJsonPath("names: {.items[*].metadata.name}!").find(pods)).toEqual([["names: "], ["web", "db"], ["!"]]);
  });

  it("finds the data's own values, not copies", () => {
    expect(parseJsonPath("{.items[0]}").find(pods)[0]?.[0]).toBe(pods.items[0]);
  });

  it("prints results apart by spaces, and each turn of a range", () => {
    const template = '{range .items[*]}{.metadata.name}: {.spec.containers[*].image}{"\\n"}{end}';
    expect(parseJsonPath(template).print(pods)).toBe("web: a b\ndb: c\n");
  });

  it("gives the same answer each time, ranges included", () => {
    const path = parseJsonPath("{range .items[*]}{.metadata.name} {end}", { allowMissingKeys: true });
    expect([path.print(pods), path.print({ items: [] }), path.print(pods)]).toEqual(["web db ", "", "web db "]);
  });

  it("walks ranges and lists of any length (D23)", () => {
    const list = Array.from({ length: 200_000 }, (_, index) => index);
    expect(parseJsonPath("{range .list[*]}{@}{end}").find({ list })).toHaveLength(200_000);
    expect(parseJsonPath("{.list[*]}").find({ list })[0]).toHaveLength(200_000);
    expect(parseJsonPath("{.list[0,*]}").find({ list })[0]).toHaveLength(200_001);
    expect(parseJsonPath("{..x}", { allowMissingKeys: true }).find({ list })).toEqual([[]]);
  });

  it("sees the fields of an object alone, not what it inherits", () => {
    expect(() => parseJsonPath("{.toString}").find({})).toThrow("toString is not found");
    expect(parseJsonPath("{.__proto__}", { allowMissingKeys: true }).find({})).toEqual([[]]);
  });

  it("gives fields in the order of their names where it gives all", () => {
    expect(parseJsonPath("{.*}").find({ b: 1, a: 2 })).toEqual([[2, 1]]);
  });

  it("prints fields in the order of their names, also those that look like numbers, which JavaScript puts first", () => {
    const data: unknown = JSON.parse('{"9": 1, "10": {"b": [], "1": {}, "*": 2}, "$": 3}');
    expect(parseJsonPath("{@}").print(data)).toBe('{"$":3,"10":{"*":2,"1":{},"b":[]},"9":1}');
    expect(parseJsonPath("{.*}").printJson({ 1: "a", $: "b" })).toBe('[\n    "b",\n    "a"\n]\n');
  });

  it("does not take an index that it knows only roughly for asking for nothing", () => {
    expect(() => parseJsonPath("{.items[9007199254740992]}").find(pods)).toThrow("array index out of bounds");
  });

  it("takes whole numbers for integers, also those that were written with a point: JavaScript does not know", () => {
    const data: unknown = JSON.parse('{"list": [5.0]}');
    expect(parseJsonPath("{.list[?(@==5)]}").find(data)).toEqual([[5]]);
    expect(() => parseJsonPath("{.list[?(@==5.0)]}").find(data)).toThrow("incompatible types for comparison");
  });
});

describe("a filter on a missing field", () => {
  it("is a problem unless missing keys are allowed, and then leaves the element out; asking whether it exists never is", () => {
    expect(() => parseJsonPath("{.items[?(@.spec.nodeName=='a')]}").find(pods)).toThrow("nodeName is not found");
    const lenient = parseJsonPath("{.items[?(@.spec.nodeName=='a')]}", { allowMissingKeys: true });
    expect(lenient.find(pods)).toEqual([[]]);
    expect(parseJsonPath("{.items[?(@.spec.nodeName)]}").find(pods)).toEqual([[]]);
  });
});

describe("a problem", () => {
  const problemOf = (run: () => unknown): JsonPathError => {
    try {
      run();
    } catch (error) {
      if (error instanceof JsonPathError) return error;
      throw error;
    }
    throw new Error("there was none");
  };

  it.each([
    ["{.a", 3, "unclosed action"],
    ["ab{#}", 3, "unrecognized character in action: U+0023 '#'"],
    ["{.a[x]}", 3, "invalid array index x"],
    ["{.a[0, x]}", 6, "invalid array index x"],
    ["{.a[ 'b' ,  x ]}", 11, "invalid array index x"],
    ["{.a[0", 3, "unterminated array"],
    ["{.a[?(@.b==#)]}", 11, "unrecognized character in action: U+0023 '#'"],
    ["{.a[?(#==1)]}", 6, "unrecognized character in action: U+0023 '#'"],
    ["{.a[?(#)]}", 6, "unrecognized character in action: U+0023 '#'"],
    ["{.a['b ;']}", 7, "unrecognized character in action: U+003B ';'"],
    ["{.a[?(@.b)}", 10, "unclosed array expect ]"],
    ["{.a[?(@.b", 3, "unterminated filter"],
    ["{.a 'b}", 4, "unterminated quoted string"],
    ["{.a}{'\\q'}", 5, "unquote string '\\q' error invalid syntax"],
    ["{..a....b}", 6, "invalid multiple recursive descent"],
    ["{1.2.3}", 1, "cannot parse number 1.2.3"],
    ["😀{#}", 3, "unrecognized character in action: U+0023 '#'"],
  ])("of reading %j is told with its place", (template, position, problem) => {
    expect(problemOf(() => parseJsonPath(template))).toMatchObject({ problem, position });
  });

  it.each([
    ["{.items[0].name}", 10, "name is not found"],
    ["{.items[*].metadata}{.items[0, 7]}", 30, "array index out of bounds: index 7, length 2"],
    ["{.items[?(@.metadata > 1)]}", 7, "invalid type for comparison"],
    ["{.items[?(@.nothing == 1)]}", 11, "nothing is not found"],
    ["{.items['x']}", 8, "x is not found"],
    ["{end}", 1, "not in range, nothing to end"],
    ["{.items.}", 7, " is not found"],
    ["{.items[0] x}", 11, "unrecognized identifier x"],
  ])("of evaluating %j is told with its place", (template, position, problem) => {
    expect(problemOf(() => parseJsonPath(template).find(pods))).toMatchObject({ problem, position });
  });

  it("is a KubernetesError that says what, where and in which template", () => {
    const error = problemOf(() => parseJsonPath("{.a"));
    expect(isKubernetesError(error)).toBe(true);
    expect(error).toMatchObject({ reason: "InvalidRequest", message: 'unclosed action (at 3 of "{.a")' });
  });

  it("is the only thing that any template and any data can throw, and lies within the template", () => {
    const part = fc.constantFrom(
      ..."{ } . .. [ ] * @ $ ' \" \\ , : ? ( ) ?( [?( = == < 1 -1 .5 a b true range end".split(" "),
      ..." |\n|{.a}|{.b[*]}|{range .b[*]}|{end}|[*]|['a']|[0:2]|[?(@.a==1)]|é|😀".split("|"),
    );
    const template = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(part, { maxLength: 12, size: "max" }).map((parts) => parts.join("")),
    );
    const data = fc.oneof(fc.jsonValue(), fc.constant({ a: { b: [1, "x", null] }, b: [{ a: 1 }, { a: "y" }] }));
    fc.assert(
      fc.property(template, data, fc.boolean(), (template, data, allowMissingKeys) => {
        try {
          const path = parseJsonPath(template, { allowMissingKeys });
          const before = JSON.stringify(data);
          path.find(data);
          path.print(data);
          path.printJson(data);
          expect(JSON.stringify(data)).toBe(before);
        } catch (error) {
          expect(error).toBeInstanceOf(JsonPathError);
          const { position } = error as JsonPathError;
          expect(position).toBeGreaterThanOrEqual(0);
          expect(position).toBeLessThanOrEqual(template.length);
        }
      }),
      { numRuns: 3000, seed: 165 },
    );
  });

  it("never lies in a text without braces: that is itself", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }).filter((text) => !text.includes("{")),
        (text) => parseJsonPath(text).print({}) === text,
      ),
      { seed: 165 },
    );
  });

  it("is none for a field of any name, escaped", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (name) => {
        // A backslash in a name cannot be written down at all.
        fc.pre(!name.includes("\\"));
        const escaped = name.replace(/[^]/gu, "\\$&");
        expect(parseJsonPath(`{.${escaped}}`).find({ [name]: 1 })).toEqual([[1]]);
      }),
      { seed: 165 },
    );
  });
});

import { describe, expect, it } from "vitest";
import { parseYaml } from "./parse-yaml.ts";

describe("YAML", () => {
  it("is its first document, whatever follows, and nothing where there is none", () => {
    expect(parseYaml("a: 1\n---\nb: [")).toEqual({ value: { a: 1 } });
    expect(parseYaml("")).toEqual({ value: null });
  });

  it("counts a key as it stands last, and says that it stood before", () => {
    expect(parseYaml("a: {b: 1, b: 2}")).toEqual({
      value: { a: { b: 2 } },
      problems: ['yaml: unmarshal errors:\n  line 1: key "b" already set in map'],
    });
  });

  it.each([
    ["a: [", "line 1: did not find expected node content"],
    ["a: {b: c", "line 1: did not find expected ',' or '}'"],
    ["a: b: c", "mapping values are not allowed in this context"],
    ["a:\n  b: c\n d: e", "line 2: did not find expected key"],
    ["a:\n\tb: c", "line 2: found character that cannot start any token"],
    ["a: @b", "found character that cannot start any token"],
    ["*a", "unknown anchor 'a' referenced"],
    ["a: &x {b: *x}", "anchor 'x' value contains itself"],
  ])("is refused in go-yaml's words: %j", (text, problem) => {
    expect(() => parseYaml(text)).toThrow(new SyntaxError(`yaml: ${problem}`));
  });

  it("cannot stand for very much in few words", () => {
    const lines = ["a: &a [x,x,x,x,x,x,x,x,x]"];
    for (const [index, name] of ["b", "c", "d", "e", "f", "g", "h", "i"].entries()) {
      const before = "abcdefgh"[index] ?? "";
      lines.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(",")}]`);
    }
    expect(() => parseYaml(lines.join("\n"))).toThrow("yaml: document contains excessive aliasing");
    expect(parseYaml("a: &a {b: c}\nd: *a")).toEqual({ value: { a: { b: "c" }, d: { b: "c" } } });
  });
});

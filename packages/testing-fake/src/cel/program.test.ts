import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readResults, readWorlds, judge } from "../testing/cel-corpus.ts";
import type { Environment } from "./checked.ts";
import { compile, costExceeded, type Program } from "./program.ts";
import { dynType, intType } from "./types.ts";
import { ArrayList, CelError, type Value } from "./values.ts";

const environment: Environment = {
  variables: new Map([
    ["self", dynType],
    ["n", intType],
  ]),
  fieldType: () => undefined,
};

function program(source: string): Program {
  const compiled = compile(source, environment);
  if ("problem" in compiled) throw new Error(compiled.problem);
  return compiled;
}

const evaluate = (source: string, variables: readonly (readonly [string, Value])[] = [], limit = 1_000_000): unknown =>
  program(source).evaluate(new Map(variables), limit).outcome;

describe("evaluating an expression", () => {
  it("goes by what names stand for, again and again", () => {
    const compiled = program("n * 2 + 1");
    expect([1n, 2n, 3n].map((n) => compiled.evaluate(new Map([["n", n]]), 100).outcome)).toEqual([3n, 5n, 7n]);
  });

  it("ends where it costs more than it may", () => {
    const found = evaluate("lists.range(1000).all(x, lists.range(1000).all(y, x + y >= 0))", [], 5000);
    expect(found).toEqual(new CelError(costExceeded));
  });

  it("counts no more than was done", () => {
    const { cost } = program("[1, 2, 3].all(x, x > 0)").evaluate(new Map(), 1_000_000);
    expect(cost).toBe(16);
  });

  it("says what a name without a value is", () => {
    expect(evaluate("n > 1")).toEqual(new CelError("no such attribute(s): n"));
  });

  it("lets lists grow without touching those they grew from", () => {
    const list = new ArrayList([1n]);
    const grown = program(
      "[dyn(self + [2]), dyn(self + [3]), self].map(x, string(x.size()) + string(x[x.size() - 1]))",
    );
    const outcome = (): unknown => [...(grown.evaluate(new Map([["self", list]]), 1_000_000).outcome as ArrayList)];
    expect([outcome(), outcome()]).toEqual([
      ["22", "23", "11"],
      ["22", "23", "11"],
    ]);
  });

  it("takes long chains, and refuses what is nested too deeply", () => {
    const sum = Array.from({ length: 200 }, () => "1").join(" + ");
    expect(evaluate(sum)).toBe(200n);
    for (const nested of [
      `${"(".repeat(5000)}1${")".repeat(5000)}`,
      "[".repeat(5000),
      `1${".a".repeat(5000)}`,
      `${"-".repeat(5000)}a`,
    ]) {
      expect(compile(nested, environment)).toMatchObject({ stage: "compilation" });
    }
    expect(compile(Array.from({ length: 3000 }, () => "true").join(" && "), environment)).not.toHaveProperty("problem");
  });
});

describe("text that may be no expression", () => {
  const worlds = readWorlds();
  const pieces = [...new Set(readResults().flatMap(({ expression }) => expression.match(/\w+|[^\w\s]+|\s+/g) ?? []))];
  const world = worlds.get("object");

  const isHarmless = (text: string): void => {
    if (!world) throw new Error("the world of objects is gone");
    // Throws nothing, and comes to an end.
    const { compile: refused, value, error } = judge(text, world);
    expect(refused ?? value ?? error).toBeTypeOf("string");
  };

  it("of any characters is refused, or evaluated, and nothing else", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), isHarmless), { numRuns: 500 });
  });

  it("of the pieces of expressions is refused, or evaluated, and nothing else", () => {
    const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join(""));
    fc.assert(fc.property(texts, isHarmless), { numRuns: 1500 });
  });

  it("made of an expression with a change is refused, or evaluated, and nothing else", () => {
    const changed = fc
      .tuple(fc.constantFrom(...readResults()), fc.nat(), fc.nat(20), fc.constantFrom(...pieces))
      .map(([{ expression }, at, length, piece]) => {
        const start = at % (expression.length + 1);
        return expression.slice(0, start) + piece + expression.slice(start + length);
      });
    fc.assert(fc.property(changed, isHarmless), { numRuns: 1500 });
  });
});

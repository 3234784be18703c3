import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  difference,
  differenceBelow,
  has,
  intersection,
  isEmpty,
  pathsOf,
  sameSet,
  setOf,
  union,
  type FieldSet,
} from "./field-set.ts";
import { fromFieldsV1, toFieldsV1 } from "./fields-v1.ts";
import { compareElements, elementText, keyElement, parseElement, pathText, valueElement } from "./path-element.ts";

const element = fc.constantFrom("f:a", "f:b", 'k:{"name":"x"}', 'v:"y"', "i:0");
const path = fc.array(element, { minLength: 1, maxLength: 3 });
const sets = fc.array(path, { maxLength: 6 }).map((paths) => setOf(...paths));
const textsOf = (set: FieldSet): string[] => [...pathsOf(set)].map((steps) => steps.join(" "));

describe("sets of fields", () => {
  it("are what sets of paths are", () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const [left, right] = [new Set(textsOf(a)), new Set(textsOf(b))];
        expect(new Set(textsOf(union(a, b)))).toEqual(new Set([...left, ...right]));
        expect(new Set(textsOf(intersection(a, b)))).toEqual(new Set([...left].filter((text) => right.has(text))));
        expect(new Set(textsOf(difference(a, b)))).toEqual(new Set([...left].filter((text) => !right.has(text))));
        const below = [...left].filter(
          (text) => ![...right].some((other) => text === other || text.startsWith(`${other} `)),
        );
        expect(new Set(textsOf(differenceBelow(a, b)))).toEqual(new Set(below));
        expect(isEmpty(difference(a, a))).toBe(true);
        expect(sameSet(a, b)).toBe(left.size === right.size && [...left].every((text) => right.has(text)));
      }),
    );
  });

  it("say the same after they were written and read", () => {
    fc.assert(
      fc.property(sets, (set) => {
        expect(textsOf(fromFieldsV1(toFieldsV1(set)))).toEqual(textsOf(set));
      }),
    );
  });

  it("write a field that is owned beside others below it as a dot", () => {
    expect(toFieldsV1(setOf(["f:a"], ["f:a", "f:b"]))).toEqual({ "f:a": { ".": {}, "f:b": {} } });
  });

  it("write fields before keys, values and positions, numbers in the order of numbers", () => {
    const ports = [443, 80].map((port) => keyElement([["port", port]]));
    const set = setOf(["i:1"], [valueElement("z")], [valueElement(5)], ...ports.map((key) => [key]), ["f:z"], ["f:a"]);
    expect(Object.keys(toFieldsV1(set))).toEqual([
      "f:a",
      "f:z",
      'k:{"port":80}',
      'k:{"port":443}',
      "v:5",
      'v:"z"',
      "i:1",
    ]);
  });

  it("know what is in them", () => {
    const set = setOf(["f:a", "f:b"]);
    expect(has(set, ["f:a", "f:b"])).toBe(true);
    expect(has(set, ["f:a"])).toBe(false);
    expect(has(set, [])).toBe(false);
  });

  it("leave out elements of kinds that are not known, and refuse what is no element", () => {
    expect(toFieldsV1(fromFieldsV1({ "x:a": {}, "f:b": { "x:c": {} } }))).toEqual({ "f:b": {} });
    for (const key of ["a", "data", "v:{", "k:1", "i:x"])
      expect(() => fromFieldsV1({ [key]: {} })).toThrow(SyntaxError);
    expect(() => fromFieldsV1({ "f:a": 1 })).toThrow("f:a is not an object");
  });

  it("hold fields with any name", () => {
    const set = setOf(["f:__proto__", "f:constructor"]);
    expect(textsOf(fromFieldsV1(JSON.parse(JSON.stringify(toFieldsV1(set)))))).toEqual(["f:__proto__ f:constructor"]);
  });
});

describe("elements of paths", () => {
  it("have the names that messages give them", () => {
    const steps = [
      "f:spec",
      "f:ports",
      keyElement([
        ["port", 80],
        ["protocol", "TCP"],
      ]),
      'v:"a"',
      "i:3",
    ];
    expect(pathText(steps)).toBe('.spec.ports[port=80,protocol="TCP"][="a"][3]');
    expect(elementText("f:a.b")).toBe(".a.b");
  });

  it("are read in one form, however their keys are ordered", () => {
    expect(parseElement('k:{"b":1,"a":"<"}')).toBe(
      keyElement([
        ["a", "<"],
        ["b", 1],
      ]),
    );
    expect(keyElement([["a", "<"]])).toBe(String.raw`k:{"a":"\u003c"}`);
  });

  it("have a total order", () => {
    fc.assert(
      fc.property(element, element, (a, b) => {
        expect(Math.sign(compareElements(a, b))).toBe(-Math.sign(compareElements(b, a)) + 0);
        expect(compareElements(a, b) === 0).toBe(a === b);
      }),
    );
  });

  it("stand in the order of their bytes in UTF-8", () => {
    expect(compareElements("f:\u{1F600}", "f:\uFFFD")).toBeGreaterThan(0);
  });
});

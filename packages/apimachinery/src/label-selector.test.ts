import { readFileSync } from "node:fs";
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { isKubernetesError } from "./errors.ts";
import { labelSelectorOf, parseLabelSelector, type LabelSelector, type LabelSelectorSpec } from "./label-selector.ts";

interface Answer {
  readonly string?: string;
  /** One digit for each label set. */
  readonly matches?: string;
  readonly error?: string;
}

// Printed by k8s.io/apimachinery itself: tooling/oracles/selectors.
const golden = JSON.parse(readFileSync(new URL("../testdata/label-selectors.json", import.meta.url), "utf8")) as {
  labelSets: Record<string, string>[];
  labelSelectors: (Answer & { text: string })[];
  selectorSpecs: (Answer & { spec: LabelSelectorSpec })[];
};

function answerOf(make: () => LabelSelector): Answer {
  try {
    const selector = make();
    const string = selector.toString();
    const matches = golden.labelSets.map((labels) => (selector.matches(labels) ? "1" : "0")).join("");
    return { ...(string === "" ? {} : { string }), matches };
  } catch (error) {
    if (!isKubernetesError(error) || error.reason !== "InvalidRequest") throw error;
    return { error: error.message };
  }
}

describe("parseLabelSelector", () => {
  it("agrees with Kubernetes' parser on every text: meaning, canonical text and error", () => {
    expect(golden.labelSelectors.length).toBeGreaterThan(2000);
    for (const { text, ...expected } of golden.labelSelectors) {
      expect(
        answerOf(() => parseLabelSelector(text)),
        text,
      ).toEqual(expected);
    }
  });

  it("tells where the text went wrong", () => {
    const position = (text: string): unknown => {
      try {
        return parseLabelSelector(text);
      } catch (error) {
        return isKubernetesError(error) ? error.details?.causes?.[0] : error;
      }
    };
    expect(position("app=web, tier what")).toEqual({
      reason: "FieldValueInvalid",
      field: "labelSelector",
      message: 'character 15 of "app=web, tier what"',
    });
    expect(position("a in (b")).toMatchObject({ message: 'character 8 of "a in (b"' });
  });

  it("gives its requirements, sorted by key", () => {
    expect(parseLabelSelector("tier in (web,db),!app,size>3").requirements).toEqual([
      { key: "app", operator: "!", values: [] },
      { key: "size", operator: "gt", values: ["3"] },
      { key: "tier", operator: "in", values: ["db", "web"] },
    ]);
    expect(parseLabelSelector("").empty).toBe(true);
    expect(parseLabelSelector("a").empty).toBe(false);
  });

  it("takes absent labels for no labels, and inherited properties for none", () => {
    expect(parseLabelSelector("").matches(undefined)).toBe(true);
    expect(parseLabelSelector("a").matches(undefined)).toBe(false);
    expect(parseLabelSelector("constructor").matches({})).toBe(false);
    expect(parseLabelSelector("!toString").matches({})).toBe(true);
  });

  test.prop([
    fc.string({
      unit: fc.constantFrom("a", "b", "in", "notin", "=", "!", ",", "(", ")", "<", ">", "5", "/", "é", " ", "\t", "\0"),
      maxLength: 20,
    }),
  ])("either refuses a text with an error of its own or parses its own text form to the same", (text) => {
    const answer = answerOf(() => parseLabelSelector(text));
    if (answer.error !== undefined) return;
    expect(answerOf(() => parseLabelSelector(answer.string ?? ""))).toEqual(answer);
  });

  test.prop([fc.string({ unit: "binary", maxLength: 40 })])("throws nothing but KubernetesErrors", (text) => {
    answerOf(() => parseLabelSelector(text));
  });
});

describe("labelSelectorOf", () => {
  it("agrees with Kubernetes' conversion of every spec", () => {
    expect(golden.selectorSpecs.length).toBeGreaterThan(500);
    for (const { spec, ...expected } of golden.selectorSpecs) {
      expect(
        answerOf(() => labelSelectorOf(spec)),
        JSON.stringify(spec),
      ).toEqual(expected);
    }
  });

  it("selects nothing for an absent spec, here and on a server that gets its text", () => {
    const nothing = labelSelectorOf(undefined);
    for (const labels of [undefined, {}, { nothing: "" }]) {
      expect(nothing.matches(labels)).toBe(false);
      expect(parseLabelSelector(nothing.toString()).matches(labels)).toBe(false);
    }
    expect(nothing.empty).toBe(false);
  });
});

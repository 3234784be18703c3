import { readFileSync } from "node:fs";
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { isKubernetesError } from "./errors.ts";
import { escapeFieldValue, parseFieldSelector } from "./field-selector.ts";

interface Answer {
  readonly string?: string;
  readonly matches?: string;
  readonly error?: string;
}

// Printed by k8s.io/apimachinery itself: tooling/oracles/selectors.
const golden = JSON.parse(readFileSync(new URL("../testdata/field-selectors.json", import.meta.url), "utf8")) as {
  fieldSets: Record<string, string>[];
  fieldSelectors: (Answer & { text: string })[];
};

function answerOf(text: string): Answer {
  try {
    const selector = parseFieldSelector(text);
    const string = selector.toString();
    const matches = golden.fieldSets.map((fields) => (selector.matches(fields) ? "1" : "0")).join("");
    return { ...(string === "" ? {} : { string }), matches };
  } catch (error) {
    if (!isKubernetesError(error) || error.reason !== "InvalidRequest") throw error;
    return { error: error.message };
  }
}

describe("parseFieldSelector", () => {
  it("agrees with Kubernetes' parser on every text: meaning, canonical text and error", () => {
    expect(golden.fieldSelectors.length).toBeGreaterThan(2000);
    for (const { text, ...expected } of golden.fieldSelectors) expect(answerOf(text), text).toEqual(expected);
  });

  it("gives requirements with their values unescaped", () => {
    const { requirements, empty } = parseFieldSelector(String.raw`status.phase!=Failed,metadata.name==a\,b`);
    expect(requirements).toEqual([
      { field: "metadata.name", operator: "=", value: "a,b" },
      { field: "status.phase", operator: "!=", value: "Failed" },
    ]);
    expect(empty).toBe(false);
    expect(parseFieldSelector("").empty).toBe(true);
  });

  it("names the part that is wrong", () => {
    expect(() => parseFieldSelector("a=b,c")).toThrow(
      expect.objectContaining({
        details: { causes: [{ reason: "FieldValueInvalid", field: "fieldSelector", message: 'in "c"' }] },
      }),
    );
  });

  test.prop([fc.string({ unit: "binary", maxLength: 20 })])("reads back any escaped value", (value) => {
    const { requirements } = parseFieldSelector(`field=${escapeFieldValue(value)}`);
    expect(requirements).toEqual([{ field: "field", operator: "=", value }]);
  });

  test.prop([fc.string({ unit: fc.constantFrom("a", "b", "=", "!", ",", "\\", " ", "é"), maxLength: 20 })])(
    "either refuses a text with an error of its own or parses its own text form to the same",
    (text) => {
      const answer = answerOf(text);
      if (answer.error === undefined) expect(answerOf(answer.string ?? "")).toEqual(answer);
    },
  );
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  validateDns1035Label,
  validateDns1123Label,
  validateDns1123Subdomain,
  validateLabelKey,
  validateLabelValue,
} from "./names.ts";

const rules = {
  labelKey: validateLabelKey,
  labelValue: validateLabelValue,
  dns1123Label: validateDns1123Label,
  dns1123Subdomain: validateDns1123Subdomain,
  dns1035Label: validateDns1035Label,
};

// Printed by k8s.io/apimachinery itself: tooling/oracles/selectors.
const golden = JSON.parse(readFileSync(new URL("../testdata/names.json", import.meta.url), "utf8")) as {
  /** What each rule says of a text, as indexes of messages. */
  names: ({ text: string } & { [rule in keyof typeof rules]?: number[] })[];
  messages: string[];
};

describe("name validation", () => {
  it.each(Object.entries(rules))("%s: agrees with Kubernetes on every text, word by word", (rule, validate) => {
    expect(golden.names.length).toBeGreaterThan(2000);
    for (const name of golden.names) {
      const problems = name[rule as keyof typeof rules] ?? [];
      expect(validate(name.text), name.text).toEqual(problems.map((index) => golden.messages[index]));
    }
  });

  it("answers in no time for a long text that almost fits", () => {
    const long = `${"a-".repeat(200_000)}!`;
    expect(validateDns1123Subdomain(long)).toHaveLength(2);
    expect(validateLabelKey(long)).toHaveLength(2);
  });
});

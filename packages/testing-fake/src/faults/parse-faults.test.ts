import { KubernetesError } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { parseFaults } from "./parse-faults.ts";

const problem = (text: string): string => {
  try {
    parseFaults(text, "faults.yaml");
  } catch (error) {
    if (error instanceof KubernetesError && error.reason === "Decode") return error.message;
    throw error;
  }
  throw new Error("it was accepted");
};

describe("a file of faults", () => {
  it("is a list in YAML or JSON, alone or under a key", () => {
    const faults = [
      { verb: ["list", "watch"], resource: "pods", times: Infinity, probability: 0.5, seed: 1, with: "reset" },
      { resource: ["pods/status"], after: 2, delayMs: 10, with: { code: 503, retryAfterSeconds: 1 } },
      { with: { cutAfterEvents: 2 } },
    ];
    const text = `
      faults:
        - { verb: [list, watch], resource: pods, times: .inf, probability: 0.5, seed: 1, with: reset }
        - resource: [pods/status]
          after: 2
          delayMs: 10
          with: { code: 503, retryAfterSeconds: 1 }
        - with: { cutAfterEvents: 2 }
    `;
    expect(parseFaults(text)).toEqual(faults);
    expect(parseFaults('[{"with":"stall"}]')).toEqual([{ with: "stall" }]);
  });

  it.each([
    ["a: [", /^faults\.yaml:\d+:\d+: not YAML: /],
    ["42", "faults.yaml: a list of faults is missing"],
    ["fault: []", 'faults.yaml: has no field "fault"; it has faults'],
    ["[reset]", "faults.yaml: faults[0]: must be an object"],
    ["[{verb: get}]", 'faults.yaml: faults[0]: needs "with", "delayMs" or both'],
    ["[{verb: fetch, with: reset}]", /^faults\.yaml: faults\[0\]\.verb: must be one of get, list, /],
    [
      "[{with: reset}, {resources: pods}]",
      /^faults\.yaml: faults\[1\]: has no field "resources"; it has verb, group, resource, /,
    ],
    ["[{with: explode}]", /^faults\.yaml: faults\[0\]\.with: must be one of reset, /],
    ["[{with: {code: 200}}]", "faults.yaml: faults[0].with.code: must be an HTTP status from 400 to 599"],
    ["[{with: {code: 500, text: x}}]", /^faults\.yaml: faults\[0\]\.with: has no field "text"; it has code, /],
    ["[{with: {staleBy: -1}}]", "faults.yaml: faults[0].with.staleBy: must be a whole number, 0 or more"],
    ["[{with: {staleBy: 1, code: 500}}]", 'faults.yaml: faults[0].with: has no field "code"; it has staleBy'],
    ["[{times: 0, with: reset}]", "faults.yaml: faults[0].times: must be a whole number, 1 or more, or .inf"],
    ["[{probability: 2, with: reset}]", "faults.yaml: faults[0].probability: must be a number from 0 to 1"],
    ["[{delayMs: soon}]", "faults.yaml: faults[0].delayMs: must be a number of milliseconds, 0 or more"],
    ["[{name: 1, with: reset}]", "faults.yaml: faults[0].name: must be a text"],
    ["[{resource: [], with: reset}]", "faults.yaml: faults[0].resource: must be a text or a list of texts"],
  ])("that says %j is refused with the place and what belongs there", (text, message) => {
    if (typeof message === "string") expect(problem(text)).toBe(message);
    else expect(problem(text)).toMatch(message);
  });
});

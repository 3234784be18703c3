import { parseArgs } from "node:util";
import { describe, expect, it } from "vitest";
import { kubeconfigFlags, optionsFromFlags, parseTimeout } from "./flags.ts";

describe("flags (F058)", () => {
  it("can be bound to a parser of command lines", () => {
    const options = Object.fromEntries(
      kubeconfigFlags.map(({ name, short, type }) => [
        name,
        {
          type: type === "boolean" ? "boolean" : "string",
          multiple: type === "texts",
          ...(short && { short }),
        } as const,
      ]),
    );
    const args = ["-n", "shop", "--server=https://x", "--as", "jane", "--as-group=a", "--as-group=b", "--token", "t"];
    const more = ["--insecure-skip-tls-verify", "--request-timeout", "1m30s", "--context", "c", "--kubeconfig=/k"];
    const { values } = parseArgs({ args: [...args, ...more], options });
    expect(optionsFromFlags(values)).toEqual({
      namespace: "shop",
      server: "https://x",
      context: "c",
      kubeconfig: "/k",
      timeoutMs: 90_000,
      clusterFields: { "insecure-skip-tls-verify": true },
      userFields: { as: "jane", "as-groups": ["a", "b"], token: "t" },
    });
    expect(optionsFromFlags({ verbose: true })).toEqual({ clusterFields: {}, userFields: {} });
  });
});

describe("parseTimeout (F065)", () => {
  it.for<[string, number]>([
    ["0", 0],
    ["30", 30_000],
    ["1.5s", 1500],
    ["1h2m3s", 3_723_000],
    ["100ms", 100],
    [".5m", 30_000],
    ["+5s", 5000],
  ])("%s is %d ms", ([text, expected]) => expect(parseTimeout(text)).toBe(expected));

  it.for(["", "s", "1d", "1s2", "-1", "-1s", "1 s", "one"])("refuses %j", (text) => {
    expect(() => parseTimeout(text)).toThrow(/expected a time limit/);
  });
});

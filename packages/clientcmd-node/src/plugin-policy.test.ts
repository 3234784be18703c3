import { describe, expect, it } from "vitest";
import { enforcePluginPolicy, pluginPolicyProblem, type PluginPolicy } from "./plugin-policy.ts";

const programs = new Set(["/usr/bin/aws", "/opt/aws", "/usr/bin/gcloud"]);
const lookUp = {
  env: { PATH: "/usr/bin:/opt" },
  platform: "linux" as const,
  isProgram: (path: string) => programs.has(path),
};

const allow = (...commands: string[]): PluginPolicy => ({
  type: "Allowlist",
  allowlist: commands.map((command) => ({ command })),
});

describe("the policy for credential plugins (F050)", () => {
  it.for<[string, PluginPolicy, string, string | undefined, boolean]>([
    ["nothing", {}, "aws", "/usr/bin/aws", true],
    ["an empty type", { type: "" }, "aws", "/usr/bin/aws", true],
    ["AllowAll", { type: "AllowAll" }, "aws", undefined, true],
    ["DenyAll", { type: "DenyAll" }, "aws", "/usr/bin/aws", false],
    ["a name", allow("aws"), "aws", "/usr/bin/aws", true],
    ["a name for a path", allow("aws"), "/usr/bin/aws", "/usr/bin/aws", true],
    ["a path for a name", allow("/usr/bin/aws"), "aws", "/usr/bin/aws", true],
    ["a path that is not normal", allow("/usr/bin/aws"), "/usr/../usr/bin/aws", "/usr/bin/aws", true],
    ["another program of that name", allow("/opt/aws"), "aws", "/usr/bin/aws", false],
    ["a name that is another program", allow("aws"), "/opt/aws", "/opt/aws", false],
    ["another name", allow("gcloud"), "aws", "/usr/bin/aws", false],
    ["one of several", allow("gcloud", "aws"), "aws", "/usr/bin/aws", true],
  ])("%s: %j lets %j be run: %s", ([, policy, command, program, allowed]) => {
    const enforce = (): void => enforcePluginPolicy(policy, command, program, lookUp);
    if (allowed) expect(enforce).not.toThrow();
    else expect(enforce).toThrow(/^credential plugin policy: .* is not run/);
  });

  it.for<[unknown, RegExp | undefined]>([
    [{}, undefined],
    [allow("aws", "/usr/bin/aws"), undefined],
    [{ type: "Some" }, /expected the policy AllowAll, DenyAll or Allowlist, found "Some"/],
    [{ type: "AllowAll", allowlist: [] }, /an allowlist together with the policy "AllowAll"/],
    [{ allowlist: [{ command: "aws" }] }, /an allowlist together with the policy ""/],
    [{ type: "Allowlist" }, /without an allowlist/],
    [{ type: "Allowlist", allowlist: [] }, /use the policy DenyAll instead/],
    [allow("aws", ""), /allowlist\[1\].command is missing/],
    [allow("/usr//bin/aws"), /is not normal: write "\/usr\/bin\/aws"/],
    [allow("./aws"), /is not normal: write "aws"/],
    [allow("/usr/bin/"), /is not normal: write "\/usr\/bin"/],
  ])("says what is wrong with %j", ([policy, expected]) => {
    const problem = pluginPolicyProblem(policy as PluginPolicy);
    if (expected === undefined) expect(problem).toBeUndefined();
    else expect(problem).toMatch(expected);
    if (expected !== undefined) {
      expect(() => enforcePluginPolicy(policy as PluginPolicy, "aws", "/usr/bin/aws", lookUp)).toThrow(expected);
    }
  });
});

import { describe, expect, it } from "vitest";
import { covers, partsOf, ruleText, together } from "./covers.ts";
import type { PolicyRule } from "./policy-rule.ts";

const nothing: PolicyRule = { verbs: [], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };
const onPods = (more: Partial<PolicyRule> = {}): PolicyRule => ({
  ...nothing,
  apiGroups: [""],
  resources: ["pods"],
  verbs: ["get"],
  ...more,
});
const onPaths = (...nonResourceURLs: string[]): PolicyRule => ({ ...nothing, nonResourceURLs, verbs: ["get"] });

describe("what a rule covers of another", () => {
  it("is taken apart by group, resource, verb, name and path", () => {
    const rule = onPods({ apiGroups: ["", "apps"], verbs: ["get", "list"], resourceNames: ["a", "b"] });
    expect(partsOf(rule)).toHaveLength(8);
    expect(partsOf(onPaths("/a", "/b"))).toEqual([onPaths("/a"), onPaths("/b")]);
  });

  it.each<[string, PolicyRule, PolicyRule, boolean]>([
    ["itself", onPods(), onPods(), true],
    ["another verb", onPods(), onPods({ verbs: ["list"] }), false],
    ["any verb, group and resource", onPods({ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }), onPods(), true],
    ["everything with something", onPods(), onPods({ verbs: ["*"] }), false],
    ["a name with all", onPods(), onPods({ resourceNames: ["a"] }), true],
    ["all with a name", onPods({ resourceNames: ["a"] }), onPods(), false],
    ["another name", onPods({ resourceNames: ["a"] }), onPods({ resourceNames: ["b"] }), false],
    ["a part of any resource", onPods({ resources: ["*/log"] }), onPods({ resources: ["pods/log"] }), true],
    ["another part", onPods({ resources: ["*/log"] }), onPods({ resources: ["pods/exec"] }), false],
    ["the whole with its part", onPods({ resources: ["pods/log"] }), onPods(), false],
    ["paths by their beginning", onPaths("/a/*"), onPaths("/a/b"), true],
    ["a pattern with itself", onPaths("/a/*"), onPaths("/a/*"), true],
    ["a wider pattern", onPaths("/a/*"), onPaths("/*"), false],
    ["resources with paths", onPaths("*"), onPods(), false],
  ])("%s", (_, rule, part, covered) => {
    expect(covers(rule, part)).toBe(covered);
  });

  it("is told with the verbs of a resource together, and those of paths apart", () => {
    const parts = [
      ...partsOf(onPods({ verbs: ["get", "list"] })),
      onPaths("/a"),
      { ...onPaths("/a"), verbs: ["post"] },
      onPods({ resourceNames: ["x"] }),
    ];
    expect(together(parts).map(ruleText)).toEqual([
      '{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}',
      '{NonResourceURLs:["/a"], Verbs:["get"]}',
      '{NonResourceURLs:["/a"], Verbs:["post"]}',
      '{APIGroups:[""], Resources:["pods"], ResourceNames:["x"], Verbs:["get"]}',
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { apiVersionOf, defineResource, parseApiVersion } from "./resource-descriptor.ts";

describe("apiVersion", () => {
  it("is the version alone for the core group, else group/version, and comes apart again", () => {
    for (const [text, groupVersion] of [
      ["v1", { group: "", version: "v1" }],
      ["apps/v1", { group: "apps", version: "v1" }],
      ["demo.kubets.dev/v1alpha1", { group: "demo.kubets.dev", version: "v1alpha1" }],
    ] as const) {
      expect(apiVersionOf(groupVersion)).toBe(text);
      expect(parseApiVersion(text)).toEqual(groupVersion);
    }
  });

  it("has one slash at most", () => {
    expect(() => parseApiVersion("a/b/c")).toThrow(RangeError);
  });
});

describe("defineResource", () => {
  it("gives a descriptor that nobody can change, and that does not follow its source", () => {
    const source = { group: "", version: "v1", resource: "pods", kind: "Pod", scope: "Namespaced" as const };
    const pods = defineResource(source);
    source.kind = "Node";
    expect(pods).toEqual({ group: "", version: "v1", resource: "pods", kind: "Pod", scope: "Namespaced" });
    expect(Object.isFrozen(pods)).toBe(true);
  });
});

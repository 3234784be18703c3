import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { parseTarget } from "./request-info.ts";

describe("the path of a request", () => {
  it.each([
    ["/api/v1/pods", { group: "", version: "v1", resource: "pods" }],
    ["/api/v1/namespaces", { group: "", version: "v1", resource: "namespaces" }],
    ["/api/v1/namespaces/a", { group: "", version: "v1", resource: "namespaces", name: "a" }],
    [
      "/api/v1/namespaces/a/status",
      { group: "", version: "v1", resource: "namespaces", name: "a", subresource: "status" },
    ],
    ["/api/v1/namespaces/a/finalize", { resource: "namespaces", name: "a", subresource: "finalize" }],
    ["/api/v1/namespaces/a/pods", { namespace: "a", resource: "pods" }],
    ["/api/v1/namespaces/a/pods/", { namespace: "a", resource: "pods" }],
    ["/api/v1/namespaces/a/status/b", { namespace: "a", resource: "status", name: "b" }],
    [
      "/apis/apps/v1/namespaces/a/deployments/d/scale",
      { group: "apps", namespace: "a", resource: "deployments", name: "d", subresource: "scale" },
    ],
    ["/api/v1/namespaces/a/pods/p/proxy/x/y?z=1", { name: "p", subresource: "proxy", rest: ["x", "y"] }],
    ["/api/v1/watch/namespaces/a/pods/p", { watch: true, namespace: "a", resource: "pods", name: "p" }],
    [
      "/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode",
      { resource: "clusterroles", name: "system:node" },
    ],
  ])("%s", (target, expected) => {
    expect(parseTarget(target)?.resource).toMatchObject(expected);
  });

  it.each(["/", "/version", "/api", "/api/v1", "/apis", "/apis/apps", "/apis/apps/v1", "/openapi/v3/apis/apps/v1"])(
    "%s names no resource",
    (target) => {
      expect(parseTarget(target)).toBeDefined();
      expect(parseTarget(target)?.resource).toBeUndefined();
    },
  );

  it("is refused where it is not properly escaped", () => {
    expect(parseTarget("/api/v1/pods/%zz")).toBeUndefined();
  });

  test.prop([fc.string()])("never throws", (text) => {
    parseTarget(`/${text}`);
  });
});

import { describe, expect, it } from "vitest";
import { describeRequest, encodeQuery, listQuery, resourcePath, watchQuery } from "./request.ts";

const pods = { group: "", version: "v1", resource: "pods" };
const deployments = { group: "apps", version: "v1", resource: "Deployments" };
const invalid = expect.objectContaining({ reason: "InvalidRequest" });

describe("a resource's path", () => {
  it("leads to a collection, an object or a subresource of the core group and of others, lower-casing the resource alone (F003, F010, C68)", () => {
    expect(resourcePath(pods)).toBe("/api/v1/pods");
    expect(resourcePath(pods, { namespace: "a" })).toBe("/api/v1/namespaces/a/pods");
    expect(resourcePath(deployments, { namespace: "a", name: "Web", subresource: "scale" })).toBe(
      "/apis/apps/v1/namespaces/a/deployments/Web/scale",
    );
    expect(resourcePath(pods, { namespace: "" })).toBe("/api/v1/pods");
  });

  it("escapes what a path cannot hold, and no colon", () => {
    const roles = { group: "rbac.authorization.k8s.io", version: "v1", resource: "clusterroles" };
    expect(resourcePath(roles, { name: "system:node" })).toMatch(/\/system:node$/);
    expect(resourcePath(roles, { name: "a b?#ä" })).toMatch(/\/a%20b%3F%23%C3%A4$/);
  });

  it.each([".", "..", "a/b", "a%2fb", ""])('refuses "%s" in any place (F008, F009)', (bad) => {
    for (const options of [{ name: bad }, { subresource: bad }, { namespace: bad || ".." }]) {
      expect(() => resourcePath(pods, { ...options })).toThrow(invalid);
    }
    expect(() => resourcePath({ ...pods, version: bad })).toThrow(invalid);
    expect(() => resourcePath({ ...pods, resource: bad })).toThrow(invalid);
    expect(() => resourcePath({ ...pods, group: bad || ".." })).toThrow(invalid);
  });

  it("refuses a name with an explicitly empty namespace (F011)", () => {
    expect(() => resourcePath(pods, { namespace: "", name: "a" })).toThrow(
      expect.objectContaining({
        reason: "InvalidRequest",
        message: 'namespace "" is empty, "." or "..", or holds / or %',
      }),
    );
  });
});

describe("a query", () => {
  it("holds exactly what is given, zero, false and empty texts included (D20)", () => {
    const options = { limit: 0, labelSelector: "", resourceVersion: "0", signal: new AbortController().signal };
    expect(listQuery(options)).toEqual([
      ["labelSelector", ""],
      ["limit", "0"],
      ["resourceVersion", "0"],
    ]);
    expect(watchQuery({ allowWatchBookmarks: false })).toEqual([
      ["watch", "true"],
      ["allowWatchBookmarks", "false"],
    ]);
    expect(listQuery({})).toEqual([]);
  });

  it("says a server's time limit twice (C66)", () => {
    expect(watchQuery({ timeoutSeconds: 30 })).toEqual([
      ["watch", "true"],
      ["timeoutSeconds", "30"],
      ["timeout", "30s"],
    ]);
  });

  it("is escaped, and repeats names in order", () => {
    expect(
      encodeQuery([
        ["command", "a b"],
        ["command", "&=#"],
        ["x", "in (a,b)"],
      ]),
    ).toBe("command=a%20b&command=%26%3D%23&x=in%20(a%2Cb)");
  });
});

describe("a request in a log", () => {
  it("shows what selects, and no value that may be secret", () => {
    const query = [
      ["labelSelector", "app=web"],
      ["command", "mysql -psecret"],
      ["token", "abc"],
    ] as const;
    expect(describeRequest({ method: "GET", path: "/api/v1/pods", query })).toBe(
      "GET /api/v1/pods?labelSelector=app%3Dweb&command=...&token=...",
    );
    expect(describeRequest({ method: "GET", path: "/version" })).toBe("GET /version");
  });
});

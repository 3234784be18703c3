import { defineResource, isKubernetesError, type KubernetesObject, type Patch } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import * as requests from "./requests.ts";

const deployments = defineResource({
  group: "apps",
  version: "v1",
  resource: "deployments",
  kind: "Deployment",
  scope: "Namespaced",
});
const nodes = defineResource({ group: "", version: "v1", resource: "nodes", kind: "Node", scope: "Cluster" });
const inDefault: requests.Target = { descriptor: deployments, namespace: "default" };
const everywhere: requests.Target = { descriptor: deployments };
const web = { metadata: { name: "web" } };
const path = "/apis/apps/v1/namespaces/default/deployments";

/** What was refused, as one line; a request that was built is a failure. */
function refusal(build: () => unknown): string {
  try {
    build();
  } catch (error) {
    if (isKubernetesError(error)) return `${error.reason}: ${error.message}`;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("reads", () => {
  it("gets one object of a namespace", () => {
    expect(requests.getRequest(inDefault, "web")).toEqual({ method: "GET", path: `${path}/web`, query: [] });
  });

  it("gets one object of a cluster-scoped resource", () => {
    expect(requests.getRequest({ descriptor: nodes }, "n1").path).toBe("/api/v1/nodes/n1");
  });

  it("gets at a resourceVersion, the empty one included (D20)", () => {
    expect(requests.getRequest(inDefault, "web", { resourceVersion: "0" }).query).toEqual([["resourceVersion", "0"]]);
    expect(requests.getRequest(inDefault, "web", { resourceVersion: "" }).query).toEqual([["resourceVersion", ""]]);
  });

  it("lists a namespace, and all namespaces", () => {
    expect(requests.listRequest(inDefault).path).toBe(path);
    expect(requests.listRequest(everywhere).path).toBe("/apis/apps/v1/deployments");
  });

  it("sends exactly the list options that were given, zero included (D20)", () => {
    const options = { labelSelector: "app=web", fieldSelector: "", limit: 0, resourceVersion: "0" };
    expect(Object.fromEntries(requests.listRequest(inDefault, options).query ?? [])).toEqual({
      labelSelector: "app=web",
      fieldSelector: "",
      limit: "0",
      resourceVersion: "0",
    });
  });

  it("asks lists and watches for a timeout under both of its names (F081, C66)", () => {
    for (const request of [
      requests.listRequest(inDefault, { timeoutSeconds: 30 }),
      requests.watchRequest(inDefault, { timeoutSeconds: 30 }),
    ]) {
      expect(request.query).toContainEqual(["timeoutSeconds", "30"]);
      expect(request.query).toContainEqual(["timeout", "30s"]);
    }
  });

  it("forces watch=true and sends false as false (F081, D20)", () => {
    const { query } = requests.watchRequest(everywhere, { allowWatchBookmarks: false, resourceVersion: "7" });
    expect(Object.fromEntries(query ?? [])).toEqual({
      watch: "true",
      allowWatchBookmarks: "false",
      resourceVersion: "7",
    });
  });

  it.each([Number.NaN, 1.5, Number.POSITIVE_INFINITY])("refuses %s as a limit", (limit) => {
    expect(refusal(() => requests.listRequest(inDefault, { limit }))).toMatch(
      /^InvalidRequest: limit must be an integer$/,
    );
  });
});

describe("writes", () => {
  it("creates in the collection, with apiVersion and kind filled in where missing (F087)", () => {
    expect(requests.createRequest(inDefault, web)).toEqual({
      method: "POST",
      path,
      query: [],
      body: { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" } },
    });
    const typed = { apiVersion: "apps/v2", kind: "Deployment", metadata: { generateName: "web-" } };
    expect(requests.createRequest(inDefault, typed).body).toEqual(typed);
    expect(requests.createRequest(inDefault, { apiVersion: "", kind: "Other" }).body).toEqual({
      apiVersion: "apps/v1",
      kind: "Other",
    });
  });

  it("does not change the caller's object", () => {
    requests.createRequest(inDefault, Object.freeze(web));
    expect(web).toEqual({ metadata: { name: "web" } });
  });

  it("sends the write options that were given", () => {
    const options = { dryRun: true, fieldManager: "demo", fieldValidation: "Strict" } as const;
    const query = [
      ["dryRun", "All"],
      ["fieldManager", "demo"],
      ["fieldValidation", "Strict"],
    ];
    expect(requests.createRequest(inDefault, web, options).query).toEqual(query);
    expect(requests.updateRequest(inDefault, web, options).query).toEqual(query);
    expect(requests.patchRequest(inDefault, "web", { type: "merge", value: {} }, options).query).toEqual(query);
    expect(requests.createRequest(inDefault, web, { dryRun: false }).query).toEqual([]);
  });

  it("updates the object, or its status", () => {
    expect(requests.updateRequest(inDefault, web)).toMatchObject({ method: "PUT", path: `${path}/web` });
    expect(requests.updateRequest(inDefault, web, {}, "status").path).toBe(`${path}/web/status`);
  });

  it.each([
    [{ type: "json", operations: [{ op: "remove", path: "/spec" }] }, "application/json-patch+json"],
    [{ type: "merge", value: { spec: null } }, "application/merge-patch+json"],
    [{ type: "strategic", value: { spec: {} } }, "application/strategic-merge-patch+json"],
  ] as [Patch<KubernetesObject & { spec: object }>, string][])(
    "sends a patch under the content type of its strategy: %o (D16, D17)",
    (patch, contentType) => {
      expect(requests.patchRequest(inDefault, "web", patch, {}, "status")).toEqual({
        method: "PATCH",
        path: `${path}/web/status`,
        query: [],
        body: patch.type === "json" ? patch.operations : patch.value,
        contentType,
      });
    },
  );

  it.each([{ spec: {} }, { type: "apply", value: {} }, { type: "json", value: {} }, { type: "merge", operations: [] }])(
    "refuses what names no patch strategy, or not that of its body: %o (D16)",
    (patch) => {
      expect(refusal(() => requests.patchRequest(inDefault, "web", patch as never))).toMatch(
        /^InvalidRequest: the patch/,
      );
    },
  );

  it("applies under its own content type, with force as given (F083)", () => {
    expect(requests.applyRequest(inDefault, web, { fieldManager: "demo", force: false })).toEqual({
      method: "PATCH",
      path: `${path}/web`,
      query: [
        ["fieldManager", "demo"],
        ["force", "false"],
      ],
      body: { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" } },
      contentType: "application/apply-patch+yaml",
    });
    expect(requests.applyRequest(inDefault, web, { fieldManager: "demo" }, "status").path).toBe(`${path}/web/status`);
  });

  it("refuses to apply what carries managedFields, has no name or no field manager (F083, F087)", () => {
    const managed = { metadata: { name: "web", managedFields: [{ manager: "demo" }] } };
    expect(refusal(() => requests.applyRequest(inDefault, managed, { fieldManager: "demo" }))).toContain(
      "managedFields",
    );
    expect(refusal(() => requests.applyRequest(inDefault, {}, { fieldManager: "demo" }))).toContain(
      "name of the Deployment is missing",
    );
    expect(refusal(() => requests.applyRequest(inDefault, web, { fieldManager: "" }))).toContain("fieldManager");
  });
});

describe("deletions", () => {
  it("sends nothing that was not said", () => {
    expect(JSON.stringify(requests.deleteRequest(inDefault, "web").body)).toBe("{}");
    expect(JSON.stringify(requests.deleteRequest(inDefault, "web", { dryRun: false }).body)).toBe("{}");
  });

  it("sends the options as the body, zero included (D20)", () => {
    const options = {
      dryRun: true,
      gracePeriodSeconds: 0,
      propagationPolicy: "Foreground",
      preconditions: { uid: "u", resourceVersion: "1" },
    } as const;
    const { body, ...request } = requests.deleteRequest(inDefault, "web", options);
    expect(request).toEqual({ method: "DELETE", path: `${path}/web` });
    expect(JSON.parse(JSON.stringify(body))).toEqual({ ...options, dryRun: ["All"] });
  });

  it("deletes a collection by selector, with options in the body", () => {
    const request = requests.deleteCollectionRequest(inDefault, { labelSelector: "a=b", propagationPolicy: "Orphan" });
    expect(request).toMatchObject({ method: "DELETE", path, query: [["labelSelector", "a=b"]] });
    expect(JSON.parse(JSON.stringify(request.body))).toEqual({ propagationPolicy: "Orphan" });
  });
});

describe("scale", () => {
  it("writes an autoscaling/v1 Scale of the same name", () => {
    expect(requests.getRequest(inDefault, "web", {}, "scale").path).toBe(`${path}/web/scale`);
    expect(requests.updateScaleRequest(inDefault, "web", { spec: { replicas: 0 } })).toEqual({
      method: "PUT",
      path: `${path}/web/scale`,
      query: [],
      body: { apiVersion: "autoscaling/v1", kind: "Scale", metadata: { name: "web" }, spec: { replicas: 0 } },
    });
  });

  it("leaves it to the server to refuse the scale of another object: the path has the call's name", () => {
    const request = requests.updateScaleRequest(inDefault, "web", { metadata: { name: "api" } });
    expect(request).toMatchObject({ path: `${path}/web/scale`, body: { metadata: { name: "api" } } });
  });
});

describe("names and namespaces", () => {
  it("requires a name (F087)", () => {
    for (const build of [
      () => requests.getRequest(inDefault, ""),
      () => requests.updateRequest(inDefault, { metadata: {} }),
      () => requests.patchRequest(inDefault, "", { type: "merge", value: {} }),
      () => requests.deleteRequest(inDefault, ""),
      () => requests.updateScaleRequest(inDefault, "", {}),
    ]) {
      expect(refusal(build)).toBe("InvalidRequest: the name of the Deployment is missing");
    }
  });

  it("refuses names that would change the path (F009)", () => {
    for (const name of [".", "..", "a/b", "a%2Fb"]) {
      expect(refusal(() => requests.deleteRequest(inDefault, name))).toMatch(/^InvalidRequest/);
    }
  });

  it("refuses objects of a namespaced resource without a namespace", () => {
    for (const build of [
      () => requests.getRequest(everywhere, "web"),
      () => requests.createRequest(everywhere, web),
      () => requests.updateRequest(everywhere, web),
      () => requests.deleteRequest(everywhere, "web"),
      () => requests.deleteCollectionRequest(everywhere),
    ]) {
      expect(refusal(build)).toBe("InvalidRequest: deployments need a namespace");
    }
  });

  it("refuses an object that says another namespace than the call", () => {
    const elsewhere = { metadata: { name: "web", namespace: "other" } };
    for (const build of [
      () => requests.createRequest(inDefault, elsewhere),
      () => requests.updateRequest(inDefault, elsewhere),
      () => requests.applyRequest(inDefault, elsewhere, { fieldManager: "demo" }),
      () => requests.updateScaleRequest(inDefault, "web", elsewhere),
    ]) {
      expect(refusal(build)).toBe('InvalidRequest: metadata.namespace is "other", the call\'s "default"');
    }
    expect(refusal(() => requests.createRequest({ descriptor: nodes }, elsewhere))).toContain('the call\'s ""');
    const same = { metadata: { name: "web", namespace: "default" } };
    expect(requests.createRequest(inDefault, same).body).toMatchObject(same);
  });
});

import { readFileSync } from "node:fs";
import { headerValue, type Header } from "@kubets/rest";
import { describe, expect, it } from "vitest";
import type { BuiltInResource } from "../resources/built-in-resource.ts";
import { compareVersions } from "./discovery-documents.ts";
import { answerDiscovery } from "./discovery.ts";
import { builtInResources } from "../gen/resources.ts";

const aggregatedAccept: Header = [
  "accept",
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList," +
    "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json",
];

const website: BuiltInResource = {
  group: "example.com",
  version: "v1beta1",
  resource: "websites",
  singular: "website",
  kind: "Website",
  scope: "Namespaced",
  verbs: ["get", "list"],
  shortNames: ["ws"],
  categories: [],
  subresources: [{ name: "scale", kind: "Scale", group: "autoscaling", version: "v1", verbs: ["get"] }],
};

async function ask(path: string, headers: readonly Header[] = [], resources = builtInResources) {
  const response = await answerDiscovery(path.split("/").filter(Boolean), headers, resources);
  if (!response) throw new Error("not discovery");
  const body = response.body as string;
  const json = (): unknown => JSON.parse(body);
  return { ...response, body, json, header: (name: string) => headerValue(response.headers, name) };
}

describe("discovery", () => {
  it.each(["api", "apis"])("serves /%s aggregated as a real server of all built-in groups does (C39)", async (path) => {
    const answer = await ask(path, [aggregatedAccept]);
    const file = new URL(`../../../../tooling/kubernetes-api/discovery-${path}.json`, import.meta.url);
    const real = JSON.parse(readFileSync(file, "utf8")) as object;
    expect(answer.json()).toEqual({ kind: "APIGroupDiscoveryList", metadata: {}, ...real });
    expect(answer.header("content-type")).toBe("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
    expect(answer.header("vary")).toBe("Accept");
    expect(answer.header("etag")).toMatch(/^"[0-9A-F]{128}"$/);
  });

  it("answers 304 with the entity tag and no content type to a client that has the document", async () => {
    const { header } = await ask("apis", [aggregatedAccept]);
    const etag = header("etag") ?? "";
    const again = await ask("apis", [aggregatedAccept, ["if-none-match", etag]]);
    expect(again).toMatchObject({ status: 304, body: "" });
    expect(again.header("etag")).toBe(etag);
    expect(again.header("content-type")).toBeUndefined();
    expect((await ask("apis", [aggregatedAccept, ["if-none-match", '"old"']])).status).toBe(200);
    expect(
      (await ask("apis", [aggregatedAccept, ["if-none-match", etag]], [...builtInResources, website])).status,
    ).toBe(200);
  });

  it("falls back to the legacy documents where the aggregated form is not asked for", async () => {
    expect((await ask("api", [["accept", "application/json, */*"]])).json()).toMatchObject({
      kind: "APIVersions",
      versions: ["v1"],
    });
    const v1beta1 = "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";
    expect((await ask("apis", [["accept", v1beta1]])).json()).toMatchObject({ kind: "APIGroupList", apiVersion: "v1" });
    const { json } = await ask("apis/autoscaling");
    expect(json()).toEqual({
      kind: "APIGroup",
      apiVersion: "v1",
      name: "autoscaling",
      versions: [
        { groupVersion: "autoscaling/v2", version: "v2" },
        { groupVersion: "autoscaling/v1", version: "v1" },
      ],
      preferredVersion: { groupVersion: "autoscaling/v2", version: "v2" },
    });
  });

  it("lists resources and subresources of a group version, with the kinds of other groups named", async () => {
    const { resources, ...rest } = (await ask("apis/apps/v1")).json() as { resources: { name: string }[] };
    expect(rest).toEqual({ kind: "APIResourceList", apiVersion: "v1", groupVersion: "apps/v1" });
    const named = (name: string) => resources.find((resource) => resource.name === name);
    expect(named("deployments")).toEqual({
      name: "deployments",
      singularName: "deployment",
      namespaced: true,
      kind: "Deployment",
      verbs: ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
      shortNames: ["deploy"],
      categories: ["all"],
      storageVersionHash: "8aSe+NMegvE=",
    });
    expect(named("deployments/scale")).toEqual({
      name: "deployments/scale",
      singularName: "",
      namespaced: true,
      group: "autoscaling",
      version: "v1",
      kind: "Scale",
      verbs: ["get", "patch", "update"],
    });
    expect(named("deployments/status")).not.toHaveProperty("group");
    expect((await ask("api/v1")).json()).not.toHaveProperty("apiVersion");
  });

  it("lists custom resources last, the best version first, and always names their group version", async () => {
    const resources = [...builtInResources, website, { ...website, version: "v1" }];
    const { items } = (await ask("apis", [aggregatedAccept], resources)).json() as { items: object[] };
    expect(items.at(-1)).toMatchObject({
      metadata: { name: "example.com" },
      versions: [
        { version: "v1", resources: [{ responseKind: { group: "example.com", version: "v1", kind: "Website" } }] },
        { version: "v1beta1" },
      ],
    });
  });

  it("knows nothing of unknown groups, and leaves other paths alone", async () => {
    expect(await ask("apis/example.com")).toMatchObject({ status: 404, body: "404 page not found\n" });
    await expect(ask("apis/apps/v9")).rejects.toMatchObject({ status: { code: 404, reason: "NotFound" } });
    expect(await answerDiscovery(["api", "v1", "pods"], [], builtInResources)).toBeUndefined();
    expect(await answerDiscovery(["version"], [], builtInResources)).toBeUndefined();
  });

  it("refuses what it cannot write", async () => {
    await expect(ask("apis", [["accept", "application/foo"]])).rejects.toMatchObject({ status: { code: 406 } });
    await expect(ask("api/v1", [["accept", "application/foo"]])).rejects.toMatchObject({ status: { code: 406 } });
  });
});

describe("compareVersions", () => {
  it("orders as Kubernetes does", () => {
    const ordered = ["v10", "v2", "v1", "v11beta2", "v10beta3", "v3beta1", "v12alpha1", "v11alpha2", "foo1", "foo10"];
    expect(ordered.toReversed().toSorted(compareVersions)).toEqual(ordered);
  });
});

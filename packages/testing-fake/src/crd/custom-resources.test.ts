import { describe, expect, it } from "vitest";
import {
  definitionsPath,
  mergePatch,
  openCluster,
  strategicPatch,
  website,
  websiteDefinition,
  websites,
  type Client,
} from "../testing/cluster.ts";

async function withWebsites(options: Parameters<typeof websiteDefinition>[0] = {}): Promise<Client> {
  const client = openCluster();
  expect((await client.call("POST", definitionsPath, websiteDefinition(options))).status).toBe(201);
  return client;
}

describe("a CustomResourceDefinition", () => {
  it("gets its names accepted and is established right after it is created", async () => {
    const client = openCluster();
    const created = await client.call("POST", definitionsPath, websiteDefinition());
    expect(created.object).toMatchObject({
      metadata: { generation: 1 },
      spec: { names: { singular: "website", listKind: "WebsiteList" }, conversion: { strategy: "None" } },
      status: { conditions: null, acceptedNames: { plural: "", kind: "" }, storedVersions: ["v1"] },
    });
    const { object } = await client.call("GET", `${definitionsPath}/websites.example.com`);
    expect(object["status"]).toEqual({
      conditions: [
        {
          type: "NamesAccepted",
          status: "True",
          lastTransitionTime: "2026-01-01T00:00:00Z",
          reason: "NoConflicts",
          message: "no conflicts found",
        },
        {
          type: "Established",
          status: "True",
          lastTransitionTime: "2026-01-01T00:00:00Z",
          reason: "InitialNamesAccepted",
          message: "the initial names have been accepted",
        },
      ],
      acceptedNames: {
        plural: "websites",
        singular: "website",
        kind: "Website",
        listKind: "WebsiteList",
        shortNames: ["ws"],
      },
      storedVersions: ["v1"],
    });
  });

  it("makes its resource appear in discovery and be served, in every version", async () => {
    const client = openCluster();
    expect((await client.call("GET", websites)).text).toBe("404 page not found\n");
    await client.call("POST", definitionsPath, websiteDefinition());
    expect((await client.call("GET", "/apis/example.com/v1")).object).toMatchObject({
      resources: [
        { name: "websites", kind: "Website", shortNames: ["ws"] },
        { name: "websites/status" },
        { name: "websites/scale" },
      ],
    });
    await client.call("POST", websites, website("a", {}, { spec: { host: "x" } }));
    const beta = await client.call("GET", websites.replace("v1", "v1beta1"));
    expect(beta.items).toMatchObject([{ apiVersion: "example.com/v1beta1", spec: { host: "x" } }]);
    expect((await client.call("GET", websites.replace("v1", "v2"))).status).toBe(404);
  });

  it("is refused where it could not work", async () => {
    const client = openCluster();
    const refused = async (change: object, message: string) => {
      const { spec, ...rest } = websiteDefinition();
      const { failure } = await client.call("POST", definitionsPath, {
        ...rest,
        spec: { ...(spec as object), ...change },
      });
      expect(failure).toMatchObject({ code: 422, reason: "Invalid" });
      expect(failure.message).toContain(message);
    };
    await refused(
      { group: "other.com" },
      'metadata.name: Invalid value: "websites.example.com": must be spec.names.plural+"."+spec.group',
    );
    await refused(
      { scope: "Some" },
      'spec.scope: Unsupported value: "Some": supported values: "Cluster", "Namespaced"',
    );
    await refused({ versions: [] }, "must have exactly one version marked as storage version");
    await refused({ conversion: { strategy: "Webhook" } }, "Required value: required when strategy is set to Webhook");
  });

  it("waits for a name that another one has", async () => {
    const client = await withWebsites();
    const { spec, ...rest } = websiteDefinition();
    const other = {
      ...rest,
      metadata: { name: "pages.example.com" },
      spec: { ...(spec as object), names: { plural: "pages", kind: "Page", shortNames: ["ws"] } },
    };
    await client.call("POST", definitionsPath, other);
    expect((await client.call("GET", `${definitionsPath}/pages.example.com`)).object).toMatchObject({
      status: {
        conditions: [
          { type: "NamesAccepted", status: "False", reason: "ShortNamesConflict", message: '"ws" is already in use' },
          { type: "Established", status: "False", reason: "NotAccepted" },
        ],
      },
    });
    expect((await client.call("GET", "/apis/example.com/v1/pages")).status).toBe(404);
  });

  it("takes its objects with it, finalizers permitting, and lets nothing new come meanwhile", async () => {
    const client = await withWebsites();
    const { call } = client;
    await call("POST", websites, website("a"));
    await call("POST", websites, website("b", { finalizers: ["example.com/f"] }));
    const deleted = await call("DELETE", `${definitionsPath}/websites.example.com`);
    expect(deleted.object.metadata.finalizers).toEqual(["customresourcecleanup.apiextensions.k8s.io"]);
    expect((await call("GET", websites)).items.map(({ metadata }) => metadata?.name)).toEqual(["b"]);
    expect((await call("POST", websites, website("c"))).failure).toMatchObject({
      code: 403,
      message:
        'websites.example.com "c" is forbidden: create not allowed while custom resource definition is terminating',
    });
    await call("PATCH", `${websites}/b`, { metadata: { finalizers: null } }, { type: mergePatch });
    expect((await call("GET", `${definitionsPath}/websites.example.com`)).status).toBe(404);
    expect((await call("GET", websites)).text).toBe("404 page not found\n");
  });

  it("that changes is served as changed", async () => {
    const client = await withWebsites();
    const path = `${definitionsPath}/websites.example.com`;
    await client.call("PATCH", path, [{ op: "replace", path: "/spec/versions/1/served", value: false }], {
      type: "application/json-patch+json",
    });
    expect((await client.call("GET", websites.replace("v1", "v1beta1"))).status).toBe(404);
    expect((await client.call("GET", websites)).status).toBe(200);
  });
});

describe("a deprecated version of a custom resource", () => {
  it("comes with a warning that names a better one, or says what its definition says", async () => {
    const client = await withWebsites();
    const path = `${definitionsPath}/websites.example.com`;
    const beta = websites.replace("v1", "v1beta1");
    expect((await client.call("GET", beta)).header("warning")).toBeUndefined();
    const deprecate = (value: object) =>
      client.call(
        "PATCH",
        path,
        [
          { op: "add", path: "/spec/versions/1/deprecated", value: true },
          { op: "add", path: "/spec/versions/1/deprecationWarning", value },
        ],
        { type: "application/json-patch+json" },
      );
    await deprecate(null as never);
    const text = '299 - "example.com/v1beta1 Website is deprecated; use example.com/v1 Website"';
    expect((await client.call("GET", beta)).header("warning")).toBe(text);
    expect((await client.call("GET", `${beta}/none`)).header("warning")).toBe(text);
    await deprecate('go "away"' as never);
    expect((await client.call("GET", beta)).header("warning")).toBe(String.raw`299 - "go \"away\""`);
    expect((await client.call("GET", websites)).header("warning")).toBeUndefined();
  });
});

describe("a custom resource", () => {
  it("must say what it is", async () => {
    const { call } = await withWebsites();
    expect((await call("POST", websites, { metadata: { name: "a" } })).failure.message).toBe(
      `the object provided is unrecognized (must be of type Website): Object 'Kind' is missing in '{"metadata":{"name":"a"}}' ({"metadata":{"name":"a"}})`,
    );
    expect((await call("POST", websites, { ...website("a"), apiVersion: "example.com/v1beta1" })).failure.message).toBe(
      "the API version in the data (example.com/v1beta1) does not match the expected API version (example.com/v1)",
    );
    expect((await call("POST", websites, { ...website("a"), kind: "Page" })).failure).toMatchObject({
      code: 422,
      message: 'Page.example.com "a" is invalid: kind: Invalid value: "Page": must be Website',
    });
  });

  it("keeps its fields, nulls too, and is listed with its type, metadata last", async () => {
    const { call } = await withWebsites();
    await call("POST", websites, website("a", {}, { spec: { z: null, a: 1 }, extra: [] }));
    const { text } = await call("GET", websites);
    expect(text).toMatch(
      /^\{"apiVersion":"example.com\/v1","items":\[\{"apiVersion":"example.com\/v1","kind":"Website","extra":\[\],/,
    );
    expect(text).toMatch(
      /"spec":\{"a":1,"z":null\}\}\],"kind":"WebsiteList","metadata":\{"continue":"","resourceVersion":"\d+"\}\}\n$/,
    );
  });

  it("counts every change outside of metadata and status", async () => {
    const { call } = await withWebsites();
    await call("POST", websites, website("a", {}, { status: { ignored: true } }));
    const generation = async (patch: object, path = `${websites}/a`) =>
      (await call("PATCH", path, patch, { type: mergePatch })).object.metadata.generation;
    expect(await generation({ spec: { host: "x" } })).toBe(2);
    expect(await generation({ extra: {} })).toBe(3);
    expect(await generation({ metadata: { labels: { l: "1" } }, status: { x: 1 } })).toBe(3);
    expect(
      await generation(
        { spec: { host: "y" }, status: { x: 1 }, metadata: { labels: { l: "2" } } },
        `${websites}/a/status`,
      ),
    ).toBe(3);
    expect((await call("GET", `${websites}/a`)).object).toMatchObject({
      metadata: { labels: { l: "1" } },
      spec: { host: "x" },
      status: { x: 1 },
    });
  });

  it("without a status subresource has a status like any field", async () => {
    const { call } = await withWebsites({ status: false });
    const created = await call("POST", websites, website("a", {}, { status: { x: 1 } }));
    expect(created.object).toMatchObject({ metadata: { generation: 1 }, status: { x: 1 } });
    const patched = await call("PATCH", `${websites}/a`, { status: { x: 2 } }, { type: mergePatch });
    expect(patched.object).toMatchObject({ metadata: { generation: 2 }, status: { x: 2 } });
    expect((await call("GET", `${websites}/a/status`)).status).toBe(404);
  });

  it("scales by the paths of its definition", async () => {
    const { call } = await withWebsites();
    await call("POST", websites, website("a", {}, { spec: { replicas: 2 } }));
    await call("PATCH", `${websites}/a/status`, { status: { replicas: 1, selector: "app=a" } }, { type: mergePatch });
    expect((await call("GET", `${websites}/a/scale`)).object).toMatchObject({
      kind: "Scale",
      apiVersion: "autoscaling/v1",
      metadata: { name: "a", namespace: "default" },
      spec: { replicas: 2 },
      status: { replicas: 1, selector: "app=a" },
    });
    const scaled = await call("PATCH", `${websites}/a/scale`, { spec: { replicas: 5 } }, { type: mergePatch });
    expect(scaled.object).toMatchObject({ kind: "Scale", spec: { replicas: 5 } });
    expect((await call("GET", `${websites}/a`)).object).toMatchObject({
      metadata: { generation: 2 },
      spec: { replicas: 5 },
    });
    const negative = { kind: "Scale", apiVersion: "autoscaling/v1", metadata: { name: "a" }, spec: { replicas: -1 } };
    expect((await call("PUT", `${websites}/a/scale`, negative)).failure.message).toContain(
      "should be a non-negative integer",
    );
    const old = { ...negative, metadata: { name: "a", resourceVersion: "1" }, spec: { replicas: 1 } };
    expect((await call("PUT", `${websites}/a/scale`, old)).failure).toMatchObject({ code: 409 });
  });

  it("demands a resourceVersion for updates, and knows no strategic merge patch", async () => {
    const { call } = await withWebsites();
    await call("POST", websites, website("a"));
    expect((await call("PUT", `${websites}/a`, website("a"))).failure.message).toBe(
      'websites.example.com "a" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
    );
    expect((await call("PATCH", `${websites}/a`, {}, { type: strategicPatch })).failure).toMatchObject({
      code: 415,
      message:
        "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml",
    });
  });

  it("is selected by the fields that its definition names", async () => {
    const { call } = await withWebsites();
    await call("POST", websites, website("a", {}, { spec: { host: "x" } }));
    await call("POST", websites, website("b", {}, { spec: { host: "y" } }));
    expect((await call("GET", `${websites}?fieldSelector=spec.host=y`)).items).toMatchObject([
      { metadata: { name: "b" } },
    ]);
    expect((await call("GET", `${websites}?fieldSelector=spec.other=y`)).failure.message).toBe(
      "field label not supported: spec.other",
    );
  });

  it("of the cluster has no namespace", async () => {
    const { call } = await withWebsites({ scope: "Cluster" });
    const path = "/apis/example.com/v1/websites";
    const created = await call("POST", path, website("a", { namespace: "ignored" }));
    expect(created.object.metadata.namespace).toBeUndefined();
    expect((await call("GET", `${path}/a`)).status).toBe(200);
    expect((await call("GET", websites)).status).toBe(404);
  });
});

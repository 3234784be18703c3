import { readdirSync, readFileSync } from "node:fs";
import { headerValue, type Header } from "@kubets/rest";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import { builtInResources } from "../gen/resources.ts";
import { createOpenApi } from "./open-api.ts";
import { createResourceRegistry, type ResourceEntry } from "../resources/resource-registry.ts";

type Operation = Record<string, unknown>;
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Record<string, unknown>> };
}

const registry = createResourceRegistry(builtInResources);
const clock = createFakeClock({ now: Date.UTC(2026, 0, 1) });

async function ask(target: string, headers: readonly Header[] = [], from = createOpenApi(registry, clock)) {
  const [path = "", query = ""] = target.split("?");
  const answer = await from.answer(path.split("/").filter(Boolean), new URLSearchParams(query), headers);
  if (!answer) throw new Error("not OpenAPI");
  return { ...answer, body: answer.body as string, header: (name: string) => headerValue(answer.headers, name) };
}

const folder = new URL("../../../../tooling/kubernetes-api/openapi-v3/", import.meta.url);
const real = readdirSync(folder)
  .filter((file) => /^(api__v1|apis__.*__.*)\.json$/.test(file))
  .map((file) => ({
    path: file.slice(0, -".json".length).replaceAll("__", "/"),
    document: JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Document,
  }));

/** Schemas that only paths left out here refer to, or nothing at all. */
function compared(schemas: Document["components"]["schemas"]): Document["components"]["schemas"] {
  const leftOut = /\.(APIResource(List)?|WatchEvent|RawExtension|ExternalDocumentation)$/;
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => !leftOut.test(name)));
}

describe("OpenAPI v3", () => {
  it.each(real)("serves $path with the schemas of a real server", async ({ path, document }) => {
    const answer = JSON.parse((await ask(`/openapi/v3/${path}`)).body) as Document;
    expect(compared(answer.components.schemas)).toEqual(compared(document.components.schemas));
  });

  it.each(real)("serves $path with what its operations do to which kind", async ({ path, document }) => {
    const answer = JSON.parse((await ask(`/openapi/v3/${path}`)).body) as Document;
    const facts = ({ paths }: Document): [string, unknown][] =>
      Object.entries(paths).flatMap(([address, operations]) =>
        Object.entries(operations).flatMap(([method, operation]): [string, unknown][] => {
          const action = operation["x-kubernetes-action"] as string | undefined;
          if (method === "parameters" || action === undefined || /^(watch|watchlist|connect)$/.test(action)) return [];
          if (address.endsWith("/log")) return [];
          return [[`${method} ${address}`, [action, operation["x-kubernetes-group-version-kind"]]]];
        }),
      );
    const served = facts(answer);
    const known = new Map(facts(document));
    expect(Object.fromEntries(served)).toEqual(Object.fromEntries(known));
  });

  it("offers server-side field validation wherever it takes objects, which is what kubectl looks for", async () => {
    const { paths } = JSON.parse((await ask("/openapi/v3/apis/apps/v1")).body) as Document;
    const patch = paths["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]?.["patch"];
    expect(patch?.["parameters"]).toContainEqual(expect.objectContaining({ in: "query", name: "fieldValidation" }));
  });

  it("indexes every group version by a hash under which the document may be kept for a year", async () => {
    const { paths } = JSON.parse((await ask("/openapi/v3")).body) as {
      paths: Record<string, { serverRelativeURL: string }>;
    };
    expect(Object.keys(paths).toSorted()).toEqual(real.map(({ path }) => path).toSorted());
    const address = paths["apis/batch/v1"]?.serverRelativeURL ?? "";
    const answer = await ask(address);
    expect(answer.status).toBe(200);
    expect(answer.header("cache-control")).toBe("public, immutable");
    expect(answer.header("expires")).toBe("Fri, 01 Jan 2027 00:00:00 GMT");
    expect(answer.header("vary")).toBe("Accept");
    const etag = answer.header("etag") ?? "";
    expect(await ask(address, [["if-none-match", etag]])).toMatchObject({ status: 304, body: "" });
    const moved = await ask("/openapi/v3/apis/batch/v1?hash=OLD");
    expect([moved.status, moved.header("location")]).toEqual([301, address]);
  });

  it("describes custom resources from their definitions, and follows changes", async () => {
    const changing = createResourceRegistry(builtInResources);
    const openApi = createOpenApi(changing, clock);
    const website = (properties: object): ResourceEntry => ({
      ...(changing.find("", "v1", "pods") as ResourceEntry),
      group: "example.com",
      resource: "websites",
      kind: "Website",
      listKind: "WebsiteList",
      collection: "websites.example.com",
      subresources: [{ name: "scale", kind: "Scale", group: "autoscaling", version: "v1", verbs: ["get", "patch"] }],
      custom: {
        definition: "websites.example.com",
        terminating: false,
        coerce: () => [],
        fromStorage: (stored) => stored,
        version: { name: "v1", schema: { openAPIV3Schema: { type: "object", properties: { spec: { properties } } } } },
      },
    });
    expect((await ask("/openapi/v3/apis/example.com/v1", [], openApi)).status).toBe(404);

    changing.setCustom("websites.example.com", [website({ port: { "x-kubernetes-int-or-string": true } })]);
    const first = await ask("/openapi/v3/apis/example.com/v1", [], openApi);
    const { components, paths } = JSON.parse(first.body) as Document;
    expect(components.schemas["com.example.v1.Website"]).toMatchObject({
      properties: {
        apiVersion: { type: "string" },
        metadata: { allOf: [{ $ref: "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta" }] },
        spec: { properties: { port: { anyOf: [{ type: "integer" }, { type: "string" }] } } },
      },
      "x-kubernetes-group-version-kind": [{ group: "example.com", version: "v1", kind: "Website" }],
    });
    expect(components.schemas).toHaveProperty(["io.k8s.api.autoscaling.v1.Scale"]);
    expect(components.schemas).toHaveProperty(["com.example.v1.WebsiteList"]);
    const patch = paths["/apis/example.com/v1/namespaces/{namespace}/websites/{name}"]?.["patch"]?.["requestBody"];
    expect(Object.keys((patch as { content: object }).content)).not.toContain("application/strategic-merge-patch+json");

    changing.setCustom("websites.example.com", [website({ host: { type: "string" } })]);
    expect((await ask("/openapi/v3/apis/example.com/v1", [], openApi)).header("etag")).not.toBe(first.header("etag"));
  });

  it("knows no other paths, and no other formats", async () => {
    expect((await ask("/openapi/v3/apis/nope/v1")).status).toBe(404);
    const openApi = createOpenApi(registry, clock);
    expect(await openApi.answer(["openapi", "v1"], new URLSearchParams(), [])).toBeUndefined();
    const protobuf: Header = ["accept", "application/com.github.proto-openapi.spec.v3@v1.0+protobuf"];
    await expect(ask("/openapi/v3/api/v1", [protobuf])).rejects.toMatchObject({ status: { code: 406 } });
  });
});

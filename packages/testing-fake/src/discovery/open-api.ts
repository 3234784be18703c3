import { apiVersionOf } from "@kubets/apimachinery";
import { headerValue, type Header } from "@kubets/rest";
import type { Clock } from "@kubets/wait";
import type { ApiServerResponse } from "../http/api-server.ts";
import { contentHash, isNotModified } from "../http/content-hash.ts";
import { acceptsJson } from "./discovery.ts";
import type { JsonObject } from "../json.ts";
import { customSchemaName, customSchemas } from "../crd/open-api-custom.ts";
import { openApiPaths } from "./open-api-paths.ts";
import { createSwagger, type DescribedResources } from "./swagger.ts";
import { collectReferences, loadSchemas, schemaNameOf } from "./open-api-schemas.ts";
import type { ResourceEntry, ResourceRegistry } from "../resources/resource-registry.ts";
import { notAcceptable } from "../http/status.ts";

/** The OpenAPI documents of a server. */
export interface OpenApi {
  /**
   * Answers `/openapi/v2`, one document in JSON or protobuf; `/openapi/v3` (the index, with a hash for each document) and `/openapi/v3/<api/v1 | apis/group/version>`.
   * Undefined for every other path. A document asked for by its hash may be kept for a year; by an old hash it redirects.
   */
  answer(
    segments: readonly string[],
    query: URLSearchParams,
    headers: readonly Header[],
  ): Promise<ApiServerResponse | undefined>;
}

interface Document {
  readonly text: string;
  readonly hash: string;
}

/**
 * Creates the documents of what a registry has, custom resources included. Each is put together when it is first asked
 * for, and again when the registry changed. Descriptions and operation ids are not part of them.
 */
export function createOpenApi(registry: ResourceRegistry, clock: Pick<Clock, "now">): OpenApi {
  const builtIn = new Map<string, Promise<Document>>();
  const custom = new Map<string, Promise<Document>>();
  let generation = registry.generation;
  const swagger = createSwagger(registry, () => {
    const groups = Map.groupBy(registry.resources, (entry) => (entry.custom ? pathOf(entry) : ""));
    // What is built in last: its schemas of what all share list the kinds of all groups.
    return Promise.all(
      [...groups].toSorted(([a], [b]) => (a > b ? -1 : 1)).map(([, resources]) => describe(resources)),
    );
  });

  const documentOf = (path: string): Promise<Document> | undefined => {
    if (generation !== registry.generation) custom.clear();
    generation = registry.generation;
    const resources = registry.resources.filter((entry) => pathOf(entry) === path);
    if (resources.length === 0) return undefined;
    const documents = resources.some((entry) => entry.custom) ? custom : builtIn;
    const document = documents.get(path) ?? buildDocument(resources);
    documents.set(path, document);
    return document;
  };

  return {
    async answer(segments, query, headers) {
      const [openapi, version, ...rest] = segments;
      if (openapi === "openapi" && version === "v2" && rest.length === 0) return swagger.answer(headers);
      if (openapi !== "openapi" || version !== "v3") return undefined;
      if (!acceptsJson(headerValue(headers, "accept") || "*/*")) {
        throw notAcceptable("only the following media types are accepted: application/json");
      }
      if (rest.length === 0) {
        const paths = [...new Set(registry.resources.map(pathOf))].toSorted();
        const entries: [string, { serverRelativeURL: string }][] = [];
        for (const path of paths) entries.push([path, { serverRelativeURL: addressOf(path, await documentOf(path)) }]);
        return {
          status: 200,
          headers: uncached,
          body: JSON.stringify({ paths: Object.fromEntries(entries) }),
        };
      }
      const path = rest.join("/");
      const document = await documentOf(path);
      if (!document) return { status: 404, headers: [["cache-control", "no-cache, private"]], body: "" };
      return answerDocument(document, path, query.get("hash"), headers, clock.now());
    },
  };
}

const pathOf = (entry: ResourceEntry): string => `${entry.group === "" ? "api" : "apis"}/${apiVersionOf(entry)}`;

const addressOf = (path: string, document: Document | undefined): string =>
  `/openapi/v3/${path}?hash=${document?.hash ?? ""}`;

/** A real server leaves the type of its index to Go, which takes JSON for a text. */
const uncached: readonly Header[] = [
  ["content-type", "text/plain; charset=utf-8"],
  ["cache-control", "no-cache, private"],
];

const yearMs = 365 * 24 * 3600 * 1000;

function answerDocument(
  document: Document,
  path: string,
  hash: string | null,
  headers: readonly Header[],
  now: number,
): ApiServerResponse {
  if (hash !== null && hash !== document.hash) {
    return {
      status: 301,
      headers: [
        ["location", addressOf(path, document)],
        ["cache-control", "no-cache, private"],
      ],
      body: "",
    };
  }
  const etag = `"${document.hash}"`;
  const caching: Header[] = [
    ["etag", etag],
    ["vary", "Accept"],
    ["cache-control", hash === null ? "no-cache, private" : "public, immutable"],
  ];
  if (hash !== null) caching.push(["expires", new Date(now + yearMs).toUTCString()]);
  if (isNotModified(headers, etag)) return { status: 304, headers: caching, body: "" };
  return {
    status: 200,
    headers: [["content-type", "application/json"], ...caching],
    body: document.text,
    compress: "never",
  };
}

async function buildDocument(resources: readonly ResourceEntry[]): Promise<Document> {
  const { paths, schemas } = await describe(resources);
  const text = JSON.stringify({
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: "1.37" },
    paths,
    components: {
      schemas,
      securitySchemes: { BearerToken: { type: "apiKey", name: "authorization", in: "header" } },
    },
  });
  return { text, hash: await contentHash(text) };
}

/** The paths of resources, and the schemas of all that they take and give. */
async function describe(resources: readonly ResourceEntry[]): Promise<DescribedResources> {
  const own = new Map(resources.filter((entry) => entry.custom).flatMap((entry) => [...customSchemas(entry)]));
  const paths = openApiPaths(resources, {
    strategicMerge: own.size === 0,
    schemaNameOf: (gvk) => {
      const name = customSchemaName(gvk.group, gvk.version, gvk.kind);
      return own.has(name) ? name : schemaNameOf(gvk);
    },
  });
  const names: string[] = [];
  collectReferences([paths, ...own.values()], names);
  const schemas = new Map([...(await loadSchemas(names)), ...own]);
  const served = new Set(["/v1", ...resources.map(({ group, version }) => `${group}/${version}`)]);
  const sortedSchemas = [...schemas].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const named = sortedSchemas.map(([name, schema]) => [name, withKindsOf(schema, served)]);
  return { paths, schemas: Object.fromEntries(named) as JsonObject };
}

/** Options are kinds of every group version; a document lists those that it is about. */
function withKindsOf(schema: JsonObject, served: ReadonlySet<string>): JsonObject {
  const kinds = schema["x-kubernetes-group-version-kind"];
  if (!Array.isArray(kinds) || kinds.length < 2) return schema;
  const kept = (kinds as { group: string; version: string }[]).filter(({ group, version }) =>
    served.has(`${group}/${version}`),
  );
  return { ...schema, "x-kubernetes-group-version-kind": kept };
}

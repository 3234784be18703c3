import { headerValue, type Header } from "@kubets/rest";
import type { ApiServerResponse } from "../http/api-server.ts";
import type { JsonObject } from "../json.ts";
import { contentHash, isNotModified } from "../http/content-hash.ts";
import {
  aggregatedDiscovery,
  apiGroup,
  apiGroupList,
  apiResourceList,
  apiVersions,
  servedGroups,
} from "./discovery-documents.ts";
import { clauses, negotiate } from "../http/negotiate.ts";
import { createRepresentation } from "../http/representation.ts";
import { unknownResource } from "../http/status.ts";
import { storageVersionHash, type DiscoveredResource } from "./storage-version-hash.ts";

/** The content type by which clients know that they got the aggregated form; they compare it letter by letter. */
const aggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/**
 * Answers discovery: `/api` and `/apis`, aggregated or legacy as the Accept header asks, `/api/v1`, `/apis/<group>` and
 * `/apis/<group>/<version>`. Undefined for every other path. `resources` are all that are served, custom ones included,
 * described as the built-in ones are; groups are listed in the order of their first appearance.
 *
 * Throws a Failure where nothing that the client accepts can be answered (406) and for unknown group versions (404).
 */
export async function answerDiscovery(
  segments: readonly string[],
  headers: readonly Header[],
  resources: readonly DiscoveredResource[],
  query: URLSearchParams = new URLSearchParams(),
): Promise<ApiServerResponse | undefined> {
  const [prefix, ...rest] = segments;
  const core = prefix === "api";
  if (!core && prefix !== "apis") return undefined;
  if (rest.length > (core ? 1 : 2)) return undefined;

  const write = (document: JsonObject): ApiServerResponse => plain(document, headers, query);
  const groups = servedGroups(resources).filter(({ name }) => (name === "") === core);
  if (rest.length === 0) {
    if (wantsAggregated(headerValue(headers, "accept") || "*/*"))
      return await aggregated(`${JSON.stringify(aggregatedDiscovery(groups))}\n`, headers);
    return write(core ? apiVersions(groups, headerValue(headers, "host") ?? "kubernetes") : apiGroupList(groups));
  }

  const groupName = core ? "" : rest[0];
  const version = core ? rest[0] : rest[1];
  const group = groups.find(({ name }) => name === groupName);
  if (version === undefined) {
    if (!group) return { status: 404, headers: textHeaders, body: "404 page not found\n" };
    return write(apiGroup(group));
  }
  const served = group?.versions.find((candidate) => candidate.version === version);
  if (!group || !served) throw unknownResource();
  return write(
    await apiResourceList(group.name, version, served.resources, (one) => storageVersionHash(one, resources)),
  );
}

const textHeaders: readonly Header[] = [
  ["content-type", "text/plain; charset=utf-8"],
  ["cache-control", "no-cache, private"],
  ["x-content-type-options", "nosniff"],
];

async function aggregated(body: string, headers: readonly Header[]): Promise<ApiServerResponse> {
  const etag = `"${await contentHash(body)}"`;
  const caching: Header[] = [
    ["cache-control", "public"],
    ["etag", etag],
    ["vary", "Accept"],
  ];
  // No content type with 304: clients would take it for that of what they have in their cache.
  if (isNotModified(headers, etag)) return { status: 304, headers: caching, body: "" };
  return { status: 200, headers: [["content-type", aggregatedType], ...caching], body };
}

/** In any form that objects have. */
function plain(document: JsonObject, headers: readonly Header[], query: URLSearchParams): ApiServerResponse {
  const negotiated = negotiate(headers, query, { protobuf: true, forms: false });
  const form = createRepresentation({ negotiated, query, now: () => 0 });
  // Those that say no version on the wire are of the first all the same.
  const body = form.value(negotiated.format === "protobuf" ? { apiVersion: "v1", ...document } : document);
  return {
    status: 200,
    headers: [
      ["content-type", form.contentType],
      ["cache-control", "no-cache, private"],
    ],
    body,
  };
}

/** Whether the first form that the client wants and that exists here is the one document of all groups. */
function wantsAggregated(accept: string): boolean {
  for (const { type, parameters } of clauses(accept)) {
    if (!parameters.has("as")) return false;
    const [as, group, version] = ["as", "g", "v"].map((name) => parameters.get(name));
    if (jsonTypes.has(type) && as === "APIGroupDiscoveryList" && group === "apidiscovery.k8s.io" && version === "v2") {
      return true;
    }
  }
  return false;
}

const jsonTypes = new Set(["application/json", "application/*", "*/*"]);

/** Whether a client takes plain JSON, the only form of most documents. */
export function acceptsJson(accept: string): boolean {
  return clauses(accept).some(({ type, parameters }) => jsonTypes.has(type) && !parameters.has("as"));
}

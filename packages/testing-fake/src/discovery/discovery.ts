import { headerValue, type Header } from "@kubets/rest";
import type { ApiServerResponse } from "../http/api-server.ts";
import { contentHash, isNotModified } from "../http/content-hash.ts";
import {
  aggregatedDiscovery,
  apiGroup,
  apiGroupList,
  apiResourceList,
  apiVersions,
  servedGroups,
} from "./discovery-documents.ts";
import { clauses } from "../http/negotiate.ts";
import { notAcceptable } from "../http/status.ts";
import { storageVersionHash, type DiscoveredResource } from "./storage-version-hash.ts";

/** The content type by which clients know that they got the aggregated form; they compare it letter by letter. */
const aggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/**
 * Answers discovery: `/api` and `/apis`, aggregated or legacy as the Accept header asks, `/api/v1`, `/apis/<group>` and
 * `/apis/<group>/<version>`. Undefined for every other path. `resources` are all that are served, custom ones included,
 * described as the built-in ones are; groups are listed in the order of their first appearance.
 *
 * Throws a Failure where nothing that the client accepts can be answered (406).
 */
export async function answerDiscovery(
  segments: readonly string[],
  headers: readonly Header[],
  resources: readonly DiscoveredResource[],
): Promise<ApiServerResponse | undefined> {
  const [prefix, ...rest] = segments;
  const core = prefix === "api";
  if (!core && prefix !== "apis") return undefined;
  if (rest.length > (core ? 1 : 2)) return undefined;

  const groups = servedGroups(resources).filter(({ name }) => (name === "") === core);
  const accept = headerValue(headers, "accept") || "*/*";
  if (rest.length === 0) {
    const form = discoveryForm(accept);
    if (form === "aggregated") return await aggregated(`${JSON.stringify(aggregatedDiscovery(groups))}\n`, headers);
    return plain(core ? apiVersions(groups, headerValue(headers, "host") ?? "kubernetes") : apiGroupList(groups));
  }

  if (!acceptsJson(accept)) throw jsonOnly();
  const groupName = core ? "" : rest[0];
  const version = core ? rest[0] : rest[1];
  const group = groups.find(({ name }) => name === groupName);
  if (version === undefined) {
    if (!group) return notFoundPage;
    return plain(apiGroup(group));
  }
  const served = group?.versions.find((candidate) => candidate.version === version);
  if (!group || !served) return notFoundPage;
  return plain(
    await apiResourceList(group.name, version, served.resources, (one) => storageVersionHash(one, resources)),
  );
}

const textHeaders: readonly Header[] = [
  ["content-type", "text/plain; charset=utf-8"],
  ["cache-control", "no-cache, private"],
  ["x-content-type-options", "nosniff"],
];

/** As of any path that nothing knows, a version that a known group does not have too. */
const notFoundPage: ApiServerResponse = { status: 404, headers: textHeaders, body: "404 page not found\n" };

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

function plain(document: object): ApiServerResponse {
  return {
    status: 200,
    headers: [
      ["content-type", "application/json"],
      ["cache-control", "no-cache, private"],
    ],
    body: `${JSON.stringify(document)}\n`,
  };
}

/** The first form that the client wants and that exists here. */
function discoveryForm(accept: string): "aggregated" | "legacy" {
  for (const { type, parameters } of clauses(accept)) {
    if (!jsonTypes.has(type)) continue;
    if (!parameters.has("as")) return "legacy";
    if (
      parameters.get("as") === "APIGroupDiscoveryList" &&
      parameters.get("g") === "apidiscovery.k8s.io" &&
      parameters.get("v") === "v2"
    )
      return "aggregated";
  }
  throw jsonOnly();
}

const jsonTypes = new Set(["application/json", "application/*", "*/*"]);

/** Whether a client takes plain JSON, the only form of most documents. */
export function acceptsJson(accept: string): boolean {
  return clauses(accept).some(({ type, parameters }) => jsonTypes.has(type) && !parameters.has("as"));
}

function jsonOnly(): Error {
  return notAcceptable("only the following media types are accepted: application/json");
}

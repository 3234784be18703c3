import type { RequestVerb } from "./handle-resource.ts";
import { goQuote } from "../go-text.ts";
import { flag } from "./options.ts";
import type { ResourcePath } from "./request-info.ts";
import type { ResourceEntry, ResourceRegistry } from "../resources/resource-registry.ts";
import { badRequest, methodNotAllowed, notFound, unknownResource } from "./status.ts";

export interface ResolvedResource {
  readonly entry: ResourceEntry;
  readonly verb: RequestVerb;
}

const objectVerbs: Readonly<Record<string, RequestVerb>> = {
  GET: "get",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};
const collectionVerbs: Readonly<Record<string, RequestVerb>> = {
  GET: "list",
  POST: "create",
  DELETE: "deletecollection",
};
const subresourceVerbs: Readonly<Record<string, RequestVerb>> = {
  GET: "get",
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

/**
 * Finds the resource that a path names and what the request does to it. Undefined where the path leads nowhere at all;
 * what is known but not like this fails.
 */
export function resolveResource(
  registry: ResourceRegistry,
  path: ResourcePath,
  method: string,
  query: URLSearchParams,
): ResolvedResource | undefined {
  const entry = registry.find(path.group, path.version, path.resource);
  if (!entry) {
    const known = registry.resources.some(({ group, custom }) => group === path.group && !custom);
    if (known) throw unknownResource();
    return undefined;
  }
  const misplaced =
    entry.scope === "Cluster" ? path.namespace !== undefined : path.namespace === undefined && path.name !== undefined;
  if (misplaced || (entry.custom && isNowhere(entry, path, method))) {
    if (entry.custom) return undefined;
    throw unknownResource();
  }
  const verb = verbOf(entry, path, method, query);
  if (!verb) throw methodNotAllowed();
  if (path.name?.includes("%")) {
    throw badRequest(`Name parameter invalid: ${goQuote(path.name)}: may not contain '%'`);
  }
  return { entry, verb };
}

/** Of custom resources, paths without the namespace lead nowhere unless to read all. */
function isNowhere({ scope }: ResourceEntry, { namespace }: ResourcePath, method: string): boolean {
  return scope === "Namespaced" && namespace === undefined && method !== "GET";
}

function verbOf(
  entry: ResourceEntry,
  path: ResourcePath,
  method: string,
  query: URLSearchParams,
): RequestVerb | undefined {
  if (path.subresource !== undefined) {
    const subresource = entry.subresources.find(({ name }) => name === path.subresource);
    if (!subresource) throw entry.custom ? notFound(entry, path.name ?? "") : unknownResource();
    const verb = subresourceVerbs[method];
    return verb && (subresource.verbs as readonly string[]).includes(verb) ? verb : undefined;
  }
  if (path.name !== undefined) {
    if (method === "GET" && path.watch) return "watch";
    const verb = objectVerbs[method];
    return verb && (entry.verbs as readonly string[]).includes(verb) ? verb : undefined;
  }
  // All namespaces at once can only be read.
  if (
    entry.scope === "Namespaced" &&
    path.namespace === undefined &&
    method !== "GET" &&
    !entry.kind.endsWith("Review")
  ) {
    return undefined;
  }
  if (entry.custom && (method === "PUT" || method === "PATCH")) throw badRequest("name must be provided");
  const verb = method === "GET" && (path.watch || flag(query, "watch") === true) ? "watch" : collectionVerbs[method];
  return verb && (entry.verbs as readonly string[]).includes(verb) ? verb : undefined;
}

import { attributesOf } from "../access/attributes.ts";
import { authorize } from "../access/authorizer.ts";
import { answerIssuerDocument } from "../access/issuer-documents.ts";
import type { ApiServerRequest, ApiServerResponse } from "./api-server.ts";
import { answerDiscovery } from "../discovery/discovery.ts";
import { failureRepresentation } from "./failure-representation.ts";
import { answerResource } from "./handle-resource.ts";
import { checkAccepted, negotiate } from "./negotiate.ts";
import { createOpenApi } from "../discovery/open-api.ts";
import { answerPage } from "./pages.ts";
import { createRepresentation } from "./representation.ts";
import { parseTarget, type RequestInfo, type ResourcePath } from "./request-info.ts";
import { resolveResource } from "./resolve-resource.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import { answerResponse, failureResponse, pageNotFound, watchResponse, withCommonHeaders } from "./responses.ts";
import type { ServerState } from "../storage/server-state.ts";
import { badRequest, Failure, internal, methodNotAllowed, unknownResource } from "./status.ts";
import { warningHeaders } from "./warnings.ts";
import { watchObjects } from "../verbs/watch.ts";

/**
 * Makes the handler of all requests: it finds out what is asked for, has it done, and writes the answer. A request may be
 * answered from another state than the current one.
 */
export function createRequestHandler(
  current: ServerState,
): (request: ApiServerRequest, state?: ServerState) => Promise<ApiServerResponse> {
  const openApi = createOpenApi(current.registry, current.clock);

  const answer = async (
    state: ServerState,
    request: ApiServerRequest,
    info: RequestInfo,
    warnings: string[],
  ): Promise<ApiServerResponse> => {
    const gap = /(.*?)\/\/+[^/]/.exec(info.path)?.[1];
    // Nothing has an empty part; of what is within a group, a Status says so.
    if (gap !== undefined) {
      if (gap === "" || gap === "/apis") return pageNotFound();
      throw unknownResource();
    }
    const resource = await answerResourceRequest(state, request, info, warnings);
    if (resource) return resource;
    if (isReadOnly(info, state) && request.method !== "GET" && request.method !== "HEAD") throw methodNotAllowed();
    const document =
      (await answerDiscovery(info.segments, request.headers, state.registry.resources, info.query)) ??
      (await openApi.answer(info.segments, info.query, request.headers)) ??
      (await answerIssuerDocument(state, info.segments)) ??
      answerPage(info, request.method);
    if (!document) return pageNotFound();
    return document;
  };

  return async (request, state = current) => {
    const info = parseTarget(request.target);
    const warnings: string[] = [];
    let response: ApiServerResponse;
    try {
      if (!info) throw badRequest("the request's path is not properly escaped");
      authorize(state.authorizer, attributesOf(info, request.method, request.user));
      response = await answer(state, request, info, warnings);
    } catch (error) {
      const failure =
        error instanceof Failure ? error : internal(error instanceof Error ? error.message : String(error));
      response = failureResponse(failure.status, failureRepresentation(request, info, state));
    }
    if (request.method === "HEAD") response = { ...response, body: "" };
    const entry = info?.resource && servedEntry(state, info.resource);
    const deprecation = entry?.custom ? entry.custom.deprecation : entry?.rules.deprecation;
    if (deprecation !== undefined) warnings.push(deprecation);
    if (warnings.length > 0) {
      response = { ...response, headers: [...response.headers, ...warningHeaders(warnings)] };
    }
    return withCommonHeaders(response, state.newUid());
  };
}

/** The resource of a path, unless it names a part that the resource does not have. */
function servedEntry(state: ServerState, path: ResourcePath): ResourceEntry | undefined {
  const entry = entryOf(state, path);
  const { subresource } = path;
  return subresource === undefined || entry?.subresources.some(({ name }) => name === subresource) ? entry : undefined;
}

function entryOf({ registry }: ServerState, path: ResourcePath): ResourceEntry | undefined {
  return registry.find(path.group, path.version, path.resource);
}

/** Whether a path is discovery's, of the core group or of a version that is built in: nothing else can be done there. */
function isReadOnly({ segments }: RequestInfo, { registry }: ServerState): boolean {
  const [prefix, first, second, ...rest] = segments;
  if (rest.length > 0) return false;
  if (prefix === "api") return second === undefined;
  if (prefix !== "apis" || second === undefined) return false;
  return registry.resources.some(({ group, version, custom }) => group === first && version === second && !custom);
}

/** Undefined where the path names no resource. */
async function answerResourceRequest(
  state: ServerState,
  request: ApiServerRequest,
  { resource: path, query }: RequestInfo,
  warnings: string[],
): Promise<ApiServerResponse | undefined> {
  if (!path) return undefined;
  const resolved = resolveResource(state.registry, path, request.method, query);
  if (!resolved) return pageNotFound();
  const { entry, verb } = resolved;
  // Logs have types of their own.
  if (!entry.custom && path.subresource !== "log") {
    const reads = path.name === undefined && request.method === "GET" ? "collection" : "object";
    checkAccepted(request.headers, reads);
  }
  const stream = verb === "watch";
  const representation = createRepresentation({
    negotiated: negotiate(request.headers, query, { stream, protobuf: !entry.custom }),
    query,
    now: () => state.clock.now(),
  });
  if (stream) {
    if (path.name !== undefined) query.set("fieldSelector", `metadata.name=${path.name}`);
    const events = await watchObjects(state, entry, path.namespace, query, request.signal, representation);
    return watchResponse(events, representation, query);
  }
  return answerResponse(await answerResource(state, verb, { entry, path, query, request, warnings }), representation);
}

import { attributesOf } from "../access/attributes.ts";
import { authorize } from "../access/authorizer.ts";
import type { ApiServerResponse } from "./api-server.ts";
import { failureRepresentation } from "./failure-representation.ts";
import { upgradePod } from "../pods/upgrade-pod.ts";
import { parseTarget } from "./request-info.ts";
import { resolveResource } from "./resolve-resource.ts";
import { failureResponse, pageNotFound, withCommonHeaders } from "./responses.ts";
import type { ServerState } from "../storage/server-state.ts";
import { badRequest, Failure, internal } from "./status.ts";
import type { Upgraded, UpgradeRequest } from "./upgrade-seam.ts";

/** Finds out what a request for a stream of a pod goes on as, or why it does not. */
export function answerUpgrade(state: ServerState, request: UpgradeRequest): ApiServerResponse | Upgraded {
  const info = parseTarget(request.target);
  try {
    if (!info?.resource) throw badRequest("the request's path is not properly escaped");
    const asked = attributesOf(info, request.method, request.user);
    authorize(state.authorizer, asked);
    // Whoever may only read could otherwise run commands, as a WebSocket begins with a GET.
    if (request.method === "GET") authorize(state.authorizer, { ...asked, verb: "create" });
    const resolved = resolveResource(state.registry, info.resource, request.method, info.query);
    if (!resolved) return pageNotFound();
    return upgradePod(state, resolved.entry, info.resource, info.query, request);
  } catch (error) {
    const failure = error instanceof Failure ? error : internal(error instanceof Error ? error.message : String(error));
    const response = failureResponse(failure.status, failureRepresentation(request, info, state));
    return withCommonHeaders(response, state.newUid());
  }
}

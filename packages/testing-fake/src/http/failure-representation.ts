import type { ApiServerRequest } from "./api-server.ts";
import { negotiate } from "./negotiate.ts";
import { createRepresentation, type Representation } from "./representation.ts";
import type { RequestInfo } from "./request-info.ts";
import type { ServerState } from "../storage/server-state.ts";

/** How failures are written: as asked for, though in no other form than a Status, and in JSON where that is not acceptable. */
export function failureRepresentation(
  request: ApiServerRequest,
  info: RequestInfo | undefined,
  { clock }: ServerState,
): Representation {
  const now = (): number => clock.now();
  const query = info?.query ?? new URLSearchParams();
  try {
    const negotiated = negotiate(request.headers, query, { protobuf: true, forms: false });
    return createRepresentation({ negotiated, query, now });
  } catch {
    return createRepresentation({ negotiated: negotiate([], query), query, now });
  }
}

import { type Clock, realClock } from "@kubets/wait";
import { createFlowWindow, type FlowWindow } from "./flow-window.ts";
import { sayLongWaits, type WaitOptions } from "./long-waits.ts";
import { retryAfterSeconds } from "./response.ts";
import { headerValue, type Middleware, type TransportRequest, type TransportResponse } from "./transport.ts";

/** How a limit by flow waits, and who hears of it. */
export interface LimitByFlowOptions extends WaitOptions {
  readonly clock?: Clock | undefined;
}

/**
 * A layer that sends as much at once as the server takes: in place of a fixed rate limit, which knows nothing of the server.
 *
 * A server with priority and fairness says in each answer which flow schema a request belongs to, and refuses with 429 and
 * `Retry-After` where that flow has more requests than its share. This layer then lets seven tenths as many of the flow be
 * under way at once, and one more with every such number that is served; and none begins before that time is over, unless
 * another of the flow is served meanwhile. Other flows are not held back. Nothing is limited before the first refusal. A 5xx with `Retry-After` counts as a refusal;
 * answers that name no flow count as one flow.
 *
 * Which flow a request belongs to is known from the last answer to one of the same method, resource, namespace and
 * impersonated user. A watch counts until it is open, a streamed body until it begins. Waiting ends with the call's signal.
 */
export function limitByFlow({ clock = realClock, ...telling }: LimitByFlowOptions = {}): Middleware {
  const windows = new Map<string, FlowWindow>();
  const flowOf = new Map<string, string>();
  const waiting = sayLongWaits("the server took too many requests of this kind for its share", clock, telling);
  /** Calls under way whose flow is not known yet. */
  let unknown = 0;
  let sent = 0;

  const windowOf = (flow: string): FlowWindow => {
    const window = windows.get(flow) ?? createFlowWindow(clock);
    windows.set(flow, window);
    return window;
  };
  /** The window of the flow that an answer names. */
  const learn = (kind: string, { headers }: TransportResponse): FlowWindow => {
    const flow = headerValue(headers, flowHeader) ?? "";
    if (flowOf.size >= maxKinds) flowOf.clear();
    flowOf.set(kind, flow);
    return windowOf(flow);
  };

  return async (request, next) => {
    const kind = kindOf(request);
    const flow = flowOf.get(kind);
    const window = flow === undefined ? undefined : windowOf(flow);
    if (window) await waiting(() => window.begin(request.signal));
    else unknown++;
    const call = ++sent;
    try {
      const response = await next(request);
      const answering = learn(kind, response);
      const refusedMs = refusalOf(response);
      if (refusedMs !== undefined) answering.refused(call, refusedMs, sent, window === answering ? 0 : unknown);
      else if (window === answering) window.served(call);
      return response;
    } finally {
      if (window) window.end();
      else unknown--;
    }
  };
}

/** Names the flow schema that a request matched; API servers send it with every answer, refusals too. */
const flowHeader = "x-kubernetes-pf-flowschema-uid";

/** So many kinds of requests are known by their flow; then all are learned anew. */
const maxKinds = 1000;

const objectName = /(\/(?:api\/[^/]+|apis\/[^/]+\/[^/]+)(?:\/namespaces\/[^/]+(?=\/))?\/[^/]+)\/.*/;

/** What flow schemas tell requests apart by, but for names of objects. */
function kindOf({ method, url, headers, reading }: TransportRequest): string {
  const path = new URL(url).pathname.replace(objectName, "$1");
  return [method, reading === "watch", path, headerValue(headers, "impersonate-user")].join(" ");
}

/** How long a server refuses more of the kind; undefined where it does not. */
function refusalOf({ status, headers }: TransportResponse): number | undefined {
  const seconds = status === 429 || status >= 500 ? retryAfterSeconds(headers) : undefined;
  // Refused without a time: as long as API servers say.
  return seconds === undefined ? (status === 429 ? 1000 : undefined) : seconds * 1000;
}

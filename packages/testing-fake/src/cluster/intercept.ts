import { actionOf, type Action } from "./action.ts";
import type { ApiServerRequest, ApiServerResponse } from "../http/api-server.ts";
import type { RunningApiServer } from "../http/create-api-server.ts";
import { applyStrike, broken } from "../faults/apply-strike.ts";
import { createFaultScript, type FaultScript } from "../faults/fault-script.ts";
import { breakable } from "../faults/streams.ts";
import type { RequestVerb } from "../http/handle-resource.ts";
import { loadProtobuf } from "../http/protobuf.ts";
import { createReactorChain, type ReactorChain } from "./reactors.ts";
import { parseTarget, type RequestInfo, type ResourcePath } from "../http/request-info.ts";
import { resolveResource } from "../http/resolve-resource.ts";
import type { AskedResource } from "./request-match.ts";
import { isStreaming } from "../pods/upgrade-pod.ts";
import { breakableUpgrade } from "../pods/breakable-upgrade.ts";
import { serveWatch } from "../pods/web-socket-watch.ts";
import type { Upgraded, UpgradeRequest } from "../http/upgrade-seam.ts";

/** A request as far as its target says what it is about. */
export interface ReadRequest {
  /** Absent for discovery, `/version` and unknown paths. */
  readonly verb: RequestVerb | undefined;
  readonly path: ResourcePath | undefined;
}

/** What stands between clients and a server: it records, strikes and reacts, and lets through what is left. */
export interface Interceptor {
  readonly faults: FaultScript;
  readonly reactors: ReactorChain;
  /** Requests for resources, oldest first, the newest so many of them. */
  actions(): Action[];
  clearActions(): void;
  /** Breaks every connection, and refuses new ones for so long. */
  restart(downMs: number): void;
  handle(request: ApiServerRequest): Promise<ApiServerResponse & { readonly read: ReadRequest }>;
  /** What a request goes on as, with the same faults and reactors before it. */
  upgrade(request: UpgradeRequest): Promise<(ApiServerResponse | Upgraded) & { readonly read: ReadRequest }>;
}

export function createInterceptor(server: RunningApiServer, actionsKept: number): Interceptor {
  const { state } = server;
  const { clock } = state;
  const faults = createFaultScript(state.random);
  const reactors = createReactorChain();
  let recorded: (() => Action)[] = [];
  let life = new AbortController();
  let downUntil = -Infinity;

  const restart = (downMs: number): void => {
    downUntil = clock.monotonicNow() + downMs;
    life.abort();
    life = new AbortController();
  };

  const record = (actionFor: () => Action): void => {
    if (actionsKept <= 0) return;
    recorded.push(once(actionFor));
    // In one go now and then, not one by one.
    if (recorded.length >= actionsKept * 2) recorded = recorded.slice(-actionsKept);
  };

  const answer = async (
    request: ApiServerRequest,
    { verb, path }: ReadRequest,
    info: RequestInfo | undefined,
    carryOut: (staleBy?: number) => Promise<ApiServerResponse>,
  ): Promise<ApiServerResponse> => {
    if (!verb || !path || !info) return carryOut();
    const asked: AskedResource = { ...path, verb, user: request.user };
    const actionFor = (): Action => actionOf(verb, path, info.query, request);
    record(actionFor);
    const proceed = async (staleBy: number): Promise<ApiServerResponse> =>
      (reactors.size > 0 ? await reactors.react(actionFor) : undefined) ?? carryOut(staleBy);
    const strike = faults.strike(asked);
    if (!strike) return proceed(0);
    return applyStrike(strike, request, asked, { clock, proceed, restart, compact: () => state.store.compact() });
  };

  const handle: Interceptor["handle"] = async (request) => {
    const loading = loadProtobuf(request.headers);
    if (loading) await loading;
    const info = parseTarget(request.target);
    const read: ReadRequest = { verb: verbOf(state, request.method, info), path: info?.resource };
    const { signal } = life;
    if (clock.monotonicNow() < downUntil) return { ...broken, read };
    const response = await answer(request, read, info, (staleBy) => server.handle(request, staleBy));
    const { body } = response;
    if (signal.aborted) return { ...broken, read };
    if (typeof body === "string" || body instanceof Uint8Array) return { ...response, read };
    return { ...response, body: breakable(body, signal), read };
  };

  const upgradePods = async (request: UpgradeRequest, info: RequestInfo, read: ReadRequest) => {
    const { signal } = life;
    if (clock.monotonicNow() < downUntil) return { ...broken, read };
    let upgraded: Upgraded | undefined;
    const response = await answer(request, read, info, async () => {
      const result = server.upgrade(request);
      if (!("framing" in result)) return result;
      upgraded = result;
      return { status: switching, headers: [], body: "" };
    });
    if (signal.aborted) return { ...broken, read };
    return { ...(response.status === switching && upgraded ? breakableUpgrade(upgraded, signal) : response), read };
  };

  return {
    faults,
    reactors,
    actions: () => recorded.slice(-actionsKept).map((action) => action()),
    clearActions: () => void (recorded = []),
    restart,
    handle,
    async upgrade(request) {
      const info = parseTarget(request.target);
      if (info?.resource && isStreaming(info.resource)) {
        return upgradePods(request, info, { verb: verbOf(state, request.method, info), path: info.resource });
      }
      const { read, ...response } = await handle(request);
      const { body } = response;
      const watched = request.upgrade === "websocket" && typeof body !== "string" && !(body instanceof Uint8Array);
      if (!watched || response.status !== 200) return { ...response, read };
      return { framing: "messages", protocol: "", serve: (socket) => serveWatch(body, socket), read };
    },
  };
}

const switching = 101;

function verbOf(
  { registry }: RunningApiServer["state"],
  method: string,
  info: RequestInfo | undefined,
): RequestVerb | undefined {
  try {
    return info?.resource && resolveResource(registry, info.resource, method, info.query)?.verb;
  } catch {
    return undefined;
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

import type { Status } from "@kubets/apimachinery";
import type { Header } from "@kubets/rest";
import { brokenConnection, type ApiServerResponse } from "./api-server.ts";
import type { RequestVerb } from "./handle-resource.ts";
import type { RequestInfo } from "./request-info.ts";

/** Which requests fail, how, and how often. */
export interface Fault {
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete` or `deletecollection`; absent is any. */
  readonly verb?: RequestVerb | undefined;
  /** Plural, with its subresource where it is about that one: `pods`, `pods/status`, `websites`; absent is any. */
  readonly resource?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  /** How many matching requests fail; default 1. */
  readonly times?: number | undefined;
  /**
   * What happens to them: a failure Status, or the connection breaks before an answer. A reset request has not been carried
   * out.
   */
  readonly with: FaultStatus | "reset";
}

/** A failure that a server answers with. */
export interface FaultStatus {
  /** The HTTP status: 429, 500, 503. */
  readonly code: number;
  /** Such as `TooManyRequests`; default none. */
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  /** Sent as `Retry-After` and in the Status. */
  readonly retryAfterSeconds?: number | undefined;
}

/** Faults that are still to come, in the order in which they were set. */
export interface FaultScript {
  add(fault: Fault): Disposable;
  /** The fault that strikes this request, and counts it. */
  strike(verb: RequestVerb, info: RequestInfo): Fault | undefined;
}

export function createFaultScript(): FaultScript {
  const faults = new Map<Fault, number>();
  return {
    add(fault) {
      const own = { ...fault };
      faults.set(own, fault.times ?? 1);
      return { [Symbol.dispose]: () => void faults.delete(own) };
    },
    strike(verb, info) {
      for (const [fault, left] of faults) {
        if (!matches(fault, verb, info)) continue;
        if (left <= 1) faults.delete(fault);
        else faults.set(fault, left - 1);
        return fault;
      }
      return undefined;
    },
  };
}

function matches(fault: Fault, verb: RequestVerb, { resource: path }: RequestInfo): boolean {
  if (!path) return false;
  const resource = path.subresource === undefined ? path.resource : `${path.resource}/${path.subresource}`;
  return (
    (fault.verb === undefined || fault.verb === verb) &&
    (fault.resource === undefined || fault.resource === resource) &&
    (fault.namespace === undefined || fault.namespace === path.namespace) &&
    (fault.name === undefined || fault.name === path.name)
  );
}

/** The answer that a fault gives. */
export function faultResponse({ with: outcome }: Fault): ApiServerResponse {
  if (outcome === "reset") return { status: brokenConnection, headers: [], body: "" };
  const { code, reason, message = "injected failure", retryAfterSeconds } = outcome;
  const status: Status = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    ...(reason !== undefined && { reason }),
    ...(retryAfterSeconds !== undefined && { details: { retryAfterSeconds } }),
    code,
  };
  const headers: Header[] = [["content-type", "application/json"]];
  if (retryAfterSeconds !== undefined) headers.push(["retry-after", String(retryAfterSeconds)]);
  return { status: code, headers, body: `${JSON.stringify(status)}\n` };
}

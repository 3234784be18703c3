import type { Status } from "@kubets/apimachinery";
import type { Header } from "@kubets/rest";
import type { ApiServerResponse } from "../http/api-server.ts";

/** A failure that a server answers with. */
export interface FaultStatus {
  /** The HTTP status, 400 to 599: 429, 500, 503. */
  readonly code: number;
  /** Such as `TooManyRequests`; by default what the code stands for. */
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  /** Sent as `Retry-After` and in the Status. */
  readonly retryAfterSeconds?: number | undefined;
}

/** The reasons of codes that have one meaning. */
const reasons: Readonly<Record<number, string>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  405: "MethodNotAllowed",
  409: "Conflict",
  410: "Expired",
  413: "RequestEntityTooLarge",
  422: "Invalid",
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};

/** The answer with a failure Status. */
export function failureAnswer(failure: FaultStatus): ApiServerResponse {
  const { code, reason = reasons[code], message = "injected failure", retryAfterSeconds } = failure;
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

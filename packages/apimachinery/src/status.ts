import type { ListMeta } from "./object.ts";

/** One cause of a failure, most often one invalid field. */
export interface StatusCause {
  reason?: string;
  message?: string;
  /** The path of the field, such as `spec.containers[0].image`. */
  field?: string;
}

/** What a Status says about the object, and about each of the causes. */
export interface StatusDetails {
  name?: string;
  group?: string;
  /** The resource (`pods`) for most reasons, the kind (`Pod`) where the object was invalid. */
  kind?: string;
  uid?: string;
  causes?: StatusCause[];
  retryAfterSeconds?: number;
}

/** The answer of a server to what has no object to return, above all failures. */
export interface Status {
  apiVersion?: "v1";
  kind?: "Status";
  metadata?: ListMeta;
  status?: "Success" | "Failure";
  message?: string;
  reason?: string;
  details?: StatusDetails;
  code?: number;
}

/** Whether a value is a Status object by its kind and apiVersion. */
export function isStatus(value: unknown): value is Status {
  const { kind, apiVersion } = (value ?? {}) as { kind?: unknown; apiVersion?: unknown };
  return kind === "Status" && (apiVersion === "v1" || !apiVersion);
}

/** The reasons a server gives; others may come. Source: apimachinery `meta/v1` types.go. */
export type StatusReason =
  | "Unauthorized"
  | "Forbidden"
  | "NotFound"
  | "AlreadyExists"
  | "Conflict"
  | "Gone"
  | "Invalid"
  | "ServerTimeout"
  | "StoreReadError"
  | "Timeout"
  | "TooManyRequests"
  | "BadRequest"
  | "MethodNotAllowed"
  | "NotAcceptable"
  | "RequestEntityTooLarge"
  | "UnsupportedMediaType"
  | "InternalError"
  | "Expired"
  | "ServiceUnavailable";

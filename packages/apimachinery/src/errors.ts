import { isStatus, type Status, type StatusDetails, type StatusReason } from "./status.ts";

/**
 * Reasons of failures that no server gave:
 * - `Network`: no connection, a reset, a lost name look-up; `cause` has the system's error and its code
 * - `TLS`: a certificate that does not fit or is not trusted
 * - `ClientTimeout`: a deadline of this side passed
 * - `Aborted`: the caller's signal fired
 * - `Decode`: an answer that is not what it should be: cut short, not JSON, not an object
 * - `UnexpectedResponse`: a failure status without a Status object: a proxy's page, plain text
 * - `InvalidRequest`: refused before anything was sent
 * - `Configuration`: a kubeconfig, certificate or option that cannot work
 * - `Unsupported`: this platform or transport cannot do what was asked
 * - `UpgradeFailed`: a WebSocket could not be opened
 */
export type ClientReason =
  | "Network"
  | "TLS"
  | "ClientTimeout"
  | "Aborted"
  | "Decode"
  | "UnexpectedResponse"
  | "InvalidRequest"
  | "Configuration"
  | "Unsupported"
  | "UpgradeFailed";

/** Why something failed: a server's reason, one of this side's, or one that a server has made up. */
// oxlint-disable-next-line typescript/ban-types -- keeps completion of the known reasons beside any other string
export type ErrorReason = StatusReason | ClientReason | (string & {});

/** What a {@link KubernetesError} knows beside its message. */
export interface KubernetesErrorOptions {
  reason: ErrorReason;
  /** The HTTP status, where there was an answer. */
  code?: number | undefined;
  details?: StatusDetails | undefined;
  retryAfterSeconds?: number | undefined;
  /** What was asked; the URL must carry no credentials. */
  request?: { readonly method: string; readonly url: string } | undefined;
  /** The server's Audit-Id, with which its operators can find the request. */
  auditId?: string | undefined;
  cause?: unknown;
}

/** Shared by every copy of this package, so that two installed copies recognise each other's errors. */
const brand: unique symbol = Symbol.for("kubets.KubernetesError") as never;

/**
 * Every failure of every package. Judge it by `reason` or by the guards ({@link isNotFound}, {@link isConflict}, …),
 * which also work across two installed copies; `cause` holds what lies beneath. No credential and no header is ever in
 * its message, its inspection or its JSON.
 */
export class KubernetesError extends Error {
  override readonly name: string = "KubernetesError";
  readonly reason: ErrorReason;
  declare readonly code?: number;
  declare readonly details?: StatusDetails;
  declare readonly retryAfterSeconds?: number;
  declare readonly request?: { readonly method: string; readonly url: string };
  declare readonly auditId?: string;

  constructor(message: string, options: KubernetesErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = options.reason;
    const { code, details, retryAfterSeconds = details?.retryAfterSeconds, request, auditId } = options;
    // Left out rather than undefined: an inspection then shows only what is known.
    for (const [name, value] of Object.entries({ code, details, retryAfterSeconds, request, auditId })) {
      if (value !== undefined) Object.assign(this, { [name]: value });
    }
    Object.defineProperty(this, brand, { value: true });
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // A subclass inherits this method; only the base class may go by the brand.
    return this === KubernetesError ? isKubernetesError(value) : super[Symbol.hasInstance](value);
  }
}

/** Whether a value is a KubernetesError of this or another copy of the package. */
export function isKubernetesError(value: unknown): value is KubernetesError {
  return (value as { [brand]?: unknown } | null | undefined)?.[brand] === true;
}

/** What a status code means where the body does not say (C65). */
const reasonOfCode: Readonly<Record<number, StatusReason>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  405: "MethodNotAllowed",
  406: "NotAcceptable",
  409: "Conflict",
  410: "Gone",
  413: "RequestEntityTooLarge",
  415: "UnsupportedMediaType",
  422: "Invalid",
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};

/** The error that a server's failure Status stands for. A function, so that programs that never ask for it do not carry it. */
export function errorFromStatus(
  status: Status,
  context: Pick<KubernetesErrorOptions, "request" | "auditId" | "retryAfterSeconds" | "cause"> = {},
): KubernetesError {
  return new KubernetesError(status.message || `the server answered ${status.code ?? "a failure"}`, {
    ...context,
    reason: status.reason || reasonOfCode[status.code ?? 0] || "UnexpectedResponse",
    code: status.code,
    details: status.details,
  });
}

function hasReason(error: unknown, reason: ErrorReason): error is KubernetesError {
  return isKubernetesError(error) && error.reason === reason;
}

/** The object or the resource does not exist. */
export function isNotFound(error: unknown): error is KubernetesError {
  return hasReason(error, "NotFound");
}
/** An object of that name exists. */
export function isAlreadyExists(error: unknown): error is KubernetesError {
  return hasReason(error, "AlreadyExists");
}
/** The object changed since it was read, or another manager owns the field: read again and retry. */
export function isConflict(error: unknown): error is KubernetesError {
  return hasReason(error, "Conflict");
}
/** The object breaks the server's rules; `details.causes` names the fields. */
export function isInvalid(error: unknown): error is KubernetesError {
  return hasReason(error, "Invalid");
}
/** The caller is known, but may not do this. */
export function isForbidden(error: unknown): error is KubernetesError {
  return hasReason(error, "Forbidden");
}
/** The server does not know the caller, or no longer. */
export function isUnauthorized(error: unknown): error is KubernetesError {
  return hasReason(error, "Unauthorized");
}
/** The server could not make sense of the request. */
export function isBadRequest(error: unknown): error is KubernetesError {
  return hasReason(error, "BadRequest");
}
/** The resource does not know this verb. */
export function isMethodNotAllowed(error: unknown): error is KubernetesError {
  return hasReason(error, "MethodNotAllowed");
}
/** The resource does not take this content type: a strategic merge patch for a custom resource, above all. */
export function isUnsupportedMediaType(error: unknown): error is KubernetesError {
  return hasReason(error, "UnsupportedMediaType");
}
/** The resource version or continue token is too old: list anew. True for the reasons Expired and Gone (C05). */
export function isExpired(error: unknown): error is KubernetesError {
  return hasReason(error, "Expired") || hasReason(error, "Gone");
}
/** The server has too much to do; `retryAfterSeconds` may say when to come back. Judged by code too (C65). */
export function isTooManyRequests(error: unknown): error is KubernetesError {
  return isKubernetesError(error) && (error.reason === "TooManyRequests" || error.code === 429);
}
/** The server failed in itself. */
export function isInternalError(error: unknown): error is KubernetesError {
  return hasReason(error, "InternalError");
}
/** The server, or what it stands before, is not there for now. */
export function isServiceUnavailable(error: unknown): error is KubernetesError {
  return hasReason(error, "ServiceUnavailable");
}
/** The server gave up: reason Timeout. */
export function isTimeout(error: unknown): error is KubernetesError {
  return hasReason(error, "Timeout");
}
/** A deadline of this side passed before the answer came. */
export function isClientTimeout(error: unknown): error is KubernetesError {
  return hasReason(error, "ClientTimeout");
}
/** The caller's signal ended the call. */
export function isAborted(error: unknown): error is KubernetesError {
  return hasReason(error, "Aborted");
}
/** Nothing or too little came over the connection. */
export function isNetworkError(error: unknown): error is KubernetesError {
  return hasReason(error, "Network");
}

/** The resource version asked for is newer than the server's state (C05). */
export function isTooLargeResourceVersion(error: unknown): error is KubernetesError {
  if (!isKubernetesError(error)) return false;
  const causes = error.details?.causes ?? [];
  if (causes.some((cause) => cause.reason === "ResourceVersionTooLarge")) return true;
  if (error.reason !== "Timeout") return false;
  const text = "Too large resource version";
  return error.message.includes(text) || causes.some((cause) => cause.message?.includes(text));
}

/** Makes a KubernetesError of whatever was thrown; what is one already comes back as it is. */
export function toKubernetesError(value: unknown, fallback: KubernetesErrorOptions): KubernetesError {
  if (isKubernetesError(value)) return value;
  if (isStatus(value)) return errorFromStatus(value, fallback);
  const message = value instanceof Error ? value.message : String(value);
  return new KubernetesError(message, { cause: value, ...fallback });
}

import type { Status, StatusCause, StatusDetails } from "@kubets/apimachinery";
import { goFloat, goJson, goQuote } from "../go-text.ts";

/** A failure that is an answer: thrown by the steps of a request, turned into a response in one place. */
export class Failure extends Error {
  override readonly name: string = "Failure";
  readonly status: Status;

  constructor(status: Status) {
    super(status.message);
    this.status = status;
  }
}

/** A group and a plural name, as messages name a resource: `deployments.apps`. */
export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

function failure(code: number, reason: string, message: string, details?: StatusDetails): Failure {
  return new Failure({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    ...(reason !== "" && { reason }),
    ...(details && { details }),
    code,
  });
}

export function qualified({ group, resource }: GroupResource): string {
  return group === "" ? resource : `${resource}.${group}`;
}

function detailsOf({ group, resource }: GroupResource, name: string): StatusDetails {
  return { ...(name !== "" && { name }), ...(group !== "" && { group }), kind: resource };
}

export function notFound(resource: GroupResource, name: string): Failure {
  return failure(404, "NotFound", `${qualified(resource)} ${goQuote(name)} not found`, detailsOf(resource, name));
}

/** No such resource, as opposed to no such object. */
export function unknownResource(): Failure {
  return failure(404, "NotFound", "the server could not find the requested resource", {});
}

export function alreadyExists(
  resource: GroupResource,
  name: string,
  { terminating = false, retry = false }: { terminating?: boolean; retry?: boolean } = {},
): Failure {
  const message = `${terminating ? "object is being deleted: " : ""}${qualified(resource)} ${goQuote(name)} already exists`;
  const details = detailsOf(resource, name);
  if (!retry) return failure(409, "AlreadyExists", message, details);
  // Names made from generateName collided again and again.
  return failure(409, "AlreadyExists", `${message}, the server was not able to generate a unique name for the object`, {
    ...details,
    retryAfterSeconds: 1,
  });
}

export function conflict(resource: GroupResource, name: string, message: string): Failure {
  const text = `Operation cannot be fulfilled on ${qualified(resource)} ${goQuote(name)}: ${message}`;
  return failure(409, "Conflict", text, detailsOf(resource, name));
}

/** An apply that would take fields from others. */
export function applyConflict(message: string, causes: StatusCause[]): Failure {
  return failure(409, "Conflict", message, { causes });
}

/** An update of a state that is no longer the current one. */
export function modified(resource: GroupResource, name: string): Failure {
  return conflict(
    resource,
    name,
    "the object has been modified; please apply your changes to the latest version and try again",
  );
}

export function forbidden(resource: GroupResource, name: string, message: string, causes?: StatusCause[]): Failure {
  const text = `${qualified(resource)}${name === "" ? "" : ` ${goQuote(name)}`} is forbidden: ${message}`;
  return failure(403, "Forbidden", text, { ...detailsOf(resource, name), ...(causes && { causes }) });
}

export function badRequest(message: string): Failure {
  return failure(400, "BadRequest", message);
}

export function methodNotAllowed(): Failure {
  return failure(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", {});
}

export function notAcceptable(message: string, details?: Status["details"]): Failure {
  return failure(406, "NotAcceptable", message, details);
}

export function unsupportedMediaType(accepted: readonly string[]): Failure {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`;
  return failure(415, "UnsupportedMediaType", message);
}

/** An unknown patch type of a built-in resource, refused before anybody looks at the resource. */
export function unsupportedPatch(): Failure {
  return failure(415, "UnsupportedMediaType", "415: Unsupported Media Type", {});
}

export function tooLarge(message: string): Failure {
  return failure(413, "RequestEntityTooLarge", message);
}

/** The request's content cannot be carried out, without a field to blame: a JSON patch that does not apply. */
export function unprocessable(message = "the server rejected our request due to an error in our request"): Failure {
  return failure(422, "Invalid", message, {});
}

export function expired(message: string): Failure {
  return failure(410, "Expired", message);
}

/** Expired, with a token by which the list can go on at the newest state. */
export function expiredContinue(token: string): Failure {
  const { status } = expired(
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without " +
      "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. " +
      "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or " +
      "deleted between the time the first chunk was returned and now may show up in the list.",
  );
  return new Failure({ ...status, metadata: { continue: token } });
}

export function tooLargeResourceVersion(wanted: number, current: number): Failure {
  return failure(504, "Timeout", `Timeout: Too large resource version: ${wanted}, current: ${current}`, {
    causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
    retryAfterSeconds: 1,
  });
}

export function notImplemented(message: string): Failure {
  return failure(501, "NotImplemented", message);
}

/** A failure without a reason, as a server answers errors that it did not foresee. */
export function internal(message: string): Failure {
  return failure(500, "", message);
}

/** What is wrong with one field. */
export interface FieldProblem {
  readonly field: string;
  readonly reason:
    | "FieldValueRequired"
    | "FieldValueInvalid"
    | "FieldValueNotSupported"
    | "FieldValueForbidden"
    | "FieldValueDuplicate"
    | "FieldValueTooLong"
    | "FieldValueTooMany"
    | "FieldValueTypeInvalid"
    | "FieldValueNotFound"
    | "InternalError";
  /** Without the field. */
  readonly message: string;
}

export function required(field: string, detail = ""): FieldProblem {
  return { field, reason: "FieldValueRequired", message: `Required value${detail === "" ? "" : `: ${detail}`}` };
}

export function invalidValue(field: string, value: unknown, detail: string): FieldProblem {
  return {
    field,
    reason: "FieldValueInvalid",
    message: `Invalid value: ${quoted(value)}${detail === "" ? "" : `: ${detail}`}`,
  };
}

export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldProblem {
  const message = `Unsupported value: ${quoted(value)}: supported values: ${supported.map(goQuote).join(", ")}`;
  return { field, reason: "FieldValueNotSupported", message };
}

export function forbiddenField(field: string, detail: string): FieldProblem {
  return { field, reason: "FieldValueForbidden", message: `Forbidden: ${detail}` };
}

/** A value of another type than the field's. Reads like {@link invalidValue}; only its reason tells them apart. */
export function typeInvalid(field: string, value: unknown, detail: string): FieldProblem {
  return { ...invalidValue(field, value, detail), reason: "FieldValueTypeInvalid" };
}

export function duplicateValue(field: string, value: unknown, detail = ""): FieldProblem {
  const message = `Duplicate value: ${quoted(value)}${detail === "" ? "" : `: ${detail}`}`;
  return { field, reason: "FieldValueDuplicate", message };
}

/** A value that names something that is not there. */
export function notFoundValue(field: string, value: unknown, detail = ""): FieldProblem {
  const message = `Not found: ${quoted(value)}${detail === "" ? "" : `: ${detail}`}`;
  return { field, reason: "FieldValueNotFound", message };
}

/** A text of too many bytes. */
export function tooLong(field: string, most: number, unit: "byte" | "character" = "byte"): FieldProblem {
  const message = `Too long: may not be more than ${most} ${unit}${most === 1 ? "" : "s"}`;
  return { field, reason: "FieldValueTooLong", message };
}

/** A list or an object of too many entries. */
export function tooMany(field: string, found: number, most: number): FieldProblem {
  const message = `Too many: ${found}: must have at most ${most} ${most === 1 ? "item" : "items"}`;
  return { field, reason: "FieldValueTooMany", message };
}

/** A finding that is the server's own fault. */
export function internalProblem(field: string, detail: string): FieldProblem {
  return { field, reason: "InternalError", message: `Internal error: ${detail}` };
}

/** An object, or options (kind `DeleteOptions` of group `meta.k8s.io`), that break rules. */
export function invalid({ group, kind }: GroupKind, name: string, problems: readonly FieldProblem[]): Failure {
  // The same finding twice is said once, but stays twice among the causes.
  const texts = [...new Set(problems.map(({ field, message }) => `${field}: ${message}`))];
  const text = texts.length === 1 ? texts.join("") : `[${texts.join(", ")}]`;
  return failure(422, "Invalid", `${group === "" ? kind : `${kind}.${group}`} ${goQuote(name)} is invalid: ${text}`, {
    ...(name !== "" && { name }),
    ...(group !== "" && { group }),
    ...(kind !== "" && { kind }),
    causes: problems.map(({ field, reason, message }) => ({ reason, message, field })),
  });
}

/** A value that messages show as this text. */
export class Shown {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

function quoted(value: unknown): string {
  if (value instanceof Shown) return value.text;
  if (typeof value === "string") return goQuote(value);
  return typeof value === "number" ? goFloat(value) : goJson(value);
}

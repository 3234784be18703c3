import { apiVersionOf, isKubernetesError } from "@kubets/apimachinery";
import { decodeKubernetesProtobuf, kubernetesProtobufMediaType } from "@kubets/protobuf";
import { headerValue, type Header } from "@kubets/rest";
import { load } from "js-yaml";
import { goText } from "./go-text.ts";
import { isObject, withoutNulls, type JsonObject } from "./json.ts";
import type { ResourceEntry, ResourceRegistry } from "./resource-registry.ts";
import { badRequest, invalid, invalidValue, tooLarge, unsupportedMediaType } from "./status.ts";
import { yamlSchema } from "./yaml-schema.ts";

/** What a request may send. */
export interface RequestBody {
  readonly headers: readonly Header[];
  readonly body?: Uint8Array | undefined;
}

/** Servers refuse larger bodies. */
const largestBody = 3 * 1024 * 1024;

const json = "application/json";
const yaml = "application/yaml";

/** The bytes of a body, within the limit. */
export function bytesOf({ body }: RequestBody): Uint8Array {
  if (body && body.length > largestBody) throw tooLarge(`Request entity too large: limit is ${largestBody}`);
  return body ?? new Uint8Array();
}

/** The media type of a body without parameters; absent counts as JSON. */
export function mediaTypeOf({ headers }: RequestBody): string {
  const type = headerValue(headers, "content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  return type === undefined || type === "" ? json : type;
}

export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw badRequest("the body of the request is not valid UTF-8");
  }
}

/** Parses JSON, with a server's words for what is not. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(jsonProblem(text, error));
  }
}

function jsonProblem(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const position = /at position (\d+)/.exec(message)?.[1];
  const atEnd =
    position === undefined ? !message.includes("Unexpected token") : Number(position) >= text.trimEnd().length;
  return atEnd ? "unexpected end of JSON input" : message;
}

/**
 * Decodes the object that a create or an update sends: JSON, YAML or the Kubernetes protobuf format. A custom resource
 * must name its apiVersion and kind; a built-in one may leave both to the path.
 */
export function decodeObject(request: RequestBody, entry: ResourceEntry, registry: ResourceRegistry): JsonObject {
  const value = decodeAny(request, { apiVersion: apiVersionOf(entry), kind: entry.kind }, (problem) =>
    badRequest(
      `the object provided is unrecognized (must be of type ${entry.kind}): couldn't get version/kind; ${problem} (${excerpt(request)})`,
    ),
  );
  return checkType(value, entry, registry, request);
}

/** Decodes any object; what is missing of apiVersion and kind in a protobuf body is as given. */
export function decodeAny(
  request: RequestBody,
  defaults: { readonly apiVersion?: string; readonly kind?: string },
  unrecognized: (problem: string) => Error = (problem) => badRequest(`couldn't get version/kind; ${problem}`),
): JsonObject {
  const bytes = bytesOf(request);
  const type = mediaTypeOf(request);
  let value: unknown;
  if (type === kubernetesProtobufMediaType) {
    try {
      return decodeKubernetesProtobuf(bytes, defaults);
    } catch (error) {
      if (isKubernetesError(error)) throw badRequest(error.message);
      throw error;
    }
  } else if (type === yaml) {
    try {
      value = load(textOf(bytes), { schema: yamlSchema });
    } catch (error) {
      throw unrecognized(`yaml: ${error instanceof Error ? error.message : String(error)}`);
    }
  } else if (type === json) {
    try {
      value = parseJson(textOf(bytes));
    } catch (error) {
      throw unrecognized(`json parse error: ${error instanceof Error ? error.message : String(error)}`);
    }
  } else {
    throw unsupportedMediaType([json, yaml, kubernetesProtobufMediaType]);
  }
  if (isObject(value)) return value;
  const found = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
  const target = String.raw`struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`;
  throw unrecognized(`json parse error: json: cannot unmarshal ${found} into Go value of type ${target}`);
}

/** The beginning of a body, to be recognised in a message. */
function excerpt(request: RequestBody): string {
  const bytes = bytesOf(request);
  if (bytes.length === 0) return "<empty>";
  const start = bytes.subarray(0, 30);
  const more = bytes.length > start.length ? " ..." : "";
  if (start[0] === 0x7b) return new TextDecoder().decode(start) + more;
  return [...start].map((byte) => byte.toString(16).padStart(2, "0")).join("") + more;
}

function checkType(
  value: JsonObject,
  entry: ResourceEntry,
  registry: ResourceRegistry,
  request: RequestBody,
): JsonObject {
  const apiVersion = textField(value, "apiVersion");
  const kind = textField(value, "kind");
  const expected = apiVersionOf(entry);
  if (entry.custom) {
    if (kind === "") {
      const problem = `Object 'Kind' is missing in '${JSON.stringify(value)}' (${excerpt(request)})`;
      throw badRequest(`the object provided is unrecognized (must be of type ${entry.kind}): ${problem}`);
    }
    if (apiVersion !== expected) throw wrongVersion(apiVersion, expected);
    if (kind !== entry.kind) {
      const name = isObject(value["metadata"]) ? goText(value["metadata"]["name"] ?? "") : "";
      throw invalid({ group: entry.group, kind }, name, [invalidValue("kind", kind, `must be ${entry.kind}`)]);
    }
    return value;
  }
  const sentVersion = apiVersion === "" ? expected : apiVersion;
  const sentKind = kind === "" ? entry.kind : kind;
  if (sentVersion !== expected || sentKind !== entry.kind) {
    const [group = "", version = ""] = sentVersion.includes("/") ? sentVersion.split("/", 2) : ["", sentVersion];
    const known = registry.findKind(group, version, sentKind);
    if (known && known.group === entry.group && known.kind === entry.kind) throw wrongVersion(sentVersion, expected);
    const why = known
      ? `converting (${version}.${sentKind}) to (${entry.group.split(".")[0] || "core"}.${entry.kind}): unknown conversion`
      : `no kind "${sentKind}" is registered for version "${sentVersion}" in scheme`;
    throw badRequest(`${sentKind} in version "${version}" cannot be handled as a ${entry.kind}: ${why}`);
  }
  return typed(entry, value);
}

const freeForm = new Set(["customresourcedefinitions.apiextensions.k8s.io", "controllerrevisions.apps"]);

/** An object as its kind holds it: typed content has no nulls, free-form content may hold some that mean something. */
export function typed(entry: ResourceEntry, object: JsonObject): JsonObject {
  return entry.custom || freeForm.has(entry.collection) ? object : withoutNulls(object);
}

function wrongVersion(sent: string, expected: string): Error {
  return badRequest(`the API version in the data (${sent}) does not match the expected API version (${expected})`);
}

function textField(value: JsonObject, field: "apiVersion" | "kind"): string {
  const text = value[field] ?? "";
  if (typeof text !== "string")
    throw badRequest(`json: cannot unmarshal ${typeof text} into field ${field} of type string`);
  return text;
}

import { apiVersionOf, parseApiVersion, isKubernetesError } from "@kubets/apimachinery";
import { headerValue, type Header } from "@kubets/rest";
import { goText } from "../go-text.ts";
import { protobuf, protobufMediaType } from "./protobuf.ts";
import { noFieldValidation, type FieldValidation } from "./field-validation.ts";
import { isObject, type JsonObject } from "../json.ts";
import { duplicateFields } from "../schema/duplicate-fields.ts";
import { DecodeError, decodeTyped } from "../schema/decode.ts";
import { parseYaml } from "../schema/parse-yaml.ts";
import { parseJsonExactly, withPlainNumbers, type ParsedJson } from "../schema/parse-json.ts";
import type { ResourceEntry, ResourceRegistry } from "../resources/resource-registry.ts";
import { undecodable } from "../resources/metadata.ts";
import { badRequest, invalid, invalidValue, tooLarge, unsupportedMediaType } from "./status.ts";

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
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/**
 * Decodes the object that a create or an update sends: JSON, YAML or the Kubernetes protobuf format. A custom resource
 * must name its apiVersion and kind; a built-in one may leave both to the path.
 */
export function decodeObject(
  request: RequestBody,
  entry: ResourceEntry,
  registry: ResourceRegistry,
  validation: FieldValidation = noFieldValidation,
): JsonObject {
  const body = decodeBody(request, { apiVersion: apiVersionOf(entry), kind: entry.kind }, (problem) =>
    badRequest(`the object provided is unrecognized (must be of type ${entry.kind}): ${problem} (${excerpt(request)})`),
  );
  return checkType(body, entry, registry, request, validation);
}

/** Decodes any object; what is missing of apiVersion and kind in a protobuf body is as given. */
export function decodeAny(
  request: RequestBody,
  defaults: { readonly apiVersion?: string; readonly kind?: string },
): JsonObject {
  const body = decodeBody(request, defaults, badRequest);
  return withPlainNumbers(body.value) as JsonObject;
}

interface ParsedBody extends ParsedJson {
  readonly value: JsonObject;
  /** What is wrong with the text although it can be read: keys that YAML has twice. */
  readonly problems?: readonly string[];
}

function decodeBody(
  request: RequestBody,
  defaults: { readonly apiVersion?: string; readonly kind?: string },
  unrecognized: (problem: string) => Error,
): ParsedBody {
  const bytes = bytesOf(request);
  const type = mediaTypeOf(request);
  let parsed: ParsedJson & { readonly problems?: readonly string[] };
  if (type === protobufMediaType) {
    const problem = protobufProblem(bytes);
    if (problem !== undefined) throw unrecognized(problem);
    try {
      return { value: protobuf().decodeKubernetesProtobuf(bytes, defaults) };
    } catch (error) {
      if (isKubernetesError(error)) throw badRequest(error.message);
      throw error;
    }
  } else if (type === yaml) {
    try {
      parsed = parseYaml(yamlTextOf(bytes));
    } catch (error) {
      throw unrecognized(error instanceof Error ? error.message : String(error));
    }
  } else if (type === json) {
    try {
      parsed = parseJsonExactly(textOf(bytes));
    } catch (error) {
      throw unrecognized(`${noKind}json parse error: ${error instanceof Error ? error.message : String(error)}`);
    }
  } else {
    throw unsupportedMediaType([json, yaml, protobufMediaType]);
  }
  const { value } = parsed;
  if (isObject(value)) return { ...parsed, value };
  // Nothing at all is an object of nothing.
  if (value === null) return { value: {} };
  const found = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
  const target = String.raw`struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`;
  throw unrecognized(`${noKind}json parse error: json: cannot unmarshal ${found} into Go value of type ${target}`);
}

const protobufPrefix = [107, 56, 115, 0];

/** Why bytes cannot be an object in protobuf, by what they begin with. */
function protobufProblem(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return "empty data";
  if (protobufPrefix.some((byte, index) => bytes[index] !== byte)) {
    return `provided data does not appear to be a protobuf message, expected prefix [${protobufPrefix.join(" ")}]`;
  }
  return bytes.length === protobufPrefix.length ? "empty body" : undefined;
}

const noKind = "couldn't get version/kind; ";

/** The reader of YAML takes no other bytes, and no notice of a mark of their order. */
function yamlTextOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new SyntaxError("yaml: invalid leading UTF-8 octet");
  }
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
  body: ParsedBody,
  entry: ResourceEntry,
  registry: ResourceRegistry,
  request: RequestBody,
  validation: FieldValidation,
): JsonObject {
  const { value } = body;
  const apiVersion = textField(value, "apiVersion", entry, request);
  const kind = textField(value, "kind", entry, request);
  const expected = apiVersionOf(entry);
  if (entry.custom) {
    if (kind === "") {
      const problem = `Object 'Kind' is missing in '${JSON.stringify(value)}' (${excerpt(request)})`;
      throw badRequest(`the object provided is unrecognized (must be of type ${entry.kind}): ${problem}`);
    }
    if (apiVersion !== expected) {
      checkOtherVersion(body, entry, registry, validation);
      throw wrongVersion(apiVersion, expected);
    }
    if (kind !== entry.kind) {
      const name = isObject(value["metadata"]) ? goText(value["metadata"]["name"] ?? "") : "";
      throw invalid({ group: entry.group, kind }, name, [invalidValue("kind", kind, `must be ${entry.kind}`)]);
    }
    return typedBody(entry, body, validation);
  }
  if (apiVersion.split("/").length > 2) {
    const problem = `unexpected GroupVersion string: ${apiVersion} (${excerpt(request)})`;
    throw badRequest(`the object provided is unrecognized (must be of type ${entry.kind}): ${problem}`);
  }
  const sentVersion = apiVersion === "" ? expected : apiVersion;
  const sentKind = kind === "" ? entry.kind : kind;
  if (sentVersion !== expected || sentKind !== entry.kind) {
    const [group = "", version = ""] = sentVersion.includes("/") ? sentVersion.split("/", 2) : ["", sentVersion];
    const known = registry.findKind(group, version, sentKind);
    if (known && known.group === entry.group && known.kind === entry.kind) throw wrongVersion(sentVersion, expected);
    const why = known
      ? `converting (${version}.${sentKind}) to (${entry.group.split(".")[0] || "core"}.${entry.kind}): unknown conversion`
      : `no kind "${sentKind}" is registered for version "${sentVersion}" in scheme "pkg/runtime/scheme.go:111"`;
    throw badRequest(`${sentKind} in version "${version}" cannot be handled as a ${entry.kind}: ${why}`);
  }
  return typedBody(entry, body, validation);
}

/**
 * An object as its kind holds it: of the right types, with nothing that the kind does not know. What is wrong becomes the
 * failure that `fail` makes of it, by default a bad request; `problems` are known already.
 */
export function typed(
  entry: ResourceEntry,
  object: JsonObject,
  validation: FieldValidation = noFieldValidation,
  fail: (problem: string) => Error = undecodable(entry),
  problems: readonly string[] = [],
): JsonObject {
  return typedBody(entry, { value: object, problems }, validation, fail);
}

function typedBody(
  entry: ResourceEntry,
  { problems = [], ...parsed }: ParsedBody,
  validation: FieldValidation,
  fail: (problem: string) => Error = undecodable(entry),
): JsonObject {
  if (entry.custom || entry.schema?.type !== "object") {
    const object = withPlainNumbers(parsed.value) as JsonObject;
    const unknown = entry.custom?.coerce(object, fail) ?? [];
    const strange = unknown.map((path) => `unknown field "${path}"`);
    validation.check([...problems, ...duplicateFields(parsed), ...strange], fail);
    return object;
  }
  try {
    const decoded = decodeTyped(entry.schema, parsed);
    validation.check([...problems, ...decoded.problems], fail);
    return decoded.object;
  } catch (error) {
    throw error instanceof DecodeError ? fail(error.message) : error;
  }
}

/** An object of another version of a custom kind is read as one before it is refused; a version that is not there knows no field. */
function checkOtherVersion(
  { value }: ParsedBody,
  entry: ResourceEntry,
  registry: ResourceRegistry,
  validation: FieldValidation,
): void {
  const { group, version } = parseApiVersion(String(value["apiVersion"]));
  if (group !== entry.group || value["kind"] !== entry.kind) return;
  const fail = undecodable({ version, kind: entry.kind });
  const other = registry.find(group, version, entry.resource)?.custom;
  const object = withPlainNumbers(value) as JsonObject;
  const unknown = other ? other.coerce(object, fail) : Object.keys(object).filter((field) => !identity.has(field));
  validation.check(
    unknown.map((path) => `unknown field "${path}"`),
    fail,
  );
}

const identity: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata"]);

function wrongVersion(sent: string, expected: string): Error {
  return badRequest(`the API version in the data (${sent}) does not match the expected API version (${expected})`);
}

function textField(
  value: JsonObject,
  field: "apiVersion" | "kind",
  entry: ResourceEntry,
  request: RequestBody,
): string {
  const text = value[field] ?? "";
  if (typeof text === "string") return text;
  const found = Array.isArray(text) ? "array" : typeof text === "boolean" ? "bool" : typeof text;
  const problem = `json parse error: json: cannot unmarshal ${found} into Go struct field .${field} of type string`;
  throw badRequest(
    `the object provided is unrecognized (must be of type ${entry.kind}): couldn't get version/kind; ${problem} (${excerpt(request)})`,
  );
}

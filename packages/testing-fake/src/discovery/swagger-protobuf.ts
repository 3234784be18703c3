import { dump } from "js-yaml";
import { joined } from "../bytes.ts";
import { isObject, type JsonObject } from "../json.ts";

/**
 * A document of OpenAPI v2 in protobuf, as gnostic defines it: `openapi.v2.Document`, with what the documents of an API
 * server have. Extensions and values are text in YAML there.
 */
export function swaggerProtobuf(document: JsonObject): Uint8Array<ArrayBuffer> {
  const { swagger, info, paths, definitions, securityDefinitions } = document as Record<string, JsonObject>;
  return joined([
    text(1, swagger),
    part(2, joined([text(1, info?.["title"]), text(2, info?.["version"])])),
    part(8, joined(named(2, paths, pathItem))),
    part(9, joined(named(1, definitions, schema))),
    part(13, joined(named(1, securityDefinitions, (key) => part(2, apiKey(key))))),
  ]);
}

function apiKey({ type, name, in: where }: JsonObject): Uint8Array {
  return joined([text(1, type), text(2, name), text(3, where)]);
}

const methods = { get: 2, put: 3, post: 4, delete: 5, patch: 8 };

function pathItem({ parameters, ...item }: JsonObject): Uint8Array {
  const operations = Object.entries(methods).flatMap(([method, number]) => {
    const found = item[method];
    return isObject(found) ? [part(number, operation(found))] : [];
  });
  return joined([...operations, ...each(9, parameters, parameter)]);
}

function operation(given: JsonObject): Uint8Array {
  return joined([
    ...texts(6, given["produces"]),
    ...texts(7, given["consumes"]),
    ...each(8, given["parameters"], parameter),
    part(9, joined(named(1, given["responses"], (answer) => part(1, response(answer))))),
    ...texts(10, given["schemes"]),
    ...extensions(13, given),
  ]);
}

function response({ description, schema: given }: JsonObject): Uint8Array {
  return joined([text(1, description), ...(isObject(given) ? [part(2, part(1, schema(given)))] : [])]);
}

function parameter(given: JsonObject): Uint8Array {
  const { name, in: where, required, type, uniqueItems, schema: body } = given;
  if (where === "body") {
    const content = isObject(body) ? [part(5, schema(body))] : [];
    return part(1, part(1, joined([text(2, name), text(3, where), flag(4, required), ...content])));
  }
  const fields =
    where === "query"
      ? part(3, joined([flag(1, required), text(2, where), text(4, name), text(6, type), flag(20, uniqueItems)]))
      : part(4, joined([flag(1, required), text(2, where), text(4, name), text(5, type), flag(19, uniqueItems)]));
  return part(1, part(2, fields));
}

function schema(given: JsonObject): Uint8Array {
  const { type, items, properties, additionalProperties } = given;
  return joined([
    text(1, given["$ref"]),
    text(2, given["format"]),
    text(3, given["title"]),
    text(4, given["description"]),
    double(7, given["maximum"]),
    flag(8, given["exclusiveMaximum"]),
    double(9, given["minimum"]),
    flag(10, given["exclusiveMinimum"]),
    integer(11, given["maxLength"]),
    integer(12, given["minLength"]),
    text(13, given["pattern"]),
    integer(14, given["maxItems"]),
    integer(15, given["minItems"]),
    flag(16, given["uniqueItems"]),
    integer(17, given["maxProperties"]),
    integer(18, given["minProperties"]),
    ...texts(19, given["required"]),
    ...(Array.isArray(given["enum"]) ? given["enum"].map((value) => part(20, any(value))) : []),
    ...(isObject(additionalProperties) ? [part(21, part(1, schema(additionalProperties)))] : []),
    ...(typeof type === "string" ? [part(22, text(1, type))] : []),
    ...(isObject(items) ? [part(23, part(1, schema(items)))] : []),
    ...(isObject(properties) ? [part(25, joined(named(1, properties, schema)))] : []),
    ...extensions(31, given),
  ]);
}

function extensions(number: number, given: JsonObject): Uint8Array[] {
  const found = Object.entries(given).filter(([name]) => name.startsWith("x-"));
  return found.map(([name, value]) => part(number, joined([text(1, name), part(2, any(value))])));
}

function any(value: unknown): Uint8Array {
  return text(2, dump(value, { noRefs: true, sortKeys: true }));
}

/** The entries of a map: messages of a name and a value. */
function named(number: number, values: unknown, write: (value: JsonObject) => Uint8Array): Uint8Array[] {
  if (!isObject(values)) return [];
  return Object.entries(values).map(([name, value]) =>
    part(number, joined([text(1, name), part(2, write(value as JsonObject))])),
  );
}

function each(number: number, values: unknown, write: (value: JsonObject) => Uint8Array): Uint8Array[] {
  return Array.isArray(values) ? values.map((value) => part(number, write(value as JsonObject))) : [];
}

function texts(number: number, values: unknown): Uint8Array[] {
  return Array.isArray(values) ? values.map((value) => text(number, value)) : [];
}

const nothing = new Uint8Array();
const utf8 = new TextEncoder();

function text(number: number, value: unknown): Uint8Array {
  return typeof value === "string" ? part(number, utf8.encode(value)) : nothing;
}

function flag(number: number, value: unknown): Uint8Array {
  return value === true ? joined([varint(number * 8), varint(1)]) : nothing;
}

function integer(number: number, value: unknown): Uint8Array {
  return typeof value === "number" && value >= 0 ? joined([varint(number * 8), varint(value)]) : nothing;
}

function double(number: number, value: unknown): Uint8Array {
  if (typeof value !== "number") return nothing;
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return joined([varint(number * 8 + 1), bytes]);
}

/** A field of bytes: a text, or a message. */
function part(number: number, bytes: Uint8Array): Uint8Array {
  return joined([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

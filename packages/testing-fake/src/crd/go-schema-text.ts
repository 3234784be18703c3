import { goJson } from "../go-text.ts";
import { isObject, type JsonObject } from "../json.ts";

/**
 * The fields of Go's struct for a schema, in its order, next to the JSON field and what stands for none. Some messages
 * quote whole schemas and versions in this form.
 */
const fields: readonly (readonly [go: string, json: string, none: unknown])[] = [
  ["ID", "id", ""],
  ["Schema", "$schema", ""],
  ["Ref", "$ref", null],
  ["Description", "description", ""],
  ["Type", "type", ""],
  ["Nullable", "nullable", false],
  ["Format", "format", ""],
  ["Title", "title", ""],
  ["Default", "default", null],
  ["Maximum", "maximum", null],
  ["ExclusiveMaximum", "exclusiveMaximum", false],
  ["Minimum", "minimum", null],
  ["ExclusiveMinimum", "exclusiveMinimum", false],
  ["MaxLength", "maxLength", null],
  ["MinLength", "minLength", null],
  ["Pattern", "pattern", ""],
  ["MaxItems", "maxItems", null],
  ["MinItems", "minItems", null],
  ["UniqueItems", "uniqueItems", false],
  ["MultipleOf", "multipleOf", null],
  ["Enum", "enum", null],
  ["MaxProperties", "maxProperties", null],
  ["MinProperties", "minProperties", null],
  ["Required", "required", null],
  ["Items", "items", null],
  ["AllOf", "allOf", null],
  ["OneOf", "oneOf", null],
  ["AnyOf", "anyOf", null],
  ["Not", "not", null],
  ["Properties", "properties", null],
  ["AdditionalProperties", "additionalProperties", null],
  ["PatternProperties", "patternProperties", null],
  ["Dependencies", "dependencies", null],
  ["AdditionalItems", "additionalItems", null],
  ["Definitions", "definitions", null],
  ["ExternalDocs", "externalDocs", null],
  ["Example", "example", null],
  ["XPreserveUnknownFields", "x-kubernetes-preserve-unknown-fields", null],
  ["XEmbeddedResource", "x-kubernetes-embedded-resource", false],
  ["XIntOrString", "x-kubernetes-int-or-string", false],
  ["XListMapKeys", "x-kubernetes-list-map-keys", null],
  ["XListType", "x-kubernetes-list-type", null],
  ["XMapType", "x-kubernetes-map-type", null],
  ["XValidations", "x-kubernetes-validations", null],
];

/** Go's names of the fields that a schema sets. */
export function setFields(schema: JsonObject): string[] {
  return fields.flatMap(([go, json, none]) => (valueOf(schema, json, none) === none ? [] : [go]));
}

function valueOf(schema: JsonObject, json: string, none: unknown): unknown {
  const value = Object.hasOwn(schema, json) ? schema[json] : none;
  return value === undefined || value === null ? none : value;
}

const lists = new Set(["allOf", "oneOf", "anyOf"]);
const maps = new Set(["properties", "patternProperties", "definitions"]);

/** A schema as Go prints its struct. */
export function schemaText(schema: JsonObject): string {
  return struct(
    fields.map(([go, json, none]) => {
      const value = valueOf(schema, json, none);
      return [go, value === none ? goJson(none) : fieldText(json, value)];
    }),
  );
}

function fieldText(json: string, value: unknown): string {
  if (lists.has(json)) return `[${schemasOf(value).map(schemaText).join(",")}]`;
  if (maps.has(json) && isObject(value)) {
    const entries = Object.keys(value).toSorted();
    return struct(entries.map((name) => [name, schemaText(isObject(value[name]) ? value[name] : {})]));
  }
  if (json === "not" && isObject(value)) return schemaText(value);
  if (json === "items") {
    const one = isObject(value) ? schemaText(value) : "null";
    const several = Array.isArray(value) ? `[${schemasOf(value).map(schemaText).join(",")}]` : "null";
    return struct([
      ["Schema", one],
      ["JSONSchemas", several],
    ]);
  }
  if (json === "additionalProperties" || json === "additionalItems") {
    return struct([
      ["Allows", String(value !== false)],
      ["Schema", isObject(value) ? schemaText(value) : "null"],
    ]);
  }
  if (json === "x-kubernetes-validations") return `[${schemasOf(value).map(ruleText).join(",")}]`;
  if (json === "externalDocs" && isObject(value)) {
    return struct([
      ["Description", goJson(value["description"] ?? "")],
      ["URL", goJson(value["url"] ?? "")],
    ]);
  }
  return goJson(value);
}

/** A rule of `x-kubernetes-validations` as Go prints its struct. */
export function ruleText(rule: JsonObject): string {
  return struct([
    ["Rule", goJson(rule["rule"] ?? "")],
    ["Message", goJson(rule["message"] ?? "")],
    ["MessageExpression", goJson(rule["messageExpression"] ?? "")],
    ["Reason", goJson(rule["reason"] ?? null)],
    ["FieldPath", goJson(rule["fieldPath"] ?? "")],
    ["OptionalOldSelf", goJson(rule["optionalOldSelf"] ?? null)],
  ]);
}

function schemasOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.map((element: unknown) => (isObject(element) ? element : {})) : [];
}

export function struct(entries: readonly (readonly [name: string, text: string])[]): string {
  return `{${entries.map(([name, text]) => `${goJson(name)}:${text}`).join(",")}}`;
}

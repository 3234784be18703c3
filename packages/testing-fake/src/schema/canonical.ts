import { defaultsOf } from "../defaults/defaults.ts";
import { isObject, setField, type JsonObject } from "../json.ts";
import { copyAsSent, emptyFieldsOf, emptyIn, isEmptyValue, noteEmpty, shareEmpty } from "./empty-fields.ts";
import type { FieldSchema, ObjectSchema, TypeSchema } from "./type-schema.ts";
import { zeroOf } from "./zero.ts";

/**
 * An object with its defaults, as Go's encoder writes the struct that holds it: fields in their order there, keys of maps
 * by name, without the zero values that are left out, with those that are not. Nothing of what is given changes.
 */
export function canonical(schema: ObjectSchema, given: Readonly<JsonObject>): JsonObject {
  const setDefaults = defaultsOf(schema.id ?? "");
  const object = setDefaults ? copyAsSent(given) : given;
  setDefaults?.(object);
  const written: JsonObject = {};
  const { fields } = schema;
  for (const name in fields) {
    const field = fields[name] as FieldSchema;
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    const encoded = encodeField(field, value ?? field.schema.default);
    if (encoded !== undefined) written[name] = encoded;
    if (encoded === undefined || encoded === null) {
      if (mayBeEmpty(field.schema) && isEmptyValue(value)) noteEmpty(written, name, value);
    }
  }
  for (const name of emptyFieldsOf(given)) {
    if (written[name] === undefined || written[name] === null) noteEmpty(written, name, emptyIn(given, name));
  }
  return written;
}

function mayBeEmpty(schema: TypeSchema): boolean {
  return schema.type !== "string" || schema.format === "byte";
}

function encodeField(field: FieldSchema, value: unknown): unknown {
  const { schema, pointer = false, alwaysWritten = false } = field;
  if (value === undefined || value === null) {
    if (!alwaysWritten) return undefined;
    return pointer ? null : zeroOf(schema, (struct) => canonical(struct, {}));
  }
  const encoded = encode(schema, value);
  // What is stored does not tell an empty list from none.
  if (alwaysWritten && schema.type === "list" && isZero(schema, encoded)) return null;
  return pointer || alwaysWritten || !isZero(schema, encoded) ? encoded : undefined;
}

function encode(schema: TypeSchema, value: unknown): unknown {
  switch (schema.type) {
    case "object":
      return isObject(value) ? canonical(schema, value) : value;
    case "map": {
      if (!isObject(value) || schema.values.type === "any") return value;
      const map: JsonObject = {};
      for (const key of Object.keys(value).toSorted()) setField(map, key, encode(schema.values, value[key]));
      return map;
    }
    case "list":
      return Array.isArray(value) ? value.map((element: unknown) => encode(schema.items, element)) : value;
    default:
      return value;
  }
}

function isZero(schema: TypeSchema, value: unknown): boolean {
  switch (schema.type) {
    case "map":
      return schema.values.type !== "any" && isObject(value) && Object.keys(value).length === 0;
    case "list":
      return Array.isArray(value) && value.length === 0;
    case "string":
      return value === "";
    case "integer":
    case "number":
      return value === 0;
    case "boolean":
      return value === false;
    default:
      return false;
  }
}

/** Brings all of an object into the form of {@link canonical}, in place; its metadata only gets defaults. */
export function makeCanonical(schema: ObjectSchema, object: JsonObject): void {
  defaultsOf(schema.id ?? "")?.(object);
  const given: JsonObject = { ...object, metadata: undefined };
  shareEmpty(object, given);
  const content = canonical(schema, given);
  shareEmpty(content, object);
  for (const field of Object.keys(object)) if (field !== "metadata") delete object[field];
  for (const field of Object.keys(content)) if (!identity.has(field)) object[field] = content[field];
}

const identity: ReadonlySet<string> = new Set(["kind", "apiVersion", "metadata"]);

import { defaultsOf } from "../defaults/defaults.ts";
import { isObject, setField, type JsonObject } from "../json.ts";
import type { FieldSchema, ObjectSchema, TypeSchema } from "./type-schema.ts";

/**
 * An object with its defaults, as Go's encoder writes the struct that holds it: fields in their order there, keys of maps
 * by name, without the zero values that are left out, with those that are not. Nothing of what is given changes.
 */
export function canonical(schema: ObjectSchema, given: Readonly<JsonObject>): JsonObject {
  const setDefaults = defaultsOf(schema.id ?? "");
  const object = setDefaults ? { ...given } : given;
  setDefaults?.(object);
  const written: JsonObject = {};
  const { fields } = schema;
  for (const name in fields) {
    const field = fields[name] as FieldSchema;
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    const encoded = encodeField(field, value ?? field.schema.default);
    if (encoded !== undefined) written[name] = encoded;
    else if (isEmpty(value)) noteEmpty(written, name, value);
  }
  const before = emptyFields.get(given);
  for (const name in before) if (!Object.hasOwn(written, name)) noteEmpty(written, name, before[name]);
  return written;
}

/** Empty lists and maps that clients sent: they are not written, but some messages show them. */
const emptyFields = new WeakMap<Readonly<JsonObject>, JsonObject>();

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

function noteEmpty(object: JsonObject, field: string, value: unknown): void {
  const fields = emptyFields.get(object) ?? {};
  fields[field] = value;
  emptyFields.set(object, fields);
}

/** A shallow copy that also shows what was empty. */
export function copyShown(object: Readonly<JsonObject>): JsonObject {
  const copy = { ...object };
  const fields = emptyFields.get(object);
  if (fields) emptyFields.set(copy, fields);
  return copy;
}

/** The empty list or map that a client sent for a field which is not written for it; undefined where it sent none. */
export function emptyIn(object: Readonly<JsonObject>, field: string): unknown {
  const fields = emptyFields.get(object);
  return fields && Object.hasOwn(fields, field) ? fields[field] : undefined;
}

/** The names of such fields. */
export function emptyFieldsOf(object: Readonly<JsonObject>): readonly string[] {
  return Object.keys(emptyFields.get(object) ?? {});
}

function encodeField(field: FieldSchema, value: unknown): unknown {
  const { schema, pointer = false, alwaysWritten = false } = field;
  if (value === undefined || value === null) {
    if (!alwaysWritten) return undefined;
    return pointer ? null : zeroOf(schema);
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

function zeroOf(schema: TypeSchema): unknown {
  switch (schema.type) {
    case "object":
      return canonical(schema, {});
    case "string":
      return schema.format === undefined ? "" : null;
    case "integer":
    case "number":
    case "intOrString":
      return 0;
    case "boolean":
      return false;
    case "quantity":
      return "0";
    default:
      return null;
  }
}

/** Brings all of an object into the form of {@link canonical}, in place; its metadata only gets defaults. */
export function makeCanonical(schema: ObjectSchema, object: JsonObject): void {
  defaultsOf(schema.id ?? "")?.(object);
  const given: JsonObject = { ...object, metadata: undefined };
  const known = emptyFields.get(object);
  if (known) emptyFields.set(given, known);
  const content = canonical(schema, given);
  const empty = emptyFields.get(content);
  if (empty) emptyFields.set(object, empty);
  for (const field of Object.keys(object)) if (field !== "metadata") delete object[field];
  for (const field of Object.keys(content)) if (!identity.has(field)) object[field] = content[field];
}

const identity: ReadonlySet<string> = new Set(["kind", "apiVersion", "metadata"]);

import { defaultsOf, type SetDefaults } from "../defaults/defaults.ts";
import { isObject, setField, type JsonObject } from "../json.ts";
import { copyAsSent, emptyFieldsOf, emptyIn, isEmptyValue, noteEmpty, shareEmpty } from "./empty-fields.ts";
import type { ObjectSchema, TypeSchema } from "./type-schema.ts";
import { zeroOf } from "./zero.ts";

/**
 * An object with its defaults, as Go's encoder writes the struct that holds it: fields in their order there, keys of maps
 * by name, without the zero values that are left out, with those that are not. Nothing of what is given changes.
 */
export function canonical(schema: ObjectSchema, given: Readonly<JsonObject>): JsonObject {
  const { setDefaults, fields } = planOf(schema);
  const object = setDefaults ? copyAsSent(given) : given;
  setDefaults?.(object);
  const written: JsonObject = {};
  for (const field of fields) {
    const { name } = field;
    const value = object[name];
    // What is not there and need not be is nearly everything.
    if (value === undefined && !field.filled) continue;
    const encoded = encodeField(field, value ?? field.schema.default);
    if (encoded !== undefined) written[name] = encoded;
    if (encoded === undefined || encoded === null) {
      if (field.mayBeEmpty && isEmptyValue(value)) noteEmpty(written, name, value);
    }
  }
  for (const name of emptyFieldsOf(given)) {
    if (written[name] === undefined || written[name] === null) noteEmpty(written, name, emptyIn(given, name));
  }
  return written;
}

/** What is to be known of a field to write it, found out once: every write goes through all fields of its types. */
interface PlannedField {
  readonly name: string;
  readonly schema: TypeSchema;
  readonly pointer: boolean;
  readonly alwaysWritten: boolean;
  /** Written even where an object has nothing of it. */
  readonly filled: boolean;
  readonly mayBeEmpty: boolean;
}

interface Plan {
  readonly setDefaults: SetDefaults | undefined;
  readonly fields: readonly PlannedField[];
}

const plans = new WeakMap<ObjectSchema, Plan>();

function planOf(schema: ObjectSchema): Plan {
  let plan = plans.get(schema);
  if (!plan) plans.set(schema, (plan = makePlan(schema)));
  return plan;
}

function makePlan({ id = "", fields }: ObjectSchema): Plan {
  const planned = Object.entries(fields).map(([name, field]): PlannedField => {
    const { schema, pointer = false, alwaysWritten = false } = field;
    const filled = alwaysWritten || schema.default !== undefined;
    const mayBeEmpty = schema.type !== "string" || schema.format === "byte";
    return { name, schema, pointer, alwaysWritten, filled, mayBeEmpty };
  });
  return { setDefaults: defaultsOf(id), fields: planned };
}

function encodeField({ schema, pointer, alwaysWritten }: PlannedField, value: unknown): unknown {
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
  const fields = Object.keys(content).filter((field) => !identity.has(field));
  const [first, ...there] = Object.keys(object);
  // Taking fields away makes an object slow for good, and mostly they stand where they should.
  const inOrder = first === "metadata" && there.every((field, index) => field === fields[index]);
  if (!inOrder) for (const field of there.concat(first ?? "")) if (field !== "metadata") delete object[field];
  for (const field of fields) object[field] = content[field];
}

const identity: ReadonlySet<string> = new Set(["kind", "apiVersion", "metadata"]);

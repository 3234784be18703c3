import { isObject, setField, type JsonObject } from "../json.ts";
import type { Schema } from "./schema.ts";

/** Fields of every object, which schemas need not mention. */
const objectFields = new Set(["apiVersion", "kind", "metadata"]);

/**
 * Removes what the schema of an object does not know, in place. Returns the paths of what went, in the order of their
 * texts; what stands at the top is never told of its metadata.
 */
export function prune(object: JsonObject, schema: Schema): string[] {
  const unknown: string[] = [];
  pruneValue(object, { ...schema, embedded: true }, "", unknown);
  return unknown.toSorted();
}

function pruneValue(value: unknown, schema: Schema | undefined, path: string, unknown: string[]): void {
  if (schema?.keepsUnknown === true) {
    keep(value, schema, path, unknown);
  } else if (isObject(value)) {
    for (const field of Object.keys(value)) {
      if (schema?.embedded && objectFields.has(field)) continue;
      const inner = schema?.properties.get(field);
      if (schema && (inner || schema.additionalProperties)) {
        pruneValue(value[field], inner ?? schema.additionalProperties?.schema, join(path, field), unknown);
        continue;
      }
      if (path !== "" || !objectFields.has(field)) unknown.push(join(path, field));
      delete value[field];
    }
  } else if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) pruneValue(element, schema?.items, `${path}[${index}]`, unknown);
  }
}

/** Inside of what is kept as it is, only what is described all the same is pruned. */
function keep(value: unknown, schema: Schema, path: string, unknown: string[]): void {
  if (isObject(value)) {
    for (const field of Object.keys(value)) {
      if (schema.embedded && objectFields.has(field)) continue;
      const inner = schema.properties.get(field);
      if (!inner && !schema.additionalProperties) continue;
      pruneValue(value[field], inner ?? schema.additionalProperties?.schema, join(path, field), unknown);
    }
  } else if (Array.isArray(value) && schema.items) {
    for (const [index, element] of value.entries()) keep(element, schema.items, `${path}[${index}]`, unknown);
  }
}

const join = (path: string, field: string): string => (path === "" ? field : `${path}.${field}`);

/** Removes nulls that stand for nothing: where null is no value and no default takes its place. */
export function dropNulls(value: unknown, schema: Schema | undefined): void {
  if (isObject(value)) {
    for (const field of Object.keys(value)) {
      const inner = schema?.properties.get(field) ?? schema?.additionalProperties?.schema;
      if (value[field] === null && inner && !inner.nullable && inner.default === undefined) delete value[field];
      else dropNulls(value[field], inner);
    }
  } else if (Array.isArray(value)) {
    for (const element of value) dropNulls(element, schema?.items);
  }
}

/** Fills in defaults, nested ones too, in place. */
export function fillDefaults(value: unknown, schema: Schema | undefined): void {
  if (!schema) return;
  if (isObject(value)) {
    for (const [field, inner] of schema.properties) {
      if (inner.default === undefined) continue;
      const present = Object.hasOwn(value, field);
      if (!present || (value[field] === null && !inner.nullable))
        setField(value, field, structuredClone(inner.default));
    }
    for (const field of Object.keys(value)) {
      const known = schema.properties.get(field);
      const other = schema.additionalProperties?.schema;
      if (!known && other && value[field] === null && !other.nullable) setField(value, field, defaultOf(other));
      fillDefaults(value[field], known ?? other);
    }
  } else if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) {
      if (element === null && schema.items && !schema.items.nullable) value[index] = defaultOf(schema.items);
      fillDefaults(value[index], schema.items);
    }
  }
}

const defaultOf = (schema: Schema): unknown => structuredClone(schema.default ?? null);

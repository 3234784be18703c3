import { equal, fieldOf, isObject } from "../json.ts";
import type { Schema } from "./schema.ts";

/** A part of a new object next to the part of the old one that it comes from. */
export interface Correlation {
  /** Whether nothing changed here. */
  readonly unchanged: boolean;
  /** The part that a field holds; undefined where it has no old counterpart. */
  field(name: string): Correlation | undefined;
  /** The part that an element is; undefined where it has no old counterpart, as in all but lists of type map. */
  element(index: number): Correlation | undefined;
}

/** Correlates two states of a value. What does not change may stay invalid: servers check anew only what does. */
export function correlate(value: unknown, old: unknown, schema: Schema): Correlation {
  let same: boolean | undefined;
  let oldElements: ((element: unknown) => unknown) | undefined;
  const correlation: Correlation = {
    get unchanged() {
      return (same ??= isUnchanged(correlation, value, old, schema));
    },
    field(name) {
      if (!isObject(value) || !isObject(old) || !Object.hasOwn(value, name) || !Object.hasOwn(old, name)) {
        return undefined;
      }
      const inner = schema.properties.get(name) ?? schema.additionalProperties?.schema;
      return inner && correlate(fieldOf(value, name), fieldOf(old, name), inner);
    },
    element(index) {
      if (!Array.isArray(value) || !Array.isArray(old) || !schema.items) return undefined;
      oldElements ??= elementsByKey(schema, old);
      const counterpart = oldElements(value[index]);
      return counterpart === undefined ? undefined : correlate(value[index], counterpart, schema.items);
    },
  };
  return correlation;
}

/** Elements of a list of type map are the same ones wherever they stand; what no schema describes counts as changed. */
function isUnchanged(node: Correlation, value: unknown, old: unknown, schema: Schema): boolean {
  if (Array.isArray(value) && Array.isArray(old)) {
    if (value.length !== old.length) return false;
    if (schema.listType !== "map" || schema.listMapKeys.length === 0) return equal(value, old);
    return value.every((_, index) => node.element(index)?.unchanged === true);
  }
  if (isObject(value) && isObject(old)) {
    const fields = Object.keys(value);
    return fields.length === Object.keys(old).length && fields.every((name) => node.field(name)?.unchanged === true);
  }
  return equal(value, old);
}

/** Finds the element of a list of type map with the keys of another one; of other lists nothing is found. */
export function elementsByKey(schema: Schema, list: readonly unknown[]): (element: unknown) => unknown {
  if (schema.type !== "array" || schema.listType !== "map" || schema.listMapKeys.length === 0) return () => undefined;
  const byKey = new Map<string, unknown>();
  for (const element of list) {
    const key = keyOf(element, schema.listMapKeys);
    if (key !== undefined && !byKey.has(key)) byKey.set(key, element);
  }
  return (element) => {
    const key = keyOf(element, schema.listMapKeys);
    return key === undefined ? undefined : byKey.get(key);
  };
}

function keyOf(element: unknown, keys: readonly string[]): string | undefined {
  if (!isObject(element)) return undefined;
  const values: unknown[] = [];
  for (const key of keys) {
    const value = fieldOf(element, key);
    if (value === undefined || value === null || typeof value === "object") return undefined;
    values.push(value);
  }
  return JSON.stringify(values);
}

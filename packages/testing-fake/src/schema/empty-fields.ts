// Empty lists, maps and bytes that clients sent: what is stored does not tell them from none, but defaults, messages and
// owned fields do.
import { isObject, type JsonObject } from "../json.ts";

const emptyFields = new WeakMap<Readonly<JsonObject>, JsonObject>();

export function isEmptyValue(value: unknown): boolean {
  if (value === "" || (Array.isArray(value) && value.length === 0)) return true;
  return isObject(value) && Object.keys(value).length === 0;
}

export function noteEmpty(object: JsonObject, field: string, value: unknown): void {
  const fields = emptyFields.get(object) ?? {};
  fields[field] = value;
  emptyFields.set(object, fields);
}

/** What is known of one object is known of another, too. */
export function shareEmpty(from: Readonly<JsonObject>, to: JsonObject): void {
  const fields = emptyFields.get(from);
  if (fields) emptyFields.set(to, { ...fields });
}

/** A shallow copy that also shows what was empty. */
export function copyShown(object: Readonly<JsonObject>): JsonObject {
  const copy = { ...object };
  shareEmpty(object, copy);
  return copy;
}

/** The empty list or map that a client sent for a field which is not written for it; undefined where it sent none. */
export function emptyIn(object: Readonly<JsonObject>, field: string): unknown {
  const fields = emptyFields.get(object);
  return fields && Object.hasOwn(fields, field) ? fields[field] : undefined;
}

/** The names of such fields. */
export function emptyFieldsOf(object: Readonly<JsonObject>): readonly string[] {
  const fields = emptyFields.get(object);
  return fields ? Object.keys(fields) : [];
}

/** A shallow copy with what was empty in its place, as it was sent. */
export function copyAsSent(object: Readonly<JsonObject>): JsonObject {
  const copy = { ...object };
  for (const field of emptyFieldsOf(object)) copy[field] ??= emptyIn(object, field);
  return copy;
}

/** The value with empty lists in the places of nulls that stand for them; itself where there are none. */
export function withEmptyLists(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(withEmptyLists);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!isObject(value)) return value;
  let copy: JsonObject | undefined;
  for (const field of Object.keys(value)) {
    const inner = value[field] === null ? (emptyIn(value, field) ?? null) : withEmptyLists(value[field]);
    if (inner !== value[field]) (copy ??= { ...value })[field] = inner;
  }
  return copy ?? value;
}

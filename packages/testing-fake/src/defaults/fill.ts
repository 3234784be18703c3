import { isObject, type JsonObject } from "../json.ts";
import { copyShown } from "../schema/empty-fields.ts";

/** Sets what is missing. Empty texts, zeros and false are as good as missing only where the caller says so. */
export function fill(object: JsonObject, values: Readonly<JsonObject>): void {
  for (const [field, value] of Object.entries(values)) if (isMissing(object[field])) object[field] = value;
}

/** Sets what is missing or a zero value, as of Go's fields that are no pointers. */
export function fillZero(object: JsonObject, values: Readonly<JsonObject>): void {
  for (const [field, value] of Object.entries(values)) {
    const current = object[field];
    if (isMissing(current) || current === "" || current === 0) object[field] = value;
  }
}

export function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** The text in a field, empty where there is none. */
export function textIn(object: Readonly<JsonObject>, field: string): string {
  const value = object[field];
  return typeof value === "string" ? value : "";
}

/** The object in a field, empty where there is none. */
export function objectIn(object: Readonly<JsonObject>, field: string): JsonObject {
  const value = object[field];
  return isObject(value) ? value : {};
}

/** The objects of a list in a field, none where there is no list. */
export function objectsIn(object: Readonly<JsonObject>, field: string): readonly JsonObject[] {
  const value = object[field];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Replaces the objects of a list by what `change` makes of them, where there is a list. */
export function mapObjects(object: JsonObject, field: string, change: (element: JsonObject) => JsonObject): void {
  const value = object[field];
  if (Array.isArray(value)) {
    object[field] = value.map((element: unknown) => (isObject(element) ? change(element) : element));
  }
}

/** A copy of the object in a field, put in its place: what was there may be shared. */
export function ownObject(object: JsonObject, field: string): JsonObject {
  const own = copyShown(objectIn(object, field));
  object[field] = own;
  return own;
}

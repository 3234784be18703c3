import { fieldOf, isObject, valueAt, type JsonObject } from "../json.ts";

/**
 * Reading stored objects without trust in their form: what is missing, or of another type than it should be, reads as
 * Go's zero value, so that no object can keep a table from being made.
 */

export function textAt(value: unknown, ...path: string[]): string {
  const found = valueAt(value, path);
  return typeof found === "string" ? found : "";
}

export function numberAt(value: unknown, ...path: string[]): number {
  const found = valueAt(value, path);
  return typeof found === "number" ? found : 0;
}

export function isSet(value: unknown, ...path: string[]): boolean {
  return (valueAt(value, path) ?? null) !== null;
}

export function objectAt(value: unknown, ...path: string[]): JsonObject | undefined {
  const found = valueAt(value, path);
  return isObject(found) ? found : undefined;
}

export function objectsAt(value: unknown, ...path: string[]): JsonObject[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found.filter(isObject) : [];
}

export function textsAt(value: unknown, ...path: string[]): string[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found.filter((element) => typeof element === "string") : [];
}

export function entriesAt(value: unknown, ...path: string[]): [key: string, value: unknown][] {
  return Object.entries(objectAt(value, ...path) ?? {});
}

/** A string or a number, as int-or-strings and quantities are. */
export function scalarAt(value: unknown, ...path: string[]): string {
  const found = valueAt(value, path);
  return typeof found === "string" || typeof found === "number" ? String(found) : "";
}

export function nameOf(object: JsonObject): string {
  return textAt(object, "metadata", "name");
}

export function isDeleting(object: JsonObject): boolean {
  return isSet(object, "metadata", "deletionTimestamp");
}

/** The condition of a type, as `status.conditions` has it. */
export function conditionOf(object: JsonObject, type: string): JsonObject | undefined {
  return objectsAt(object, "status", "conditions").find((condition) => fieldOf(condition, "type") === type);
}

export function isTrue(object: JsonObject, type: string): boolean {
  const condition = conditionOf(object, type);
  return condition !== undefined && condition["status"] === "True";
}

/** Values as JSON has them. Objects that a client sent may have any key, `__proto__` and `constructor` too. */
export type JsonObject = { [field: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of an own field; what objects inherit is not part of them. */
export function fieldOf(object: JsonObject, field: string): unknown {
  return Object.hasOwn(object, field) ? object[field] : undefined;
}

/** The value at a path of field names, undefined where any part is missing or is no object. */
export function valueAt(object: unknown, path: readonly string[]): unknown {
  let value = object;
  for (const field of path) {
    if (!isObject(value)) return undefined;
    value = fieldOf(value, field);
  }
  return value;
}

/** Sets an own field; an assignment to `__proto__` would set the prototype instead. */
export function setField(object: JsonObject, field: string, value: unknown): void {
  if (field === "__proto__") {
    Object.defineProperty(object, field, { value, writable: true, enumerable: true, configurable: true });
  } else {
    object[field] = value;
  }
}

/** A deep copy of a JSON value. */
export function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map((element: unknown) => copyOf(element)) as T;
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const field of Object.keys(value)) setField(copy, field, copyOf(value[field]));
  return copy as T;
}

/** Whether two JSON values are the same; the order of fields does not matter. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((element, index) => equal(element, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const fields = Object.keys(a);
  if (fields.length !== Object.keys(b).length) return false;
  return fields.every((field) => Object.hasOwn(b, field) && equal(a[field], b[field]));
}

/** Two values as Kubernetes' typed objects see them: an absent field, an empty object and an empty list are the same. */
export function semanticallyEqual(a: unknown, b: unknown): boolean {
  return equal(withoutEmpty(a), withoutEmpty(b));
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(withoutEmpty);
  if (!isObject(value)) return value ?? undefined;
  const kept: JsonObject = {};
  let empty = true;
  for (const field of Object.keys(value)) {
    const inner = withoutEmpty(value[field]);
    if (inner === undefined) continue;
    setField(kept, field, inner);
    empty = false;
  }
  return empty ? undefined : kept;
}

/** A copy without nulls, as decoding into a typed object leaves them out. */
export function withoutNulls<T>(value: T): T {
  if (Array.isArray(value)) return value.map((element: unknown) => withoutNulls(element)) as T;
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const field of Object.keys(value)) {
    if ((value[field] ?? null) !== null) setField(kept, field, withoutNulls(value[field]));
  }
  return kept as T;
}

/** A shallow copy whose fields stand in the order of their names. */
export function inOrder(object: Readonly<JsonObject>): JsonObject {
  const copy: JsonObject = {};
  for (const field of Object.keys(object).toSorted()) setField(copy, field, object[field]);
  return copy;
}

/** A copy whose fields stand in the order of their names, at every depth, as a server writes custom resources. */
export function sorted<T>(value: T): T {
  if (Array.isArray(value)) return value.map((element: unknown) => sorted(element)) as T;
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const field of Object.keys(value).toSorted()) setField(copy, field, sorted(value[field]));
  return copy as T;
}

import { badRequest, tooLarge, unprocessable } from "../http/status.ts";
import { copyOf, equal, fieldOf, inOrder, isObject, setField, type JsonObject } from "../json.ts";

const mostOperations = 10_000;

/**
 * Applies a JSON patch (RFC 6902) to a copy of an object, with the leniency of Kubernetes' library: `replace` of a field
 * that is not there adds it, and array indices count from the end when negative. An operation that does not apply makes
 * the whole patch unprocessable.
 */
export function applyJsonPatch(object: JsonObject, patch: unknown): JsonObject {
  if (!Array.isArray(patch)) throw mismatch(patch, "[]handlers.jsonPatchOp");
  const wrong = patch.find((operation) => operation !== null && !isObject(operation)) as unknown;
  if (wrong !== undefined) throw mismatch(wrong, "handlers.jsonPatchOp");
  for (const operation of patch.filter(isObject)) {
    for (const field of ["op", "path", "from"]) {
      const value = operation[field];
      if (typeof value === "string" || value === undefined || value === null) continue;
      throw mismatch(value, "string", `struct field jsonPatchOp.${field}`);
    }
  }
  // None at all is an operation that does nothing known.
  if (!patch.every(isObject)) throw unprocessable();
  if (patch.length > mostOperations) {
    throw tooLarge(`The allowed maximum operations in a JSON patch is ${mostOperations}, got ${patch.length}`);
  }
  let root: unknown = copyOf(object);
  for (const operation of patch) root = applyOperation(root, operation);
  if (!isObject(root)) throw unprocessable();
  for (const { path, from } of patch) {
    for (const pointer of [path, from]) if (typeof pointer === "string") orderAlong(root, pointer);
  }
  return root;
}

/** Objects that a patch went into are written with their fields in order: messages show them. */
function orderAlong(root: JsonObject, pointer: string): void {
  let container: unknown = root;
  for (const key of keysOf(pointer)) {
    if (isObject(container)) {
      const ordered = inOrder(container);
      for (const field of Object.keys(container)) delete container[field];
      for (const field of Object.keys(ordered)) setField(container, field, ordered[field]);
      container = fieldOf(container, key);
    } else container = Array.isArray(container) ? container[Number(key)] : undefined;
  }
}

/** What a list of operations has that none knows. */
export function operationProblems(patch: unknown): string[] {
  if (!Array.isArray(patch)) return [];
  return patch.flatMap((operation: unknown, index) => {
    if (!isObject(operation)) return [];
    const unknown = Object.keys(operation).filter((field) => !operationFields.has(field));
    return unknown.map((field) => `unknown field "[${index}].${field}"`);
  });
}
const operationFields: ReadonlySet<string> = new Set(["op", "path", "from", "value"]);

function mismatch(found: unknown, type: string, target = "value"): Error {
  const name = Array.isArray(found)
    ? "array"
    : found === null
      ? "null"
      : typeof found === "boolean"
        ? "bool"
        : typeof found;
  return badRequest(`error decoding patch: json: cannot unmarshal ${name} into Go ${target} of type ${type}`);
}

function applyOperation(root: unknown, operation: JsonObject): unknown {
  const path = pointerOf(operation, "path");
  switch (operation["op"]) {
    case "add":
      locate(root, path).add(operation["value"] ?? null);
      return root;
    case "remove":
      locate(root, path).remove();
      return root;
    case "replace": {
      const value = operation["value"] ?? null;
      if (path === "") {
        if (typeof value !== "object" || value === null) throw unprocessable();
        return value;
      }
      locate(root, path).replace(value);
      return root;
    }
    case "move": {
      const from = locate(root, pointerOf(operation, "from"));
      const value = from.get();
      from.remove();
      locate(root, path).add(value);
      return root;
    }
    case "copy": {
      const value = copyOf(locate(root, pointerOf(operation, "from")).get());
      locate(root, path).add(value);
      return root;
    }
    case "test": {
      const value = path === "" ? root : locate(root, path).get();
      if (!equal(value ?? null, operation["value"] ?? null)) throw unprocessable();
      return root;
    }
    default:
      throw unprocessable();
  }
}

function pointerOf(operation: JsonObject, field: "path" | "from"): string {
  const pointer = fieldOf(operation, field);
  if (typeof pointer !== "string") throw unprocessable();
  return pointer;
}

/** One place in a document, whether something is there or not. */
interface Place {
  get(): unknown;
  add(value: unknown): void;
  replace(value: unknown): void;
  remove(): void;
}

/** The steps of a pointer; none for the whole document. */
function keysOf(pointer: string): string[] {
  const parts = pointer.split("/").slice(1);
  return parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function locate(root: unknown, pointer: string): Place {
  const keys = keysOf(pointer);
  if (keys.length === 0) throw unprocessable();
  const last = keys.pop() ?? "";
  let container: unknown = root;
  for (const key of keys) {
    container = Array.isArray(container)
      ? placeInArray(container, key).get()
      : isObject(container) && fieldOf(container, key);
  }
  if (Array.isArray(container)) return placeInArray(container, last);
  if (isObject(container)) return placeInObject(container, last);
  throw unprocessable();
}

function placeInObject(object: JsonObject, key: string): Place {
  const set = (value: unknown): void => setField(object, key, value);
  return {
    get: () => fieldOf(object, key),
    add: set,
    replace: set,
    remove() {
      if (!Object.hasOwn(object, key)) throw unprocessable();
      delete object[key];
    },
  };
}

function placeInArray(array: unknown[], key: string): Place {
  /** `length` is how many places there are to count from: one more where something is put between. */
  const index = (length: number): number => {
    if (!/^[+-]?\d+$/.test(key)) throw unprocessable();
    const number = Number(key);
    const position = number < 0 ? number + length : number;
    if (position < 0 || position >= length) throw unprocessable();
    return position;
  };
  return {
    get: () => array[index(array.length)],
    add(value) {
      if (key === "-") array.push(value);
      else array.splice(index(array.length + 1), 0, value);
    },
    replace: (value) => void (array[index(array.length)] = value),
    remove: () => void array.splice(index(array.length), 1),
  };
}

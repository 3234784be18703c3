import { copyOf, fieldOf, inOrder, isObject, setField, type JsonObject } from "../json.ts";
import { badRequest } from "../http/status.ts";

/** A value of a patch that stands where no object was: without nulls, even in lists, and with all fields in order. */
function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((element) => element !== null).map(pruned);
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const field of Object.keys(value)) if (value[field] !== null) setField(kept, field, pruned(value[field]));
  return inOrder(kept);
}

/** Applies a merge patch (RFC 7386) to a copy of an object: null removes a field, lists are replaced whole. */
export function applyMergePatch(object: JsonObject, patch: unknown): JsonObject {
  if (patch === null) throw badRequest("Invalid JSON Patch");
  if (!isObject(patch)) {
    const found = Array.isArray(patch) ? "array" : typeof patch;
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${found} into Go value of type map[string]interface {}`,
    );
  }
  return merge(object, patch);
}

function merge(target: unknown, patch: JsonObject): JsonObject {
  const merged: JsonObject = {};
  if (isObject(target)) for (const field of Object.keys(target)) setField(merged, field, target[field]);
  for (const field of Object.keys(patch)) {
    const value = patch[field];
    if (value === null) delete merged[field];
    else {
      const current = fieldOf(merged, field);
      const both = isObject(current) && isObject(value);
      setField(merged, field, both ? merge(current, value) : isObject(current) ? copyOf(value) : pruned(value));
    }
  }
  // What was merged is written with its fields in order: messages show it.
  return inOrder(merged);
}

import { copyOf, fieldOf, inOrder, isObject, setField, type JsonObject } from "../json.ts";
import { badRequest } from "../http/status.ts";

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
    else setField(merged, field, isObject(value) ? merge(fieldOf(merged, field), value) : copyOf(value));
  }
  // What was merged is written with its fields in order: messages show it.
  return inOrder(merged);
}

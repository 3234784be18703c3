import { copyOf, equal, fieldOf, isObject, setField, type JsonObject } from "../json.ts";
import type { FieldSchema, ObjectSchema, TypeSchema } from "../schema/type-schema.ts";
import { badRequest, internal } from "../http/status.ts";
import { goText, goType } from "../go-text.ts";
import { normalizeOrder, type KeyOf } from "./strategic-order.ts";

/**
 * Strategic merge patch: a partial object merged by what the kind's schema says of its fields. Lists with strategy
 * `merge` are merged by their key, all others replaced. Directives in the patch say more:
 *
 * - `$patch`: `replace` takes the patch in place of the object or list, `delete` removes the object or element
 * - `$retainKeys`: fields of an object that may stay, all others go
 * - `$deleteFromPrimitiveList/<field>`: values to take out of a list
 * - `$setElementOrder/<field>`: the order of a list's elements, as far as the patch knows them
 */
const patchDirective = "$patch";
const retainKeys = "$retainKeys";
const deleteFromList = "$deleteFromPrimitiveList/";
const setElementOrder = "$setElementOrder/";

/** Applies a strategic merge patch to a copy of an object of the kind that the schema is of. */
export function applyStrategicMergePatch(
  object: JsonObject,
  patch: unknown,
  schema: ObjectSchema | undefined,
): JsonObject {
  if (!isObject(patch)) {
    const found = Array.isArray(patch) ? "array" : typeof patch;
    throw badRequest(`json: cannot unmarshal ${found} into Go value of type map[string]interface {}`);
  }
  return mergeObject(copyOf(object), copyOf(patch), schema);
}

/** Merges `patch` into `original`; both are copies that nobody else holds. */
function mergeObject(original: JsonObject, patch: JsonObject, schema: ObjectSchema | undefined): JsonObject {
  if (Object.hasOwn(patch, patchDirective)) {
    const directive = patch[patchDirective];
    delete patch[patchDirective];
    if (directive === "replace") return patch;
    if (directive === "delete") return {};
    if (directive !== "merge") throw unknownDirective(directive, patch);
  }
  applyRetainKeys(original, patch);
  applyElementOrders(original, patch, schema);
  for (const key of Object.keys(patch)) mergeField(original, key, patch[key], schema);
  return original;
}

function mergeField(original: JsonObject, key: string, value: unknown, schema: ObjectSchema | undefined): void {
  if (key.startsWith(deleteFromList)) {
    const field = key.slice(deleteFromList.length);
    const list = fieldOf(original, field);
    if (Array.isArray(value) && Array.isArray(list))
      setField(
        original,
        field,
        list.filter((element) => !value.some((gone) => equal(element, gone))),
      );
    return;
  }
  const current = fieldOf(original, key);
  if (value === null) {
    delete original[key];
  } else if (isObject(current) && isObject(value)) {
    const field = schema?.fields[key];
    const merged = strategyOf(field) === "replace" ? value : mergeObject(current, value, objectIn(field));
    setField(original, key, merged);
  } else if (Array.isArray(current) && Array.isArray(value)) {
    setField(original, key, mergeList(current, value, schema?.fields[key]));
  } else {
    const added = withoutDirectives(value);
    if (added === undefined) delete original[key];
    else setField(original, key, added);
  }
}

/** The fields of an object, or of a list's elements. Maps lead nowhere: there are no rules for their values. */
function objectIn(field: FieldSchema | undefined): ObjectSchema | undefined {
  let schema: TypeSchema | undefined = field?.schema;
  if (schema?.type === "list") schema = schema.items;
  return schema?.type === "object" ? schema : undefined;
}

/** Merge or replace, beside which `retainKeys` may stand. */
function strategyOf(field: FieldSchema | undefined): string | undefined {
  return field?.patchStrategy?.find((strategy) => strategy !== "retainKeys");
}

function applyRetainKeys(original: JsonObject, patch: JsonObject): void {
  if (!Object.hasOwn(patch, retainKeys)) return;
  const keys = patch[retainKeys];
  delete patch[retainKeys];
  if (!Array.isArray(keys)) throw badRequest("invalid patch format of retainKeys");
  const kept = new Set<unknown>(keys);
  for (const key of Object.keys(patch)) {
    const field = key.replace(/^\$[A-Za-z]+\//, "");
    if (patch[key] !== null && !kept.has(field)) {
      throw badRequest("invalid patch format of retainKeys");
    }
  }
  for (const key of Object.keys(original)) if (!kept.has(key)) delete original[key];
}

/** Merges the lists whose order the patch gives, so that what is left of the patch needs no order. */
function applyElementOrders(original: JsonObject, patch: JsonObject, schema: ObjectSchema | undefined): void {
  for (const directive of Object.keys(patch)) {
    if (!directive.startsWith(setElementOrder)) continue;
    const order = patch[directive];
    delete patch[directive];
    if (!Array.isArray(order)) throw internal(`expected a []interface {}, but received a ${goType(order)}`);
    const key = directive.slice(setElementOrder.length);
    const field = schema?.fields[key];
    const before = listOf(original, key);
    const changes = listOf(patch, key);
    if (!before && !changes) continue;
    const keyOf = keysBy(field?.patchMergeKey);
    if (changes) checkOrder(changes, order, keyOf);
    const merged = !changes
      ? (before ?? [])
      : !before
        ? ((withoutDirectives(changes) as unknown[] | undefined) ?? [])
        : mergeList(before, changes, field);
    setField(original, key, normalizeOrder(merged, order, before ?? [], keyOf));
    delete patch[key];
  }
}

function listOf(object: JsonObject, key: string): unknown[] | undefined {
  const value = fieldOf(object, key);
  return Array.isArray(value) ? value : undefined;
}

/** The elements of a patch must come in the order that it sets. */
function checkOrder(changes: readonly unknown[], order: readonly unknown[], keyOf: KeyOf): void {
  let position = 0;
  for (const element of changes) {
    if (isObject(element) && Object.hasOwn(element, patchDirective)) continue;
    while (position < order.length && !equal(keyOf(order[position]), keyOf(element))) position++;
    if (position++ >= order.length) {
      throw internal(
        `The order in patch list:\n${goText(changes)}\n doesn't match $setElementOrder list:\n${goText(order)}\n`,
      );
    }
  }
}

function mergeList(original: readonly unknown[], patch: readonly unknown[], field: FieldSchema | undefined): unknown[] {
  if (strategyOf(field) !== "merge") return [...patch];
  if (original.length === 0 && patch.length === 0) return [];
  const sample = original[0] ?? patch[0];
  if (!isObject(sample)) {
    const keyOf = keysBy(undefined);
    const merged: unknown[] = [];
    for (const element of [...original, ...patch])
      if (!merged.some((other) => equal(other, element))) merged.push(element);
    return normalizeOrder(merged, patch, original, keyOf);
  }
  const mergeKey = field?.patchMergeKey;
  if (mergeKey === undefined) throw internal("cannot merge lists without merge key");
  return mergeElements(original, patch, mergeKey, objectIn(field));
}

function mergeElements(
  original: readonly unknown[],
  patch: readonly unknown[],
  mergeKey: string,
  schema: ObjectSchema | undefined,
): unknown[] {
  const keyOf = keysBy(mergeKey);
  let merged = [...original];
  const changes: JsonObject[] = [];
  let replaced = false;
  for (const element of patch) {
    if (!isObject(element)) throw internal(`list element types are not identical: ${goText([original, patch])}`);
    const directive = element[patchDirective];
    if (directive === undefined) changes.push(element);
    else if (directive === "replace") replaced = true;
    else if (directive === "delete") {
      const key = requiredKey(element, mergeKey);
      merged = merged.filter((other) => !equal(keyOf(other), key));
    } else throw unknownDirective(directive, element);
  }
  if (replaced) return changes;
  for (const change of changes) {
    const key = requiredKey(change, mergeKey);
    const index = merged.findIndex((element) => equal(keyOf(element), key));
    const current = merged[index];
    if (isObject(current)) merged[index] = mergeObject(current, change, schema);
    else merged.push(withoutDirectives(change));
  }
  return normalizeOrder(merged, changes, original, keyOf);
}

function requiredKey(element: JsonObject, mergeKey: string): unknown {
  const key = fieldOf(element, mergeKey);
  if (key === undefined) throw internal(`map: ${goText(element)} does not contain declared merge key: ${mergeKey}`);
  return key;
}

function keysBy(mergeKey: string | undefined): KeyOf {
  return (element) => (mergeKey !== undefined && isObject(element) ? fieldOf(element, mergeKey) : element);
}

/** What is new in an object takes no part in a merge: directives and nulls within it mean nothing more. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((element) => element !== undefined);
  if (!isObject(value)) return value;
  if (value[patchDirective] === "delete") return undefined;
  const kept: JsonObject = {};
  for (const key of Object.keys(value)) {
    if (
      key === patchDirective ||
      key === retainKeys ||
      key.startsWith(deleteFromList) ||
      key.startsWith(setElementOrder)
    )
      continue;
    const inner = value[key] === null ? undefined : withoutDirectives(value[key]);
    if (inner !== undefined) setField(kept, key, inner);
  }
  return kept;
}

function unknownDirective(directive: unknown, within: JsonObject): Error {
  return internal(
    `unknown patch type: ${goText(directive)} in map: ${goText({ ...within, [patchDirective]: directive })}`,
  );
}

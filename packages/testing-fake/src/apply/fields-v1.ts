import { isObject, setField, type JsonObject } from "../json.ts";
import { emptySet, ownedLeaf, sortedChildren, type FieldSet } from "./field-set.ts";
import { parseElement, type PathElement } from "./path-element.ts";

/** A set of fields as `fieldsV1` writes it: `.` is the field itself, where others below it are owned too. */
export function toFieldsV1(set: FieldSet): JsonObject {
  const fields: JsonObject = {};
  if (set.owned && set.children.size > 0) fields["."] = {};
  for (const [element, node] of sortedChildren(set)) setField(fields, element, toFieldsV1(node));
  return fields;
}

/** Reads `fieldsV1`. Throws for keys that name no element. */
export function fromFieldsV1(fields: unknown): FieldSet {
  const { children } = isObject(fields) ? readNode(fields) : emptySet;
  return { owned: false, children };
}

function readNode(fields: JsonObject): FieldSet {
  let owned = false;
  const children = new Map<PathElement, FieldSet>();
  for (const key of Object.keys(fields)) {
    if (key === ".") {
      owned = true;
      continue;
    }
    const element = parseElement(key);
    const inner = fields[key];
    if (inner !== null && !isObject(inner)) throw new SyntaxError(`fieldsV1: ${key} is not an object`);
    if (element !== undefined) children.set(element, isObject(inner) ? readNode(inner) : ownedLeaf);
  }
  return children.size === 0 ? ownedLeaf : { owned, children };
}

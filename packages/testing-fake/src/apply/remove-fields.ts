import { isObject, setField, type JsonObject } from "../json.ts";
import type { TypeSchema } from "../schema/type-schema.ts";
import { fieldSchema, isAtomicList, isAtomicMap, listElement, shapeOf, untyped } from "./atoms.ts";
import { emptySet, isEmpty, type FieldSet } from "./field-set.ts";
import { fieldElement } from "./path-element.ts";

/** The object without these fields. What is left empty by it becomes null, as servers have it. */
export function removeFields(schema: TypeSchema, object: JsonObject, fields: FieldSet): JsonObject {
  const left = remove(schema, object, fields);
  return isObject(left) ? left : {};
}

function remove(type: TypeSchema, value: unknown, fields: FieldSet): unknown {
  switch (shapeOf(type, value)) {
    case "scalar":
      return value;
    case "list": {
      if (!Array.isArray(value) || type.type !== "list" || isAtomicList(type)) return null;
      const kept: unknown[] = [];
      for (const item of value) {
        const inner = fields.children.get(listElement(type, item)) ?? emptySet;
        if (!inner.owned) kept.push(inner.children.size > 0 ? remove(type.items, item, inner) : item);
      }
      return kept.length > 0 ? kept : null;
    }
    default: {
      if (!isObject(value) || isAtomicMap(type)) return null;
      const kept: JsonObject = {};
      let empty = true;
      for (const name of Object.keys(value)) {
        const inner = fields.children.get(fieldElement(name)) ?? emptySet;
        if (inner.owned) continue;
        const item = value[name];
        setField(kept, name, isEmpty(inner) ? item : remove(fieldSchema(type, name) ?? untyped, item, inner));
        empty = false;
      }
      return empty ? null : kept;
    }
  }
}

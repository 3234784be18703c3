import { isObject } from "../json.ts";
import type { TypeSchema } from "../schema/type-schema.ts";
import { fieldSchema, isAtomicList, isAtomicMap, listElement, shapeOf, untyped } from "./atoms.ts";
import { ownedLeaf, type FieldSet } from "./field-set.ts";
import { fieldElement, type PathElement } from "./path-element.ts";

/** A value with all that is in it, as who brings all of it owns it. Throws `UnnamedElement` as a comparison does. */
export function allFields(type: TypeSchema, value: unknown): FieldSet {
  const children = new Map<PathElement, FieldSet>();
  switch (shapeOf(type, value)) {
    case "map":
      if (isAtomicMap(type) || !isObject(value)) return ownedLeaf;
      for (const name of Object.keys(value)) {
        const inner = value[name];
        if (inner === undefined) continue;
        children.set(fieldElement(name), allFields(fieldSchema(type, name) ?? untyped, inner));
      }
      break;
    case "list":
      if (type.type !== "list" || isAtomicList(type) || !Array.isArray(value)) return ownedLeaf;
      for (const item of value as readonly unknown[]) {
        const element = listElement(type, item);
        // Duplicates are owned together, without what is in them.
        children.set(element, children.has(element) ? ownedLeaf : allFields(type.items, item));
      }
      break;
    default:
  }
  return children.size === 0 ? ownedLeaf : { owned: true, children };
}

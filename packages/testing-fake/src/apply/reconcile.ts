import type { TypeSchema } from "../schema/type-schema.ts";
import { fieldSchema, isAtomicList, isAtomicMap } from "./atoms.ts";
import { ownedLeaf, type FieldSet } from "./field-set.ts";
import { fieldNameOf, type PathElement } from "./path-element.ts";

/**
 * Fits what was owned to a schema that has changed since: who owned parts of what is now one whole owns the whole. The
 * other way round nothing happens, as upstream. Returns the same set where nothing changes.
 */
export function reconcileWithSchema(schema: TypeSchema, fields: FieldSet): FieldSet {
  return visit(schema, fields, true);
}

function visit(type: TypeSchema, set: FieldSet, isRoot: boolean): FieldSet {
  if (set.children.size === 0) return set;
  switch (type.type) {
    case "object":
    case "map":
      if (isAtomicMap(type) && !isRoot) return ownedLeaf;
      return inside(set, (element) => {
        const name = fieldNameOf(element);
        return name === undefined ? undefined : fieldSchema(type, name);
      });
    case "list":
      return isAtomicList(type) ? ownedLeaf : inside(set, () => type.items);
    default:
      // Of what is guessed nothing is known that could have changed.
      return set;
  }
}

function inside(set: FieldSet, typeOf: (element: PathElement) => TypeSchema | undefined): FieldSet {
  let changed: Map<PathElement, FieldSet> | undefined;
  for (const [element, node] of set.children) {
    const type = node.children.size > 0 ? typeOf(element) : undefined;
    if (!type) continue;
    const fitted = visit(type, node, false);
    if (fitted !== node) (changed ??= new Map(set.children)).set(element, fitted);
  }
  return changed ? { owned: set.owned, children: changed } : set;
}

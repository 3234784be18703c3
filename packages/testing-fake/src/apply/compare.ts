import { equal, fieldOf, isObject, type JsonObject } from "../json.ts";
import type { ListSchema, TypeSchema } from "../schema/type-schema.ts";
import { fieldSchema, isAtomicList, isAtomicMap, listElement, shapeOf, untyped } from "./atoms.ts";
import { allFields } from "./all-fields.ts";
import { createSet, graft, insert, type FieldSet } from "./field-set.ts";
import { fieldElement, type PathElement } from "./path-element.ts";

/** What changed between two objects, as sets of fields. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/**
 * Compares two objects of a type. `undefined` is absent; null is a value. Throws `UnnamedElement` for lists whose elements
 * cannot be told apart.
 */
export function compare(schema: TypeSchema, before: JsonObject, after: JsonObject): Comparison {
  const added = createSet();
  const modified = createSet();
  const removed = createSet();
  const path: PathElement[] = [];

  const leaf = (old: unknown, next: unknown): void => {
    if (old === undefined) insert(added, path);
    else if (next === undefined) insert(removed, path);
    else if (!equal(old, next)) insert(modified, path);
  };

  const inside = (element: PathElement, type: TypeSchema, old: unknown, next: unknown): void => {
    path.push(element);
    visit(type, old, next);
    path.pop();
  };

  const visit = (type: TypeSchema, old: unknown, next: unknown): void => {
    if (old === next) return;
    if (old === undefined && path.length > 0) {
      graft(added, path, allFields(type, next));
      return;
    }
    let whole: boolean;
    if (next === undefined) whole = visitAs(shapeOf(type, old), type, old, next);
    else {
      const [shape, before] = [shapeOf(type, next), shapeOf(type, old)];
      // A value that became one of another shape is both: the fields of one go, and the other takes their place.
      if (before !== shape) visitAs(before, type, old, next);
      whole = visitAs(shape, type, old, next);
    }
    if (!whole && next === undefined) insert(removed, path);
  };

  /** Returns whether the value was taken as a whole. */
  const visitAs = (shape: "map" | "list" | "scalar", type: TypeSchema, old: unknown, next: unknown): boolean => {
    if (shape === "map") {
      const oldMap = isObject(old) ? old : {};
      const newMap = isObject(next) ? next : {};
      const keys = Object.keys(oldMap);
      if (isAtomicMap(type) || (keys.length === 0 && isEmptyObject(newMap))) {
        leaf(old, next);
        return true;
      }
      for (const key of keys) {
        inside(fieldElement(key), fieldSchema(type, key) ?? untyped, oldMap[key], fieldOf(newMap, key));
      }
      for (const key of Object.keys(newMap)) {
        if (Object.hasOwn(oldMap, key)) continue;
        inside(fieldElement(key), fieldSchema(type, key) ?? untyped, undefined, newMap[key]);
      }
      return false;
    }
    if (shape === "scalar") {
      leaf(old, next);
      return true;
    }
    const oldList: readonly unknown[] = Array.isArray(old) ? old : [];
    const newList: readonly unknown[] = Array.isArray(next) ? next : [];
    if (type.type !== "list" || isAtomicList(type) || oldList.length + newList.length === 0) {
      leaf(old, next);
      return true;
    }
    visitItems(type, oldList, newList);
    return false;
  };

  const visitItems = (list: ListSchema, oldList: readonly unknown[], newList: readonly unknown[]): void => {
    const [oldItems, newItems] = [byElement(list, oldList), byElement(list, newList)];
    for (const element of new Set([...oldItems.keys(), ...newItems.keys()])) {
      const [old = [], next = []] = [oldItems.get(element), newItems.get(element)];
      if (old.length <= 1 && next.length <= 1) {
        inside(element, list.items, old[0], next[0]);
        continue;
      }
      // Duplicates are one thing together.
      if (old.length === 1) inside(element, list.items, old[0], undefined);
      if (next.length === 1) inside(element, list.items, undefined, next[0]);
      path.push(element);
      if (old.length < 2) insert(added, path);
      else if (next.length < 2) insert(removed, path);
      else if (!equal(old, next)) insert(modified, path);
      path.pop();
    }
  };

  visit(schema, before, after);
  return { added, modified, removed };
}

function byElement(list: ListSchema, items: readonly unknown[]): Map<PathElement, unknown[]> {
  const found = new Map<PathElement, unknown[]>();
  for (const item of items) {
    const element = listElement(list, item);
    const same = found.get(element);
    if (same) same.push(item);
    else found.set(element, [item]);
  }
  return found;
}

function isEmptyObject(object: JsonObject): boolean {
  for (const _ in object) return false;
  return true;
}

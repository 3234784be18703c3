import { isObject, type JsonObject } from "../json.ts";
import type { TypeSchema } from "../schema/type-schema.ts";
import {
  fieldSchema,
  isAtomicList,
  isAtomicMap,
  isDeclared,
  itemSchema,
  listElement,
  shapeOf,
  untyped,
} from "./atoms.ts";
import { createSet, insert, type FieldSet } from "./field-set.ts";
import { fieldElement, type PathElement } from "./path-element.ts";

/** The fields that an object names: what whoever applies it owns. */
export function fieldSetOf(schema: TypeSchema, object: JsonObject): FieldSet {
  const set = createSet();
  const path: PathElement[] = [];

  const visit = (type: TypeSchema, value: unknown): void => {
    switch (shapeOf(type, value)) {
      case "scalar":
        insert(set, path);
        return;
      case "list":
        if (type.type !== "list" || isAtomicList(type)) insert(set, path);
        else if (Array.isArray(value)) visitItems(type, value);
        return;
      default:
        if (isAtomicMap(type)) insert(set, path);
        else if (isObject(value)) visitFields(type, value);
    }
  };

  const visitFields = (type: TypeSchema, map: JsonObject): void => {
    for (const name of Object.keys(map)) {
      const value = map[name];
      path.push(fieldElement(name));
      visit(fieldSchema(type, name) ?? untyped, value);
      const empty = value === null || (isObject(value) && Object.keys(value).length === 0);
      if (empty || !isDeclared(type, name)) insert(set, path);
      path.pop();
    }
  };

  const visitItems = (type: TypeSchema & { type: "list" }, list: readonly unknown[]): void => {
    const elements = list.map((item) => listElement(type, item));
    const counts = new Map<PathElement, number>();
    for (const element of elements) counts.set(element, (counts.get(element) ?? 0) + 1);
    for (const [index, element] of elements.entries()) {
      path.push(element);
      // Duplicates are owned together, without what is in them.
      if (counts.get(element) === 1) visit(itemSchema(type), list[index]);
      insert(set, path);
      path.pop();
    }
  };

  visit(schema, object);
  return set;
}

/**
 * Makes members of all fields that a schema names and of which something inside is in the set, so that what was owned piece
 * by piece can be removed as a whole.
 */
export function withNamedFields(set: FieldSet, schema: TypeSchema | undefined): FieldSet {
  const children = new Map<PathElement, FieldSet>();
  for (const [element, node] of set.children) {
    const name = element.startsWith("f:") ? element.slice(2) : undefined;
    const isMap = schema !== undefined && schema.type !== "list";
    let inner: TypeSchema | undefined;
    if (name !== undefined) inner = isMap ? fieldSchema(schema, name) : undefined;
    else if (element.startsWith("k:")) inner = schema?.type === "list" ? schema.items : undefined;
    const named = withNamedFields(node, inner);
    const declared = name !== undefined && schema !== undefined && isDeclared(schema, name);
    children.set(element, declared && node.children.size > 0 ? { ...named, owned: true } : named);
  }
  return { owned: set.owned, children };
}

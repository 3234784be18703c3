import { fieldOf, isObject, type JsonObject } from "../json.ts";
import type { ListSchema, ObjectSchema, TypeSchema, UntypedSchema } from "../schema/type-schema.ts";
import { keyElement, valueElement, byText, type PathElement } from "./path-element.ts";

/** What is guessed where no schema says more: objects field by field, lists as a whole. */
export const untyped: UntypedSchema = { type: "any" };

/** How a value is to be taken. A schema decides; where it leaves all open, the value does. */
export function shapeOf(schema: TypeSchema, value: unknown): "map" | "list" | "scalar" {
  switch (schema.type) {
    case "any":
      if (Array.isArray(value)) return "list";
      return value === undefined || value === null || isObject(value) ? "map" : "scalar";
    case "object":
    case "map":
      return "map";
    case "list":
      return "list";
    default:
      return "scalar";
  }
}

/** Whether it is owned as a whole. */
export function isAtomicList(schema: TypeSchema): boolean {
  return schema.type !== "list" || schema.merge === "atomic";
}

export function isAtomicMap(schema: TypeSchema): boolean {
  return (schema.type === "object" || schema.type === "map") && schema.atomic === true;
}

/** The type of a field; undefined for one that there is not. */
export function fieldSchema(schema: TypeSchema, name: string): TypeSchema | undefined {
  switch (schema.type) {
    case "object": {
      const known = schema.fields[name]?.schema;
      return known ?? (schema.keepsUnknown || isOpen(schema) ? untyped : undefined);
    }
    case "map":
      return schema.values;
    default:
      return untyped;
  }
}

/** An object of which nothing is known may hold anything. */
const open = new WeakMap<ObjectSchema, boolean>();
function isOpen(schema: ObjectSchema): boolean {
  let known = open.get(schema);
  if (known === undefined) open.set(schema, (known = Object.keys(schema.fields).length === 0));
  return known;
}

/** Whether a type names this field, rather than taking any. */
export function isDeclared(schema: TypeSchema, name: string): boolean {
  return schema.type === "object" && schema.fields[name] !== undefined;
}

export function itemSchema(schema: TypeSchema): TypeSchema {
  return schema.type === "list" ? schema.items : untyped;
}

/** Why an element of a list cannot be told apart from others. */
export class UnnamedElement extends Error {
  override readonly name: string = "UnnamedElement";
}

/** The element of a list that is a set or a map, as a step of a path. Throws {@link UnnamedElement}. */
export function listElement(list: ListSchema, item: unknown): PathElement {
  return list.keys.length > 0 ? keyedElement(list, item) : setElement(item);
}

function keyedElement(list: ListSchema, item: unknown): PathElement {
  if (item === null) throw new UnnamedElement("associative list with keys may not have a null element");
  if (!isObject(item)) throw new UnnamedElement("associative list with keys may not have non-map elements");
  const keys: (readonly [string, unknown])[] = [];
  for (const name of list.keys) {
    const value = fieldOf(item, name) ?? keyDefault(list, item, name);
    if (value !== undefined) keys.push([name, value]);
  }
  if (keys.length === 0) {
    const names = list.keys.map((name) => JSON.stringify(name)).join(" ");
    throw new UnnamedElement(
      `associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`,
    );
  }
  if (keys.length > 1) keys.sort(([a], [b]) => byText(a, b));
  return keyElement(keys);
}

function keyDefault({ items }: ListSchema, item: JsonObject, name: string): unknown {
  if (Object.hasOwn(item, name)) return item[name];
  return items.type === "object" ? items.fields[name]?.schema.default : undefined;
}

function setElement(item: unknown): PathElement {
  if (isObject(item)) throw new UnnamedElement("associative list without keys has an element that's a map type");
  if (Array.isArray(item)) throw new UnnamedElement("not supported: associative list with lists as elements");
  if (item === null) {
    throw new UnnamedElement("associative list without keys has an element that's an explicit null");
  }
  return valueElement(item);
}

import { equal as equalValues } from "../../cel/equality.ts";
import {
  ArrayList,
  Duration,
  List,
  Mapping,
  Opaque,
  Timestamp,
  Uint,
  fail,
  noSuchOverload,
  type Value,
} from "../../cel/values.ts";
import { readTimestamp } from "../../cel/time.ts";
import { printed } from "../../cel/printed.ts";
import { goType } from "../../go-text.ts";
import { equal, fieldOf, isObject, type JsonObject } from "../../json.ts";
import { durationOf } from "../formats.ts";
import type { Schema } from "../schema.ts";
import { withObjectFields } from "./declaration.ts";
import { escapeName, unescapeName } from "./escape.ts";

/** A part of an object as expressions see it; parts of parts are made when they are asked for. */
export function valueOf(json: unknown, schema: Schema): Value {
  const bad = (wanted: string): never => fail(`invalid data, expected ${wanted}`);
  if (json === null || json === undefined) {
    return schema.nullable ? null : fail("invalid data, got null for schema with nullable=false");
  }
  if (schema.intOrString) {
    if (typeof json === "number" && Number.isInteger(json)) return BigInt(json);
    return typeof json === "string" ? json : bad("XIntOrString value to be either a string or integer");
  }
  switch (schema.type) {
    case "object":
      return isObject(json) ? new SchemaMapping(json, schema) : bad("a map for the provided schema with type=object");
    case "array":
      return Array.isArray(json) ? listOf(json, schema) : bad("an array for the provided schema with type=array");
    case "string":
      return typeof json === "string" ? textOf(json, schema.format) : bad(`string, got ${goType(json)}`);
    case "number":
      return typeof json === "number" ? json : bad(`float, got ${goType(json)}`);
    case "integer":
      return typeof json === "number" && Number.isInteger(json) ? BigInt(json) : bad(`int, got ${goType(json)}`);
    case "boolean":
      return typeof json === "boolean" ? json : bad(`bool, got ${goType(json)}`);
    default:
      return new Unknown(json);
  }
}

function textOf(text: string, format: string): Value {
  switch (format) {
    case "duration": {
      const nanos = durationOf(text);
      return nanos === undefined ? fail(`Invalid duration ${text}: unable to parse ${text}`) : new Duration(nanos);
    }
    case "date":
      return readTimestamp(`${text}T00:00:00Z`) ?? fail(`Invalid date formatted string ${text}`);
    case "date-time":
      return readTimestamp(text.toUpperCase()) ?? fail(`Invalid date-time formatted string ${text}`);
    case "byte":
      return bytesOf(text);
    default:
      return text;
  }
}

function bytesOf(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return fail(`Invalid byte formatted string ${text}`);
  }
}

/** What no schema describes: it can only be compared. */
class Unknown extends Opaque {
  readonly type = "unknown";
  readonly #json: unknown;
  constructor(json: unknown) {
    super();
    this.#json = json;
  }
  override equals(other: Value): boolean {
    return other instanceof Unknown && equal(this.#json, other.#json);
  }
  toString(): string {
    return JSON.stringify(this.#json);
  }
}

class SchemaMapping extends Mapping {
  override readonly ofSchema = true;
  readonly #json: JsonObject;
  readonly #schema: Schema;

  constructor(json: JsonObject, schema: Schema) {
    super();
    this.#json = json;
    this.#schema = schema.embedded ? withObjectFields(schema) : schema;
  }

  get size(): number {
    return Object.keys(this.#json).length;
  }

  /** Whether it has fields, not keys. */
  get #isObject(): boolean {
    return this.#schema.properties.size > 0 || !this.#schema.additionalProperties?.schema;
  }

  #inner(field: string): Schema | undefined {
    return this.#schema.properties.size > 0
      ? this.#schema.properties.get(field)
      : this.#schema.additionalProperties?.schema;
  }

  find(key: Value): Value | undefined {
    if (typeof key !== "string") return fail(noSuchOverload);
    const field = this.#schema.properties.size > 0 ? unescapeName(key) : key;
    if (field === undefined || !Object.hasOwn(this.#json, field)) return undefined;
    const value = fieldOf(this.#json, field);
    if (value === null && this.#schema.properties.size > 0) return undefined;
    const schema = this.#inner(field);
    return schema && valueOf(value, schema);
  }

  *keys(): Generator<Value> {
    for (const field of Object.keys(this.#json)) {
      if (this.#inner(field)) yield this.#isObject ? (escapeName(field) ?? field) : field;
    }
  }

  override equals(other: Mapping): boolean {
    if (this.size !== other.size) return false;
    for (const field of Object.keys(this.#json)) {
      if (this.#inner(field)) {
        const own = this.find(field);
        const theirs = other.find(field);
        if ((own === undefined) !== (theirs === undefined)) return false;
        if (own !== undefined && theirs !== undefined && !equalValues(own, theirs)) return false;
      } else {
        if (!(other instanceof SchemaMapping)) return fail(noSuchOverload);
        const theirs = fieldOf(other.#json, field);
        if (Object.hasOwn(other.#json, field) && !equal(fieldOf(this.#json, field), theirs)) return false;
      }
    }
    return true;
  }
}

function listOf(json: readonly unknown[], schema: Schema): Value {
  const { items, listType } = schema;
  if (!items) return fail("invalid array type, expected Items with a non-empty Schema");
  if (listType === "set" || listType === "map") return new KeyedList(new SchemaList(json, items), keyOf(schema));
  return new SchemaList(json, items);
}

class SchemaList extends List {
  override readonly ofSchema = true;
  readonly #json: readonly unknown[];
  readonly #items: Schema;
  constructor(json: readonly unknown[], items: Schema) {
    super();
    this.#json = json;
    this.#items = items;
  }
  get size(): number {
    return this.#json.length;
  }
  at(index: number): Value {
    return valueOf(this.#json[index], this.#items);
  }
}

/** Tells elements apart: those of a set by what they are, those of a map by their keys. */
type KeyOf = (element: Value) => string;

function keyOf({ listType, listMapKeys }: Schema): KeyOf {
  if (listType === "set") {
    return (element) =>
      element instanceof List || element instanceof Mapping
        ? fail("listSet operations are only supported on lists of scalar values")
        : scalarKey(element);
  }
  const keys = listMapKeys.map((key) => escapeName(key) ?? key);
  return (element) =>
    element instanceof Mapping ? keys.map((key) => scalarKey(element.find(key))).join() : fail(noSuchOverload);
}

function scalarKey(value: Value | undefined): string {
  if (value === undefined || value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof Timestamp || value instanceof Duration) return String(value.nanos);
  return `${typeof value} ${value instanceof Uint ? value.value : printed(value)}`;
}

/** A list of type set or map: the order of its elements does not count. */
class KeyedList extends List {
  override readonly ofSchema = true;
  readonly #list: List;
  readonly #keyOf: KeyOf;
  constructor(list: List, key: KeyOf) {
    super();
    this.#list = list;
    this.#keyOf = key;
  }
  get size(): number {
    return this.#list.size;
  }
  at(index: number): Value {
    return this.#list.at(index);
  }

  override equals(other: List): boolean {
    if (this.size !== other.size) return false;
    const byKey = this.#byKey();
    const seen = new Set<string>();
    for (const element of other) {
      const key = this.#keyOf(element);
      const own = byKey.get(key);
      if (own === undefined || !equalValues(own, element)) return false;
      seen.add(key);
    }
    return seen.size === byKey.size;
  }

  /** Elements with keys that are there already take their places. */
  override concat(other: List): List {
    const byKey = this.#byKey();
    for (const element of other) byKey.set(this.#keyOf(element), element);
    return new KeyedList(new ArrayList([...byKey.values()]), this.#keyOf);
  }

  #byKey(): Map<string, Value> {
    return new Map(Array.from(this.#list, (element) => [this.#keyOf(element), element]));
  }
}

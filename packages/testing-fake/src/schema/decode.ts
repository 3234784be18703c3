import { isObject, setField, type JsonObject } from "../json.ts";
import { readScalar } from "./decode-scalar.ts";
import { JsonNumber, withPlainNumbers, type ParsedJson } from "./parse-json.ts";
import type { FieldSchema, ListSchema, MapSchema, ObjectSchema, TypeSchema } from "./type-schema.ts";
import { zeroOf } from "./zero.ts";

/** A value that cannot be one of its type. The message is Go's: `json: cannot unmarshal string into Go struct field …`. */
export class DecodeError extends Error {
  override readonly name: string = "DecodeError";
}

/** An object with nothing in it but what its type knows. */
export interface Decoded {
  readonly object: JsonObject;
  /** What strict requests refuse: `unknown field "spec.x"`, `duplicate field "spec.x"`, each once. */
  readonly problems: readonly string[];
}

const mostProblems = 100;

/**
 * Reads an object as Go's decoder reads it into a struct: values of wrong types fail, the first of them is named, nulls
 * are as good as nothing, unknown fields go, and scalars get their normal form.
 */
export function decodeTyped(schema: ObjectSchema, { value, membersOf }: ParsedJson): Decoded {
  const decoder = new Decoder(membersOf);
  const object = decoder.read(schema, value);
  return { object: isObject(object) ? object : {}, problems: decoder.problems() };
}

class Decoder {
  /** Names of fields, with those of embedded structs, without indices: as messages about types have them. */
  readonly #fieldPath: string[] = [];
  /** With indices and keys: as messages about unknown fields have them. */
  readonly #path: string[] = [];
  /** The Go type that holds the current field. */
  #owner = "";
  /** Go goes on after values of wrong types, and tells of the first. */
  #firstError: string | undefined;
  readonly #problems = new Set<string>();
  readonly #membersOf: ParsedJson["membersOf"];

  constructor(membersOf: ParsedJson["membersOf"]) {
    this.#membersOf = membersOf;
  }

  problems(): readonly string[] {
    if (this.#firstError !== undefined) throw new DecodeError(this.#firstError);
    return [...this.#problems];
  }

  read(schema: TypeSchema, value: unknown): unknown {
    if (value === null || value === undefined) return undefined;
    switch (schema.type) {
      case "object":
        return this.#readObject(schema, value);
      case "map":
        return schema.values.type === "any" ? withPlainNumbers(value) : this.#readMap(schema, value);
      case "list":
        return this.#readList(schema, value);
      case "any":
        return withPlainNumbers(value);
      default: {
        const result = readScalar(schema, value);
        if ("value" in result) return result.value;
        // Types that decode themselves end the decoding at once.
        if (result.fatal !== undefined) throw new DecodeError(result.fatal);
        this.#save(result.problem ?? this.#mismatch(result.found ?? describe(value), result.goType ?? schema.goType));
        return undefined;
      }
    }
  }

  #readObject(schema: ObjectSchema, value: unknown): JsonObject | undefined {
    if (!isObject(value) || value instanceof JsonNumber) {
      this.#save(this.#mismatch(describe(value), schema.goType));
      return undefined;
    }
    const object: JsonObject = {};
    const owner = this.#owner;
    const { fields, goType = "" } = schema;
    const seen = this.#membersOf?.(value) && new Set<string>();
    for (const [name, inner] of this.#members(value)) {
      const field = fields[name];
      if (field === undefined) {
        this.#problem("unknown field", name);
        continue;
      }
      this.#noteTwice(seen, name);
      this.#owner = goType.slice(goType.indexOf(".") + 1);
      const found = this.#readField(name, field, inner);
      if (found !== undefined) setField(object, name, together(object[name], found));
      else if (inner === null) delete object[name];
    }
    this.#owner = owner;
    return object;
  }

  #readField(name: string, field: FieldSchema, value: unknown): unknown {
    const depth = this.#fieldPath.length;
    if (field.embeddedIn !== undefined) this.#fieldPath.push(field.embeddedIn);
    this.#fieldPath.push(name);
    this.#path.push(this.#path.length === 0 ? name : `.${name}`);
    const found = this.read(field.schema, value);
    this.#path.pop();
    this.#fieldPath.length = depth;
    // Nobody can tell these from what was never set.
    const isBytes = field.schema.type === "string" && field.schema.format === "byte";
    const unset = (found === "" && !isBytes) || found === 0 || found === false;
    return unset && field.pointer !== true && field.schema.type !== "intOrString" ? undefined : found;
  }

  #readMap(schema: MapSchema, value: unknown): JsonObject | undefined {
    if (!isObject(value) || value instanceof JsonNumber) {
      this.#save(this.#mismatch(describe(value), schema.goType));
      return undefined;
    }
    const map: JsonObject = {};
    const seen = this.#membersOf?.(value) && new Set<string>();
    for (const [key, inner] of this.#members(value)) {
      this.#noteTwice(seen, key);
      this.#path.push(this.#path.length === 0 ? key : `.${key}`);
      const found = this.read(schema.values, inner);
      // Go puts the zero value in the place of a null in a map or a list.
      setField(map, key, found === undefined ? zeroOf(schema.values, () => ({})) : found);
      this.#path.pop();
    }
    return map;
  }

  #readList(schema: ListSchema, value: unknown): unknown[] | undefined {
    if (!Array.isArray(value)) {
      this.#save(this.#mismatch(describe(value), schema.goType));
      return undefined;
    }
    return value.map((element: unknown, index) => {
      this.#path.push(`[${index}]`);
      const found = this.read(schema.items, element);
      this.#path.pop();
      return found === undefined ? zeroOf(schema.items, () => ({})) : found;
    });
  }

  /** What an object holds, in the order of the text. */
  #members(object: JsonObject): readonly (readonly [string, unknown])[] {
    return this.#membersOf?.(object) ?? Object.entries(object);
  }

  #noteTwice(seen: Set<string> | undefined, name: string): void {
    if (seen?.has(name)) this.#problem("duplicate field", name);
    seen?.add(name);
  }

  #problem(what: string, name: string): void {
    if (this.#problems.size >= mostProblems) return;
    const path = this.#path.length === 0 ? name : `${this.#path.join("")}.${name}`;
    this.#problems.add(`${what} ${JSON.stringify(path)}`);
  }

  #save(message: string): void {
    this.#firstError ??= message;
  }

  #mismatch(found: string, goType = ""): string {
    const target = this.#fieldPath.length === 0 ? "value" : `struct field ${this.#owner}.${this.#fieldPath.join(".")}`;
    return `json: cannot unmarshal ${found} into Go ${target} of type ${goType}`;
  }
}

/** Objects that stand under the same name are read into the same struct or map. */
function together(first: unknown, second: unknown): unknown {
  return isObject(first) && isObject(second) ? { ...first, ...second } : second;
}

/** What Go calls a JSON value. */
function describe(value: unknown): string {
  if (value instanceof JsonNumber) return "number";
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

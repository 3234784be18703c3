/** A value of the language. An int is a bigint, a double a number. */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | Uint
  | Timestamp
  | Duration
  | TypeValue
  | List
  | Mapping
  | Optional
  | Opaque;

export class Uint {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

/** A point in time, in nanoseconds since 1970. */
export class Timestamp {
  readonly nanos: bigint;
  /** Of the zone it was written in, in minutes: it is printed in the same. */
  readonly offset: number;
  constructor(nanos: bigint, offset = 0) {
    this.nanos = nanos;
    this.offset = offset;
  }
}

export class Duration {
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** A type as a value: `int`, `type(x)`. */
export class TypeValue {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export class Optional {
  /** Undefined for none. */
  readonly value: Value | undefined;
  constructor(value: Value | undefined) {
    this.value = value;
  }
}

export const none: Optional = new Optional(undefined);

/** What only functions can look into: addresses, versions, quantities. */
export abstract class Opaque {
  abstract readonly type: string;
  abstract toString(): string;
  equals(other: Value): boolean {
    return other instanceof Opaque && other.type === this.type && String(other) === String(this);
  }
}

/** A list, whose elements may be made when they are asked for. */
export abstract class List {
  abstract readonly size: number;
  abstract at(index: number): Value;
  /** Whether a schema describes it. */
  readonly ofSchema: boolean = false;

  *[Symbol.iterator](): Generator<Value> {
    for (let index = 0; index < this.size; index++) yield this.at(index);
  }

  /** Equality and concatenation of lists of a kind of their own; undefined for the usual ones. */
  equals?(other: List): boolean;
  concat?(other: List): List;
}

export class ArrayList extends List {
  readonly size: number;
  /** Lists that grow from one another share it: each knows how much of it is its own. */
  readonly #elements: Value[];
  constructor(elements: Value[], size: number = elements.length) {
    super();
    this.#elements = elements;
    this.size = size;
  }
  at(index: number): Value {
    return this.#elements[index] as Value;
  }
  append(more: Iterable<Value>): ArrayList {
    const elements = this.size === this.#elements.length ? this.#elements : this.#elements.slice(0, this.size);
    for (const element of more) elements.push(element);
    return new ArrayList(elements);
  }
}

/** A map, or an object with the fields of a schema. */
export abstract class Mapping {
  abstract readonly size: number;
  /** Undefined where there is nothing under a key. */
  abstract find(key: Value): Value | undefined;
  abstract keys(): Iterable<Value>;
  readonly ofSchema: boolean = false;
  equals?(other: Mapping): boolean;
}

/** A map that an expression made. A number is found under one of another type that is equal. */
export class EntryMap extends Mapping {
  readonly size: number;
  /** Shared by maps that grow from one another, in the order in which keys came. */
  readonly #entries: Map<string, Entry>;

  private constructor(entries: Map<string, Entry>) {
    super();
    this.#entries = entries;
    this.size = entries.size;
  }
  /** Of a key that is there twice the last value counts. */
  static of(entries: Iterable<readonly [key: Value, value: Value]>): EntryMap {
    const map = new Map<string, Entry>();
    for (const [key, value] of entries) {
      const text = keyText(key);
      map.set(text, { key, value, index: map.get(text)?.index ?? map.size });
    }
    return new EntryMap(map);
  }
  find(key: Value): Value | undefined {
    for (const text of keyTexts(key)) {
      const entry = this.#entries.get(text);
      if (entry && entry.index < this.size) return entry.value;
    }
    return undefined;
  }
  *keys(): Generator<Value> {
    for (const { key, index } of this.#entries.values()) if (index < this.size) yield key;
  }
  /** A map with one entry more, whose key is new. */
  with(key: Value, value: Value): EntryMap {
    const isWhole = this.size === this.#entries.size;
    const own = [...(isWhole ? [] : this.#entries)].filter(([, { index }]) => index < this.size);
    const entries = isWhole ? this.#entries : new Map(own);
    entries.set(keyText(key), { key, value, index: this.size });
    return new EntryMap(entries);
  }
}

interface Entry {
  readonly key: Value;
  readonly value: Value;
  readonly index: number;
}

function keyText(key: Value): string {
  if (key instanceof Uint) return `uint ${key.value}`;
  return `${typeof key} ${typeof key === "object" ? typeName(key) : String(key)}`;
}

/** Under which a number can be found: its own type first. */
function* keyTexts(key: Value): Generator<string> {
  yield keyText(key);
  const number = key instanceof Uint ? key.value : key;
  if (typeof number === "bigint" || (typeof number === "number" && Number.isInteger(number))) {
    yield `bigint ${BigInt(number)}`;
    yield `uint ${BigInt(number)}`;
    yield `number ${Number(number)}`;
  }
}

/** What goes wrong while an expression is evaluated. */
export class CelError extends Error {
  override readonly name = "CelError";
}

export function fail(message: string): never {
  throw new CelError(message);
}

export const noSuchOverload = "no such overload";

/** The name of a value's type. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return "double";
    case "string":
      return "string";
    default:
  }
  if (value === null) return "null_type";
  if (value instanceof List) return "list";
  if (value instanceof Mapping) return "map";
  if (value instanceof Uint) return "uint";
  if (value instanceof Timestamp) return "google.protobuf.Timestamp";
  if (value instanceof Duration) return "google.protobuf.Duration";
  if (value instanceof Optional) return "optional_type";
  if (value instanceof TypeValue) return "type";
  return value instanceof Uint8Array ? "bytes" : value.type;
}

import {
  Duration,
  List,
  Mapping,
  Opaque,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
  fail,
  noSuchOverload,
  type Value,
} from "./values.ts";

/** Whether two values are equal; those of different types are not, except for numbers. */
export function equal(a: Value, b: Value): boolean {
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b) === 0;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b;
  if (a instanceof List) return b instanceof List && (a.equals ? a.equals(b) : equalLists(a, b));
  if (a instanceof Mapping) return b instanceof Mapping && (a.equals ? a.equals(b) : equalMappings(a, b));
  if (a instanceof Uint8Array) return b instanceof Uint8Array && compareBytes(a, b) === 0;
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanos === b.nanos;
  if (a instanceof Duration) return b instanceof Duration && a.nanos === b.nanos;
  if (a instanceof TypeValue) return b instanceof TypeValue && a.name === b.name;
  if (a instanceof Optional) {
    if (!(b instanceof Optional)) return false;
    return a.value === undefined || b.value === undefined ? a.value === b.value : equal(a.value, b.value);
  }
  return a instanceof Opaque && a.equals(b);
}

function equalLists(a: List, b: List): boolean {
  if (a.size !== b.size) return false;
  for (let index = 0; index < a.size; index++) if (!equal(a.at(index), b.at(index))) return false;
  return true;
}

function equalMappings(a: Mapping, b: Mapping): boolean {
  if (a.size !== b.size) return false;
  for (const key of a.keys()) {
    const other = b.find(key);
    if (other === undefined || !equal(a.find(key) ?? null, other)) return false;
  }
  return true;
}

export const isNumber = (value: Value): value is bigint | number | Uint =>
  typeof value === "bigint" || typeof value === "number" || value instanceof Uint;

/** Compares numbers of all types by their values, with doubles as doubles; undefined where one is not a number. */
function compareNumbers(a: bigint | number | Uint, b: bigint | number | Uint): number | undefined {
  const double = typeof a === "number" || typeof b === "number";
  const plain = (value: bigint | number | Uint): bigint | number => {
    const whole = value instanceof Uint ? value.value : value;
    return double ? Number(whole) : whole;
  };
  const [x, y] = [plain(a), plain(b)];
  if (x < y) return -1;
  if (x > y) return 1;
  return Number.isNaN(Number(x)) || Number.isNaN(Number(y)) ? undefined : 0;
}

/** The order of two values of one type, or of two numbers. */
export function compare(a: Value, b: Value): number {
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b) ?? fail("NaN values cannot be ordered");
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b);
  if ((a instanceof Timestamp && b instanceof Timestamp) || (a instanceof Duration && b instanceof Duration)) {
    return a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0;
  }
  return fail(noSuchOverload);
}

/** By code points, as the bytes of UTF-8 compare. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  for (let index = 0; index < a.length && index < b.length; index++) {
    if (a.charCodeAt(index) === b.charCodeAt(index)) continue;
    const x = surrogatesLast(a.charCodeAt(index));
    const y = surrogatesLast(b.charCodeAt(index));
    return x < y ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

const surrogatesLast = (unit: number): number => (unit >= 0xd8_00 && unit <= 0xdf_ff ? unit + 0x1_00_00 : unit);

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let index = 0; index < a.length && index < b.length; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return Math.sign(a.length - b.length);
}

/**
 * Values as Go has them. Go tells numbers apart that are one kind in JavaScript: those of JSON are integers where they are
 * whole and fit into 64 bits, those of a template where they are written without a point.
 */

/** A number whose type in Go shows in nothing else: one of a template, or a byte of a text. */
export class TypedNumber {
  readonly value: number;
  readonly type: "int" | "float64" | "uint8";

  constructor(value: number, type: "int" | "float64" | "uint8") {
    this.value = value;
    this.type = type;
  }
}

/** Whether Go would hold a number in 64 bits. */
export function isInt64(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;
}

/** A value of JSON. */
export function plain(value: unknown): unknown {
  return value instanceof TypedNumber ? value.value : value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof TypedNumber);
}

/** The fields of an object by name. Go gives them in any order. */
export function sortedEntries(value: object): [string, unknown][] {
  return Object.entries(value).toSorted(([one], [other]) => compareTexts(one, other));
}

/** The Go type of a value. */
export function goType(value: unknown): string {
  if (value instanceof TypedNumber) return value.type;
  if (typeof value === "number") return isInt64(value) ? "int64" : "float64";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  return value === undefined ? "<no value>" : "map[string]interface {}";
}

/** Sorts texts as Go does: by their bytes in UTF-8, which is by code points. */
export function compareTexts(one: string, other: string): number {
  for (let index = 0; ; index++) {
    const left = one.codePointAt(index) ?? -1;
    const right = other.codePointAt(index) ?? -1;
    if (left !== right || left < 0) return left - right;
  }
}

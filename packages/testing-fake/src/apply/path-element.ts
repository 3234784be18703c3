import { isObject, type JsonObject } from "../json.ts";

/**
 * One step of a path into an object, in the form that `fieldsV1` has it: `f:spec` is a field, `k:{"name":"web"}` the
 * element of a list with these keys, `v:"a"` the element of a set, `i:0` a position.
 */
export type PathElement = string;

export const fieldElement = (name: string): PathElement => `f:${name}`;

export const valueElement = (value: unknown): PathElement => `v:${goJson(value)}`;

/** `keys` must be in the order of their names. */
export function keyElement(keys: readonly (readonly [name: string, value: unknown])[]): PathElement {
  return `k:{${keys.map(([name, value]) => `${goJson(name)}:${goJson(value)}`).join(",")}}`;
}

/** The name of the field that an element is; undefined for elements of lists. */
export function fieldNameOf(element: PathElement): string | undefined {
  return element.startsWith("f:") ? element.slice(2) : undefined;
}

/** Reads an element as somebody wrote it. Undefined for kinds that are not known, which are left out. */
export function parseElement(text: string): PathElement | undefined {
  if (text.length < 2) throw new SyntaxError("key must be 2 characters long:");
  if (text[1] !== ":") throw new SyntaxError(`missing colon: ${text}`);
  const content = text.slice(2);
  switch (text[0]) {
    case "f":
      return text;
    case "v":
      return valueElement(JSON.parse(content));
    case "k": {
      const keys: unknown = JSON.parse(content);
      if (!isObject(keys)) throw new SyntaxError(`not an object: ${text}`);
      return keyElement(Object.entries(keys).toSorted(([a], [b]) => byText(a, b)));
    }
    case "i":
      if (!/^[+-]?\d+$/.test(content))
        throw new SyntaxError(`strconv.Atoi: parsing ${goJson(content)}: invalid syntax`);
      return `i:${Number(content)}`;
    default:
      return undefined;
  }
}

/** An element as messages name it: `.spec`, `[name="web"]`, `[="a"]`, `[0]`. */
export function elementText(element: PathElement): string {
  const content = element.slice(2);
  switch (element[0]) {
    case "f":
      return `.${content}`;
    case "k": {
      const keys = Object.entries(JSON.parse(content) as JsonObject);
      return `[${keys.map(([name, value]) => `${name}=${valueText(value)}`).join(",")}]`;
    }
    case "v":
      return `[=${valueText(JSON.parse(content))}]`;
    default:
      return `[${content}]`;
  }
}

export function pathText(path: readonly PathElement[]): string {
  return path.map(elementText).join("");
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(",")}]`;
  if (isObject(value))
    return Object.entries(value)
      .map(([name, inner]) => `${name}=${valueText(inner)}`)
      .join("");
  return JSON.stringify(value);
}

const kinds = "fkvi";

/** The order in which a server writes the elements of a set: fields, keys, values, positions. */
export function compareElements(a: PathElement, b: PathElement): number {
  if (a === b) return 0;
  const kind = kinds.indexOf(a[0] ?? "") - kinds.indexOf(b[0] ?? "");
  if (kind !== 0) return kind;
  const [left, right] = [a.slice(2), b.slice(2)];
  switch (a[0]) {
    case "f":
      return byText(left, right);
    case "k":
      return compareKeys(JSON.parse(left) as JsonObject, JSON.parse(right) as JsonObject);
    case "v":
      return compareValues(JSON.parse(left), JSON.parse(right));
    default:
      return Number(left) - Number(right);
  }
}

function compareKeys(a: JsonObject, b: JsonObject): number {
  const [left, right] = [Object.entries(a), Object.entries(b)];
  for (const [index, [name, value]] of left.entries()) {
    const other = right[index];
    if (!other) return 1;
    const order = byText(name, other[0]) || compareValues(value, other[1]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

const ranks = ["number", "string", "boolean", "array", "object", "null"];

/** Values of different types have an order too. */
function compareValues(a: unknown, b: unknown): number {
  const rank = ranks.indexOf(typeName(a)) - ranks.indexOf(typeName(b));
  if (rank !== 0) return rank;
  if (typeof a === "string") return byText(a, String(b));
  return typeof a === "object" ? byText(JSON.stringify(a), JSON.stringify(b)) : Number(a) - Number(b);
}

function typeName(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}

/** The order of bytes in UTF-8, which is that of code points. */
export function byText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left === right) continue;
    // Halves of surrogate pairs stand for more than all that is one unit.
    const high = isSurrogate(left);
    return high === isSurrogate(right) ? left - right : high ? 1 : -1;
  }
  return a.length - b.length;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

/** JSON as Go writes it: what could end a script is escaped. */
function goJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!/[<>&\u2028\u2029]/.test(text)) return text;
  return text.replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

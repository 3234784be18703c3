import type { TextMaker } from "@kubets/apimachinery";
import { parseJson } from "./errors.ts";
import { absent, type Member } from "./find-member.ts";
import type { ManagedFieldsMode } from "./rest-client.ts";

const decoder = new TextDecoder();

/** Text of `bytes[from..to)`. */
export function decodeText(bytes: Uint8Array, from: number, to: number): string {
  return decoder.decode(bytes.subarray(from, to));
}

const comma = 0x2c;

/** The way to the managedFields of a watch event's object; that of an object alone is one shorter. */
export const managedFieldsPath: readonly string[] = ["object", "metadata", "managedFields"];

/**
 * Parses the object in `bytes[start..end)`, without the managedFields that were found in it at `path`, and gives it back those that
 * are to be kept. Cutting before parsing is what makes lists and watches fast: managedFields are some 40 % of an object's
 * text, and three quarters of what a parser would allocate for it.
 *
 * `textOf` makes the text of managedFields that are kept; `opening` replaces the object's first brace.
 */
export function parseObject(
  bytes: Uint8Array,
  start: number,
  end: number,
  path: readonly string[],
  { nameAt, valueAt, valueEnd }: Member = absent,
  mode: ManagedFieldsMode,
  textOf: TextMaker = decodeText,
  opening = "",
): unknown {
  let from = end;
  let to = end;
  if (valueEnd && mode !== "parse") {
    from = nameAt;
    to = valueEnd;
    if (bytes[to] === comma) to++;
    else {
      // The last member of its object takes the comma before it along.
      let before = from - 1;
      while ((bytes[before] as number) <= 0x20) before--;
      if (bytes[before] === comma) from = before;
    }
  }
  let text = opening + decodeText(bytes, opening ? start + 1 : start, from);
  if (to < end) text += decodeText(bytes, to, end);
  const object = parseJson(text);
  if (to < end && mode === "lazy") {
    const managedFields = textOf(bytes, valueAt, valueEnd);
    let owner = object as Record<string, object> | undefined;
    for (const name of path.slice(0, -1)) owner = owner?.[name] as typeof owner;
    if (owner) attach(owner, managedFields);
  }
  return object;
}

/** Where the text of an object's managedFields waits until somebody reads them; a string here is always JSON. */
const unread: unique symbol = Symbol("managedFields");

interface Metadata {
  [unread]?: unknown;
}

/** JSON.stringify, structuredClone, spread, assignment and delete see an ordinary property. */
function attach(metadata: Metadata, managedFields: string): void {
  Object.defineProperty(metadata, unread, { value: managedFields, writable: true });
  Object.defineProperty(metadata, "managedFields", lazily);
}

// One pair of functions for all objects: with a pair of its own, each object would get a shape of its own in the engine.
const lazily: PropertyDescriptor = {
  get(this: Metadata): unknown {
    const value = this[unread];
    if (typeof value !== "string") return value;
    const parsed = parseJson(value);
    // Fails without harm where the object is frozen; it is then parsed at every read.
    if (typeof parsed !== "string") Reflect.set(this, unread, parsed);
    return parsed;
  },
  set(this: Metadata, value: unknown) {
    this[unread] = typeof value === "string" ? JSON.stringify(value) : value;
  },
  enumerable: true,
  configurable: true,
};

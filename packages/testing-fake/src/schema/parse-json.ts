import { goQuotedByte } from "../go-text.ts";
import { setField, type JsonObject } from "../json.ts";

/** JSON as a server reads it: what `JSON.parse` would lose of it stands beside the value. */
export interface ParsedJson {
  readonly value: unknown;
  /** The members of an object that has some twice, in the order of the text; in `value` the last one counts. */
  readonly membersOf?: ((object: JsonObject) => readonly (readonly [string, unknown])[] | undefined) | undefined;
}

/** A number whose text says more than its value: `1.0`, `1e3`, or one beyond 2^53. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const deepest = 10_000;
const largestPlainNumber = 15;

/**
 * Parses JSON. Throws a SyntaxError in Go's words. Numbers are plain where nothing is lost by that, else
 * {@link JsonNumber}.
 */
export function parseJsonExactly(text: string): ParsedJson {
  const { members, tooDeep, plain } = survey(text);
  if (tooDeep !== undefined) throw new SyntaxError(`invalid character '${tooDeep}' exceeded max depth`);
  // Halves of characters become another one.
  if (text.includes(String.raw`\u`) && /\\u[dD][89a-fA-F]/.test(text)) return parseSlowly(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return parseSlowly(text);
  }
  // JSON.parse is an order of magnitude faster, and right for nearly every body that is sent.
  return plain && countMembers(value) === members ? { value } : parseSlowly(text);
}

/** The value of parsed JSON with plain numbers throughout, for whoever does not ask how they were written. */
export function withPlainNumbers(value: unknown): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(withPlainNumbers);
  if (typeof value !== "object" || value === null) return value;
  const copy: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) setField(copy, key, withPlainNumbers(inner));
  return copy;
}

function parseSlowly(text: string): ParsedJson {
  try {
    return new Parser(text).parse();
  } catch (error) {
    // The stack of some runtimes holds less than a server allows.
    throw error instanceof RangeError ? new SyntaxError("exceeded max depth") : error;
  }
}

/** What can be told of JSON by looking at each character once; exact for valid JSON only. */
function survey(text: string): { members: number; tooDeep: string | undefined; plain: boolean } {
  let members = 0;
  let depth = 0;
  let tooDeep: string | undefined;
  let plain = true;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x22) {
      do index = text.indexOf('"', index + 1);
      while (index > 0 && isEscaped(text, index));
      if (index < 0) break;
    } else if (code === 0x3a) members++;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > deepest) tooDeep ??= text[index];
    } else if (code === 0x7d || code === 0x5d) depth--;
    else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      const start = index;
      while (/[0-9.eE+-]/.test(text[index + 1] ?? "")) index++;
      const number = text.slice(start, index + 1);
      if (number.length > largestPlainNumber || /[.eE]|^-0/.test(number)) plain = false;
    }
  }
  return { members, tooDeep, plain };
}

/** Whether an odd number of backslashes precedes a position. */
function isEscaped(text: string, position: number): boolean {
  let backslashes = 0;
  while (text[position - 1 - backslashes] === "\\") backslashes++;
  return backslashes % 2 === 1;
}

function countMembers(root: unknown): number {
  let count = 0;
  // No deeper than the stack that other code needs, too.
  const left: unknown[] = [root];
  for (let value = left.pop(); value !== undefined || left.length > 0; value = left.pop()) {
    if (typeof value !== "object" || value === null) continue;
    const inner = Object.values(value);
    if (!Array.isArray(value)) count += inner.length;
    for (const one of inner) if (typeof one === "object" && one !== null) left.push(one);
  }
  return count;
}

/** Reads JSON character by character, as Go's scanner does, to say where it is wrong and to keep what is said twice. */
class Parser {
  #position = 0;
  #depth = 0;
  readonly #text: string;
  readonly #members = new WeakMap<JsonObject, readonly (readonly [string, unknown])[]>();

  constructor(text: string) {
    this.#text = text;
  }

  parse(): ParsedJson {
    const value = this.#value();
    this.#skipSpace();
    if (this.#position < this.#text.length) throw this.#unexpected("after top-level value");
    return { value, membersOf: (object) => this.#members.get(object) };
  }

  #value(): unknown {
    this.#skipSpace();
    const character = this.#text[this.#position];
    switch (character) {
      case "{":
        return this.#nested(() => this.#object());
      case "[":
        return this.#nested(() => this.#array());
      case '"':
        return this.#string();
      case "t":
        return this.#literal("true", true);
      case "f":
        return this.#literal("false", false);
      case "n":
        return this.#literal("null", null);
      default:
        if (character !== undefined && /[-0-9]/.test(character)) return this.#number();
        throw this.#unexpected("looking for beginning of value");
    }
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > deepest) throw this.#unexpected("exceeded max depth");
    this.#position++;
    const value = read();
    this.#depth--;
    return value;
  }

  #object(): JsonObject {
    const members: [string, unknown][] = [];
    const object: JsonObject = {};
    this.#skipSpace();
    if (this.#text[this.#position] === "}") this.#position++;
    else {
      for (let more = true; more;) {
        this.#skipSpace();
        if (this.#text[this.#position] !== '"') throw this.#unexpected("looking for beginning of object key string");
        const key = this.#string();
        this.#skipSpace();
        if (this.#text[this.#position] !== ":") throw this.#unexpected("after object key");
        this.#position++;
        const value = this.#value();
        members.push([key, value]);
        setField(object, key, value);
        more = this.#separator("}", "after object key:value pair");
      }
    }
    if (members.length > Object.keys(object).length) this.#members.set(object, members);
    return object;
  }

  #array(): unknown[] {
    const list: unknown[] = [];
    this.#skipSpace();
    if (this.#text[this.#position] === "]") {
      this.#position++;
      return list;
    }
    do list.push(this.#value());
    while (this.#separator("]", "after array element"));
    return list;
  }

  /** Whether another member follows. */
  #separator(end: string, where: string): boolean {
    this.#skipSpace();
    const character = this.#text[this.#position];
    if (character !== "," && character !== end) throw this.#unexpected(where);
    this.#position++;
    return character === ",";
  }

  #string(): string {
    const start = this.#position++;
    for (;;) {
      const character = this.#text[this.#position];
      if (character === undefined || character < " ") throw this.#unexpected("in string literal");
      this.#position++;
      if (character === '"') return (JSON.parse(this.#text.slice(start, this.#position)) as string).toWellFormed();
      if (character === "\\") this.#escape();
    }
  }

  #escape(): void {
    const character = this.#text[this.#position] ?? "";
    if (!/["\\/bfnrtu]/.test(character)) throw this.#unexpected("in string escape code");
    this.#position++;
    if (character !== "u") return;
    for (let digits = 0; digits < 4; digits++) {
      if (!/[0-9a-fA-F]/.test(this.#text[this.#position] ?? ""))
        throw this.#unexpected(String.raw`in \u hexadecimal character escape`);
      this.#position++;
    }
  }

  #literal<T>(word: string, value: T): T {
    for (let index = 0; index < word.length; index++) {
      if (this.#text[this.#position] !== word[index])
        throw this.#unexpected(`in literal ${word} (expecting '${word[index]}')`);
      this.#position++;
    }
    return value;
  }

  #number(): number | JsonNumber {
    const start = this.#position;
    if (this.#text[this.#position] === "-") this.#position++;
    if (this.#text[this.#position] === "0") this.#position++;
    else this.#digits("in numeric literal");
    if (this.#text[this.#position] === ".") {
      this.#position++;
      this.#digits("after decimal point in numeric literal");
    }
    if (/[eE]/.test(this.#text[this.#position] ?? "")) {
      this.#position++;
      if (/[+-]/.test(this.#text[this.#position] ?? "")) this.#position++;
      this.#digits("in exponent of numeric literal");
    }
    const text = this.#text.slice(start, this.#position);
    return text.length <= largestPlainNumber && /^(0|-?[1-9][0-9]*)$/.test(text) ? Number(text) : new JsonNumber(text);
  }

  #digits(where: string): void {
    if (!/[0-9]/.test(this.#text[this.#position] ?? "")) throw this.#unexpected(where);
    while (/[0-9]/.test(this.#text[this.#position] ?? "")) this.#position++;
  }

  #skipSpace(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#position] ?? "")) this.#position++;
  }

  #unexpected(where: string): SyntaxError {
    const character = this.#text[this.#position];
    // At the end Go's scanner asks whether a space would do.
    if (character === undefined) {
      const needed = /^in (literal|numeric|exponent|string escape|\\u)|^after decimal/.test(where);
      return new SyntaxError(needed ? `invalid character ' ' ${where}` : "unexpected end of JSON input");
    }
    const [first] = new TextEncoder().encode(String.fromCodePoint(this.#text.codePointAt(this.#position) ?? 0));
    return new SyntaxError(`invalid character ${goQuotedByte(first ?? 0)} ${where}`);
  }
}

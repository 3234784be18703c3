import { declare, type FunctionDeclaration } from "../declarations.ts";
import { ArrayList, fail, type List, type Value } from "../values.ts";
import { formatText } from "./format-text.ts";
import { printed } from "../printed.ts";

type Texts = readonly string[];
const runes = (text: Value): Texts => Array.from(text as string);
const outOfRange = (index: Value): never => fail(`index out of range: ${index as bigint}`);

/** Functions of texts; positions count code points. */
export function strings(): readonly FunctionDeclaration[] {
  return [
    declare(
      "charAt",
      (text, index) => {
        const all = runes(text);
        if ((index as bigint) < 0n || (index as bigint) > BigInt(all.length)) return outOfRange(index);
        return all[Number(index)] ?? "";
      },
      "string_char_at_int: string.(int) string",
    ),
    declare(
      "indexOf",
      (text, part, from) => indexOf(runes(text), runes(part), (from as bigint | undefined) ?? 0n),
      "string_index_of_string: string.(string) int",
      "string_index_of_string_int: string.(string, int) int",
    ),
    declare(
      "lastIndexOf",
      (text, part, from) => lastIndexOf(runes(text), runes(part), from as bigint | undefined),
      "string_last_index_of_string: string.(string) int",
      "string_last_index_of_string_int: string.(string, int) int",
    ),
    declare(
      "lowerAscii",
      ascii(/[A-Z]/g, (letter) => letter.toLowerCase()),
      "string_lower_ascii: string.() string",
    ),
    declare(
      "replace",
      (text, part, by, most) => replace(text as string, part as string, by as string, Number(most ?? -1n)),
      "string_replace_string_string: string.(string, string) string",
      "string_replace_string_string_int: string.(string, string, int) string",
    ),
    declare(
      "split",
      (text, by, most) => new ArrayList(split(text as string, by as string, Number(most ?? -1n))),
      "string_split_string: string.(string) list(string)",
      "string_split_string_int: string.(string, int) list(string)",
    ),
    declare(
      "substring",
      (text, start, end) => substring(runes(text), start as bigint, end as bigint | undefined),
      "string_substring_int: string.(int) string",
      "string_substring_int_int: string.(int, int) string",
    ),
    declare("trim", (text) => (text as string).replaceAll(edges, ""), "string_trim: string.() string"),
    declare(
      "upperAscii",
      ascii(/[a-z]/g, (letter) => letter.toUpperCase()),
      "string_upper_ascii: string.() string",
    ),
    declare(
      "format",
      (text, list) => formatText(text as string, [...(list as List)]),
      "string_format: string.(list(dyn)) string",
    ),
    declare("strings.quote", (text) => quote(text as string), "strings_quote: (string) string"),
    declare(
      "join",
      (list, by) => join([...(list as List)], (by as string | undefined) ?? ""),
      "list_join: list(string).() string",
      "list_join_string: list(string).(string) string",
    ),
  ];
}

/** White space as Unicode has it. */
const edges =
  /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;

const ascii = (letters: RegExp, change: (letter: string) => string) => (text: Value) =>
  (text as string).replaceAll(letters, change);

const startsAt = (text: Texts, part: Texts, index: number): boolean =>
  part.every((rune, offset) => text[index + offset] === rune);

function indexOf(text: Texts, part: Texts, from: bigint): bigint {
  if (from < 0n) return outOfRange(from);
  if (part.length === 0) return from > BigInt(text.length) ? BigInt(text.length) : from;
  for (let index = Number(from); index <= text.length - part.length; index++) {
    if (startsAt(text, part, index)) return BigInt(index);
  }
  return -1n;
}

function lastIndexOf(text: Texts, part: Texts, from: bigint | undefined): bigint {
  if (from === undefined && (part.length === 0 || text.length < part.length)) {
    return part.length === 0 ? BigInt(text.length) : -1n;
  }
  const last = from ?? BigInt(text.length - 1);
  if (last < 0n) return outOfRange(last);
  if (part.length === 0) return last > BigInt(text.length) ? BigInt(text.length) : last;
  if (last >= BigInt(text.length)) return -1n;
  for (let index = Math.min(Number(last), text.length - part.length); index >= 0; index--) {
    if (startsAt(text, part, index)) return BigInt(index);
  }
  return -1n;
}

/** Where there is nothing to replace, what is to be put in goes before, between and behind all code points. */
function replace(text: string, part: string, by: string, most: number): string {
  if (most === 0 || part === by) return text;
  const pieces = part === "" ? ["", ...Array.from(text), ""] : text.split(part);
  const count = most < 0 ? pieces.length - 1 : Math.min(most, pieces.length - 1);
  const head = pieces.slice(0, count + 1).join(by);
  return [head, ...pieces.slice(count + 1)].join(part);
}

function split(text: string, by: string, most: number): string[] {
  if (most === 0) return [];
  const pieces = by === "" ? Array.from(text) : text.split(by);
  if (most < 0 || pieces.length <= most) return pieces;
  return [...pieces.slice(0, most - 1), pieces.slice(most - 1).join(by)];
}

function substring(text: Texts, start: bigint, given: bigint | undefined): string {
  const length = BigInt(text.length);
  const end = given ?? length;
  if (given !== undefined && start > end) return fail(`invalid substring range. start: ${start}, end: ${end}`);
  if (start < 0n || start > length) return outOfRange(start);
  if (end < 0n || end > length) return outOfRange(end);
  return text.slice(Number(start), Number(end)).join("");
}

function join(list: readonly Value[], by: string): string {
  for (const element of list) if (typeof element !== "string") fail(`join: invalid input: ${printed(element)}`);
  return list.map(printed).join(by);
}

const quoted: Readonly<Record<string, string>> = {
  "\u0007": "a",
  "\b": "b",
  "\f": "f",
  "\n": "n",
  "\r": "r",
  "\t": "t",
  "\v": "v",
  "\\": "\\",
  '"': '"',
};

function quote(text: string): string {
  return `"${text.toWellFormed().replaceAll(/["\\\p{Cc}]/gu, (character) => {
    const short = quoted[character];
    return short === undefined ? character : `\\${short}`;
  })}"`;
}

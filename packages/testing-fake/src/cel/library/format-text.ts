import { goQuote } from "../../go-text.ts";
import { convert, goDouble } from "../convert.ts";
import { compareTexts } from "../equality.ts";
import { Duration, List, Mapping, Timestamp, Uint, fail, typeName, type Value } from "../values.ts";
import { fixedText, scientificText } from "./float-text.ts";

/** One of the clauses of a format: `%s`, `%.2f`. */
export interface Clause {
  readonly letter: string;
  readonly precision: number | undefined;
}

const wanted: Readonly<Record<string, string>> = {
  s: "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps",
  d: "decimal clause can only be used on integers",
  f: "fixed-point clause can only be used on doubles",
  e: "scientific clause can only be used on doubles",
  b: "only integers and bools can be formatted as binary",
  x: "only integers, byte buffers, and strings can be formatted as hex",
  X: "only integers, byte buffers, and strings can be formatted as hex",
  o: "octal clause can only be used on integers",
};

/** What is said of a value, or of a type, for which a clause is not meant. */
export const misfit = (letter: string, type: string): string =>
  `error during formatting: ${wanted[letter]}, was given ${type}`;

export function formatText(format: string, list: readonly Value[]): string {
  return formatClauses(format, list.length, (clause, index) => clauseText(clause, list[index] ?? null)).text;
}

/** Goes through the clauses of a format, with the arguments they take; throws what is wrong with it. */
export function formatClauses(
  format: string,
  count: number,
  write: (clause: Clause, index: number) => string,
  unevaluated = false,
): { readonly text: string; readonly used: number } {
  let text = "";
  let used = 0;
  for (let index = 0; index < format.length; index++) {
    if (format[index] !== "%") {
      text += format[index];
      continue;
    }
    if (format[index + 1] === "%") {
      text += "%";
      index++;
      continue;
    }
    const argument = used++;
    // Before anything is evaluated, the format itself comes first.
    const isOver = index + 1 >= format.length;
    if (argument >= count && !(isOver && unevaluated)) fail(`index ${argument} out of range`);
    if (isOver) fail("unexpected end of string");
    const { clause, length } = readClause(format.slice(index + 1));
    text += write(clause, argument);
    index += length;
  }
  return { text, used };
}

function readClause(rest: string): { readonly clause: Clause; readonly length: number } {
  const unread = "could not parse formatting clause: ";
  const [, digits] = /^\.(\d*)/.exec(rest) ?? [];
  const start = digits === undefined ? 0 : digits.length + 1;
  if (digits !== undefined) {
    const bad = `${unread}error while parsing precision: `;
    if (start >= rest.length) fail(`${bad}could not find end of precision specifier`);
    const why = digits === "" ? "invalid syntax" : digits.length > 18 ? "value out of range" : undefined;
    if (why !== undefined) {
      fail(`${bad}error while converting precision to integer: strconv.Atoi: parsing ${goQuote(digits)}: ${why}`);
    }
  }
  const letter = rest[start] ?? "";
  if (!Object.hasOwn(wanted, letter)) fail(`${unread}unrecognized formatting clause "${letter}"`);
  return { clause: { letter, precision: digits === undefined ? undefined : Number(digits) }, length: start + 1 };
}

function clauseText({ letter, precision = 6 }: Clause, value: Value): string {
  const whole = typeof value === "bigint" ? value : value instanceof Uint ? value.value : undefined;
  const unfit = (): never => fail(misfit(letter, typeName(value)));
  switch (letter) {
    case "s":
      return shownAs(value, "s");
    case "d":
      return String(whole ?? unfit());
    case "b":
      return typeof value === "boolean" ? String(Number(value)) : (whole ?? unfit()).toString(2);
    case "o":
      return (whole ?? unfit()).toString(8);
    case "f":
      return fixedText(floatOf(value) ?? unfit(), precision);
    case "e":
      return scientificText(floatOf(value) ?? unfit(), precision);
    default: {
      const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
      const text = bytes instanceof Uint8Array ? hex(bytes) : (whole ?? unfit()).toString(16);
      return letter === "X" ? text.toUpperCase() : text;
    }
  }
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** These texts stand for what no literal can. */
const special: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity: Infinity, "-Infinity": -Infinity };

function floatOf(value: Value): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && Object.hasOwn(special, value) ? special[value] : undefined;
}

/** A value as `%s` shows it. */
function shownAs(value: Value, letter: string): string {
  if (value === null) return "null";
  if (value instanceof List) return `[${[...value].map(inner).join(", ")}]`;
  if (value instanceof Mapping) {
    const pairs = [...value.keys()].map((key) => [innerKey(key), inner(value.find(key) ?? null)] as const);
    pairs.sort(([a], [b]) => compareTexts(a, b));
    return `{${pairs.map(([key, one]) => `${key}:${one}`).join(", ")}}`;
  }
  const type = typeName(value);
  const known = "bool int uint double string bytes type google.protobuf.Timestamp google.protobuf.Duration".split(" ");
  return known.includes(type) ? (convert(value, "string") as string) : fail(misfit(letter, type));
}

function innerKey(key: Value): string {
  if (typeof key === "string") return goQuote(key);
  const isKey = ["bool", "int", "uint"].includes(typeName(key));
  return isKey
    ? shownAs(key, "s")
    : fail(`error during formatting: no formatting function for map key of type ${typeName(key)}`);
}

/** A value within a list or a map, as an expression would write it. */
function inner(value: Value): string {
  if (typeof value === "string") return goQuote(value);
  if (value instanceof Uint8Array) return `b${goQuote(convert(value, "string") as string)}`;
  if (typeof value === "number") return Number.isFinite(value) ? fixedText(value, 6, "") : `"${goDouble(value)}"`;
  const text = (): string => shownAs(value, "s");
  if (value instanceof Timestamp) return `timestamp("${text()}")`;
  if (value instanceof Duration) return `duration("${text()}")`;
  const type = typeName(value);
  const isFit = value === null || /^(bool|int|uint|type|list|map)$/.test(type);
  return isFit ? text() : fail(`error during formatting: no formatting function for ${type}`);
}

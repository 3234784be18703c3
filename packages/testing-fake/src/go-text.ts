import { isObject } from "./json.ts";

/** A JSON value as Go prints it, which is how some of a server's messages quote it. */
export function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
  if (typeof value === "string") return value;
  if (typeof value === "number" && !isInt64(value)) return goPrinted(value);
  if (!isObject(value)) return value === null || value === undefined ? "<nil>" : JSON.stringify(value);
  const fields = Object.keys(value).toSorted();
  return `map[${fields.map((field) => `${field}:${goText(value[field])}`).join(" ")}]`;
}

const isInt64 = (value: number): boolean => Number.isInteger(value) && Math.abs(value) < 2 ** 63;

/** A float64 as Go's `fmt` prints it: with an exponent from 1e+06 on and below 1e-4. */
function goPrinted(value: number): string {
  const exponent = Number(value.toExponential().split("e")[1] ?? 0);
  if (value === 0 || (exponent >= -4 && exponent < 6)) return String(value);
  const [digits = "", power = ""] = value.toExponential().split("e");
  return `${digits}e${power.slice(0, 1)}${power.slice(1).padStart(2, "0")}`;
}

/** The type that Go gives a decoded JSON value. */
export function goType(value: unknown): string {
  if (Array.isArray(value)) return "[]interface {}";
  if (isObject(value)) return "map[string]interface {}";
  if (typeof value === "number") return isInt64(value) ? "int64" : "float64";
  return typeof value === "boolean" ? "bool" : typeof value === "string" ? "string" : "<nil>";
}

/** What Go writes as a backslash and a letter, by the letter. */
export const controlCharacters: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', String.raw`\"`],
  ["\\", String.raw`\\`],
  ...Object.entries(controlCharacters).map(([letter, character]) => [character, `\\${letter}`] as const),
]);

/** A text in quotes as Go's `%q` writes it. */
export function goQuote(text: string): string {
  const inner = text.replaceAll(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    const short = escapes.get(character);
    if (short !== undefined) return short;
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 || code === 0x7f) return String.raw`\x${code.toString(16).padStart(2, "0")}`;
    const digits = code.toString(16);
    return code > 0xffff ? String.raw`\U${digits.padStart(8, "0")}` : String.raw`\u${digits.padStart(4, "0")}`;
  });
  return `"${inner}"`;
}

/** A byte as messages of Go's JSON decoder show it, which takes it for a character. */
export function goQuotedByte(byte: number): string {
  const character = String.fromCodePoint(byte);
  if (character === "'") return String.raw`'\''`;
  return character === '"' ? `'"'` : `'${goQuote(character).slice(1, -1)}'`;
}

/** A number as Go's `%v` prints a float64: exponents from 1e+21 on and below 1e-4. */
export function goFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e21)) return String(value);
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  return `${digits}e${exponent.startsWith("-") ? "-" : "+"}${exponent.replace(/^[+-]/, "").padStart(2, "0")}`;
}

/** JSON as Go's encoding/json writes it: the fields of objects in the order of their names, `<`, `>` and `&` escaped. */
export function goJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(",")}]`;
  if (isObject(value)) {
    const fields = Object.keys(value).toSorted();
    return `{${fields.map((field) => `${goJson(field)}:${goJson(value[field])}`).join(",")}}`;
  }
  const text = JSON.stringify(value) ?? "null";
  return typeof value === "string" ? goEscaped(text) : text;
}

/** JSON with the characters escaped that Go escapes in it. */
export function goEscaped(json: string): string {
  return json.replaceAll(/[<>&\u2028\u2029]/g, (character) => {
    return String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** A decoded JSON value as Go's `%#v` prints it. */
export function goSyntax(value: unknown): string {
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  if (isObject(value)) {
    const fields = Object.keys(value).toSorted();
    return `map[string]interface {}{${fields.map((field) => `${goQuote(field)}:${goSyntax(value[field])}`).join(", ")}}`;
  }
  if (value === null || value === undefined) return "interface {}(nil)";
  return typeof value === "string" ? goQuote(value) : JSON.stringify(value);
}

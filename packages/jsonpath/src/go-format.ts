/** Values as Go prints them. */
import { goType, isObject, plain, sortedEntries } from "./values.ts";

/** A value as kubectl prints a result: objects and lists as JSON, everything else as text. */
export function formatResult(value: unknown): string {
  if (value === undefined) return "<no value>";
  return typeof plain(value) === "object" ? formatJson(value) : formatScalar(value);
}

/**
 * JSON as Go writes it: the fields of objects sorted, and what could be HTML escaped. `indent` is what each level is
 * indented by; without it everything is on one line. By hand, because `JSON.stringify` writes fields that look like
 * numbers first.
 */
export function formatJson(value: unknown, indent = "", margin: string = indent && "\n"): string {
  const inner = margin + indent;
  const write = (each: unknown): string => formatJson(each, indent, inner);
  const enclose = ([open, close]: string, parts: readonly string[]): string =>
    parts.length > 0 ? open + inner + parts.join(`,${inner}`) + margin + close : `${open}${close}`;
  if (Array.isArray(value)) return enclose("[]", value.map(write));
  if (!isObject(value)) return escapeHtml(JSON.stringify(plain(value) ?? null));
  const colon = indent ? ": " : ":";
  return enclose(
    "{}",
    sortedEntries(value).map(([name, field]) => write(name) + colon + write(field)),
  );
}

function escapeHtml(text: string): string {
  return text.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A value as `%v` shows it, for problems. */
export function describeValue(value: unknown): string {
  if (value === undefined) return "<invalid reflect.Value>";
  if (value === null) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(describeValue).join(" ")}]`;
  if (!isObject(value)) return formatScalar(value);
  return `map[${sortedEntries(value)
    .map(([name, field]) => `${name}:${describeValue(field)}`)
    .join(" ")}]`;
}

/**
 * Integers with every digit, where `String` gives zeros for those that it takes for noise; floats with the fewest digits
 * that say the number, with an exponent below -4 and from 6 on.
 */
function formatScalar(value: unknown): string {
  const number = plain(value);
  if (typeof number !== "number") return String(number);
  if (!goType(value).startsWith("float")) return BigInt(number).toString();
  const [digits = "", exponent = ""] = number.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(number);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

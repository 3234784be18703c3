/** Values as Go prints them. */
import { isInt64, WrittenNumber } from "./numbers.ts";

/** A value as kubectl prints a result: objects and lists as JSON, everything else as text. */
export function formatResult(value: unknown): string {
  if (typeof value === "object" && value !== null && !(value instanceof WrittenNumber)) return formatJson(value);
  if (value === undefined) return "<no value>";
  return value === null ? "null" : formatScalar(value);
}

/**
 * JSON as Go writes it: the fields of objects sorted, and what could be HTML escaped. `indent` is what each level is
 * indented by; without it everything is on one line.
 */
export function formatJson(value: unknown, indent?: string): string {
  const text = JSON.stringify(sorted(value), undefined, indent);
  return text.replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** A value as `%v` shows it, for problems. */
export function describeValue(value: unknown): string {
  if (value === undefined) return "<invalid reflect.Value>";
  if (value === null) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(describeValue).join(" ")}]`;
  if (typeof value !== "object" || value instanceof WrittenNumber) return formatScalar(value);
  const fields = sortedEntries(value).map(([name, field]) => `${name}:${describeValue(field)}`);
  return `map[${fields.join(" ")}]`;
}

/** The Go type that a value of JSON has. */
export function describeType(value: unknown): string {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return isInt64(value) ? "int64" : "float64";
  if (value instanceof WrittenNumber) return value.type;
  return value === undefined ? "<no value>" : "map[string]interface {}";
}

/** Sorts texts as Go does: by their bytes in UTF-8, which is by code points. */
export function compareTexts(one: string, other: string): number {
  for (let index = 0; ; index++) {
    const [left = -1, right = -1] = [one.codePointAt(index), other.codePointAt(index)];
    if (left !== right || left < 0) return left - right;
    if (left > 0xffff) index++;
  }
}

function formatScalar(value: unknown): string {
  if (value instanceof WrittenNumber) return value.type === "int" ? formatInt(value.value) : formatFloat(value.value);
  if (typeof value !== "number") return String(value);
  return isInt64(value) ? formatInt(value) : formatFloat(value);
}

/** Every digit: `String` gives zeros for those that it takes for noise. */
function formatInt(value: number): string {
  return BigInt(value).toString();
}

/** The fewest digits that say the number, with an exponent below -4 and from 6 on. */
function formatFloat(value: number): string {
  const [digits, exponent] = value.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function sorted(value: unknown): unknown {
  if (value instanceof WrittenNumber) return value.value;
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value ?? null;
  return Object.fromEntries(sortedEntries(value).map(([name, field]) => [name, sorted(field)]));
}

function sortedEntries(value: object): [string, unknown][] {
  return Object.entries(value).toSorted(([one], [other]) => compareTexts(one, other));
}

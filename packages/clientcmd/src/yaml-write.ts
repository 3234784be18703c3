import { compareKeys } from "./key-order.ts";
import { writeText, type Place } from "./yaml-text.ts";

/**
 * Writes JSON's values as YAML, byte for byte as kubectl does: keys in its order, lists as far in as their key, and texts
 * in the form that the libraries of Go choose. Texts that kubectl, YAML 1.1 or YAML 1.2 would not read as text are in
 * quotes. Fields that are undefined are left out, what JSON has no number for is null.
 */
export function formatYaml(value: unknown): string {
  return `${inline(node(value, { indent: 0, column: 0 }), 0)}\n`;
}

/**
 * A value as it stands at a place, without a closing break. A block of lines has a break before it; its lines begin at the
 * indent of the place, those of a text that goes on there too.
 */
function node(value: unknown, place: Place): string {
  if (typeof value === "string") return writeText(value, place);
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean") return String(value);
  const { indent } = place;
  if (Array.isArray(value))
    return value.length === 0
      ? "[]"
      : block(
          value.map((item) => `- ${inside(item, indent)}`),
          indent,
        );
  const fields = Object.entries(value ?? {})
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => compareKeys(a, b));
  if (fields.length === 0) return value === null || value === undefined ? "null" : "{}";
  return block(
    fields.map(([key, field]) => entry(key, field, indent)),
    indent,
  );
}

/** A value behind a dash, on its line if it can. */
function inside(value: unknown, indent: number): string {
  return inline(node(value, { indent: indent + 2, column: indent + 2 }), indent + 2);
}

function entry(key: string, field: unknown, indent: number): string {
  // What is longer is no simple key to Go.
  if (new TextEncoder().encode(key).length > 128 || /[\r\n\x85\u2028\u2029]/.test(key)) {
    return `? ${inside(key, indent)}\n${" ".repeat(indent)}: ${inside(field, indent)}`;
  }
  const name = `${writeText(key)}:`;
  // A list stands as far in as its key.
  const value = node(field, { indent: Array.isArray(field) ? indent : indent + 2, column: indent + name.length + 1 });
  return value.startsWith("\n") ? name + value : `${name} ${value}`;
}

function block(lines: readonly string[], indent: number): string {
  const margin = `\n${" ".repeat(indent)}`;
  return margin + lines.join(margin);
}

/** A block that begins on the line where it stands. */
function inline(written: string, indent: number): string {
  const margin = `\n${" ".repeat(indent)}`;
  return written.startsWith(margin) ? written.slice(margin.length) : written;
}

/** Whole numbers of 64 bits in digits, others as Go writes them: with an exponent from a million on. */
function number(value: number): string {
  if (!Number.isFinite(value)) return "null";
  if (Number.isInteger(value) && value < 2 ** 64 && value >= -(2 ** 63)) return BigInt(value).toString();
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

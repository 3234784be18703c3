import { goFloat } from "../go-text.ts";
import { goDuration } from "../crd/formats.ts";
import { int, timestamp, uint } from "./arithmetic.ts";
import { durationText, readTimestamp, timestampText } from "./time.ts";
import { Duration, Timestamp, TypeValue, Uint, fail, typeName, type Value } from "./values.ts";

const second = 1_000_000_000n;

/** Converts a value as the function of a type's name does. */
export function convert(value: Value, type: string): Value {
  const converted = typeName(value) === type ? value : conversions[type]?.(value);
  return converted ?? fail(`type conversion error from '${typeName(value)}' to '${type}'`);
}

const conversions: Readonly<Record<string, (value: Value) => Value | undefined>> = {
  bool: (value) => (typeof value === "string" ? boolOf(value) : undefined),
  bytes: (value) => (typeof value === "string" ? new TextEncoder().encode(value) : undefined),
  int: (value) => {
    if (typeof value === "number") return truncated(value, "integer overflow", -(2n ** 63n), 2n ** 63n - 1n);
    if (value instanceof Uint) return int(value.value);
    if (value instanceof Duration) return value.nanos;
    if (value instanceof Timestamp) return value.nanos / second - (value.nanos % second < 0n ? 1n : 0n);
    return typeof value === "string" && /^[+-]?\d+$/.test(value)
      ? inRange(BigInt(value.replace("+", "")), 63n)
      : undefined;
  },
  uint: (value) => {
    if (typeof value === "number") {
      return new Uint(truncated(value, "unsigned integer overflow", 0n, 2n ** 64n - 1n));
    }
    if (typeof value === "bigint") return uint(value);
    if (typeof value !== "string" || !/^\d+$/.test(value)) return undefined;
    const number = BigInt(value);
    return number < 2n ** 64n ? new Uint(number) : undefined;
  },
  double: (value) => {
    if (typeof value === "bigint") return Number(value);
    if (value instanceof Uint) return Number(value.value);
    return typeof value === "string" ? readDouble(value) : undefined;
  },
  string: (value) => {
    if (typeof value === "number") return goDouble(value);
    if (typeof value === "bigint" || typeof value === "boolean") return String(value);
    if (value instanceof Uint) return String(value.value);
    if (value instanceof Uint8Array) return utf8Of(value);
    if (value instanceof Timestamp) return timestampText(value);
    if (value instanceof Duration) return durationText(value);
    return value instanceof TypeValue ? value.name : value === null ? "null" : undefined;
  },
  "google.protobuf.Timestamp": (value) => {
    if (typeof value === "bigint") return timestamp(value * second);
    return typeof value === "string" ? readTimestamp(value) : undefined;
  },
  "google.protobuf.Duration": (value) => {
    const nanos = typeof value === "string" ? goDuration(value) : undefined;
    return nanos === undefined ? undefined : new Duration(nanos);
  },
};

function inRange(value: bigint, bits: bigint): bigint | undefined {
  return value >= -(2n ** bits) && value < 2n ** bits ? value : undefined;
}

function boolOf(text: string): boolean | undefined {
  if (["1", "t", "T", "true", "TRUE", "True"].includes(text)) return true;
  return ["0", "f", "F", "false", "FALSE", "False"].includes(text) ? false : undefined;
}

/** The limits are excluded: as doubles they are not what they are. */
function truncated(value: number, problem: string, least: bigint, most: bigint): bigint {
  if (!Number.isFinite(value) || value >= Number(most)) return fail(problem);
  if (least === 0n ? value < 0 : value <= Number(least)) return fail(problem);
  return BigInt(Math.trunc(value));
}

/** Go's `strconv.ParseFloat`: decimal or hexadecimal, underscores between digits. */
export function readDouble(text: string): number | undefined {
  const [, sign = "", written = ""] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (/(^|[^\da-fx])_|_([^\da-f]|$)/i.test(written)) return undefined;
  const body = written.replaceAll("_", "");
  const factor = sign === "-" ? -1 : 1;
  if (/^(inf|infinity)$/i.test(body)) return factor * Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  const hex = /^0x([\da-f]*)\.?([\da-f]*)p([+-]?\d+)$/i.exec(body);
  if (hex && `${hex[1]}${hex[2]}` !== "") {
    const digits = `${hex[1]}${hex[2]}`;
    return finite(factor * Number(BigInt(`0x${digits}`)) * 2 ** (Number(hex[3]) - 4 * (hex[2] ?? "").length));
  }
  return /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(body) ? finite(factor * Number(body)) : undefined;
}

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

/** Go's `%g`: as few digits as tell a number from others, with an exponent from a million on. */
export function goDouble(value: number): string {
  if (Object.is(value, -0)) return "-0";
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size < 1e6) return goFloat(value);
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  return `${digits}e+${exponent.replace("+", "").padStart(2, "0")}`;
}

function utf8Of(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return fail("invalid UTF-8 in bytes, cannot convert to string");
  }
}

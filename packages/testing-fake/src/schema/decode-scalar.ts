import { formatMicroTime, formatTime, parseQuantity } from "@kubets/apimachinery";
import { readGoTime } from "./go-time.ts";
import { JsonNumber } from "./parse-json.ts";
import type { ScalarSchema } from "./type-schema.ts";

/** A scalar in its normal form, or what is wrong with it. */
export type ScalarResult =
  | { readonly value: unknown }
  | {
      /** What was found, and the type that it is not; by default the type of the value and of the schema. */
      readonly found?: string;
      readonly goType?: string;
      /** A message of its own. */
      readonly problem?: string;
      /** One that ends the decoding. */
      readonly fatal?: string;
    };

const mismatch: ScalarResult = {};
const quantityPattern = String.raw`^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$`;

/** Reads a value that is neither null nor of several parts. */
export function readScalar(schema: ScalarSchema, value: unknown): ScalarResult {
  switch (schema.type) {
    case "boolean":
      return typeof value === "boolean" ? { value } : mismatch;
    case "integer":
      return readInteger(value, schema.format, mismatch);
    case "number":
      if (value instanceof JsonNumber) return { value: Number(value.text) };
      return typeof value === "number" ? { value } : mismatch;
    case "intOrString":
      return typeof value === "string" ? { value } : readInteger(value, "int32", { goType: "int32" });
    case "quantity":
      return readQuantity(value);
    default:
      return readText(schema, value);
  }
}

const ranges: Readonly<Record<string, readonly [bigint, bigint]>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
};

function readInteger(value: unknown, format: string | undefined, otherwise: ScalarResult): ScalarResult {
  // Nearly all are whole, small and written plainly.
  if (typeof value === "number" && (value | 0) === value) return { value };
  if (typeof value !== "number" && !(value instanceof JsonNumber)) return otherwise;
  const text = value instanceof JsonNumber ? value.text : String(value);
  const [least, most] = ranges[format ?? "int64"] ?? [0n, 0n];
  const whole = /^-?\d+$/.test(text) ? BigInt(text) : undefined;
  if (whole === undefined || whole < least || whole > most) return { ...otherwise, found: `number ${text}` };
  return { value: Number(text) };
}

export function readQuantity(value: unknown): ScalarResult {
  const text = value instanceof JsonNumber ? value.text : typeof value === "string" ? value.trim() : String(value);
  if (text === "" && typeof value === "string") {
    return { fatal: `quantities must match the regular expression '${quantityPattern}'` };
  }
  try {
    return { value: parseQuantity(text).toString() };
  } catch {
    const known = /^[+-]?[0-9.]+/.test(text) && /^[+-]?[0-9.]+([eEinumkKMGTP]*[-+]?[0-9]*)$/.test(text);
    const problem = known ? "unable to parse quantity's suffix" : undefined;
    return { fatal: problem ?? `quantities must match the regular expression '${quantityPattern}'` };
  }
}

function readText(schema: ScalarSchema, value: unknown): ScalarResult {
  if (schema.format === "byte" && Array.isArray(value)) {
    const wrong: unknown = value.find((element) => typeof element !== "number");
    if (wrong !== undefined) return { found: Array.isArray(wrong) ? "array" : typeof wrong, goType: "uint8" };
  }
  if (typeof value !== "string") {
    // Times are read as a string first, and so messages have it.
    return schema.format?.includes("time") || schema.format === "duration" ? { goType: "string" } : mismatch;
  }
  switch (schema.format) {
    case "byte":
      return readBase64(value);
    case "date-time":
      return readTime(value, "2006-01-02T15:04:05Z07:00", formatTime);
    case "micro-time":
      return readTime(value, "2006-01-02T15:04:05.000000Z07:00", formatMicroTime);
    default:
      return { value };
  }
}

function readTime(text: string, layout: string, format: (ms: number) => string): ScalarResult {
  const time = readGoTime(text, layout);
  if (typeof time === "string") return { fatal: time };
  return { value: layout.includes("000000") ? time.micro : format(time.ms) };
}

function readBase64(text: string): ScalarResult {
  const plain = text.replaceAll(/[\r\n]/g, "");
  const wrong = positionOfWrong(plain);
  return wrong === undefined ? { value: plain } : { problem: `illegal base64 data at input byte ${wrong}` };
}

/** Where Go's decoder would stop in padded base64; undefined where it is right. */
function positionOfWrong(text: string): number | undefined {
  const body = /^[A-Za-z0-9+/]*/.exec(text)?.[0].length ?? 0;
  const rest = text.slice(body);
  const over = body % 4;
  if (rest === "") return over === 0 ? undefined : body - over;
  const padding = over === 2 ? "==" : over === 3 ? "=" : "";
  if (rest === padding) return undefined;
  if (over < 2 || !rest.startsWith("=")) return body;
  if (over === 2 && rest.length === 1) return text.length;
  return body + padding.length - (rest.startsWith(padding) ? 0 : 1);
}

import { goType } from "../go-text.ts";
import { isObject } from "../json.ts";
import type { ObjectSchema, ScalarSchema, TypeSchema } from "../schema/type-schema.ts";

/**
 * What is wrong with an object that a strategic merge patch has made, in the words of the converter that turns maps into
 * Go's structs without decoding: the first problem, in the order of the structs' fields. Undefined where it fits.
 */
export function restoreProblem(schema: TypeSchema, value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  switch (schema.type) {
    case "object":
      return isObject(value) ? fieldProblem(schema, value) : `cannot restore struct from: ${kindOf(value)}`;
    case "map":
      if (!isObject(value)) return `cannot restore map from ${kindOf(value)}`;
      return firstOf(Object.keys(value).toSorted(), (key) => restoreProblem(schema.values, value[key]));
    case "list":
      if (!Array.isArray(value)) return `cannot restore slice from ${kindOf(value)}`;
      return firstOf(value, (element) => restoreProblem(schema.items, element));
    case "string":
      return schema.format === "byte" ? bytesProblem(value) : scalarProblem(schema, value);
    case "integer":
    case "number":
    case "boolean":
      return scalarProblem(schema, value);
    default:
      // Types that read themselves say what is wrong themselves.
      return undefined;
  }
}

function fieldProblem({ fields }: ObjectSchema, value: Readonly<Record<string, unknown>>): string | undefined {
  return firstOf(Object.keys(fields), (name) => {
    const field = fields[name];
    return field && Object.hasOwn(value, name) ? restoreProblem(field.schema, value[name]) : undefined;
  });
}

function firstOf<T>(values: readonly T[], problemOf: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const problem = problemOf(value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Bytes are a list of numbers to the converter, or a text of JSON. */
function bytesProblem(value: unknown): string | undefined {
  if (typeof value === "string") return undefined;
  if (!Array.isArray(value)) return `cannot restore slice from ${kindOf(value)}`;
  return value.length > 0 ? "unrecognized type: uint8" : undefined;
}

/** A problem of a type that reads itself: it does not know what it is a part of. */
export function withoutPlace(problem: string): string {
  if (problem.startsWith("illegal base64 data")) return `error decoding from json: ${problem}`;
  return problem.replace(/ Go struct field \S+ of type /, " Go value of type ");
}

const goKinds: Readonly<Record<string, string>> = { number: "float64", boolean: "bool", string: "string" };

function scalarProblem(schema: ScalarSchema, value: unknown): string | undefined {
  if (schema.type === "string" && schema.format !== undefined) return undefined;
  const wanted = schema.type === "integer" ? (schema.format ?? "int64") : (goKinds[schema.type] ?? "");
  const found = goType(value);
  const isNumber = schema.type === "integer" || schema.type === "number";
  if (isNumber && typeof value === "number") {
    if (schema.type === "number" || Number.isInteger(value)) return undefined;
    return `cannot convert ${found} to ${schema.goType ?? wanted}`;
  }
  if (found === wanted) return undefined;
  // Go takes a whole number for a character, but this converter does not.
  if (schema.type === "string" && found === "int64") return `cannot convert int64 to ${schema.goType ?? wanted}`;
  return `unrecognized type: ${wanted}`;
}

/** What Go's reflection calls a decoded JSON value. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "slice";
  return isObject(value) ? "map" : goType(value);
}

import { forbiddenField, invalidValue, required, type FieldProblem } from "../http/status.ts";
import { setFields } from "./go-schema-text.ts";
import { compilePattern } from "./pattern.ts";
import type { Schema } from "./schema.ts";
import { completenessProblems } from "./structural-completeness.ts";

type Level = "root" | "item" | "field";

/**
 * What keeps a schema from being structural: every value that is described has a type, and what only narrows it down
 * (`allOf`, `anyOf`, `oneOf`, `not`) says nothing of its shape.
 */
export function structuralProblems(schema: Schema, path: string): FieldProblem[] {
  const problems = [...invariants(schema, "root", path), ...completenessProblems(schema, path)];
  const text = ({ field, message }: FieldProblem): string => `${field}: ${message}`;
  return problems.toSorted((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0));
}

function invariants(schema: Schema, level: Level, path: string): FieldProblem[] {
  const { type, items, properties, additionalProperties: others, embedded, intOrString } = schema;
  const problems: FieldProblem[] = [];
  if (type === "array" && !items) problems.push(required(`${path}.items`, "must be specified"));
  if (items) problems.push(...invariants(items, "item", `${path}.items`));
  for (const [name, inner] of properties) {
    problems.push(...invariants(inner, "field", `${path}.properties[${name}]`));
  }
  if (others && level === "root") {
    problems.push(forbiddenField(`${path}.additionalProperties`, "must not be used at the root"));
  }
  if (others?.schema) problems.push(...invariants(others.schema, "field", `${path}.additionalProperties`));
  const keepsUnknown = schema.keepsUnknown === true;
  for (const [set, field] of [
    [keepsUnknown, "x-kubernetes-preserve-unknown-fields"],
    [embedded, "x-kubernetes-embedded-resource"],
  ] as const) {
    if (!intOrString || !set) continue;
    problems.push(invalidValue(`${path}.${field}`, true, "must be false if x-kubernetes-int-or-string is true"));
  }
  problems.push(...narrowing(schema, level, path, isEither(schema.anyOf), isEither(schema.allOf[0]?.anyOf ?? [])));
  problems.push(...typeProblems(schema, level, path));
  if (embedded && others) {
    problems.push(
      forbiddenField(`${path}.additionalProperties`, "must not be used if x-kubernetes-embedded-resource is set"),
    );
  }
  if (level === "root" && type !== "" && type !== "object") {
    problems.push(invalidValue(`${path}.type`, type, "must be object at the root"));
  }
  problems.push(...objectFieldProblems(schema, level, path));
  if (embedded && !keepsUnknown && properties.size === 0) {
    const detail =
      "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields";
    problems.push(required(`${path}.properties`, detail));
  }
  return problems;
}

/** `anyOf` a whole number or a text: the one place where a type may stand inside of it. */
function isEither(schemas: readonly Schema[]): boolean {
  return (
    schemas.length === 2 &&
    schemas.map(({ type }) => type).join() === "integer,string" &&
    schemas.every(({ json }) => setFields(json).length === 1)
  );
}

function typeProblems(
  { type, embedded, intOrString, keepsUnknown }: Schema,
  level: Level,
  path: string,
): FieldProblem[] {
  const field = `${path}.type`;
  if (embedded && type !== "object") {
    const detail = "must be object if x-kubernetes-embedded-resource is true";
    return [type === "" ? required(field, detail) : invalidValue(field, type, detail)];
  }
  if (type !== "" || intOrString || keepsUnknown === true) return [];
  const where = { root: "at the root", item: "for specified array items", field: "for specified object fields" };
  return [required(field, `must not be empty ${where[level]}`)];
}

/** The fields that every object has may be mentioned, but hardly restricted. */
function objectFieldProblems({ properties, embedded }: Schema, level: Level, path: string): FieldProblem[] {
  const whole = level === "root" || embedded;
  const problems: FieldProblem[] = [];
  for (const name of ["kind", "apiVersion"]) {
    const type = properties.get(name)?.type;
    if (whole && type !== undefined && type !== "string") {
      problems.push(invalidValue(`${path}.properties[${name}].type`, type, "must be string"));
    }
  }
  const metadata = properties.get("metadata");
  if (!metadata) return problems;
  const field = `${path}.properties[metadata]`;
  if (whole && metadata.type !== "object") {
    problems.push(invalidValue(`${field}.type`, metadata.type, "must be object"));
  }
  if (level !== "root") return problems;
  const names = [...metadata.properties.keys()];
  const onlyNames = names.every((name) => name === "name" || name === "generateName");
  const allowed = new Set(["Type", "Default", ...(onlyNames ? ["Properties"] : [])]);
  if (setFields(metadata.json).some((name) => !allowed.has(name))) {
    const detail = "must not specify anything other than name and generateName, but metadata is implicitly specified";
    problems.push(forbiddenField(field, detail));
  }
  return problems;
}

/** `skip` is for the exceptions of int-or-string. */
function narrowing(schema: Schema, level: Level, path: string, skip: boolean, skipFirst: boolean): FieldProblem[] {
  const { anyOf, allOf, oneOf, not, pattern } = schema;
  const problems: FieldProblem[] = [];
  const each = (schemas: readonly Schema[], word: string): FieldProblem[] =>
    schemas.flatMap((inner, index) =>
      nested(inner, level, `${path}.${word}[${index}]`, word === "allOf" && index === 0 && skipFirst),
    );
  if (!skip) problems.push(...each(anyOf, "anyOf"));
  problems.push(...each(allOf, "allOf"), ...each(oneOf, "oneOf"));
  if (not) problems.push(...nested(not, level, `${path}.not`, false));
  const compiled = pattern === "" ? undefined : compilePattern(pattern);
  if (typeof compiled === "string") {
    const detail = `must be a valid regular expression, but isn't: ${compiled}`;
    problems.push(invalidValue(`${path}.pattern`, pattern, detail));
  }
  return problems;
}

/** What a schema inside of `allOf` and the like must not say. */
function nested(schema: Schema, level: Level, path: string, skipAnyOf: boolean): FieldProblem[] {
  const problems = narrowing(schema, level, path, skipAnyOf, false);
  if (schema.items) problems.push(...nested(schema.items, level, `${path}.items`, false));
  for (const [name, inner] of schema.properties) {
    problems.push(...nested(inner, "field", `${path}.properties[${name}]`, false));
  }
  const set = new Set(setFields(schema.json));
  for (const [name, field, empty] of shape) {
    if (!set.has(name) || (name === "AdditionalProperties" && schema.additionalProperties?.allowed === false)) continue;
    problems.push(forbiddenField(`${path}.${field}`, `must be ${empty} to be structural`));
  }
  if (schema.properties.has("metadata")) {
    problems.push(forbiddenField(`${path}.properties[metadata]`, "must not be specified in a nested context"));
  }
  return problems;
}

const shape = [
  ["Type", "type", "empty"],
  ["AdditionalProperties", "additionalProperties", "undefined"],
  ["Default", "default", "undefined"],
  ["Title", "title", "empty"],
  ["Description", "description", "empty"],
  ["Nullable", "nullable", "false"],
  ["XPreserveUnknownFields", "x-kubernetes-preserve-unknown-fields", "false"],
  ["XEmbeddedResource", "x-kubernetes-embedded-resource", "false"],
  ["XIntOrString", "x-kubernetes-int-or-string", "false"],
  ["XListMapKeys", "x-kubernetes-list-map-keys", "empty"],
  ["XListType", "x-kubernetes-list-type", "undefined"],
  ["XMapType", "x-kubernetes-map-type", "undefined"],
  ["XValidations", "x-kubernetes-validations", "empty"],
] as const;

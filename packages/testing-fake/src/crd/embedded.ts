import { validateDns1035Label } from "@kubets/apimachinery";
import { isObject, type JsonObject } from "../json.ts";
import { readMetadata } from "../resources/metadata.ts";
import { invalidValue, required, type FieldProblem } from "../http/status.ts";
import { checkMetadata } from "../resources/validate-metadata.ts";
import type { Schema } from "./schema.ts";

/** Calls for every embedded object within a value, with where it stands. */
function visitEmbedded(
  value: unknown,
  schema: Schema | undefined,
  path: string,
  visit: (object: JsonObject, path: string) => void,
): void {
  if (!schema) return;
  if (isObject(value)) {
    if (schema.embedded) visit(value, path);
    for (const field of Object.keys(value)) {
      const known = schema.properties.get(field);
      if (known) visitEmbedded(value[field], known, path === "" ? field : `${path}.${field}`, visit);
      else visitEmbedded(value[field], schema.additionalProperties?.schema, `${path}[${field}]`, visit);
    }
  } else if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) visitEmbedded(element, schema.items, `${path}[${index}]`, visit);
  }
}

/**
 * Brings the metadata of embedded objects into the form that metadata has, in place, and returns the paths of what is
 * none. `fail` makes the error for what cannot be metadata at all.
 */
export function coerceEmbedded(object: JsonObject, schema: Schema, fail: (problem: string) => Error): string[] {
  const unknown: string[] = [];
  visitEmbedded(object, schema, "", (inner, path) => {
    for (const field of ["apiVersion", "kind"]) {
      if (!Object.hasOwn(inner, field) || typeof inner[field] === "string") continue;
      throw fail(problemText(invalidValue(`${path}.${field}`, inner[field], "must be a string")));
    }
    if (!Object.hasOwn(inner, "metadata")) return;
    const { metadata } = inner;
    unknown.push(...unknownMetadata(metadata).map((field) => `${path}.metadata.${field}`));
    dropUnknown(metadata);
    inner["metadata"] = readMetadata(inner, "ObjectMeta", (problem) =>
      fail(problemText(invalidValue(`${path}.metadata`, metadata, standalone(problem)))),
    );
  });
  return unknown.toSorted();
}

/** Metadata that is decoded by itself is named so. */
export function standalone(problem: string): string {
  return problem
    .replace(/Go struct field \w+\.metadata of type/, "Go value of type")
    .replace("Go struct field ObjectMeta.metadata.", "Go struct field ObjectMeta.");
}

/** Removes the fields that lists in metadata have beyond what is known of them. */
export function dropUnknown(metadata: unknown): void {
  for (const [field, known] of Object.entries(innerFields)) {
    const list = isObject(metadata) && Object.hasOwn(metadata, field) ? metadata[field] : undefined;
    if (!Array.isArray(list)) continue;
    for (const element of list) {
      if (!isObject(element)) continue;
      for (const inner of Object.keys(element)) if (!known.has(inner)) delete element[inner];
    }
  }
}

const problemText = ({ field, message }: FieldProblem): string => `${field}: ${message}`;

/** Checks the types, names and metadata of embedded objects. */
export function embeddedProblems(value: unknown, schema: Schema, prefix = ""): FieldProblem[] {
  const problems: FieldProblem[] = [];
  visitEmbedded(value, schema, prefix, (object, path) => {
    const at = (field: string): string => (path === "" ? field : `${path}.${field}`);
    for (const field of ["apiVersion", "kind"]) if (!Object.hasOwn(object, field)) problems.push(required(at(field)));
    for (const field of Object.keys(object)) {
      const inner = object[field];
      if (field === "apiVersion") problems.push(...typeProblems(inner, at(field), versionProblem));
      else if (field === "kind") problems.push(...typeProblems(inner, at(field), kindProblem));
      else if (field === "metadata" && isObject(inner)) {
        const metadata = { name: "fakename", ...inner };
        const found = checkMetadata(metadata, { validateName: pathSegmentProblems, plainFinalizers: true });
        problems.push(...found.map((problem) => ({ ...problem, field: at(problem.field) })));
      }
    }
  });
  return problems;
}

function typeProblems(
  value: unknown,
  path: string,
  problemOf: (text: string) => string | undefined,
): readonly FieldProblem[] {
  if (typeof value !== "string") return [invalidValue(path, value, "must be a string")];
  const problem = value === "" ? "must not be empty" : problemOf(value);
  return problem === undefined ? [] : [invalidValue(path, value, problem)];
}

function versionProblem(text: string): string | undefined {
  return text.split("/").length > 2 ? `unexpected GroupVersion string: ${text}` : undefined;
}

function kindProblem(kind: string): string | undefined {
  const problems = validateDns1035Label(kind.toLowerCase());
  return problems.length === 0 ? undefined : `may have mixed case, but should otherwise match: ${problems.join(",")}`;
}

function pathSegmentProblems(name: string): readonly string[] {
  if (name === "." || name === "..") return [`may not be '${name}'`];
  return ["/", "%"].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`);
}

const metadataFields = new Set(
  (
    "name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp " +
    "deletionGracePeriodSeconds labels annotations ownerReferences finalizers managedFields"
  ).split(" "),
);

const innerFields: Readonly<Record<string, ReadonlySet<string>>> = {
  ownerReferences: new Set(["apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion"]),
  managedFields: new Set(["manager", "operation", "apiVersion", "time", "fieldsType", "fieldsV1", "subresource"]),
};

/** Which fields of metadata no server knows, as paths within it. */
export function unknownMetadata(metadata: unknown): string[] {
  if (!isObject(metadata)) return [];
  const unknown = Object.keys(metadata).filter((field) => !metadataFields.has(field));
  for (const [field, known] of Object.entries(innerFields)) {
    const list = Object.hasOwn(metadata, field) ? metadata[field] : undefined;
    if (!Array.isArray(list)) continue;
    for (const [index, element] of list.entries()) {
      if (!isObject(element)) continue;
      unknown.push(
        ...Object.keys(element).flatMap((inner) => (known.has(inner) ? [] : [`${field}[${index}].${inner}`])),
      );
    }
  }
  return unknown;
}

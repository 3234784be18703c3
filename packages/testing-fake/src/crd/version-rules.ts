import { fieldOf, isObject, valueAt, type JsonObject } from "../json.ts";
import { duplicateValue, invalidValue, required, tooMany, type FieldProblem } from "../http/status.ts";
import { findField } from "./field-path.ts";
import { readSchema, type Schema } from "./schema.ts";

const columnTypes = "boolean,date,integer,number,string";
const columnFormats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

const textOf = (object: JsonObject, field: string): string => {
  const value = fieldOf(object, field);
  return typeof value === "string" ? value : "";
};

const objectsOf = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.map((element: unknown) => (isObject(element) ? element : {})) : [];

/** What is wrong with the columns in which objects are shown. */
export function columnProblems(columns: unknown, path: string): FieldProblem[] {
  return objectsOf(columns).flatMap((column, index) => {
    const at = (field: string): string => `${path}[${index}].${field}`;
    const problems: FieldProblem[] = [];
    const [name, type, format, jsonPath] = ["name", "type", "format", "jsonPath"].map((field) => textOf(column, field));
    if (name === "") problems.push(required(at("name")));
    if (!type) problems.push(required(at("type"), `must be one of ${columnTypes}`));
    else if (!columnTypes.split(",").includes(type)) {
      problems.push(invalidValue(at("type"), type, `must be one of ${columnTypes}`));
    }
    if (format && !columnFormats.includes(format)) {
      problems.push(invalidValue(at("format"), format, `must be one of ${columnFormats.join(",")}`));
    }
    if (!jsonPath) problems.push(required(at("JSONPath")));
    else problems.push(...simplePathProblems(jsonPath, at("JSONPath")));
    return problems;
  });
}

function simplePathProblems(path: string, field: string): FieldProblem[] {
  return path.startsWith(".") ? [] : [invalidValue(field, path, "must be a simple json path starting with .")];
}

/** What is wrong with the paths of the scale subresource. */
export function subresourceProblems(subresources: unknown, path: string): FieldProblem[] {
  const scale = valueAt(subresources, ["scale"]);
  if (!isObject(scale)) return [];
  const check = (name: string, roots: readonly string[], needed: boolean): FieldProblem[] => {
    const field = `${path}.scale.${name}`;
    const value = textOf(scale, name);
    if (value === "") return needed ? [required(field)] : [];
    const problems = simplePathProblems(value, field);
    if (problems.length > 0 || roots.some((root) => value.startsWith(`.${root}.`))) return problems;
    const where = roots.length > 1 ? `either ${roots.map((root) => `.${root}`).join(" or ")}` : `.${roots.join("")}`;
    return [invalidValue(field, value, `should be a json path under ${where}`)];
  };
  return [
    ...check("specReplicasPath", ["spec"], true),
    ...check("statusReplicasPath", ["status"], true),
    ...check("labelSelectorPath", ["spec", "status"], false),
  ];
}

const mostSelectable = 8;

/** What is wrong with the fields by which objects can be selected. */
export function selectableProblems(fields: unknown, schemaJson: JsonObject | undefined, path: string): FieldProblem[] {
  const list = objectsOf(fields);
  if (list.length === 0) return [];
  if (!schemaJson) {
    const perVersion = "may only be set when `version.schema.openAPIV3Schema` is not included";
    const detail = path.startsWith("spec.versions")
      ? perVersion
      : "may only be set when validations.schema is included";
    return [invalidValue(path, "", detail)];
  }
  const schema = readSchema(schemaJson);
  const problems: FieldProblem[] = [];
  const seen = new Set<string>();
  for (const [index, selectable] of list.entries()) {
    const field = `${path}[${index}].jsonPath`;
    const jsonPath = textOf(selectable, "jsonPath");
    if (jsonPath === "") {
      problems.push(required(field));
      continue;
    }
    const found = findField(jsonPath, schema, { brackets: false });
    if (typeof found === "string") {
      problems.push(invalidValue(field, jsonPath, `is an invalid path: ${found}`));
      continue;
    }
    if (found.root === "metadata") {
      problems.push(invalidValue(field, jsonPath, "must not point to fields in metadata"));
    }
    if (!isSelectable(found.schema)) {
      const detail =
        "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.";
      problems.push(invalidValue(field, jsonPath, detail));
    }
    if (seen.has(found.path)) problems.push(duplicateValue(field, jsonPath));
    seen.add(found.path);
  }
  if (seen.size > mostSelectable) problems.push(tooMany(path, seen.size, mostSelectable));
  return problems;
}

const isSelectable = (schema: Schema | undefined): boolean =>
  schema !== undefined && ["string", "boolean", "integer"].includes(schema.type);

/** What is wrong with the warning that users of a deprecated version get. */
export function deprecationProblems(version: JsonObject, path: string): FieldProblem[] {
  const warning = fieldOf(version, "deprecationWarning");
  if (typeof warning !== "string") return [];
  const field = `${path}.deprecationWarning`;
  const details: string[] = [];
  if (version["deprecated"] !== true) details.push("can only be set for deprecated versions");
  else {
    const bytes = new TextEncoder().encode(warning);
    if (bytes.length > 256) details.push("must be <= 256 characters long");
    if (warning === "") details.push("must not be an empty string");
    const position = warning.search(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u);
    if (position !== -1) {
      const index = new TextEncoder().encode(warning.slice(0, position)).length;
      details.push(`must only contain printable UTF-8 characters; non-printable character found at index ${index}`);
    }
  }
  return details.map((detail) => invalidValue(field, warning, detail));
}

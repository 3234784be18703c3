import { forbiddenField, invalidValue, notSupported, required, type FieldProblem } from "../http/status.ts";
import type { Schema } from "./schema.ts";

/** How `x-kubernetes-list-type` and its keys fit to a schema. */
export function listProblems(schema: Schema, path: string): FieldProblem[] {
  const { listType, listMapKeys, type } = schema;
  const problems: FieldProblem[] = [];
  const field = `${path}.x-kubernetes-list-type`;
  if (listType !== undefined && type !== "array") {
    const detail = "must be array if x-kubernetes-list-type is specified";
    problems.push(type === "" ? required(`${path}.type`, detail) : invalidValue(`${path}.type`, type, detail));
  } else if (listType === "set") {
    problems.push(...setProblems(schema, path));
  }
  if (listType !== undefined && !["atomic", "set", "map"].includes(listType)) {
    problems.push(notSupported(field, listType, ["atomic", "set", "map"]));
  }
  if (listMapKeys.length > 0 && listType !== "map") {
    const detail = "must be map if x-kubernetes-list-map-keys is non-empty";
    problems.push(listType === undefined ? required(field, detail) : invalidValue(field, listType, detail));
  }
  if (listType === "map") problems.push(...mapProblems(schema, path));
  return [...problems, ...elementProblems(schema, path)];
}

/** The elements of a set are compared as a whole. */
function setProblems({ items }: Schema, path: string): FieldProblem[] {
  const detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
  const listType = items?.listType;
  if (items?.type === "array" && listType !== undefined && listType !== "atomic") {
    return [invalidValue(`${path}.items.x-kubernetes-list-type`, listType, detail)];
  }
  if (items?.type === "object" && items.mapType !== "atomic") {
    return [invalidValue(`${path}.items.x-kubernetes-map-type`, listType ?? null, detail)];
  }
  return [];
}

function mapProblems({ items, itemSchemas, listMapKeys, json }: Schema, path: string): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const keysField = `${path}.x-kubernetes-list-map-keys`;
  if (listMapKeys.length === 0) {
    problems.push(required(keysField, "must not be empty if x-kubernetes-list-type is map"));
  }
  if (!items && itemSchemas.length === 0) {
    problems.push(required(`${path}.items`, "must have a schema if x-kubernetes-list-type is map"));
  } else if (!items) {
    const detail = "must only have a single schema if x-kubernetes-list-type is map";
    problems.push(invalidValue(`${path}.items`, json["items"], detail));
  }
  if (!items) return problems;
  if (items.type !== "object") {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    return [...problems, invalidValue(`${path}.items.type`, items.type, detail)];
  }
  for (const [index, key] of listMapKeys.entries()) {
    const inner = items.properties.get(key);
    if (!inner) {
      problems.push(invalidValue(keysField, listMapKeys, "entries must all be names of item properties"));
    } else if (inner.type === "array" || inner.type === "object") {
      const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
      problems.push(invalidValue(`${path}.items.properties[${key}].type`, items.type, detail));
    }
    if (listMapKeys.indexOf(key) < index) {
      problems.push(invalidValue(keysField, listMapKeys, "must not contain duplicate entries"));
    }
  }
  return problems;
}

/** What identifies an element must be there. */
function elementProblems({ items, listType, listMapKeys }: Schema, path: string): FieldProblem[] {
  if (!items || (listType !== "set" && listType !== "map")) return [];
  const problems: FieldProblem[] = [];
  if (items.nullable) {
    const detail = `cannot be nullable when x-kubernetes-list-type is ${listType}`;
    problems.push(forbiddenField(`${path}.items.nullable`, detail));
  }
  if (listType === "set") return problems;
  const reason = "this property is in x-kubernetes-list-map-keys, so it";
  for (const key of listMapKeys) {
    const inner = items.properties.get(key);
    if (!inner) continue;
    const field = `${path}.items.properties[${key}]`;
    if (!items.required.includes(key) && inner.default === undefined) {
      problems.push(required(`${field}.default`, `${reason} must have a default or be a required property`));
    }
    if (inner.nullable) problems.push(forbiddenField(`${field}.nullable`, `${reason} cannot be nullable`));
  }
  return problems;
}

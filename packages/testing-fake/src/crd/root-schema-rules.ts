import { equal, type JsonObject } from "../json.ts";
import { forbiddenField, invalidValue, type FieldProblem } from "../http/status.ts";
import { createRuleCheck } from "./rules/rule-check.ts";
import { defaultRuleProblems } from "./rules/validate-rules.ts";
import { schemaJsonOf, versionsOf } from "./definition.ts";
import { defaultProblems } from "./default-rules.ts";
import { schemaText, setFields } from "./go-schema-text.ts";
import { readSchema, unsupportedKeywords } from "./schema.ts";
import { schemaProblems } from "./schema-rules.ts";
import { structuralProblems } from "./structural.ts";

/** What is wrong with the schema of a version. */
export function rootSchemaProblems(
  json: JsonObject,
  path: string,
  statusEnabled: boolean,
  old: Readonly<JsonObject> | undefined,
): FieldProblem[] {
  const schema = readSchema(json);
  const problems: FieldProblem[] = statusEnabled ? besideStatus(json, path) : [];
  if (schema.nullable) problems.push(forbiddenField(`${path}.nullable`, "nullable cannot be true at the root"));
  const unreadable = unreadableReason(json);
  const structural = unreadable === undefined ? structuralProblems(schema, path) : [];
  const defaults =
    unreadable === undefined && structural.length === 0 ? defaultProblems(schema, path, defaultRuleProblems) : [];
  problems.push(...structural, ...defaults);
  const sound = unreadable === undefined && structural.length + defaults.length === 0;
  const unchanged = old !== undefined && versionsOf(old).some((version) => equal(schemaJsonOf(version), json));
  const rules = sound ? createRuleCheck(schema, { costs: !unchanged }) : undefined;
  problems.push(...schemaProblems(schema, path, rules));
  if (problems.length === 0 && unreadable !== undefined) problems.push(invalidValue(path, "", unreadable));
  if (rules) problems.push(...rules.totalProblems(path));
  return problems;
}

const besideStatusAllowed =
  "Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations";

/** With a status of its own, the root of a schema may not narrow down what its parts are. */
function besideStatus(json: JsonObject, path: string): FieldProblem[] {
  const allowed = new Set(besideStatusAllowed.split(" "));
  for (const field of setFields(json)) {
    if (field === "Type" && json["type"] !== "object") {
      const detail = `only "object" is allowed as the type at the root of the schema if the status subresource is enabled`;
      return [invalidValue(`${path}.type`, json["type"], detail)];
    }
    if (allowed.has(field)) continue;
    const detail = `only [${besideStatusAllowed}] fields are allowed at the root of the schema if the status subresource is enabled`;
    return [{ ...invalidValue(path, "", ""), message: `Invalid value: ${schemaText(json)}: ${detail}` }];
  }
  return [];
}

/** Why a schema cannot even be looked at; undefined where it can. */
function unreadableReason(json: unknown): string | undefined {
  if (Array.isArray(json)) return firstOf(json, unreadableReason);
  if (typeof json !== "object" || json === null) return undefined;
  const schema = json as JsonObject;
  const keyword = unsupportedKeywords.find((name) => isSet(schema, name));
  if (keyword !== undefined) return `OpenAPIV3Schema '${keyword === "$schema" ? "schema" : keyword}' is not supported`;
  if (own(schema, "x-kubernetes-preserve-unknown-fields") === false) {
    return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  }
  const items = own(schema, "items");
  if (Array.isArray(items) && items.length > 0) return "OpenAPIV3Schema 'items' must be a schema, but is an array";
  const properties = own(schema, "properties");
  return (
    firstOf(
      ["not", "allOf", "anyOf", "oneOf", "items", "additionalProperties"].map((word) => own(schema, word)),
      unreadableReason,
    ) ??
    firstOf(typeof properties === "object" && properties !== null ? Object.values(properties) : [], unreadableReason)
  );
}

function own(object: JsonObject, field: string): unknown {
  return Object.hasOwn(object, field) ? object[field] : undefined;
}

function isSet(object: JsonObject, field: string): boolean {
  const value = own(object, field);
  if (value === undefined || value === null || value === "") return false;
  const inner = ["patternProperties", "dependencies", "definitions"].includes(field);
  return !inner || Object.keys(value).length > 0;
}

function firstOf<T>(list: readonly unknown[], find: (value: unknown) => T | undefined): T | undefined {
  for (const element of list) {
    const found = find(element);
    if (found !== undefined) return found;
  }
  return undefined;
}

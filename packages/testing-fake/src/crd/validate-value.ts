import { goQuote, goType } from "../go-text.ts";
import { equal, fieldOf, isObject, type JsonObject } from "../json.ts";
import type { FieldProblem } from "../http/status.ts";
import type { Correlation } from "./correlation.ts";
import { formatTest, isKnownFormat } from "./formats.ts";
import type { Schema } from "./schema.ts";
import { numberProblems, textProblems } from "./validate-scalars.ts";
import {
  general,
  missing,
  moreThan,
  notOneOf,
  unfit,
  wrongType,
  type Outcome,
  type ValueProblem,
} from "./value-problems.ts";

/**
 * What is wrong with a value by its schema, in a server's words. `prefix` is where the value stands, undefined for a whole
 * object. With a correlation, parts that did not change since the old state pass whatever they are.
 */
export function valueProblems(
  value: unknown,
  schema: Schema,
  prefix: string | undefined,
  correlation?: Correlation,
): FieldProblem[] {
  return validate(value, schema, "", correlation).problems.map((problem) => problem.at(prefix));
}

/** Gathers what several checks of one value found. */
class Findings {
  readonly problems: ValueProblem[] = [];
  readonly #said = new Set<string>();
  matches = 0;

  add(...problems: readonly (ValueProblem | undefined)[]): void {
    for (const problem of problems) {
      if (!problem || this.#said.has(problem.message)) continue;
      this.#said.add(problem.message);
      this.problems.push(problem);
    }
  }

  merge({ problems, matches }: Outcome): void {
    this.add(...problems);
    this.matches += matches;
  }
}

/** The types that a schema lets pass; none lets all. */
function typesOf(schema: Schema): readonly string[] {
  if (schema.intOrString) return ["integer", "string"];
  return schema.type === "" ? [] : [schema.type];
}

function formatOf(schema: Schema): string {
  const type = schema.intOrString ? "" : schema.type;
  return isKnownFormat(type, schema.format) ? schema.format : "";
}

function validate(value: unknown, schema: Schema, path: string, node: Correlation | undefined): Outcome {
  const outcome = check(value, schema, path, node);
  if (outcome.problems.length === 0 || !node?.unchanged) return outcome;
  return { problems: [], matches: outcome.matches };
}

function check(value: unknown, schema: Schema, path: string, node: Correlation | undefined): Outcome {
  const found = new Findings();
  const types = typesOf(schema);
  const format = formatOf(schema);
  if (value === null || value === undefined) {
    found.matches++;
    if (types.length > 0 && !schema.nullable) {
      found.matches--;
      found.add(wrongType(path, types.join(","), "null"));
    }
    found.add(enumProblem(value, schema, path));
    return found;
  }
  if (types.length > 0 || format !== "") {
    const problem = typeProblem(value, types, format, path);
    found.add(problem);
    found.matches += problem ? 1 : 2;
  }
  combined(value, schema, path, found);
  found.matches++;
  if (typeof value === "string") {
    found.add(...textProblems(value, schema, path));
    found.matches++;
    const test = formatTest(format);
    if (test) {
      if (!test(value)) found.add(wrongType(path, format, value));
      found.matches++;
    }
  } else if (typeof value === "number") {
    found.add(...numberProblems(value, schema, format, path));
    found.matches += 2;
  } else if (Array.isArray(value)) {
    listProblems(value, schema, path, node, found);
    found.matches += 2;
  }
  found.add(enumProblem(value, schema, path));
  found.matches++;
  if (isObject(value)) {
    objectProblems(value, schema, path, node, found);
    found.matches++;
  }
  found.matches++;
  return found;
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (isObject(value)) return "object";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function typeProblem(value: unknown, types: readonly string[], format: string, path: string): ValueProblem | undefined {
  const type = jsonType(value);
  const textual = type === "string" || type === "array";
  const numeric = types.includes("number") || types.includes("integer");
  const fits =
    types.includes(type) ||
    (type === "integer" && types.includes("number")) ||
    (type === "number" && types.includes("integer") && nearlyInteger(value as number));
  if (!textual && format !== "" && !fits) {
    const own = goType(value);
    return wrongType(path, format, own === "int64" || own === "float64" ? own.replace("float64", "double") : "");
  }
  if (!numeric && format !== "" && textual) return undefined;
  return fits ? undefined : wrongType(path, types.join(","), type);
}

/** Whether a number counts as whole: servers allow for what arithmetic does to floats. */
function nearlyInteger(value: number): boolean {
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return false;
  const whole = Math.round(value);
  return value === whole || (whole !== 0 && Math.abs(value - whole) < 1e-9 * Math.abs(whole));
}

function enumProblem(value: unknown, schema: Schema, path: string): ValueProblem | undefined {
  if (schema.enum.length === 0) return undefined;
  const matches = (one: unknown): boolean => {
    if (one === null || value === null || value === undefined) return false;
    // Go converts a number to the type of what it is compared with.
    if (typeof one === "number" && typeof value === "number" && Number.isInteger(one)) return Math.trunc(value) === one;
    return equal(one, value);
  };
  if (schema.enum.some(matches)) return undefined;
  return notOneOf(path, value ?? null, schema.enum, "should be one of them");
}

/** `anyOf`, `oneOf`, `allOf` and `not`. */
function combined(value: unknown, schema: Schema, path: string, found: Findings): void {
  const { anyOf, oneOf, allOf, not } = schema;
  const place = goQuote(path);
  if (anyOf.length > 0) {
    const { best, valid } = tryAll(anyOf, value, path, { stop: true });
    if (valid === 0) found.add(general(`${place} must validate at least one schema (anyOf)`));
    if (best) found.merge(best);
  }
  if (oneOf.length > 0) {
    const { best, valid } = tryAll(oneOf, value, path, { stop: false });
    if (valid !== 1) {
      const count = valid === 0 ? "Found none valid" : `Found ${valid} valid alternatives`;
      found.add(general(`${place} must validate one and only one schema (oneOf). ${count}`));
    }
    if (best && valid < 2) found.merge(best);
  }
  if (allOf.length > 0) {
    const outcomes = allOf.map((inner) => check(value, inner, path, undefined));
    for (const outcome of outcomes) found.merge(outcome);
    const valid = outcomes.filter(({ problems }) => problems.length === 0).length;
    if (valid !== outcomes.length) {
      found.add(general(`${place} must validate all the schemas (allOf)${valid === 0 ? ". None validated" : ""}`));
    }
  }
  if (not && check(value, not, path, undefined).problems.length === 0) {
    found.add(general(`${place} must not validate the schema (not)`));
  }
  found.matches++;
}

/** How many schemas a value fits, and the first such outcome; where it fits none, the one that came closest. */
function tryAll(
  schemas: readonly Schema[],
  value: unknown,
  path: string,
  { stop }: { readonly stop: boolean },
): { best: Outcome | undefined; valid: number } {
  let best: Outcome | undefined;
  let valid = 0;
  for (const schema of schemas) {
    const outcome = check(value, schema, path, undefined);
    if (outcome.problems.length === 0) {
      if (valid === 0) best = outcome;
      valid++;
      if (stop) break;
    } else if (valid === 0 && (!best || outcome.matches > best.matches)) {
      best = outcome;
    }
  }
  return { best, valid };
}

function listProblems(
  list: readonly unknown[],
  schema: Schema,
  path: string,
  node: Correlation | undefined,
  found: Findings,
): void {
  const { items, minItems, maxItems } = schema;
  if (items) {
    for (const [index, element] of list.entries()) {
      found.merge(validate(element, items, `${path}[${index}]`, node?.element(index)));
    }
  }
  if (minItems !== undefined && list.length < minItems) {
    found.add(unfit(path, list.length, `should have at least ${minItems} items`));
  }
  if (maxItems !== undefined && list.length > maxItems) found.add(moreThan(path, list.length, maxItems, "items"));
}

function objectProblems(
  object: JsonObject,
  schema: Schema,
  path: string,
  node: Correlation | undefined,
  found: Findings,
): void {
  const { properties, additionalProperties, minProperties, maxProperties, required } = schema;
  const fields = Object.keys(object);
  if (minProperties !== undefined && fields.length < minProperties) {
    found.add(unfit(path, fields.length, `should have at least ${minProperties} properties`));
  }
  if (maxProperties !== undefined && fields.length > maxProperties) {
    found.add(moreThan(path, fields.length, maxProperties, "properties"));
  }
  const others = additionalProperties && fields.filter((field) => !properties.has(field));
  for (const field of others ?? []) {
    if (additionalProperties?.schema) {
      const inner = fieldOf(object, field);
      found.merge(validate(inner, additionalProperties.schema, `${path}.${field}`, childOf(node, field, path)));
    } else if (additionalProperties?.allowed === false) {
      found.add(forbiddenProperty(path, field));
    }
  }
  for (const [field, inner] of properties) {
    if (!Object.hasOwn(object, field)) continue;
    const place = path === "" ? field : `${path}.${field}`;
    found.merge(validate(fieldOf(object, field), inner, place, childOf(node, field, path)));
  }
  for (const field of required) if (!Object.hasOwn(object, field)) found.add(missing(`${path}.${field}`));
}

function forbiddenProperty(path: string, field: string): ValueProblem {
  const { message } = unfit(`${path}.${field}`, field, "is a forbidden property");
  return {
    message,
    at: (prefix) => ({ ...unfit(path, field, "").at(prefix), message: `Invalid value: ${goQuote(field)}: ${message}` }),
  };
}

/** The type of a whole object is never let pass unseen: both states have it converted to the same one. */
function childOf(node: Correlation | undefined, field: string, path: string): Correlation | undefined {
  return path === "" && (field === "kind" || field === "apiVersion") ? undefined : node?.field(field);
}

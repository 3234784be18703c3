import { equal, isObject, setField, type JsonObject } from "../json.ts";
import { invalidValue, type FieldProblem } from "../http/status.ts";
import { coerceEmbedded, embeddedProblems } from "./embedded.ts";
import { prune } from "./prune.ts";
import { readSchema, type Schema } from "./schema.ts";
import { valueProblems } from "./validate-value.ts";

/** Wraps a value in what surrounds it, up to the object that it belongs to. */
type Surrounding = (value: unknown) => JsonObject;

const itself: Surrounding = (value) => ({
  kind: "Validation",
  apiVersion: "validation/v1",
  ...(isObject(value) ? value : {}),
});

/** Evaluates the rules of a schema for a default; present where rules can be compiled. */
export type DefaultRules = (schema: Schema, root: boolean, value: unknown, path: string) => readonly FieldProblem[];

/** What is wrong with the defaults of a schema: they fit it, and nothing in them is pruned. */
export function defaultProblems(schema: Schema, path: string, rules?: DefaultRules): FieldProblem[] {
  const root = { ...schema, embedded: true };
  return visit(root, root, path, itself, false, rules);
}

function visit(
  given: Schema,
  givenRoot: Schema,
  path: string,
  around: Surrounding,
  inMetadata: boolean,
  rules: DefaultRules | undefined,
): FieldProblem[] {
  const { embedded } = given;
  const root = embedded ? given : givenRoot;
  const surrounding = embedded ? itself : around;
  const inside = embedded ? false : inMetadata;
  const problems =
    given.default === undefined ? [] : oneProblem(given, root, `${path}.default`, surrounding, inside, rules);
  if (given.items) {
    problems.push(...visit(given.items, root, `${path}.items`, (value) => surrounding([value]), inside, rules));
  }
  for (const [name, inner] of given.properties) {
    const wrap: Surrounding = (value) => {
      const object: JsonObject = {};
      setField(object, name, value);
      return surrounding(object);
    };
    const ofObject = embedded && (name === "metadata" || name === "apiVersion" || name === "kind");
    problems.push(...visit(inner, root, `${path}.properties[${name}]`, wrap, inside || ofObject, rules));
  }
  return problems;
}

function oneProblem(
  schema: Schema,
  root: Schema,
  path: string,
  around: Surrounding,
  inMetadata: boolean,
  rules: DefaultRules | undefined,
): FieldProblem[] {
  const value = schema.default;
  const checks = (): FieldProblem[] => {
    const problems = valueProblems(value, schema, path);
    return problems.length > 0 ? problems : [...(rules?.(schema, schema === root, value, path) ?? [])];
  };
  if (inMetadata) {
    const object = around(structuredClone(value));
    let problem: string | undefined;
    try {
      coerceEmbedded(object, { ...root, embedded: true }, (text) => new Malformed(text));
      const [first] = embeddedProblems(object, { ...root, embedded: true });
      problem = first && `${first.field}: ${first.message}`;
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      problem = error.message;
    }
    if (problem === undefined) return checks();
    return [invalidValue(path, value, `must result in valid metadata: ${problem}`)];
  }
  const problems: FieldProblem[] = [];
  if (!isPruned(value, schema)) problems.push(invalidValue(path, value, "must not have unknown fields"));
  if (!isObject(value) && !Array.isArray(value)) return [...problems, ...checks()];
  const embedded = embeddedProblems(structuredClone(value), schema, path);
  return [...problems, ...(embedded.length > 0 ? embedded : checks())];
}

class Malformed extends Error {}

function isPruned(value: unknown, schema: Schema): boolean {
  // Pruning works on objects; the value stands in one for the time being.
  const object = { value: structuredClone(value) };
  prune(object, { ...readSchema({ type: "object" }), properties: new Map([["value", schema]]) });
  return equal(object.value, value);
}

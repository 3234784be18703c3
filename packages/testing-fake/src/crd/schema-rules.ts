import { isObject } from "../json.ts";
import { forbiddenField, invalidValue, notSupported, required, type FieldProblem } from "../http/status.ts";
import { listProblems } from "./list-rules.ts";
import type { RuleCheck } from "./rule-check.ts";
import { ruleProblems } from "./rule-texts.ts";
import type { Schema } from "./schema.ts";

/** What was found in a schema: rules are only compiled where all else is right. */
export interface SchemaFindings {
  readonly problems: FieldProblem[];
  readonly ofRules: FieldProblem[];
}

/** What holds for a schema because of where it stands. */
interface Place {
  readonly path: string;
  readonly root: boolean;
  /** Why no default may be given here; undefined where one may. */
  readonly noDefault: string | undefined;
  /** Within apiVersion, kind or metadata of an object. */
  readonly inMetadata: boolean;
  /** The outermost part of which old and new cannot be told to be the same thing. */
  readonly uncorrelatable: string | undefined;
  /** Compiles rules; undefined where none may stand or something outside is already wrong. */
  readonly rules: RuleCheck | undefined;
}

/** Checks a schema and all within it: the keywords that Kubernetes knows, and how they go together. */
export function schemaProblems(schema: Schema, path: string, rules: RuleCheck | undefined): FieldProblem[] {
  const findings: SchemaFindings = { problems: [], ofRules: [] };
  const place = { path, root: true, noDefault: undefined, inMetadata: false, uncorrelatable: undefined, rules };
  visit(schema, place, findings);
  return [...findings.problems, ...findings.ofRules];
}

const objectFields = new Set(["metadata", "kind", "apiVersion"]);

/** Adds what is wrong; inner schemas find theirs in lists of their own first, as rules look at what is wrong below them. */
function visit(schema: Schema, place: Place, findings: SchemaFindings): void {
  const own: SchemaFindings = { problems: keywordProblems(schema, place), ofRules: [] };
  const { path } = place;
  const { additionalProperties, properties, items } = schema;
  const inner = (child: Schema, change: Partial<Place> & { path: string }): void =>
    visit(child, { ...place, root: false, ...change }, own);

  if (schema.uniqueItems) {
    const detail = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic";
    own.problems.push(forbiddenField(`${path}.uniqueItems`, detail));
  }
  if (additionalProperties) {
    if (properties.size > 0 && (!additionalProperties.allowed || additionalProperties.schema)) {
      const detail = "additionalProperties and properties are mutual exclusive";
      own.problems.push(forbiddenField(`${path}.additionalProperties`, detail));
    }
    if (additionalProperties.schema) {
      inner(additionalProperties.schema, {
        path: `${path}.additionalProperties`,
        rules: place.rules?.ofValues(additionalProperties.schema),
        ...(place.inMetadata && { noDefault: "inside additionalProperties applying to object metadata" }),
      });
    }
  }
  for (const [name, child] of properties) {
    const ofObject = (place.root || schema.embedded) && objectFields.has(name);
    inner(child, {
      path: `${path}.properties[${name}]`,
      rules: place.rules?.ofField(name, child),
      ...(!isCorrelatable(schema.mapType) && { uncorrelatable: place.uncorrelatable ?? path }),
      ...(ofObject && { inMetadata: true }),
      ...(ofObject && place.root && { noDefault: `in top-level ${name}` }),
    });
  }
  if (schema.not) inner(schema.not, { path: `${path}.not`, rules: undefined });
  for (const word of ["allOf", "oneOf", "anyOf"] as const) {
    for (const [index, child] of schema[word].entries()) {
      inner(child, { path: `${path}.${word}[${index}]`, rules: undefined });
    }
  }
  const uncorrelatable = schema.listType === "map" ? place.uncorrelatable : (place.uncorrelatable ?? path);
  if (items) inner(items, { path: `${path}.items`, rules: place.rules?.ofItems(items), uncorrelatable });
  for (const [index, child] of schema.itemSchemas.entries()) {
    inner(child, { path: `${path}.items[${index}]`, rules: place.rules?.ofItems(child), uncorrelatable });
  }
  own.problems.push(...extensionProblems(schema, path), ...listProblems(schema, path));
  own.problems.push(...ruleProblems(schema, path));
  if (schema.rules.length > 0 && own.problems.length === 0 && place.rules) {
    own.ofRules.push(...place.rules.check(path, place.uncorrelatable));
  }
  findings.problems.push(...own.problems);
  findings.ofRules.push(...own.ofRules);
}

/** A map of a type that no server knows is not trusted to keep its fields apart. */
function isCorrelatable(mapType: string | undefined): boolean {
  return mapType === undefined || mapType === "granular" || mapType === "atomic";
}

const types = ["array", "boolean", "integer", "number", "object", "string"];

function keywordProblems({ type, json, default: given, embedded, itemSchemas }: Schema, place: Place): FieldProblem[] {
  const { path, noDefault, inMetadata } = place;
  const problems: FieldProblem[] = [];
  const set = (field: string): boolean => {
    const value = Object.hasOwn(json, field) ? json[field] : undefined;
    return value !== undefined && value !== null;
  };
  const filled = (field: string): boolean => set(field) && isObject(json[field]) && Object.keys(json[field]).length > 0;
  const unsupported = (field: string, found: boolean): void => {
    if (found) problems.push(forbiddenField(`${path}.${field}`, `${field} is not supported`));
  };
  if (type !== "" && !types.includes(type)) problems.push(notSupported(`${path}.type`, type, types));
  if (given !== undefined && noDefault !== undefined) {
    problems.push(forbiddenField(`${path}.default`, `must not be set ${noDefault}`));
  }
  unsupported("id", set("id") && json["id"] !== "");
  unsupported("additionalItems", set("additionalItems"));
  unsupported("patternProperties", filled("patternProperties"));
  unsupported("definitions", filled("definitions"));
  unsupported("dependencies", set("dependencies"));
  unsupported("$ref", set("$ref"));
  if (type === "null") {
    problems.push(forbiddenField(`${path}.type`, "type cannot be set to null, use nullable as an alternative"));
  }
  if (itemSchemas.length > 0) {
    problems.push(forbiddenField(`${path}.items`, "items must be a schema object and not an array"));
  }
  if (inMetadata && embedded) {
    const detail = "must not be used inside of resource meta";
    problems.push(forbiddenField(`${path}.x-kubernetes-embedded-resource`, detail));
  }
  return problems;
}

function extensionProblems({ keepsUnknown, mapType, type }: Schema, path: string): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (keepsUnknown === false) {
    problems.push(invalidValue(`${path}.x-kubernetes-preserve-unknown-fields`, false, "must be true or undefined"));
  }
  if (mapType === undefined) return problems;
  if (type !== "object") {
    const detail = "must be object if x-kubernetes-map-type is specified";
    problems.push(type === "" ? required(`${path}.type`, detail) : invalidValue(`${path}.type`, type, detail));
  }
  if (mapType !== "atomic" && mapType !== "granular") {
    problems.push(notSupported(`${path}.x-kubernetes-map-type`, mapType, ["atomic", "granular"]));
  }
  return problems;
}

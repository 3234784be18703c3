import { isObject, type JsonObject } from "../json.ts";

/** One node of an `openAPIV3Schema`, read: what is absent has its zero value, what is malformed counts as absent. */
export interface Schema {
  /** As the definition has it. */
  readonly json: JsonObject;
  /** Empty where none is given. */
  readonly type: string;
  readonly format: string;
  readonly pattern: string;
  readonly nullable: boolean;
  /** Undefined where there is none; null is none too. */
  readonly default: unknown;
  readonly enum: readonly unknown[];
  readonly maximum: number | undefined;
  readonly minimum: number | undefined;
  readonly exclusiveMaximum: boolean;
  readonly exclusiveMinimum: boolean;
  readonly multipleOf: number | undefined;
  readonly maxLength: number | undefined;
  readonly minLength: number | undefined;
  readonly maxItems: number | undefined;
  readonly minItems: number | undefined;
  readonly maxProperties: number | undefined;
  readonly minProperties: number | undefined;
  readonly uniqueItems: boolean;
  readonly required: readonly string[];
  readonly properties: ReadonlyMap<string, Schema>;
  readonly additionalProperties: AdditionalProperties | undefined;
  readonly items: Schema | undefined;
  /** The form of `items` that is a list of schemas, which no definition may have. */
  readonly itemSchemas: readonly Schema[];
  readonly allOf: readonly Schema[];
  readonly anyOf: readonly Schema[];
  readonly oneOf: readonly Schema[];
  readonly not: Schema | undefined;
  /** `x-kubernetes-preserve-unknown-fields`: false is not the same as absent, it is an error. */
  readonly keepsUnknown: boolean | undefined;
  readonly embedded: boolean;
  readonly intOrString: boolean;
  readonly listType: string | undefined;
  readonly listMapKeys: readonly string[];
  readonly mapType: string | undefined;
  readonly rules: readonly ValidationRule[];
}

/** Whether a map takes fields that have no schema of their own, and what those look like. */
export interface AdditionalProperties {
  readonly allowed: boolean;
  readonly schema: Schema | undefined;
}

/** One of `x-kubernetes-validations`. */
export interface ValidationRule {
  readonly rule: string;
  readonly message: string;
  readonly messageExpression: string;
  readonly reason: string | undefined;
  readonly fieldPath: string;
  readonly optionalOldSelf: boolean | undefined;
}

/** Keywords of JSON schema that Kubernetes knows only to refuse them. */
export const unsupportedKeywords = [
  "id",
  "$schema",
  "$ref",
  "patternProperties",
  "dependencies",
  "additionalItems",
  "definitions",
] as const;

/** Reads a schema. Nothing in it is checked. */
export function readSchema(json: JsonObject): Schema {
  const text = (field: string): string => {
    const value = own(json, field);
    return typeof value === "string" ? value : "";
  };
  const optionalText = (field: string): string | undefined => {
    const value = own(json, field);
    return typeof value === "string" ? value : undefined;
  };
  const number = (field: string): number | undefined => {
    const value = own(json, field);
    return typeof value === "number" ? value : undefined;
  };
  const flag = (field: string): boolean => own(json, field) === true;
  const schemas = (field: string): readonly Schema[] => objectsOf(own(json, field)).map(readSchema);
  const schema = (field: string): Schema | undefined => {
    const value = own(json, field);
    return isObject(value) ? readSchema(value) : undefined;
  };
  const given = own(json, "default");
  const keepsUnknown = own(json, "x-kubernetes-preserve-unknown-fields");
  return {
    json,
    type: text("type"),
    format: text("format"),
    pattern: text("pattern"),
    nullable: flag("nullable"),
    default: given === null ? undefined : given,
    enum: listOf(own(json, "enum")),
    maximum: number("maximum"),
    minimum: number("minimum"),
    exclusiveMaximum: flag("exclusiveMaximum"),
    exclusiveMinimum: flag("exclusiveMinimum"),
    multipleOf: number("multipleOf"),
    maxLength: number("maxLength"),
    minLength: number("minLength"),
    maxItems: number("maxItems"),
    minItems: number("minItems"),
    maxProperties: number("maxProperties"),
    minProperties: number("minProperties"),
    uniqueItems: flag("uniqueItems"),
    required: textsOf(own(json, "required")),
    properties: readProperties(own(json, "properties")),
    additionalProperties: readAdditional(own(json, "additionalProperties")),
    items: schema("items"),
    itemSchemas: schemas("items"),
    allOf: schemas("allOf"),
    anyOf: schemas("anyOf"),
    oneOf: schemas("oneOf"),
    not: schema("not"),
    keepsUnknown: typeof keepsUnknown === "boolean" ? keepsUnknown : undefined,
    embedded: flag("x-kubernetes-embedded-resource"),
    intOrString: flag("x-kubernetes-int-or-string"),
    listType: optionalText("x-kubernetes-list-type"),
    listMapKeys: textsOf(own(json, "x-kubernetes-list-map-keys")),
    mapType: optionalText("x-kubernetes-map-type"),
    rules: objectsOf(own(json, "x-kubernetes-validations")).map(readRule),
  };
}

function readProperties(value: unknown): ReadonlyMap<string, Schema> {
  if (!isObject(value)) return new Map();
  return new Map(Object.entries(value).map(([name, json]) => [name, readSchema(isObject(json) ? json : {})]));
}

function readAdditional(value: unknown): AdditionalProperties | undefined {
  if (typeof value === "boolean") return { allowed: value, schema: undefined };
  return isObject(value) ? { allowed: true, schema: readSchema(value) } : undefined;
}

function readRule(json: JsonObject): ValidationRule {
  const text = (field: string): string => {
    const value = own(json, field);
    return typeof value === "string" ? value : "";
  };
  const reason = own(json, "reason");
  const optional = own(json, "optionalOldSelf");
  return {
    rule: text("rule"),
    message: text("message"),
    messageExpression: text("messageExpression"),
    reason: typeof reason === "string" ? reason : undefined,
    fieldPath: text("fieldPath"),
    optionalOldSelf: typeof optional === "boolean" ? optional : undefined,
  };
}

/** Calls with a schema and all that it consists of, outer ones first, until one answers true. */
export function someSchema(schema: Schema, test: (schema: Schema) => boolean): boolean {
  if (test(schema)) return true;
  const { items, not, additionalProperties } = schema;
  const inner = [
    ...(items ? [items] : []),
    ...schema.itemSchemas,
    ...schema.allOf,
    ...schema.anyOf,
    ...schema.oneOf,
    ...(not ? [not] : []),
    ...schema.properties.values(),
    ...(additionalProperties?.schema ? [additionalProperties.schema] : []),
  ];
  return inner.some((child) => someSchema(child, test));
}

function own(json: JsonObject, field: string): unknown {
  return Object.hasOwn(json, field) ? json[field] : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function objectsOf(value: unknown): readonly JsonObject[] {
  return listOf(value).map((element) => (isObject(element) ? element : {}));
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((element) => typeof element === "string");
}

import { isObject, type JsonObject } from "../json.ts";

/** The schema of OpenAPI v3 in OpenAPI v2, which knows less: no alternatives, no nulls, and references stand alone. */
export function swaggerSchema(schema: JsonObject): JsonObject {
  const {
    allOf,
    oneOf,
    anyOf: _,
    not: __,
    default: ___,
    nullable,
    properties,
    items,
    additionalProperties,
    ...rest
  } = {
    ...schema,
  };
  const reference = referenceIn(schema) ?? (Array.isArray(allOf) && isObject(allOf[0]) && referenceIn(allOf[0]));
  if (reference) return { $ref: reference };
  const kept: JsonObject = { ...rest };
  if (Array.isArray(oneOf)) kept["type"] = "string";
  // What may be anything is described as nothing.
  const anything =
    nullable === true || rest["x-kubernetes-preserve-unknown-fields"] === true || rest["x-kubernetes-int-or-string"];
  if (anything) {
    delete kept["type"];
    return kept;
  }
  if (isObject(properties)) kept["properties"] = swaggerSchemas(properties);
  if (isObject(items)) kept["items"] = swaggerSchema(items);
  if (isObject(additionalProperties)) kept["additionalProperties"] = swaggerSchema(additionalProperties);
  return kept;
}

/** Each schema of an object. */
export function swaggerSchemas(schemas: JsonObject): JsonObject {
  const entries = Object.entries(schemas).map(([name, schema]) => [
    name,
    isObject(schema) ? swaggerSchema(schema) : {},
  ]);
  return Object.fromEntries(entries) as JsonObject;
}

function referenceIn({ $ref }: JsonObject): string | undefined {
  return typeof $ref === "string" ? $ref.replace("#/components/schemas/", "#/definitions/") : undefined;
}

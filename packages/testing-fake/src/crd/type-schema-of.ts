import { builtInSchemaOf } from "../schema/built-in-schemas.ts";
import type { FieldSchema, ListSchema, ObjectSchema, TypeSchema } from "../schema/type-schema.ts";
import type { Schema } from "./schema.ts";

const text: TypeSchema = { type: "string" };
const anything: TypeSchema = { type: "any" };

/** What server-side apply and everything else that works on built-in types knows of the objects of a custom kind. */
export function typeSchemaOf(schema: Schema): ObjectSchema {
  const root = objectOf(schema, false);
  return { ...root, fields: withObjectFields(root.fields) };
}

/** The fields that every object has, which schemas leave out. */
function withObjectFields(fields: Readonly<Record<string, FieldSchema>>): Readonly<Record<string, FieldSchema>> {
  const metadata = builtInSchemaOf("", "v1", "ConfigMap")?.fields["metadata"];
  return Object.assign(Object.create(null) as Record<string, FieldSchema>, fields, {
    apiVersion: { schema: text },
    kind: { schema: text },
    ...(metadata && { metadata }),
  });
}

/** `kept` is whether an outer object keeps unknown fields, which its inner ones then do too. */
function typeOf(schema: Schema, kept: boolean): TypeSchema {
  const common = {
    ...(schema.default !== undefined && { default: schema.default }),
    ...(schema.nullable && { nullable: true }),
  };
  if (schema.intOrString) return { type: "intOrString", ...common };
  const keeps = kept || schema.keepsUnknown === true;
  switch (schema.type) {
    case "string":
    case "integer":
    case "number":
    case "boolean":
      return {
        type: schema.type,
        ...common,
        ...(schema.format !== "" && { format: schema.format }),
        ...(schema.enum.length > 0 && { enum: schema.enum }),
      };
    case "array":
      return { ...listOf(schema, keeps), ...common };
    case "object": {
      const values = schema.additionalProperties;
      if (schema.properties.size === 0 && !schema.embedded && values?.allowed) {
        const inner = values.schema ? typeOf(values.schema, keeps) : anything;
        return { type: "map", values: inner, ...(schema.mapType === "atomic" && { atomic: true }), ...common };
      }
      const object = objectOf(schema, kept);
      return { ...object, ...common, ...(schema.embedded && { fields: withObjectFields(object.fields) }) };
    }
    default:
      return { ...anything, ...common };
  }
}

function listOf(schema: Schema, keeps: boolean): ListSchema {
  const { listType } = schema;
  const merge = listType === "set" || listType === "map" ? listType : "atomic";
  return {
    type: "list",
    items: schema.items ? typeOf(schema.items, keeps) : anything,
    merge,
    keys: merge === "map" ? schema.listMapKeys : [],
  };
}

function objectOf(schema: Schema, kept: boolean): ObjectSchema {
  const keeps = kept || schema.keepsUnknown === true;
  const fields = Object.create(null) as Record<string, FieldSchema>;
  for (const [name, inner] of schema.properties) fields[name] = { schema: typeOf(inner, keeps) };
  return {
    type: "object",
    fields,
    required: schema.required,
    ...(schema.mapType === "atomic" && { atomic: true }),
    ...(keeps && { keepsUnknown: true }),
    ...(schema.embedded && { embedded: true }),
  };
}

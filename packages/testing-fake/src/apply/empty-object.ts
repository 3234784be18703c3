import type { JsonObject } from "../json.ts";
import type { TypeSchema } from "../schema/type-schema.ts";

const known = new WeakMap<TypeSchema, JsonObject>();

/**
 * An object of a type of which nothing is set, as Go writes it: with the fields that it never leaves out. What a new object
 * is compared with. Shared: not to be changed.
 */
export function emptyObject(schema: TypeSchema): JsonObject {
  let empty = known.get(schema);
  if (!empty) known.set(schema, (empty = create(schema)));
  return empty;
}

function create(schema: TypeSchema): JsonObject {
  const object: JsonObject = {};
  if (schema.type !== "object") return object;
  for (const [name, field] of Object.entries(schema.fields)) {
    if (field.alwaysWritten) object[name] = field.pointer ? null : zero(field.schema);
  }
  return object;
}

function zero(schema: TypeSchema): unknown {
  switch (schema.type) {
    case "object":
      return create(schema);
    case "integer":
    case "number":
    case "intOrString":
      return 0;
    case "boolean":
      return false;
    case "quantity":
      return "0";
    case "string":
      return schema.format === "date-time" || schema.format === "micro-time" ? null : "";
    default:
      return null;
  }
}

import type { JsonObject } from "../json.ts";
import type { TypeSchema } from "../schema/type-schema.ts";
import { zeroOf } from "../schema/zero.ts";

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
    if (field.alwaysWritten) object[name] = field.pointer ? null : zeroOf(field.schema, create);
  }
  return object;
}

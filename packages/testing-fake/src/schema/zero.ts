import type { JsonObject } from "../json.ts";
import type { ObjectSchema, TypeSchema } from "./type-schema.ts";

/** What Go holds of a value that nobody has set, as JSON has it; `ofStruct` says it of a struct. */
export function zeroOf(schema: TypeSchema, ofStruct: (schema: ObjectSchema) => JsonObject): unknown {
  switch (schema.type) {
    case "object":
      return ofStruct(schema);
    case "string":
      // Bytes and times are null.
      return schema.format === undefined ? "" : null;
    case "integer":
    case "number":
    case "intOrString":
      return 0;
    case "boolean":
      return false;
    case "quantity":
      return "0";
    default:
      return null;
  }
}

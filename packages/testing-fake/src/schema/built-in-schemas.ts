import { typeTable } from "../gen/type-schemas.ts";
import { createSchemaOf, type SchemaOf } from "./type-table.ts";

/** The schemas of the built-in kinds, shared by all servers. */
export const builtInSchemaOf: SchemaOf = createSchemaOf(typeTable);

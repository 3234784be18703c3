import type { Environment } from "../../cel/checked.ts";
import { optionalType, type CelType } from "../../cel/types.ts";
import type { Declaration } from "./declaration.ts";

/** What a rule can name: itself and what it was before, which may be an optional value. */
export function ruleEnvironment(declaration: Declaration, optionalOld: boolean): Environment {
  const structs = new Map<string, ReadonlyMap<string, Declaration>>();
  collect(declaration, structs);
  const { type } = declaration;
  return {
    variables: new Map([
      ["self", type],
      ["oldSelf", optionalOld ? optionalType(type) : type],
    ]),
    fieldType(struct, field): CelType | undefined {
      const fields = structs.get(struct);
      // Words of the language can be written as they are.
      return (fields?.get(field) ?? fields?.get(`__${field}__`))?.type;
    },
  };
}

function collect({ type, fields, element }: Declaration, structs: Map<string, ReadonlyMap<string, Declaration>>): void {
  if (fields) {
    structs.set(type.name, fields);
    for (const inner of fields.values()) collect(inner, structs);
  }
  if (element) collect(element, structs);
}

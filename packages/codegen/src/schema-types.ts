import {
  apimachinery,
  keyword,
  reference,
  union,
  type Declaration,
  type Field,
  type InterfaceBody,
  type TypeExpression,
} from "./model.ts";
import { pascalCase } from "./names.ts";
import { referenceOf, type Schema } from "./schema.ts";

/** What differs between the schemas of a server's own types and those of a CRD. */
export interface SchemaTypesOptions {
  /** The module that gets the interfaces of objects within objects. */
  readonly module: string;
  /** The type that a `$ref` stands for. */
  resolve(name: string): TypeExpression;
  readonly intOrString: TypeExpression;
  /** Whether a field that the schema requires may be left out all the same, because its default does. */
  defaultSuffices(field: Schema): boolean;
  /** Whether descriptions become doc comments. */
  readonly descriptions: boolean;
}

export interface SchemaTypes {
  /** The type of a schema. `name` is what an interface made for it would be called. */
  typeOf(schema: Schema, name: string): TypeExpression;
  /** The fields of an object schema; `owner` begins the names of the interfaces made on the way. */
  fieldsOf(schema: Schema, owner: string): Field[];
  /** Keeps a name for a declaration made elsewhere. */
  reserve(name: string): void;
  /** The interfaces made so far for objects within objects. */
  readonly declarations: readonly Declaration[];
}

/** Turns schemas into types, collecting an interface for every object within an object. */
export function createSchemaTypes(options: SchemaTypesOptions): SchemaTypes {
  const { module } = options;
  const declarations: Declaration[] = [];
  const taken = new Set<string>();

  const docOf = (schema: Schema): string | undefined => (options.descriptions ? schema.description : undefined);

  function declare(name: string, doc: string | undefined, body: () => InterfaceBody): TypeExpression {
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name}${number}`;
    taken.add(free);
    // The place is taken before the fields are read: outer types stand before inner ones.
    const place = declarations.push({ name: free, doc, body: { kind: "interface", fields: [] } }) - 1;
    declarations[place] = { name: free, doc, body: body() };
    return reference(module, free);
  }

  function objectType(schema: Schema, name: string): TypeExpression {
    const open = schema["x-kubernetes-preserve-unknown-fields"] === true || schema.additionalProperties === true;
    if (schema.properties !== undefined && Object.keys(schema.properties).length > 0) {
      return declare(name, docOf(schema), () => ({ kind: "interface", fields: fieldsOf(schema, name), open }));
    }
    const { additionalProperties: values } = schema;
    if (typeof values === "object") return { kind: "map", of: typeOf(values, `${name}Value`) };
    return open ? { kind: "map", of: keyword("unknown") } : keyword("object");
  }

  function plainType(schema: Schema, name: string): TypeExpression {
    const target = referenceOf(schema);
    if (target !== undefined) return options.resolve(target);
    if (schema["x-kubernetes-int-or-string"] === true || schema.format === "int-or-string") return options.intOrString;
    if (schema["x-kubernetes-embedded-resource"] === true) return reference(apimachinery, "UnstructuredObject");
    if (schema.enum !== undefined && schema.enum.length > 0) return union(schema.enum.map(literal));
    switch (schema.type) {
      case "string":
        return keyword("string");
      case "integer":
      case "number":
        return keyword("number");
      case "boolean":
        return keyword("boolean");
      case "array":
        return { kind: "array", of: typeOf(schema.items ?? {}, `${name}Item`) };
      case "object":
        return objectType(schema, name);
      default:
        return schema.properties === undefined ? keyword("unknown") : objectType(schema, name);
    }
  }

  function typeOf(schema: Schema, name: string): TypeExpression {
    const type = plainType(schema, name);
    return schema.nullable === true && !(type.kind === "keyword" && type.name === "unknown")
      ? union([...(type.kind === "union" ? type.of : [type]), { kind: "literal", value: null }])
      : type;
  }

  function fieldsOf(schema: Schema, owner: string): Field[] {
    const required = new Set(schema.required);
    return Object.entries(schema.properties ?? {}).map(([name, field]) => ({
      name,
      type: typeOf(field, owner + pascalCase(name)),
      optional: !required.has(name) || options.defaultSuffices(field),
      doc: docOf(field),
    }));
  }

  return { typeOf, fieldsOf, reserve: (name) => void taken.add(name), declarations };
}

function literal(value: unknown): TypeExpression {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
      return { kind: "literal", value };
    default:
      return value === null ? { kind: "literal", value } : keyword("unknown");
  }
}

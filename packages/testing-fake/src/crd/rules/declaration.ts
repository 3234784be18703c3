import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  stringType,
  structType,
  timestampType,
  type CelType,
} from "../../cel/types.ts";
import { readSchema, type Schema } from "../schema.ts";
import { escapeName } from "./escape.ts";

/** What expressions know of the values of a schema. */
export interface Declaration {
  readonly type: CelType;
  /** Of an object, by the names they have in expressions. */
  readonly fields?: ReadonlyMap<string, Declaration>;
  /** Of the elements of a list, or the values of a map. */
  readonly element?: Declaration;
  readonly keys?: Declaration;
  /** How many elements or characters there can be. */
  readonly most: number;
  /** The shortest JSON of such a value. */
  readonly least: number;
}

/** The largest request that a server takes. */
export const largestRequest: number = 3 * 1024 * 1024;
const longestName = 253;

/** Declares a schema, under a name for its objects; undefined for what expressions cannot see. */
export function declareSchema(given: Schema, root: boolean, name: string): Declaration | undefined {
  if (given.intOrString) {
    return {
      type: dynType,
      most: given.maxLength === undefined ? largestRequest - 2 : bytesOf(given.maxLength),
      least: 1,
    };
  }
  const schema = root ? withObjectFields(given) : given;
  switch (schema.type) {
    case "array":
      return declareList(schema, name);
    case "object":
      return schema.additionalProperties?.schema
        ? declareMap(schema, schema.additionalProperties.schema, name)
        : declareObject(schema, name);
    case "string":
      return declareText(schema);
    case "boolean":
      return { type: boolType, most: 0, least: 4 };
    case "number":
      return { type: doubleType, most: 0, least: 1 };
    case "integer":
      return { type: intType, most: 0, least: 1 };
    default:
      return undefined;
  }
}

const atLeastZero = (value: number): number => Math.max(value, 0);
/** A character can take four bytes. */
const bytesOf = (characters: number): number => atLeastZero(characters) * 4;

function declareList({ items, maxItems }: Schema, name: string): Declaration | undefined {
  const element = items && declareSchema(items, items.embedded, `${name}.@idx`);
  if (!element) return undefined;
  const most = maxItems === undefined ? Math.floor((largestRequest - 2) / (element.least + 1)) : atLeastZero(maxItems);
  return { type: listType(element.type), element, most, least: 2 };
}

function declareMap({ maxProperties }: Schema, values: Schema, name: string): Declaration | undefined {
  const element = declareSchema(values, values.embedded, `${name}.@elem`);
  if (!element) return undefined;
  const most =
    maxProperties === undefined ? Math.floor((largestRequest - 2) / (element.least + 6)) : atLeastZero(maxProperties);
  const keys: Declaration = { type: stringType, most: 0, least: 2 };
  return { type: mapType(stringType, element.type), keys, element, most, least: 2 };
}

function declareObject({ properties, required }: Schema, name: string): Declaration {
  const fields = new Map<string, Declaration>();
  let least = 2;
  for (const [field, schema] of properties) {
    const escaped = escapeName(field);
    const declared = declareSchema(schema, schema.embedded, `${name}.${escaped ?? field}`);
    if (!declared) continue;
    if (escaped !== undefined) fields.set(escaped, declared);
    // What has a default can be left out.
    const isWritten = required.includes(field) && schema.default === undefined;
    if (isWritten) least += new TextEncoder().encode(field).length + declared.least + 4;
  }
  return { type: structType(name), fields, most: 0, least };
}

const formatted: Readonly<Record<string, readonly [type: CelType, most: number, least: number]>> = {
  duration: [durationType, 32, 3],
  date: [timestampType, 12, 12],
  "date-time": [timestampType, 32, 21],
};

function declareText({ format, maxLength, enum: values }: Schema): Declaration {
  const [type, most, least] = (Object.hasOwn(formatted, format) ? formatted[format] : undefined) ?? [];
  if (type && most !== undefined && least !== undefined) return { type, most, least };
  const unlimited = largestRequest - 2;
  if (format === "byte") {
    return { type: bytesType, most: maxLength === undefined ? unlimited : atLeastZero(maxLength), least: 2 };
  }
  if (maxLength !== undefined) return { type: stringType, most: bytesOf(maxLength), least: 2 };
  const lengths = values.map((value) => (typeof value === "string" ? new TextEncoder().encode(value).length : 0));
  return { type: stringType, most: values.length > 0 ? Math.max(...lengths) : unlimited, least: 2 };
}

/** Adds what every object has; of metadata only the names can be seen. */
export function withObjectFields(schema: Schema): Schema {
  const { properties } = schema;
  const metadata = properties.get("metadata");
  const names = ["name", "generateName"].map((field) => metadata?.properties.get(field));
  const isWhole =
    properties.get("kind")?.type === "string" &&
    properties.get("apiVersion")?.type === "string" &&
    metadata?.type === "object" &&
    names.every((name) => name?.type === "string");
  if (isWhole) return schema;
  const text = readSchema({ type: "string" });
  const capped = (name: Schema | undefined, most: number): Schema => ({
    ...text,
    maxLength: Math.min(name?.maxLength ?? most, most),
  });
  const ofMetadata = new Map([
    ["name", capped(names[0], longestName)],
    ["generateName", capped(names[1], longestName - 1)],
  ]);
  const own = new Map(properties)
    .set("kind", text)
    .set("apiVersion", text)
    .set("metadata", { ...readSchema({ type: "object" }), properties: ofMetadata });
  return { ...schema, properties: own };
}

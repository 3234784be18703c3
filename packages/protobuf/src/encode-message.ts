import { valueWriters, writeStringField } from "./encode-values.ts";
import { misfit, within } from "./misfit.ts";
import { messageOf, namesOf, type Field } from "./table.ts";
import { wireTypes } from "./wire.ts";
import { closeField, sizeOf, writeInteger, writeTag, writeText, type WireWriter } from "./wire-writer.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/** Deeper than any object of use, and far from the end of the stack. */
const deepest = 500;

/**
 * Writes a message as Go does, byte for byte: fields by number, all that cannot be absent even where they are empty, map
 * entries in the object's order. Throws a Misfit on what the message has no place for: to leave it out would lose it.
 */
export function writeMessage(writer: WireWriter, name: string, object: JsonObject, depth: number): void {
  if (depth > deepest) misfit(`it nests more than ${deepest} deep`);
  const known = namesOf(name);
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value !== undefined && value !== null && !known.has(key)) misfit(`"${key}" is not a field of it`);
  }
  writeFields(writer, name, object, depth);
}

function writeFields(writer: WireWriter, name: string, object: JsonObject, depth: number): void {
  const { fields } = messageOf(name);
  for (let index = fields.length - 1; index >= 0; index--) {
    const field = fields[index] as Field;
    if (field.name === "") {
      const before = sizeOf(writer);
      writeFields(writer, field.type, object, depth);
      closeField(writer, field.number, before);
      continue;
    }
    try {
      writeField(writer, field, object[field.name] ?? undefined, depth);
    } catch (error) {
      throw within(field.name, error);
    }
  }
}

function writeField(writer: WireWriter, field: Field, value: unknown, depth: number): void {
  switch (field.shape) {
    case "list":
      return writeList(writer, field, value ?? [], depth);
    case "map":
      return writeMap(writer, field, value ?? {}, depth);
    default:
      if (value === undefined) {
        if (field.presence === "when sent" || field.presence === "null unless sent") return;
        if (valueWriters.get(field.type)?.zero === "left out") return;
      }
      writeValue(writer, field.number, field.type, value, depth);
  }
}

function writeList(writer: WireWriter, field: Field, list: unknown, depth: number): void {
  if (!Array.isArray(list)) misfit("it is not a list");
  for (let index = list.length - 1; index >= 0; index--) {
    try {
      writeValue(writer, field.number, field.type, (list[index] as unknown) ?? undefined, depth);
    } catch (error) {
      throw within(index, error);
    }
  }
}

function writeMap(writer: WireWriter, field: Field, map: unknown, depth: number): void {
  for (const [key, value] of Object.entries(objectOf(map)).toReversed()) {
    const before = sizeOf(writer);
    try {
      writeValue(writer, 2, field.type, value ?? undefined, depth);
    } catch (error) {
      throw within(key, error);
    }
    writeStringField(writer, 1, key);
    closeField(writer, field.number, before);
  }
}

/** One value with its number; undefined is its type's zero value. */
function writeValue(writer: WireWriter, number: number, type: string, value: unknown, depth: number): void {
  const before = sizeOf(writer);
  const basic = valueWriters.get(type);
  if (basic) {
    basic.write(writer, value);
    if (basic.wireType !== wireTypes.length) return writeTag(writer, number, basic.wireType);
  } else if (type === "json") writeJson(writer, value);
  else if (type.startsWith("schemaOr")) writeSchemaOr(writer, type, value, depth);
  else writeMessage(writer, type, objectOf(value ?? {}), depth + 1);
  closeField(writer, number, before);
}

function writeJson(writer: WireWriter, value: unknown): void {
  if (value === undefined) return;
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    // The engine's message quotes names of the object.
  }
  if (text === undefined) misfit("it cannot be written as JSON");
  const before = sizeOf(writer);
  writeText(writer, text);
  closeField(writer, 1, before);
}

const schemaMessage = "apiextensions/v1.JSONSchemaProps";

/** The unions of a JSON schema with a bool (1), a list of schemas (2) or of strings (2). */
function writeSchemaOr(writer: WireWriter, type: string, value: unknown, depth: number): void {
  const schemaOrBool = type === "schemaOrBool";
  if (Array.isArray(value) && !schemaOrBool) {
    for (let index = value.length - 1; index >= 0; index--) {
      const element = value[index] as unknown;
      if (type === "schemaOrStrings") writeStringField(writer, 2, element);
      else writeSchema(writer, 2, element, depth);
    }
    return;
  }
  const schema = typeof value === "object" ? value : undefined;
  if (schema !== undefined) writeSchema(writer, schemaOrBool ? 2 : 1, schema, depth);
  if (schemaOrBool) {
    writeInteger(writer, schema !== undefined || value === true ? 1 : 0);
    writeTag(writer, 1, wireTypes.varint);
  } else if (value !== undefined && schema === undefined) misfit("it is neither a schema nor a list");
}

function writeSchema(writer: WireWriter, number: number, schema: unknown, depth: number): void {
  const before = sizeOf(writer);
  writeMessage(writer, schemaMessage, objectOf(schema), depth + 1);
  closeField(writer, number, before);
}

function objectOf(value: unknown): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) misfit("it is not an object");
  return value as JsonObject;
}

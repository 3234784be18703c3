import { isKubernetesError, KubernetesError } from "@kubets/apimachinery";
import { envelopeMagic, readEnvelope } from "./envelope.ts";
import { messageNameOf, messageOf, type Field, type Message } from "./table.ts";
import { attachUnread, everything, type Retention } from "./unread-fields.ts";
import { parseJson, readFields, valueTypes } from "./values.ts";
import {
  concat,
  createWireReader,
  enter,
  expectWireType,
  leave,
  malformed,
  numberOf,
  readBool,
  readBytes,
  readString,
  readTag,
  skip,
  stretchOf,
  wireTypeOf,
  wireTypes,
  type Stretch,
  type WireReader,
} from "./wire.ts";

type JsonObject = Record<string, unknown>;

/** Deeper than any object of use, and far from the end of the stack. */
const deepest = 500;

/** The JSON object of an envelope's message, with `apiVersion` and `kind`. */
export function decodeEnvelope(
  bytes: Uint8Array,
  defaults: { readonly apiVersion?: string | undefined; readonly kind?: string | undefined },
  depth: number,
  retention: Retention = everything,
): JsonObject {
  const envelope = readEnvelope(bytes, retention);
  const apiVersion = envelope.apiVersion || (defaults.apiVersion ?? "");
  const kind = envelope.kind || (defaults.kind ?? "");
  const name = messageNameOf(apiVersion, kind);
  if (name === undefined) {
    throw malformed(envelope.body, `kind "${kind}" of version "${apiVersion}" has no protobuf form`);
  }
  const opening = name === "meta/v1.WatchEvent" ? undefined : { apiVersion, kind };
  return readMessage(envelope.body, name, depth, opening);
}

const managedFieldsMessage = "meta/v1.ManagedFieldsEntry";

/** Reads a message from where the reader stands to its end. `opening` are fields that go before those of the message. */
export function readMessage(reader: WireReader, name: string, depth: number, opening?: object): JsonObject {
  const start = reader.position;
  const message = messageOf(name);
  const object = new message.Shape();
  if (opening) Object.assign(object, opening);
  if (reader.ordered && readInOrder(object, reader, message, depth)) return object;
  // From here on nothing is read twice: however deep it lies, what comes out of order costs one more reading of all.
  reader.ordered = false;
  reader.position = start;
  return readInAnyOrder(reader, message, depth, opening);
}

/**
 * Reads a message whose fields come in the order of the table, as every known writer puts them: each is placed as it comes.
 * False, with the object half done, where a field comes too late or a second time.
 */
function readInOrder(object: JsonObject, reader: WireReader, message: Message, depth: number): boolean {
  if (depth > deepest) throw malformed(reader, `messages nest more than ${deepest} deep`);
  const { fields, indexes, constant } = message;
  /** The field that the last value belongs to, which is placed once the next comes: lists and maps grow until then. */
  let last: Field | undefined;
  let lastIndex = -1;
  let value: unknown;
  /** How many of the constant fields are behind the last one. */
  let behind = 0;
  while (reader.position < reader.end) {
    const start = reader.position;
    const tag = readTag(reader);
    const number = numberOf(tag);
    const wireType = wireTypeOf(tag);
    const index = indexes[number];
    if (index === undefined) {
      skip(reader, wireType);
      continue;
    }
    const field = fields[index] as Field;
    if (field === last && field.shape !== "one") {
      value = readField(reader, field, wireType, value, depth);
      continue;
    }
    if (index <= lastIndex) return false;
    if (last) place(object, last, value, depth);
    while (behind < constant.length && (constant[behind] as number) <= index) {
      const passed = constant[behind++] as number;
      if (passed < index) place(object, fields[passed] as Field, undefined, depth);
    }
    lastIndex = index;
    if (leaveUnread(object, reader, field, wireType, start, depth)) last = undefined;
    else if (field.name === "") {
      last = undefined;
      expectWireType(reader, number, wireType, wireTypes.length);
      const outer = enter(reader);
      if (!readInOrder(object, reader, messageOf(field.type), depth + 1)) return false;
      leave(reader, outer);
    } else {
      last = field;
      value = readField(reader, field, wireType, undefined, depth);
    }
  }
  if (last) place(object, last, value, depth);
  while (behind < constant.length) place(object, fields[constant[behind++] as number] as Field, undefined, depth);
  return true;
}

/**
 * Passes over a field that is not to be decoded now, with all of a list or map, and attaches it to be decoded when it is read.
 * False, with nothing passed, where it is to be decoded.
 */
function leaveUnread(
  object: JsonObject,
  reader: WireReader,
  field: Field,
  wireType: number,
  start: number,
  depth: number,
): boolean {
  const { managedFields, lazyFrom } = reader.retention;
  const isManagedFields = field.type === managedFieldsMessage && managedFields !== "parse";
  if (!isManagedFields && (lazyFrom === undefined || !field.mayWait || wireType !== wireTypes.length)) return false;
  const valueAt = reader.position;
  skip(reader, wireType);
  if (field.shape !== "one") skipAlike(reader, field.number);
  if (!isManagedFields && reader.position - start < (lazyFrom as number)) {
    reader.position = valueAt;
    return false;
  }
  if (isManagedFields && managedFields === "drop") return true;
  const kept = reader.keep(reader.bytes, start, reader.position);
  // What is in it is kept by now.
  const retention = isManagedFields ? everything : reader.retention;
  attachUnread(object, field.name, () => decodeUnread(createWireReader(kept, retention, same), field, depth));
  return true;
}

/** Passes over what more of a list or map comes next. */
function skipAlike(reader: WireReader, wanted: number): void {
  while (reader.position < reader.end) {
    const start = reader.position;
    const tag = readTag(reader);
    if (numberOf(tag) !== wanted) {
      reader.position = start;
      return;
    }
    skip(reader, wireTypeOf(tag));
  }
}

function same(bytes: Uint8Array, start: number, end: number): Stretch {
  return { bytes, start, end };
}

/** Of bytes that hold one field and nothing else. */
function decodeUnread(reader: WireReader, field: Field, depth: number): unknown {
  let value: unknown;
  try {
    while (reader.position < reader.end) value = readField(reader, field, wireTypeOf(readTag(reader)), value, depth);
  } catch (error) {
    // The place in the message counts from the start of this field.
    if (!isKubernetesError(error)) throw error;
    throw new KubernetesError(`${field.name}: ${error.message}`, { reason: error.reason, cause: error });
  }
  return value;
}

/** Reads a message whatever the order of its fields. */
function readInAnyOrder(reader: WireReader, message: Message, depth: number, opening?: object): JsonObject {
  if (depth > deepest) throw malformed(reader, `messages nest more than ${deepest} deep`);
  const { fields, indexes } = message;
  const sent: unknown[] = [];
  const { managedFields } = reader.retention;
  let cut: Uint8Array[] | undefined;
  let cutField: Field | undefined;
  while (reader.position < reader.end) {
    const start = reader.position;
    const tag = readTag(reader);
    const number = numberOf(tag);
    const wireType = wireTypeOf(tag);
    const index = indexes[number];
    const field = index === undefined ? undefined : fields[index];
    if (index === undefined || field === undefined) skip(reader, wireType);
    else if (managedFields !== "parse" && field.type === managedFieldsMessage) {
      skip(reader, wireType);
      cutField = field;
      (cut ??= []).push(reader.bytes.subarray(start, reader.position));
    } else sent[index] = readField(reader, field, wireType, sent[index], depth);
  }
  const object: JsonObject = { ...opening };
  for (let index = 0; index < fields.length; index++) place(object, fields[index] as Field, sent[index], depth);
  if (cut && cutField && managedFields === "lazy") {
    const [kept, field] = [stretchOf(concat(cut)), cutField];
    attachUnread(object, field.name, () => decodeUnread(createWireReader(kept), field, depth));
  }
  return object;
}

/** Adds what came for a field to what had come before: lists and maps grow, of single values the last one counts. */
function readField(reader: WireReader, field: Field, wireType: number, before: unknown, depth: number): unknown {
  switch (field.shape) {
    case "list": {
      const list = (before as unknown[] | undefined) ?? [];
      const packed = field.basic?.wireType ?? wireTypes.length;
      if (wireType === wireTypes.length && packed !== wireTypes.length) {
        const outer = enter(reader);
        while (reader.position < reader.end) list.push(readValue(reader, field, packed, depth));
        leave(reader, outer);
      } else list.push(readValue(reader, field, wireType, depth));
      return list;
    }
    case "map": {
      const map = (before as JsonObject | undefined) ?? {};
      expectWireType(reader, field.number, wireType, wireTypes.length);
      let key = "";
      let value: unknown;
      // Not by readFields: there are many entries, and a function for each is garbage.
      const outer = enter(reader);
      while (reader.position < reader.end) {
        const tag = readTag(reader);
        const type = wireTypeOf(tag);
        if (numberOf(tag) === 1) {
          expectWireType(reader, 1, type, wireTypes.length);
          key = readString(reader);
        } else if (numberOf(tag) === 2) value = readValue(reader, field, type, depth);
        else skip(reader, type);
      }
      leave(reader, outer);
      setOwn(map, key, value === undefined ? zeroMapValue(field.type, depth) : value);
      return map;
    }
    default:
      return readValue(reader, field, wireType, depth);
  }
}

function readValue(reader: WireReader, field: Field, wireType: number, depth: number): unknown {
  const { type, basic } = field;
  expectWireType(reader, field.number, wireType, basic?.wireType ?? wireTypes.length);
  if (basic) return basic.read(reader);
  switch (type) {
    case "json":
      return readJson(reader, depth);
    case "schemaOrBool":
    case "schemaOrSchemas":
    case "schemaOrStrings":
      return readSchemaOr(reader, type, depth);
    default: {
      const outer = enter(reader);
      const message = readMessage(reader, type, depth + 1);
      leave(reader, outer);
      return message;
    }
  }
}

function readJson(reader: WireReader, depth: number): unknown {
  let bytes = new Uint8Array();
  readFields(reader, (number, wireType) => {
    if (number !== 1) return false;
    expectWireType(reader, number, wireType, wireTypes.length);
    bytes = readBytes(reader) as Uint8Array<ArrayBuffer>;
    return true;
  });
  if (startsWith(bytes, envelopeMagic)) {
    if (depth > deepest) throw malformed(reader, `messages nest more than ${deepest} deep`);
    return decodeEnvelope(bytes, {}, depth + 1, reader.retention);
  }
  if (startsWith(bytes, cborMagic)) throw malformed(reader, "an embedded object is CBOR, which is not supported");
  return parseJson(reader, bytes);
}

const cborMagic = [0xd9, 0xd9, 0xf7];
const schemaMessage = "apiextensions/v1.JSONSchemaProps";

/** The unions of a JSON schema with a bool (1), a list of schemas (2) or of strings (2). */
function readSchemaOr(
  reader: WireReader,
  type: "schemaOrBool" | "schemaOrSchemas" | "schemaOrStrings",
  depth: number,
): unknown {
  let allows = false;
  let schema: JsonObject | undefined;
  const list: unknown[] = [];
  const schemaNumber = type === "schemaOrBool" ? 2 : 1;
  readFields(reader, (number, wireType) => {
    if (number !== 1 && number !== 2) return false;
    const isSchema = number === schemaNumber || type === "schemaOrSchemas";
    expectWireType(
      reader,
      number,
      wireType,
      type === "schemaOrBool" && !isSchema ? wireTypes.varint : wireTypes.length,
    );
    if (isSchema) {
      const outer = enter(reader);
      const read = readMessage(reader, schemaMessage, depth + 1);
      leave(reader, outer);
      if (number === schemaNumber) schema = read;
      else list.push(read);
    } else if (type === "schemaOrBool") allows = readBool(reader);
    else list.push(readString(reader));
    return true;
  });
  if (type === "schemaOrBool") return schema ?? allows;
  return list.length > 0 ? list : (schema ?? null);
}

/** Puts a field where its presence says, whether it came or not. */
function place(object: JsonObject, field: Field, sent: unknown, depth: number): void {
  if (field.name === "") {
    Object.assign(object, sent ?? zeroOf(field, depth));
    return;
  }
  switch (field.presence) {
    case "unless empty":
      if (sent !== undefined && !isEmpty(sent)) object[field.name] = sent;
      return;
    case "always":
      object[field.name] = sent === undefined ? zeroOf(field, depth) : sent;
      return;
    case "when sent":
      if (sent !== undefined) object[field.name] = sent;
      return;
    case "null unless sent":
      object[field.name] = sent === undefined ? null : sent;
      return;
    case "unless null":
      if (sent !== undefined && sent !== null) object[field.name] = sent;
      return;
  }
}

const nothing = createWireReader(stretchOf(new Uint8Array()));

function zeroOf({ shape, type, basic }: Pick<Field, "shape" | "type" | "basic">, depth: number): unknown {
  if (shape !== "one") return null;
  if (basic) return basic.zero;
  if (type === "schemaOrBool") return false;
  return type.includes(".") ? readMessage(nothing, type, depth + 1) : null;
}

function zeroMapValue(type: string, depth: number): unknown {
  if (type === "bytes") return "";
  if (type === "strings") return [];
  return zeroOf({ shape: "one", type, basic: valueTypes.get(type) }, depth);
}

function isEmpty(value: unknown): boolean {
  if (value === "" || value === 0 || value === false || value === null) return true;
  return Array.isArray(value) && value.length === 0;
}

/** Sets a property even where its name is `__proto__`. */
function setOwn(object: JsonObject, key: string, value: unknown): void {
  if (key !== "__proto__") object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

import { decodeText } from "./texts.ts";
import {
  enter,
  expectWireType,
  leave,
  malformed,
  readBool,
  readBytes,
  readDouble,
  readInt32,
  readInt64,
  readString,
  readTag,
  numberOf,
  skip,
  wireTypeOf,
  wireTypes,
  type WireReader,
} from "./wire.ts";

/** What the decoder of a basic type needs. */
export interface ValueType {
  readonly wireType: number;
  readonly read: (reader: WireReader) => unknown;
  /** What a field holds that is not on the wire. */
  readonly zero: unknown;
}

const { varint, fixed64, length } = wireTypes;

/** The basic types of the table, except `json` and those that hold a schema, which need the whole decoder. */
export const valueTypes: ReadonlyMap<string, ValueType> = new Map<string, ValueType>([
  ["string", { wireType: length, read: readString, zero: "" }],
  ["bool", { wireType: varint, read: readBool, zero: false }],
  ["int32", { wireType: varint, read: readInt32, zero: 0 }],
  ["int64", { wireType: varint, read: readInt64, zero: 0 }],
  ["double", { wireType: fixed64, read: readFiniteDouble, zero: 0 }],
  ["bytes", { wireType: length, read: (reader) => base64(readBytes(reader)), zero: null }],
  ["time", { wireType: length, read: (reader) => readTime(reader, false), zero: null }],
  ["microtime", { wireType: length, read: (reader) => readTime(reader, true), zero: null }],
  ["quantity", { wireType: length, read: readQuantity, zero: "0" }],
  ["intstr", { wireType: length, read: readIntOrString, zero: 0 }],
  ["strings", { wireType: length, read: readStrings, zero: null }],
]);

/** Reads the fields of a nested message whose number `read` knows; it returns false for those it does not. */
export function readFields(reader: WireReader, read: (number: number, wireType: number) => boolean): void {
  const outer = enter(reader);
  while (reader.position < reader.end) {
    const tag = readTag(reader);
    const number = numberOf(tag);
    const wireType = wireTypeOf(tag);
    if (!read(number, wireType)) skip(reader, wireType);
  }
  leave(reader, outer);
}

function readFiniteDouble(reader: WireReader): number {
  const value = readDouble(reader);
  if (!Number.isFinite(value)) throw malformed(reader, `${value} is no number in JSON`);
  return value;
}

/** Seconds of Go's zero time, which JSON has as null: the start of the year 1. */
const zeroTimeSeconds = -62_135_596_800;

function readTime(reader: WireReader, micros: boolean): string | null {
  let seconds: number | undefined;
  let nanos = 0;
  readFields(reader, (number, wireType) => {
    if (number !== 1 && number !== 2) return false;
    expectWireType(reader, number, wireType, varint);
    if (number === 1) seconds = readInt64(reader);
    else nanos = readInt32(reader);
    seconds ??= 0;
    return true;
  });
  if (seconds === undefined) return null;
  // Plain times are cut to seconds on the way in; nanoseconds need not be less than one second.
  const whole = micros ? seconds + Math.floor(nanos / 1e9) : seconds;
  const fraction = micros ? Math.floor((nanos - Math.floor(nanos / 1e9) * 1e9) / 1000) : 0;
  if (whole === zeroTimeSeconds && fraction === 0) return null;
  const text = textOfSeconds(reader, whole);
  return micros ? `${text}.${String(fraction).padStart(6, "0")}Z` : `${text}Z`;
}

const secondsSlots = 512;
const knownSeconds = new Float64Array(secondsSlots).fill(NaN);
const knownTexts = Array.from({ length: secondsSlots }, () => "");

/** Of the times of an object many are the same. */
function textOfSeconds(reader: WireReader, seconds: number): string {
  const slot = seconds & (secondsSlots - 1);
  if (knownSeconds[slot] === seconds) return knownTexts[slot] as string;
  const date = new Date(seconds * 1000);
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw malformed(reader, `${seconds} seconds since 1970 is no time in RFC 3339`);
  knownSeconds[slot] = seconds;
  return (knownTexts[slot] = date.toISOString().slice(0, 19));
}

function readQuantity(reader: WireReader): string {
  let text = "";
  readFields(reader, (number, wireType) => {
    if (number !== 1) return false;
    expectWireType(reader, number, wireType, length);
    text = readString(reader);
    return true;
  });
  return text === "" ? "0" : text;
}

function readIntOrString(reader: WireReader): number | string {
  let kind = 0;
  let int = 0;
  let text = "";
  readFields(reader, (number, wireType) => {
    if (number < 1 || number > 3) return false;
    expectWireType(reader, number, wireType, number === 3 ? length : varint);
    if (number === 1) kind = readInt64(reader);
    else if (number === 2) int = readInt32(reader);
    else text = readString(reader);
    return true;
  });
  if (kind !== 0 && kind !== 1) throw malformed(reader, `${kind} is neither the kind of a number nor of a string`);
  return kind === 0 ? int : text;
}

function readStrings(reader: WireReader): string[] {
  const strings: string[] = [];
  readFields(reader, (number, wireType) => {
    if (number !== 1) return false;
    expectWireType(reader, number, wireType, length);
    strings.push(readString(reader));
    return true;
  });
  return strings;
}

function base64(bytes: Uint8Array): string {
  // In pieces: a call takes only so many arguments, and concatenating characters one by one is slow.
  let binary = "";
  for (let start = 0; start < bytes.length; start += 8192) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return btoa(binary);
}

/** JSON text inside a message: null where there is none. */
export function parseJson(reader: WireReader, bytes: Uint8Array): unknown {
  if (bytes.length === 0) return null;
  try {
    return JSON.parse(decodeText(bytes)) as unknown;
  } catch {
    // The parser's own message quotes the text, which may be somebody's secret.
    throw malformed(reader, "an embedded value is not JSON");
  }
}

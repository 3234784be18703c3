import { misfit } from "./misfit.ts";
import { wireTypes } from "./wire.ts";
import {
  closeField,
  sizeOf,
  writeBytes,
  writeDouble,
  writeInteger,
  writeTag,
  writeText,
  type WireWriter,
} from "./wire-writer.ts";

/** What the encoder of a basic type needs. */
export interface ValueWriter {
  /** Length-delimited types write what comes behind the length. */
  readonly wireType: number;
  readonly write: (writer: WireWriter, value: unknown) => void;
  /** Whether Go writes the zero value where the field cannot be absent: all but what is nil by default. */
  readonly zero: "written" | "left out";
}

const { varint, fixed64, length } = wireTypes;

/** The basic types of the table, except `json` and those that hold a schema. `undefined` is written as the zero value. */
export const valueWriters: ReadonlyMap<string, ValueWriter> = new Map<string, ValueWriter>([
  ["string", { wireType: length, write: writeString, zero: "written" }],
  ["bool", { wireType: varint, write: writeBool, zero: "written" }],
  ["int32", { wireType: varint, write: (writer, value) => writeBounded(writer, value, 2 ** 31), zero: "written" }],
  ["int64", { wireType: varint, write: (writer, value) => writeBounded(writer, value, 2 ** 63), zero: "written" }],
  ["double", { wireType: fixed64, write: writeFinite, zero: "written" }],
  ["bytes", { wireType: length, write: writeBase64, zero: "left out" }],
  ["time", { wireType: length, write: (writer, value) => writeTime(writer, value, false), zero: "written" }],
  ["microtime", { wireType: length, write: (writer, value) => writeTime(writer, value, true), zero: "written" }],
  ["quantity", { wireType: length, write: writeQuantity, zero: "written" }],
  ["intstr", { wireType: length, write: writeIntOrString, zero: "written" }],
  ["strings", { wireType: length, write: writeStrings, zero: "left out" }],
]);

function writeString(writer: WireWriter, value: unknown = ""): void {
  if (typeof value !== "string") misfit("it is not a string");
  writeText(writer, value);
}

function writeBool(writer: WireWriter, value: unknown = false): void {
  if (typeof value !== "boolean") misfit("it is not true or false");
  writeInteger(writer, value ? 1 : 0);
}

function writeBounded(writer: WireWriter, value: unknown = 0, bound: number): void {
  if (typeof value !== "number" || !Number.isInteger(value) || value < -bound || value >= bound) {
    misfit(`it is not an integer of ${bound === 2 ** 31 ? 32 : 64} bits`);
  }
  writeInteger(writer, value);
}

function writeFinite(writer: WireWriter, value: unknown = 0): void {
  if (typeof value !== "number" || !Number.isFinite(value)) misfit("it is not a number");
  writeDouble(writer, value);
}

/** As Go reads it: padded, and only line breaks may stand in it. */
const base64 = /^[A-Za-z0-9+/\r\n=]*$/;

function writeBase64(writer: WireWriter, value: unknown = ""): void {
  if (typeof value !== "string" || !base64.test(value)) misfit("it is not base64");
  const text = value.replaceAll(/[\r\n]/g, "");
  if (text.length % 4 !== 0) misfit("it is not base64 with its padding");
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    misfit("it is not base64");
  }
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  writeBytes(writer, bytes);
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
/** Go's zero time, which it writes as nothing. */
const zeroTime = -62_135_596_800;

function writeTime(writer: WireWriter, value: unknown, micros: boolean): void {
  if (value === undefined) return;
  const fraction = typeof value === "string" ? rfc3339.exec(value) : null;
  // The fraction is taken from the text: a Date has milliseconds only.
  const seconds = fraction ? Math.floor(Date.parse((fraction[0] ?? "").replace(/\.\d+/, "")) / 1000) : Number.NaN;
  if (Number.isNaN(seconds)) misfit("it is not a time such as 2006-01-02T15:04:05Z");
  const nanos = micros ? Number((fraction?.[1] ?? ".0").slice(1, 7).padEnd(6, "0")) * 1000 : 0;
  if (seconds === zeroTime && nanos === 0) return;
  writeInteger(writer, nanos);
  writeTag(writer, 2, varint);
  writeInteger(writer, seconds);
  writeTag(writer, 1, varint);
}

function writeQuantity(writer: WireWriter, value: unknown = "0"): void {
  if (typeof value !== "string" && typeof value !== "number") misfit("it is not a quantity");
  writeStringField(writer, 1, String(value));
}

function writeIntOrString(writer: WireWriter, value: unknown = 0): void {
  const text = typeof value === "string";
  if (!text && typeof value !== "number") misfit("it is neither a number nor a string");
  writeStringField(writer, 3, text ? value : "");
  writeBounded(writer, text ? 0 : value, 2 ** 31);
  writeTag(writer, 2, varint);
  writeInteger(writer, text ? 1 : 0);
  writeTag(writer, 1, varint);
}

function writeStrings(writer: WireWriter, value: unknown = []): void {
  if (!Array.isArray(value)) misfit("it is not a list");
  for (let index = value.length - 1; index >= 0; index--) writeStringField(writer, 1, value[index] as unknown);
}

/** A string with its number and length. */
export function writeStringField(writer: WireWriter, number: number, value: unknown): void {
  const before = sizeOf(writer);
  writeString(writer, value ?? undefined);
  closeField(writer, number, before);
}

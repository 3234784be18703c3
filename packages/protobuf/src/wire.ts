import { KubernetesError } from "@kubets/apimachinery";
import { textOf } from "./texts.ts";
import { everything, type Retention } from "./unread-fields.ts";

/** How a field's value is written: the low three bits of its tag. */
export const wireTypes = { varint: 0, fixed64: 1, length: 2, startGroup: 3, endGroup: 4, fixed32: 5 } as const;

const wireTypeNames = ["varint", "64 bits", "length-delimited", "start of a group", "end of a group", "32 bits"];

/** Some of an array's bytes: `bytes[start..end)`. Not an array of their own, which takes more memory than a small message. */
export interface Stretch {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** The bytes of a stretch, as a view of them. */
export function viewOf({ bytes, start, end }: Stretch): Uint8Array {
  return bytes.subarray(start, end);
}

/** All bytes of an array. */
export function stretchOf(bytes: Uint8Array): Stretch {
  return { bytes, start: 0, end: bytes.length };
}

/**
 * Reads protobuf's basic forms from a stretch of bytes. Reading a nested message moves `end` in and back out, so that
 * nothing is copied and every offset in an error counts from the start of the body.
 */
export interface WireReader {
  readonly bytes: Uint8Array;
  /** Where the body starts. */
  readonly start: number;
  position: number;
  end: number;
  readonly retention: Retention;
  /** Copies bytes that outlive the body. */
  readonly keep: (bytes: Uint8Array, start: number, end: number) => Stretch;
  /** Whether all fields so far came in the order in which writers put them. */
  ordered: boolean;
}

export function createWireReader(
  { bytes, start, end }: Stretch,
  retention: Retention = everything,
  keep: WireReader["keep"] = copy,
): WireReader {
  return { bytes, start, position: start, end, retention, keep, ordered: true };
}

function copy(bytes: Uint8Array, start: number, end: number): Stretch {
  // Not by slice, which of Node's buffers is no copy.
  return stretchOf(new Uint8Array(bytes.subarray(start, end)));
}

/** The failure of a body that is not what it should be. */
export function decodeError(message: string): KubernetesError {
  return new KubernetesError(message, { reason: "Decode" });
}

/** The same, with the place where that showed. */
export function malformed(reader: WireReader, problem: string): KubernetesError {
  return decodeError(`malformed protobuf at byte ${reader.position - reader.start}: ${problem}`);
}

/** The upper half of what `readVarint` read last: an object for each number would be garbage. */
let high = 0;

/** A varint: the lower half of its 64 bits, with the upper one in `high`. Bits beyond are dropped, as Go drops them. */
function readVarint(reader: WireReader): number {
  let low = 0;
  high = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    if (reader.position >= reader.end) throw malformed(reader, "a number is cut off");
    const byte = reader.bytes[reader.position++] as number;
    const bits = byte & 0x7f;
    if (shift < 28) low |= bits << shift;
    else if (shift === 28) {
      low |= bits << 28;
      high = bits >> 4;
    } else high |= bits << (shift - 32);
    if (byte < 0x80) return low;
  }
  throw malformed(reader, "a number has more than ten bytes");
}

/** A varint that may not have arrived yet: its value, exact to 2^53, and where it ends. */
export function peekVarint(
  bytes: Uint8Array,
  start: number,
  end: number = bytes.length,
): { value: number; end: number } | undefined {
  let value = 0;
  for (let at = start, unit = 1; at < end; at++, unit *= 0x80) {
    const byte = bytes[at] as number;
    value += (byte & 0x7f) * unit;
    if (byte < 0x80) return { value, end: at + 1 };
    if (at - start >= 9) throw malformed(createWireReader({ bytes, start, end }), "a number has more than ten bytes");
  }
  return undefined;
}

/** The pieces in one, copied. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** A signed number of 64 bits; beyond 2^53 the nearest one that a Number holds, as `JSON.parse` would give it. */
export function readInt64(reader: WireReader): number {
  const low = readVarint(reader);
  return high * 2 ** 32 + (low >>> 0);
}

/** The low 32 bits, signed. */
export function readInt32(reader: WireReader): number {
  return readVarint(reader);
}

export function readBool(reader: WireReader): boolean {
  return (readVarint(reader) | high) !== 0;
}

export function readDouble(reader: WireReader): number {
  const start = reader.position;
  advance(reader, 8);
  const { buffer, byteOffset } = reader.bytes;
  return new DataView(buffer, byteOffset + start).getFloat64(0, true);
}

/** A field's tag: see {@link numberOf} and {@link wireTypeOf}. One number, because there are more of them than of anything else. */
export function readTag(reader: WireReader): number {
  const low = readVarint(reader);
  if (high !== 0 || low >>> 0 < 8) throw malformed(reader, `${low >>> 3} is no field number`);
  return low >>> 0;
}

/** The number of the field that a tag begins. */
export function numberOf(tag: number): number {
  return tag >>> 3;
}

/** How its value is written. */
export function wireTypeOf(tag: number): number {
  return tag & 7;
}

/** Steps into a length-delimited value: afterwards the reader ends where the value does. Give the result to `leave`. */
export function enter(reader: WireReader): number {
  const length = readInt64(reader);
  const outer = reader.end;
  if (length < 0 || length > outer - reader.position) {
    throw malformed(reader, `a value of ${length} bytes in ${outer - reader.position}`);
  }
  reader.end = reader.position + length;
  return outer;
}

export function leave(reader: WireReader, outer: number): void {
  reader.position = reader.end;
  reader.end = outer;
}

/** A length-delimited value, as a view of the body. */
export function readBytes(reader: WireReader): Uint8Array {
  const outer = enter(reader);
  const bytes = reader.bytes.subarray(reader.position, reader.end);
  leave(reader, outer);
  return bytes;
}

export function readString(reader: WireReader): string {
  const outer = enter(reader);
  const text = textOf(reader.bytes, reader.position, reader.end);
  leave(reader, outer);
  return text;
}

export function expectWireType(reader: WireReader, number: number, actual: number, expected: number): void {
  if (actual === expected) return;
  throw malformed(
    reader,
    `field ${number} is ${wireTypeNames[actual] ?? `of wire type ${actual}`}, expected ${wireTypeNames[expected]}`,
  );
}

/** Passes over the value of a field that nobody knows. */
export function skip(reader: WireReader, wireType: number): void {
  // Groups nest by tags, not by lengths: counted, so that no depth of them fills the stack.
  let depth = 0;
  for (let type = wireType; ; type = wireTypeOf(readTag(reader))) {
    if (type === wireTypes.varint) readVarint(reader);
    else if (type === wireTypes.fixed64) advance(reader, 8);
    else if (type === wireTypes.length) leave(reader, enter(reader));
    else if (type === wireTypes.startGroup) depth++;
    else if (type === wireTypes.endGroup && depth > 0) depth--;
    else if (type === wireTypes.fixed32) advance(reader, 4);
    else
      throw malformed(reader, type === wireTypes.endGroup ? "a group ends that never began" : `no wire type ${type}`);
    if (depth === 0) return;
  }
}

function advance(reader: WireReader, count: number): void {
  if (count > reader.end - reader.position) throw malformed(reader, "a value is cut off");
  reader.position += count;
}

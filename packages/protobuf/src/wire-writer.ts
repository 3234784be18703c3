/**
 * Writes protobuf's basic forms from the end to the start: a nested message's length stands before it, and is known once
 * the message is written. What was written is `bytes[start..]`.
 */
export interface WireWriter {
  bytes: Uint8Array<ArrayBuffer>;
  start: number;
}

export function createWireWriter(): WireWriter {
  const bytes = new Uint8Array(1024);
  return { bytes, start: bytes.length };
}

/** A copy of what was written. */
export function written({ bytes, start }: WireWriter): Uint8Array<ArrayBuffer> {
  return bytes.slice(start);
}

/** Moves the start back by so many bytes, which are then to be set. */
function claim(writer: WireWriter, count: number): number {
  if (count > writer.start) {
    const used = writer.bytes.length - writer.start;
    const larger = new Uint8Array((used + count) * 2);
    larger.set(writer.bytes.subarray(writer.start), larger.length - used);
    writer.bytes = larger;
    writer.start = larger.length - used;
  }
  return (writer.start -= count);
}

/** An integer of 64 bits as a varint; a negative one takes ten bytes. */
export function writeInteger(writer: WireWriter, value: number): void {
  let low = value >>> 0;
  let high = Math.floor(value / 2 ** 32) >>> 0;
  let size = 1;
  for (let l = low, h = high; h > 0 || l >= 0x80; size++) {
    l = ((l >>> 7) | (h << 25)) >>> 0;
    h >>>= 7;
  }
  let at = claim(writer, size);
  for (; size > 1; size--) {
    writer.bytes[at++] = (low & 0x7f) | 0x80;
    low = ((low >>> 7) | (high << 25)) >>> 0;
    high >>>= 7;
  }
  writer.bytes[at] = low;
}

export function writeDouble(writer: WireWriter, value: number): void {
  const at = claim(writer, 8);
  new DataView(writer.bytes.buffer).setFloat64(at, value, true);
}

export function writeBytes(writer: WireWriter, value: Uint8Array): void {
  const at = claim(writer, value.length);
  writer.bytes.set(value, at);
}

const encoder = new TextEncoder();
/** Up to here a loop is faster than a call into the engine. */
const shortText = 48;

export function writeText(writer: WireWriter, value: string): void {
  if (value.length > shortText) return writeBytes(writer, encoder.encode(value));
  const at = claim(writer, value.length);
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code >= 0x80) {
      writer.start = at + value.length;
      return writeBytes(writer, encoder.encode(value));
    }
    writer.bytes[at + index] = code;
  }
}

export function writeTag(writer: WireWriter, number: number, wireType: number): void {
  writeInteger(writer, number * 8 + wireType);
}

/** Ends a length-delimited value: what was written since the writer stood at `end` bytes before its end is it. */
export function closeField(writer: WireWriter, number: number, sizeBefore: number): void {
  writeInteger(writer, sizeOf(writer) - sizeBefore);
  writeTag(writer, number, 2);
}

/** How many bytes were written so far: growing moves the start, but not this. */
export function sizeOf(writer: WireWriter): number {
  return writer.bytes.length - writer.start;
}

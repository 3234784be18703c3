import { everything, type Retention } from "./unread-fields.ts";
import { readFields } from "./values.ts";
import {
  createWireReader,
  decodeError,
  enter,
  expectWireType,
  leave,
  peekVarint,
  readString,
  readTag,
  numberOf,
  skip,
  stretchOf,
  wireTypeOf,
  wireTypes,
  type WireReader,
} from "./wire.ts";

/** The four bytes with which every Kubernetes object in protobuf begins: `k8s` and zero. */
export const envelopeMagic: readonly number[] = [0x6b, 0x38, 0x73, 0x00];

export interface Envelope {
  /** Empty where the writer left it to the request. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Stands at the start of the object's message and ends where it does. */
  readonly body: WireReader;
}

/** The start of an envelope in the form in which Go writes it: the kind, then the object. */
export interface Opening {
  readonly apiVersion: string;
  readonly kind: string;
  /** How long the object's message is, and how much stands before it. */
  readonly bodyLength: number;
  readonly length: number;
}

/** Reads the start of an envelope of which not all may have arrived; undefined too where it has another form. */
export function readOpening(bytes: Uint8Array): Opening | undefined {
  const kindLength = bytes[envelopeMagic.length] === 0x0a ? peekVarint(bytes, envelopeMagic.length + 1) : undefined;
  if (!kindLength) return undefined;
  const kindEnd = kindLength.end + kindLength.value;
  const bodyLength = bytes[kindEnd] === 0x12 ? peekVarint(bytes, kindEnd + 1) : undefined;
  if (!bodyLength) return undefined;
  const { apiVersion, kind } = readEnvelope(bytes.subarray(0, kindEnd));
  return { apiVersion, kind, bodyLength: bodyLength.value, length: bodyLength.end };
}

/** Opens the envelope: which kind lies in it, and where. */
export function readEnvelope(bytes: Uint8Array, retention: Retention = everything): Envelope {
  if (!envelopeMagic.every((byte, index) => bytes[index] === byte)) {
    throw decodeError("not a Kubernetes object in protobuf: it does not begin with 6b 38 73 00");
  }
  if (bytes.length === envelopeMagic.length) {
    throw decodeError("malformed protobuf: nothing follows the first four bytes");
  }
  const reader = createWireReader(stretchOf(bytes), retention);
  reader.position = envelopeMagic.length;
  let apiVersion = "";
  let kind = "";
  let start = 0;
  let end = 0;
  while (reader.position < reader.end) {
    const tag = readTag(reader);
    const number = numberOf(tag);
    const wireType = wireTypeOf(tag);
    if (number === 1) {
      expectWireType(reader, number, wireType, wireTypes.length);
      readFields(reader, (field, type) => {
        if (field !== 1 && field !== 2) return false;
        expectWireType(reader, field, type, wireTypes.length);
        if (field === 1) apiVersion = readString(reader);
        else kind = readString(reader);
        return true;
      });
    } else if (number === 2) {
      expectWireType(reader, number, wireType, wireTypes.length);
      const outer = enter(reader);
      start = reader.position;
      end = reader.end;
      leave(reader, outer);
    } else skip(reader, wireType);
  }
  return { apiVersion, kind, body: { ...reader, position: start, end } };
}

import { KubernetesError } from "@kubets/apimachinery";
import { readFields } from "./values.ts";
import {
  createWireReader,
  enter,
  expectWireType,
  leave,
  readString,
  readTag,
  skip,
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

/** Opens the envelope: which kind lies in it, and where. */
export function readEnvelope(bytes: Uint8Array): Envelope {
  if (!envelopeMagic.every((byte, index) => bytes[index] === byte)) {
    throw new KubernetesError("not a Kubernetes object in protobuf: it does not begin with 6b 38 73 00", {
      reason: "Decode",
    });
  }
  if (bytes.length === envelopeMagic.length) {
    throw new KubernetesError("malformed protobuf: nothing follows the first four bytes", { reason: "Decode" });
  }
  const reader = createWireReader(bytes, envelopeMagic.length);
  let apiVersion = "";
  let kind = "";
  let start = 0;
  let end = 0;
  while (reader.position < reader.end) {
    const { number, wireType } = readTag(reader);
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

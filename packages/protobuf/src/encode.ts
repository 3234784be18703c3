import type { KubernetesObject, WatchEvent } from "@kubets/apimachinery";
import { writeMessage } from "./encode-message.ts";
import { writeStringField } from "./encode-values.ts";
import { envelopeMagic } from "./envelope.ts";
import { misfit, misfitError } from "./misfit.ts";
import { messageNameOf } from "./table.ts";
import { closeField, createWireWriter, sizeOf, writeBytes, written, type WireWriter } from "./wire-writer.ts";

/**
 * Turns an object into a body of `application/vnd.kubernetes.protobuf`: byte for byte what Go writes of the object's JSON,
 * map entries in the object's order. Numbers, times and quantities go as they are said; Go's canonical form of a quantity
 * is the server's to make. Knows the kinds that {@link decodeKubernetesProtobuf} does; the object is not changed.
 *
 * Throws a KubernetesError with reason `InvalidRequest` where the object would not arrive whole: a kind without a protobuf
 * form, a field that the kind does not have in Kubernetes 1.37, a value of another type. Its message names the field,
 * never the value. Send such an object as JSON: the server then says what it makes of it.
 */
export function encodeKubernetesProtobuf(object: KubernetesObject): Uint8Array<ArrayBuffer> {
  const writer = createWireWriter();
  writeEnvelope(writer, object);
  return written(writer);
}

/**
 * Turns an event into a frame of `application/vnd.kubernetes.protobuf;stream=watch`: its length in four bytes, then the
 * event. Throws as {@link encodeKubernetesProtobuf} does.
 */
export function encodeProtobufWatchEvent({ type, object }: WatchEvent<KubernetesObject>): Uint8Array<ArrayBuffer> {
  const writer = createWireWriter();
  writeEnvelope(writer, object);
  closeField(writer, 1, 0);
  closeField(writer, 2, 0);
  writeStringField(writer, 1, type);
  const size = sizeOf(writer);
  writeBytes(writer, Uint8Array.of(size >>> 24, size >>> 16, size >>> 8, size));
  return written(writer);
}

function writeEnvelope(writer: WireWriter, object: KubernetesObject): void {
  const { apiVersion = "", kind = "" } = object;
  try {
    const name = messageNameOf(apiVersion, kind);
    if (name === undefined) misfit("its kind is not one of those built into Kubernetes 1.37");
    // The encoding of what is in the envelope, and its media type: nobody has ever said any.
    writeStringField(writer, 4, "");
    writeStringField(writer, 3, "");
    const end = sizeOf(writer);
    writeMessage(writer, name, object as Readonly<Record<string, unknown>>, 0);
    closeField(writer, 2, end);
  } catch (error) {
    throw misfitError(error, `${kind || "object"} of version "${apiVersion}"`);
  }
  const end = sizeOf(writer);
  writeStringField(writer, 2, kind);
  writeStringField(writer, 1, apiVersion);
  closeField(writer, 1, end);
  writeBytes(writer, Uint8Array.from(envelopeMagic));
}

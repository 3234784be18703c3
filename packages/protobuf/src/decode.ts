import type { UnstructuredObject } from "@kubets/apimachinery";
import { decodeEnvelope } from "./decode-message.ts";

/** The media type of what {@link decodeKubernetesProtobuf} reads. */
export const kubernetesProtobufMediaType = "application/vnd.kubernetes.protobuf";

/** What an object is where its writer left that to the request. */
export interface DecodeProtobufOptions {
  readonly apiVersion?: string | undefined;
  readonly kind?: string | undefined;
}

/**
 * Turns a body of `application/vnd.kubernetes.protobuf` into the object that Go would have written as JSON: the same
 * fields are there, the same are left out, times, quantities and embedded objects read the same. Knows the built-in kinds
 * and, of the options, list and discovery kinds, those that have a protobuf form. Integers beyond 2^53 lose precision, as
 * they do in `JSON.parse`. The body is not changed, and nothing of it is kept but short strings.
 *
 * Throws a KubernetesError with reason `Decode` for everything that is not such a body: cut short, of another format, of
 * a kind without a protobuf form, with messages nested more than 500 deep. Its message gives the place, never the content.
 */
export function decodeKubernetesProtobuf(body: Uint8Array, options: DecodeProtobufOptions = {}): UnstructuredObject {
  return decodeEnvelope(body, options, 0);
}

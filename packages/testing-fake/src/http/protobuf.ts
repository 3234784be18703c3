import type * as Protobuf from "@kubets/protobuf";
import type { Header } from "@kubets/rest";

export const protobufMediaType = "application/vnd.kubernetes.protobuf";

let codec: typeof Protobuf | undefined;

/**
 * What reads and writes protobuf, once {@link loadProtobuf} was waited for. Its tables are a fifth of what this package
 * would have to load, and nearly all tests speak JSON: so it is loaded for the first request that does not.
 */
export function protobuf(): typeof Protobuf {
  if (!codec) throw new Error("the protobuf codec is not loaded");
  return codec;
}

/** Loads the codec where a request sends or accepts protobuf; undefined where there is nothing to wait for. */
export function loadProtobuf(headers: readonly Header[]): Promise<void> | undefined {
  if (codec || !headers.some(([, value]) => value.includes(protobufMediaType))) return undefined;
  return import("@kubets/protobuf").then((loaded) => void (codec = loaded));
}

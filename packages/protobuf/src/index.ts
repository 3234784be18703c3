// A client that speaks protobuf
export { preferProtobuf, type LayerRequest, type LayerResponse, type ProtobufDecoders } from "./prefer-protobuf.ts";

// Bytes to objects, and back
export { decodeKubernetesProtobuf, kubernetesProtobufMediaType, type DecodeProtobufOptions } from "./decode.ts";
export { decodeProtobufList, type DecodeProtobufListOptions } from "./decode-list.ts";
export { decodeProtobufWatch, type DecodeProtobufWatchOptions } from "./decode-watch.ts";
export { encodeKubernetesProtobuf, encodeProtobufWatchEvent } from "./encode.ts";
export type { ManagedFieldsMode, ObjectsMode } from "./unread-fields.ts";

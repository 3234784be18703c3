export { decodeKubernetesProtobuf, kubernetesProtobufMediaType, type DecodeProtobufOptions } from "./decode.ts";

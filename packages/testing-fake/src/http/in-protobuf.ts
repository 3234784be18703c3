import type { KubernetesObject, WatchEvent } from "@kubets/apimachinery";
import type { Negotiated } from "./negotiate.ts";
import { protobuf, protobufMediaType } from "./protobuf.ts";
import type { Representation } from "./representation.ts";

/** The objects, lists, events and Status objects of another representation in protobuf. */
export function inProtobuf(json: Representation, { as }: Negotiated): Representation {
  const { encodeKubernetesProtobuf, encodeProtobufWatchEvent } = protobuf();
  const encode = (text: string | Uint8Array): Uint8Array => encodeKubernetesProtobuf(parsed(text));
  const frame = (text: string | Uint8Array): Uint8Array =>
    encodeProtobufWatchEvent(parsed(text) as unknown as WatchEvent<KubernetesObject>);
  return {
    otherwise: json,
    contentType: protobufMediaType,
    streamType: `${protobufMediaType};stream=watch`,
    object: (entry, object) => encode(json.object(entry, object)),
    list(entry, items, metadata) {
      const list = parsed(json.list(entry, items, metadata)) as KubernetesObject & { items?: readonly object[] };
      // In a list of metadata, the items say their type in JSON only.
      const named = as && list.items ? list.items.map(metadataAlone) : list.items;
      return encodeKubernetesProtobuf({ ...list, ...(named && { items: named }) });
    },
    value: (value) => encodeKubernetesProtobuf(value as KubernetesObject),
    event: (type, entry, object) => frame(json.event(type, entry, object)),
    bookmark: (entry, bookmark) => frame(json.bookmark(entry, bookmark)),
    error: (status) => frame(json.error(status)),
  };
}

function parsed(text: string | Uint8Array): KubernetesObject {
  return JSON.parse(text as string) as KubernetesObject;
}

function metadataAlone({ metadata }: KubernetesObject): object {
  return { metadata };
}

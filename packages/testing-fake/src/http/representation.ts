import type { Bookmark, ListMeta } from "@kubets/apimachinery";
import { encodeKubernetesProtobuf, kubernetesProtobufMediaType } from "@kubets/protobuf";
import { dump } from "js-yaml";
import { encodeList, encodeMetadata, encodeMetadataList, encodeObject } from "./encode.ts";
import type { Negotiated } from "./negotiate.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import { notAcceptable } from "./status.ts";
import type { StoredObject } from "../storage/store.ts";
import { toTable } from "../tables/tables.ts";

/** Writes objects in the form that a client asked for. */
export interface Representation {
  readonly contentType: string;
  object(entry: ResourceEntry, object: StoredObject): string | Uint8Array;
  list(entry: ResourceEntry, items: readonly StoredObject[], metadata: ListMeta): string | Uint8Array;
  /** Anything else, always as itself: a Status, a Scale, a document. */
  value(value: unknown): string | Uint8Array;
  /** To be used where this one fails: not everything has a protobuf form. */
  readonly otherwise?: Representation | undefined;
  /** The object of a watch event. */
  event(entry: ResourceEntry, object: StoredObject): string;
  bookmark(entry: ResourceEntry, bookmark: Bookmark): string;
}

export interface RepresentationOptions {
  readonly negotiated: Negotiated;
  readonly query: URLSearchParams;
  /** Milliseconds since 1970: tables show ages. */
  readonly now: () => number;
}

/** Chooses how to write answers. */
export function createRepresentation({ negotiated, query, now }: RepresentationOptions): Representation {
  const { format, as, asVersion, pretty } = negotiated;
  if (format === "protobuf") {
    return inProtobuf(createRepresentation({ negotiated: { ...negotiated, format: "json" }, query, now }));
  }
  const finish = (text: string): string => {
    if (format === "yaml") return dump(JSON.parse(text), { noRefs: true, sortKeys: true });
    return pretty ? JSON.stringify(JSON.parse(text), undefined, 2) : `${text}\n`;
  };
  const plain = {
    contentType: format === "yaml" ? "application/yaml" : "application/json",
    value: (value: unknown) => finish(JSON.stringify(value)),
  };

  if (as === "Table") {
    const apiVersion = `meta.k8s.io/${asVersion}`;
    const includeObject = query.get("includeObject") ?? "";
    let columns = true;
    const table = (entry: ResourceEntry, objects: readonly StoredObject[], metadata: ListMeta): string =>
      JSON.stringify(toTable(entry, objects, { apiVersion, metadata, includeObject, columns, now: now() }));
    const row = (entry: ResourceEntry, object: StoredObject): string =>
      table(entry, [object], { resourceVersion: object.metadata.resourceVersion });
    return {
      ...plain,
      object: (entry, object) => finish(row(entry, object)),
      list: (entry, items, metadata) => finish(table(entry, items, metadata)),
      event(entry, object) {
        const text = row(entry, object);
        // Clients keep the columns of the first event.
        columns = false;
        return text;
      },
      bookmark: (entry, { metadata }) => table(entry, [], metadata),
    };
  }
  if (as !== undefined) {
    const wants = (form: string, found: string, entry: ResourceEntry, kind: string): void => {
      if (as === form) return;
      const type = entry.custom ? "unstructured.Unstructured" : `${entry.group.split(".")[0] || "core"}.${kind}`;
      throw notAcceptable(`you requested ${as}, but the requested object is ${found} (*${type})`);
    };
    return {
      ...plain,
      object(entry, object) {
        wants("PartialObjectMetadata", "not a list", entry, entry.kind);
        return finish(encodeMetadata(object, asVersion));
      },
      list(entry, items, metadata) {
        wants("PartialObjectMetadataList", "a list", entry, entry.listKind);
        return finish(encodeMetadataList(items, metadata, asVersion));
      },
      event: (_, object) => encodeMetadata(object, asVersion),
      bookmark: (_, bookmark) =>
        JSON.stringify({ ...bookmark, kind: "PartialObjectMetadata", apiVersion: `meta.k8s.io/${asVersion}` }),
    };
  }
  return {
    ...plain,
    object: (entry, object) => finish(encodeObject(entry, object)),
    list: (entry, items, metadata) => finish(encodeList(entry, items, metadata)),
    event: encodeObject,
    bookmark: (_, bookmark) => JSON.stringify(bookmark),
  };
}

/** Objects, lists and Status objects in protobuf. */
function inProtobuf(otherwise: Representation): Representation {
  const encode = (value: object): Uint8Array => encodeKubernetesProtobuf(value);
  return {
    ...otherwise,
    otherwise,
    contentType: kubernetesProtobufMediaType,
    object: (entry, object) => encode(JSON.parse(encodeObject(entry, object)) as object),
    list: (entry, items, metadata) => encode(JSON.parse(encodeList(entry, items, metadata)) as object),
    value: (value) => encode(value as object),
  };
}

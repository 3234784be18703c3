import type { Bookmark, ListMeta, Status, WatchEvent } from "@kubets/apimachinery";
import { dump } from "js-yaml";
import { encodeList, encodeMetadata, encodeMetadataList, encodeObject, metadataType } from "./encode.ts";
import type { Piece } from "./event-splitter.ts";
import { inProtobuf } from "./in-protobuf.ts";
import type { Negotiated } from "./negotiate.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import { sharedEvents } from "./shared-events.ts";
import { notAcceptable } from "./status.ts";
import type { StoredObject } from "../storage/store.ts";
import { toTable } from "../tables/tables.ts";

/** Writes objects in the form that a client asked for. */
export interface Representation {
  readonly contentType: string;
  /** Of a watch. */
  readonly streamType: string;
  object(entry: ResourceEntry, object: StoredObject): string | Uint8Array;
  list(entry: ResourceEntry, items: readonly StoredObject[], metadata: ListMeta): string | Uint8Array;
  /** Anything else, always as itself: a Status, a Scale, a document. */
  value(value: unknown): string | Uint8Array;
  /** To be used where this one fails: not everything has a protobuf form. */
  readonly otherwise?: Representation | undefined;
  /** An event of a watch, whole. */
  event(type: WatchEvent<unknown>["type"], entry: ResourceEntry, object: StoredObject): Piece;
  bookmark(entry: ResourceEntry, bookmark: Bookmark): Piece;
  /** The event by which a watch says why it ends. */
  error(status: Status): Piece;
}

export interface RepresentationOptions {
  readonly negotiated: Negotiated;
  readonly query: URLSearchParams;
  /** Milliseconds since 1970: tables show ages. */
  readonly now: () => number;
}

/** Chooses how to write answers. */
export function createRepresentation(options: RepresentationOptions): Representation {
  const { format, as = "", asVersion } = options.negotiated;
  const chosen = format === "protobuf" ? chooseProtobuf(options) : choose(options);
  // Rows of a table are not alike for all: the first has the columns, and ages go on.
  if (as === "Table") return chosen;
  return { ...chosen, event: sharedEvents(`${format} ${as} ${asVersion}`, (...event) => chosen.event(...event)) };
}

function chooseProtobuf(options: RepresentationOptions): Representation {
  const { negotiated } = options;
  return inProtobuf(choose({ ...options, negotiated: { ...negotiated, format: "json" } }), negotiated);
}

function choose({ negotiated, query, now }: RepresentationOptions): Representation {
  const { format, as, asVersion, pretty } = negotiated;
  const finish = (text: string): string => {
    if (format === "yaml") return dump(JSON.parse(text), { noRefs: true, sortKeys: true });
    return pretty ? JSON.stringify(JSON.parse(text), undefined, 2) : `${text}\n`;
  };
  const plain = {
    contentType: format === "yaml" ? "application/yaml" : "application/json",
    streamType: "application/json",
    value: (value: unknown) => finish(JSON.stringify(value)),
    error: (status: Status) => line("ERROR", JSON.stringify(status)),
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
      event(type, entry, object) {
        const text = line(type, row(entry, object));
        // Clients keep the columns of the first event.
        columns = false;
        return text;
      },
      bookmark: (entry, { metadata }) => line("BOOKMARK", table(entry, [], metadata)),
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
      event: (type, _, object) => line(type, encodeMetadata(object, asVersion)),
      bookmark: (_, bookmark) => line("BOOKMARK", JSON.stringify({ ...bookmark, ...metadataType(asVersion) })),
    };
  }
  return {
    ...plain,
    object: (entry, object) => finish(encodeObject(entry, object)),
    list: (entry, items, metadata) => finish(encodeList(entry, items, metadata)),
    event: (type, entry, object) => line(type, encodeObject(entry, object)),
    bookmark: (_, bookmark) => line("BOOKMARK", JSON.stringify(bookmark)),
  };
}

/** An event in JSON. */
function line(type: WatchEvent<unknown>["type"] | "ERROR", object: string): string {
  return `{"type":"${type}","object":${object}}\n`;
}

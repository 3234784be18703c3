import { apiVersionOf, type ListMeta } from "@kubets/apimachinery";
import { seenBy } from "../hubs/seen-by.ts";
import { sorted } from "../json.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import type { StoredObject } from "../storage/store.ts";

/** The fields of stored objects as JSON, without the opening brace: made once, used by every list and every watch. */
const bodies = new WeakMap<StoredObject, string>();

function bodyOf(entry: ResourceEntry, stored: StoredObject): string {
  const object = seenBy(entry, stored);
  let body = bodies.get(object);
  if (body === undefined) {
    body = JSON.stringify(entry.custom ? sorted(object) : object).slice(1);
    bodies.set(object, body);
  }
  return body;
}

/** What precedes the fields of an object: its type in the version in which it is read. */
function typeOf(entry: ResourceEntry): string {
  const kind = `"kind":${JSON.stringify(entry.kind)}`;
  const apiVersion = `"apiVersion":${JSON.stringify(apiVersionOf(entry))}`;
  return entry.custom ? `{${apiVersion},${kind},` : `{${kind},${apiVersion},`;
}

/** An object as JSON. */
export function encodeObject(entry: ResourceEntry, object: StoredObject): string {
  return typeOf(entry) + bodyOf(entry, object);
}

/**
 * A list as JSON. As servers do, items of built-in kinds leave out their type, and a list of custom resources puts its
 * metadata last.
 */
export function encodeList(entry: ResourceEntry, items: readonly StoredObject[], metadata: ListMeta): string {
  const kind = `"kind":${JSON.stringify(entry.listKind)}`;
  const apiVersion = `"apiVersion":${JSON.stringify(apiVersionOf(entry))}`;
  if (!entry.custom) {
    const texts = items.map((item) => `{${bodyOf(entry, item)}`);
    return `{${kind},${apiVersion},"metadata":${JSON.stringify(metadata)},"items":[${texts.join(",")}]}`;
  }
  const type = typeOf(entry);
  const texts = items.map((item) => type + bodyOf(entry, item));
  const last = JSON.stringify(sorted({ continue: "", ...metadata }));
  return `{${apiVersion},"items":[${texts.join(",")}],${kind},"metadata":${last}}`;
}

/** The type of what is an object's metadata alone. */
export function metadataType(version: string): { readonly kind: string; readonly apiVersion: string } {
  return { kind: "PartialObjectMetadata", apiVersion: `meta.k8s.io/${version}` };
}

/** A list's type with nothing but metadata of its items, or one object's metadata. */
export function encodeMetadata(object: StoredObject, version: string): string {
  return `{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/${version}","metadata":${JSON.stringify(object.metadata)}}`;
}

export function encodeMetadataList(items: readonly StoredObject[], metadata: ListMeta, version: string): string {
  const texts = items.map((item) => encodeMetadata(item, version));
  return `{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/${version}","metadata":${JSON.stringify(metadata)},"items":[${texts.join(",")}]}`;
}

import type { ObjectMeta } from "@kubets/apimachinery";
import { equal, isObject, setField, type JsonObject } from "../json.ts";
import { badRequest } from "../http/status.ts";

/** Metadata as a server writes it: known fields only, in its order, without what is empty. */
const fields = {
  name: "string",
  generateName: "string",
  namespace: "string",
  uid: "string",
  resourceVersion: "string",
  generation: "number",
  creationTimestamp: "string",
  deletionTimestamp: "string",
  deletionGracePeriodSeconds: "number",
  labels: "texts",
  annotations: "texts",
  ownerReferences: "objects",
  finalizers: "strings",
  managedFields: "objects",
} as const;

/** Makes the failure that an object gets which does not decode. */
export type Undecodable = (problem: string) => Error;

/** What a create or an update answers to an object that does not decode. */
export function undecodable({ version, kind }: { readonly version: string; readonly kind: string }): Undecodable {
  return (problem) => badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${problem}`);
}

/** Reads the metadata of an object that a client sent. A value of a wrong type fails, what no server knows is dropped. */
export function readMetadata(object: JsonObject, kind: string, fail: Undecodable): ObjectMeta {
  const sent = object["metadata"] ?? {};
  const mismatch = (value: unknown, path: string, type: string): Error =>
    fail(`json: cannot unmarshal ${goType(value)} into Go struct field ${path} of type ${type}`);
  if (!isObject(sent)) throw mismatch(sent, `${kind}.metadata`, "v1.ObjectMeta");
  const metadata: JsonObject = {};
  for (const [field, type] of Object.entries(fields)) {
    const value = Object.hasOwn(sent, field) ? sent[field] : undefined;
    if (value === undefined || value === null || value === "") continue;
    const path = `ObjectMeta.metadata.${field}`;
    switch (type) {
      case "string":
      case "number":
        if (typeof value !== type) throw mismatch(value, path, type === "number" ? "int64" : type);
        break;
      case "texts":
        if (!isObject(value)) throw mismatch(value, path, "map[string]string");
        for (const text of Object.values(value))
          if (typeof text !== "string" && text !== null) throw mismatch(text, path, "string");
        break;
      default: {
        if (!Array.isArray(value)) throw mismatch(value, path, type === "strings" ? "[]string" : "[]object");
        const wrong = value.find((element: unknown) =>
          type === "strings" ? typeof element !== "string" : !isObject(element),
        );
        if (wrong !== undefined) throw mismatch(wrong, path, type === "strings" ? "string" : "object");
      }
    }
    if (type === "texts") {
      const texts: JsonObject = {};
      for (const key of Object.keys(value).toSorted()) setField(texts, key, (value as JsonObject)[key] ?? "");
      if (Object.keys(texts).length > 0) metadata[field] = texts;
    } else if (!Array.isArray(value)) {
      metadata[field] = value;
    } else if (value.length > 0) {
      metadata[field] = field === "ownerReferences" ? distinct(value) : value;
    }
  }
  return metadata;
}

/** The same metadata in a server's order, after something was set. */
export function orderMetadata(metadata: ObjectMeta): ObjectMeta {
  const ordered: JsonObject = {};
  for (const field of Object.keys(fields)) {
    const value = (metadata as JsonObject)[field];
    if (value === undefined || value === null || value === "") continue;
    if (Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0) continue;
    ordered[field] = value;
  }
  return ordered;
}

/** Sets who owns what, or that nobody does. */
export function setManaged(metadata: ObjectMeta, entries: readonly unknown[] | undefined): void {
  if (entries) (metadata as JsonObject)["managedFields"] = entries;
  else delete metadata.managedFields;
}

/** Without what is there before. */
function distinct(list: readonly unknown[]): unknown[] {
  return list.filter((element, index) => list.findIndex((other) => equal(other, element)) === index);
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return value === null ? "null" : typeof value;
}

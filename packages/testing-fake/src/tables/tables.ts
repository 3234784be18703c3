import { apiVersionOf, type ListMeta } from "@kubets/apimachinery";
import type { JsonObject } from "../json.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import { seenBy } from "../hubs/seen-by.ts";
import type { StoredObject } from "../storage/store.ts";
import { badRequest } from "../http/status.ts";
import { customPrinter } from "./custom.ts";
import { builtInPrinter } from "./printers.ts";
import { objectAt } from "./read.ts";

export interface TableOptions {
  /** `meta.k8s.io/v1` or `meta.k8s.io/v1beta1`. */
  readonly apiVersion: string;
  /** Of the list; of a single object its resourceVersion alone. */
  readonly metadata: ListMeta;
  /** What rows carry of their objects, as in the query: `None`, `Metadata` or `Object`. */
  readonly includeObject: string;
  /** False leaves the column definitions out, as in all events of a watch but the first. */
  readonly columns: boolean;
  /** Milliseconds since 1970: ages are counted up to it. */
  readonly now: number;
}

/**
 * Shows objects as a Table of group meta.k8s.io: with the columns and cells of a real API server for the kinds that
 * kubectl's users meet, with those of its definition for a custom resource, and with name and time of creation for all
 * others. The objects need neither `apiVersion` nor `kind`, are not changed, and rows refer to them. No form of an object
 * makes it throw; an unknown `includeObject` throws a Failure (400).
 */
export function toTable(entry: ResourceEntry, objects: readonly JsonObject[], options: TableOptions): JsonObject {
  const printer = entry.custom ? customPrinter(entry, entry.custom.version) : builtInPrinter(entry);
  const rowObject = rowObjectOf(entry, options);
  return {
    kind: "Table",
    apiVersion: options.apiVersion,
    metadata: options.metadata,
    columnDefinitions: options.columns ? printer.columns : [],
    rows: objects.map((object) => {
      const conditions = printer.conditions?.(object);
      return {
        cells: printer.cells(object, options.now, objects),
        ...(conditions && { conditions }),
        object: rowObject(object),
      };
    }),
  };
}

function rowObjectOf(entry: ResourceEntry, options: TableOptions): (object: JsonObject) => JsonObject | null {
  const { apiVersion } = options;
  switch (options.includeObject) {
    case "None":
      return () => null;
    case "Metadata":
    case "":
      return (object) => ({
        kind: "PartialObjectMetadata",
        apiVersion,
        metadata: objectAt(object, "metadata") ?? {},
      });
    case "Object":
      return (object) => ({
        kind: entry.kind,
        apiVersion: apiVersionOf(entry),
        ...seenBy(entry, object as StoredObject),
      });
    default:
      throw badRequest(`unrecognized includeObject value: "${options.includeObject}"`);
  }
}

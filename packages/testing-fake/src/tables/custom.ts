import { apiVersionOf } from "@kubets/apimachinery";
import { parseJsonPath, type JsonPath } from "@kubets/jsonpath";
import type { JsonObject } from "../json.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import { age, since } from "./duration.ts";
import { columns, type Cell, type ColumnDefinition, type Printer } from "./printer.ts";
import { isSet, nameOf, numberAt, objectsAt, textAt } from "./read.ts";

const printers = new WeakMap<JsonObject, Printer>();

/** The columns that a custom resource's definition gives one of its versions; name and age where it gives none. */
export function customPrinter(entry: ResourceEntry, version: JsonObject): Printer {
  const known = printers.get(version);
  if (known) return known;
  const printer = createPrinter(entry, version);
  printers.set(version, printer);
  return printer;
}

const nameColumn = columns("Name");

function createPrinter(entry: ResourceEntry, version: JsonObject): Printer {
  // An empty list is none, as Go leaves it out.
  const definitions = objectsAt(version, "additionalPrinterColumns");
  if (!isSet(version, "additionalPrinterColumns") || definitions.length === 0) {
    return { columns: columns("Name", "Age:date"), cells: (object, now) => [nameOf(object), age(object, now)] };
  }
  const paths = definitions.map((definition) => pathOf(textAt(definition, "jsonPath")));
  const types = definitions.map((definition) => textAt(definition, "type"));
  const apiVersion = apiVersionOf(entry);
  return {
    columns: [...nameColumn, ...definitions.map(columnOf)],
    cells(object, now) {
      const whole = { apiVersion, kind: entry.kind, ...object };
      return [nameOf(object), ...paths.map((path, index) => cellOf(path, types[index] ?? "", whole, now))];
    },
  };
}

function columnOf(definition: JsonObject): ColumnDefinition {
  const jsonPath = textAt(definition, "jsonPath");
  return {
    name: textAt(definition, "name"),
    type: textAt(definition, "type"),
    format: textAt(definition, "format"),
    description: textAt(definition, "description") || `What the custom resource has at ${jsonPath}`,
    priority: numberAt(definition, "priority"),
  };
}

/** Undefined for a path that is none: definitions are stored without a look at it. */
function pathOf(text: string): JsonPath | undefined {
  try {
    return parseJsonPath(`{${text}}`, { allowMissingKeys: true });
  } catch {
    return undefined;
  }
}

/** Writes a single value as JSONPath templates write it. */
const itself = parseJsonPath("{@}");

/** Only the first value found is shown; null where there is none, or one of another type than the column's. */
function cellOf(path: JsonPath | undefined, type: string, object: JsonObject, now: number): Cell {
  let value: unknown;
  try {
    value = path?.find(object)[0]?.[0];
    if (type === "string") return value === undefined ? null : itself.print(value);
  } catch {
    return null;
  }
  switch (type) {
    case "integer":
      return typeof value === "number" ? Math.trunc(value) : null;
    case "number":
      return typeof value === "number" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    case "date":
      return typeof value === "string" ? dateCell(value, now) : null;
    default:
      return null;
  }
}

function dateCell(text: string, now: number): string {
  if (text === "") return "<unknown>";
  const isTime =
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));
  return isTime ? since(text, now) : "<invalid>";
}

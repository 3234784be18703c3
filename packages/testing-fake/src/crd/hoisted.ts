import { goJson } from "../go-text.ts";
import { fieldOf, isObject, semanticallyEqual, valueAt, type JsonObject } from "../json.ts";
import { schemaText, struct } from "./go-schema-text.ts";

/** What all versions of a definition say alike: messages name it as a property of the whole definition. */
export type Hoisted = Readonly<Record<Part, boolean>>;

type Part = "schema" | "subresources" | "additionalPrinterColumns" | "selectableFields";

const parts: readonly Part[] = ["schema", "subresources", "additionalPrinterColumns", "selectableFields"];

export function hoistedOf(versions: readonly JsonObject[]): Hoisted {
  const [first = {}] = versions;
  const alike = (part: Part): boolean =>
    versions.every((version) => semanticallyEqual(fieldOf(version, part) ?? null, fieldOf(first, part) ?? null));
  return Object.fromEntries(parts.map((part) => [part, versions.length > 0 && alike(part)])) as Hoisted;
}

/** The versions of a definition as Go prints its own form of them. */
export function versionsText(versions: readonly JsonObject[], hoisted: Hoisted): string {
  const one = (version: JsonObject): string => {
    const own = (part: Part): unknown => (hoisted[part] ? undefined : fieldOf(version, part));
    return struct([
      ["Name", goJson(fieldOf(version, "name") ?? "")],
      ["Served", goJson(fieldOf(version, "served") === true)],
      ["Storage", goJson(fieldOf(version, "storage") === true)],
      ["Deprecated", goJson(fieldOf(version, "deprecated") === true)],
      ["DeprecationWarning", goJson(fieldOf(version, "deprecationWarning") ?? null)],
      ["Schema", schemaPart(own("schema"))],
      ["Subresources", subresourcesPart(own("subresources"))],
      ["AdditionalPrinterColumns", columnsPart(own("additionalPrinterColumns"))],
      ["SelectableFields", selectablePart(own("selectableFields"))],
    ]);
  };
  return `[${versions.map(one).join(",")}]`;
}

function schemaPart(schema: unknown): string {
  if (!isObject(schema)) return "null";
  const root = valueAt(schema, ["openAPIV3Schema"]);
  return struct([["OpenAPIV3Schema", isObject(root) ? schemaText(root) : "null"]]);
}

function subresourcesPart(subresources: unknown): string {
  if (!isObject(subresources)) return "null";
  const scale = valueAt(subresources, ["scale"]);
  const scaleText = isObject(scale)
    ? struct([
        ["SpecReplicasPath", goJson(fieldOf(scale, "specReplicasPath") ?? "")],
        ["StatusReplicasPath", goJson(fieldOf(scale, "statusReplicasPath") ?? "")],
        ["LabelSelectorPath", goJson(fieldOf(scale, "labelSelectorPath") ?? null)],
      ])
    : "null";
  return struct([
    ["Status", isObject(valueAt(subresources, ["status"])) ? "{}" : "null"],
    ["Scale", scaleText],
  ]);
}

const listPart = (list: unknown, one: (element: JsonObject) => string): string =>
  Array.isArray(list) ? `[${list.filter(isObject).map(one).join(",")}]` : "null";

function columnsPart(columns: unknown): string {
  return listPart(columns, (column) =>
    struct([
      ["Name", goJson(fieldOf(column, "name") ?? "")],
      ["Type", goJson(fieldOf(column, "type") ?? "")],
      ["Format", goJson(fieldOf(column, "format") ?? "")],
      ["Description", goJson(fieldOf(column, "description") ?? "")],
      ["Priority", goJson(fieldOf(column, "priority") ?? 0)],
      ["JSONPath", goJson(fieldOf(column, "jsonPath") ?? "")],
    ]),
  );
}

function selectablePart(fields: unknown): string {
  return listPart(fields, (field) => struct([["JSONPath", goJson(fieldOf(field, "jsonPath") ?? "")]]));
}

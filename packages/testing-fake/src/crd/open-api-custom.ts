import { isObject, setField, valueAt, type JsonObject } from "../json.ts";
import { metaSchema, reference } from "../discovery/open-api-schemas.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";

/** The name of a custom kind's schema: the group backwards, then version and kind. */
export function customSchemaName(group: string, version: string, kind: string): string {
  return [...group.split(".").toReversed(), version, kind].join(".");
}

const typeFields: JsonObject = { apiVersion: { type: "string" }, kind: { type: "string" } };

/** The schemas of a custom resource and of its list, made of what its definition says. */
export function customSchemas(entry: ResourceEntry): Map<string, JsonObject> {
  const { group, version, kind, listKind } = entry;
  const given = valueAt(entry.custom?.version, ["schema", "openAPIV3Schema"]);
  const schema = withIntOrStringTypes(isObject(given) ? given : { type: "object" }) as JsonObject;
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const name = customSchemaName(group, version, kind);
  return new Map<string, JsonObject>([
    [
      name,
      {
        ...schema,
        // A definition that keeps everything and describes nothing is shown as no more than that.
        ...(isObject(given) && {
          properties: { ...properties, ...typeFields, metadata: { allOf: [reference(metaSchema("ObjectMeta"))] } },
        }),
        "x-kubernetes-group-version-kind": [{ group, kind, version }],
      },
    ],
    [
      customSchemaName(group, version, listKind),
      {
        type: "object",
        required: ["items"],
        properties: {
          ...typeFields,
          metadata: { allOf: [reference(metaSchema("ListMeta"))] },
          items: { type: "array", items: reference(name) },
        },
        "x-kubernetes-group-version-kind": [{ group, kind: listKind, version }],
      },
    ],
  ]);
}

/** OpenAPI has no word for int-or-string: such a schema without types gets the two that it stands for. */
function withIntOrStringTypes(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withIntOrStringTypes);
  if (!isObject(schema)) return schema;
  const copy: JsonObject = {};
  for (const [field, value] of Object.entries(schema)) setField(copy, field, withIntOrStringTypes(value));
  if (copy["x-kubernetes-int-or-string"] === true && copy["anyOf"] === undefined) {
    copy["anyOf"] = [{ type: "integer" }, { type: "string" }];
  }
  return copy;
}

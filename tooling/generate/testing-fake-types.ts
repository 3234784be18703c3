import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openApiSchemas, readApiData, type Schema } from "./api-data.ts";
import type { GenerateStep } from "./step.ts";

const file = "packages/testing-fake/src/gen/type-schemas.ts";

/** A field as Go holds it: name, type and its name in Go, flags, embedded structs that it is reached by. */
type GoField = readonly [name: string, type: string, flags?: string, via?: string];

/** What OpenAPI says of a field or of a type that is referred to. */
interface FieldSchema extends Schema {
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly "x-kubernetes-list-type"?: string;
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-map-type"?: string;
}

/** Go's types that decode themselves, as the table calls them. */
const words: ReadonlyMap<string, string> = new Map([
  ["v1.Time", "time"],
  ["v1.MicroTime", "microtime"],
  ["v1.Duration", "duration"],
  ["resource.Quantity", "quantity"],
  ["intstr.IntOrString", "intstr"],
  ...["v1.FieldsV1", "v1.JSON", "runtime.RawExtension"].map((type) => [type, "raw"] as const),
  ...["Bool", "Array", "StringArray"].map((type) => [`v1.JSONSchemaPropsOr${type}`, "any"] as const),
]);

/** The types of all built-in kinds, one line of text a type, taken apart when it is first needed. */
export const typeSchemasStep: GenerateStep = {
  name: "testing-fake-types",
  outputs: [file],
  generate(outDir: string): void {
    const goTypes = readApiData("go-types.json") as Record<string, readonly GoField[]>;
    const packages = new Map<string, string>();
    const lines: string[] = [];
    for (const [name, schema] of [...openApiSchemas()].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const id = idOf(name);
      const fields = goTypes[id];
      if (fields === undefined) continue;
      for (const { group, version } of schema["x-kubernetes-group-version-kind"] ?? []) {
        if (!id.startsWith("meta/")) packages.set(group === "" ? version : `${group}/${version}`, packageOf(id));
      }
      lines.push(`${JSON.stringify(id)}:${JSON.stringify(lineOf(packageOf(id), schema, fields))}`);
    }
    const apiVersions = [...packages].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const target = join(outDir, file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(
      target,
      "// Generated from tooling/kubernetes-api by tooling/generate. Do not edit.\n" +
        'import type { TypeTable } from "../schema/type-table.ts";\n\n' +
        "/** The types of the built-in kinds; schema/type-table.ts says how to read a line. */\n" +
        "export const typeTable: TypeTable = {\n" +
        `packages: {\n${apiVersions.map((pair) => pair.map((text) => JSON.stringify(text)).join(":")).join(",\n")},\n},\n` +
        `types: {\n${lines.join(",\n")},\n},\n};\n`,
    );
  },
};

/** `io.k8s.api.apps.v1.Deployment` to `apps/v1.Deployment`. */
function idOf(name: string): string {
  const [group = "", version = "", kind = ""] = name.split(".").slice(-3);
  return `${group}/${version}.${kind}`;
}

function packageOf(id: string): string {
  return id.slice(0, id.lastIndexOf("."));
}

function lineOf(goPackage: string, schema: FieldSchema, fields: readonly GoField[]): string {
  const atomic = schema["x-kubernetes-map-type"] === "atomic" ? ["^"] : [];
  const texts = fields.map((field) => {
    const known: FieldSchema = schema.properties?.[field[0]] ?? {};
    const attributes = attributesOf(field, known, schema.required?.includes(field[0]) ?? false);
    const words = [field[0], typeOf(field[1].split(" ", 1)[0] ?? "", goPackage), ...attributes];
    const odd = words.find((word) => /[ ;]/.test(word));
    if (odd !== undefined) throw new Error(`${goPackage} ${field[0]}: ${odd} holds a separator`);
    return words.join(" ");
  });
  return [...atomic, ...texts].join(";");
}

/** Go's type by the table's words; a type of the same package without its package. */
function typeOf(type: string, goPackage: string): string {
  const [, shape = "", element = ""] = /^((?:\[\]|\{\})*)(.*)$/.exec(type) ?? [];
  const word = words.get(element) ?? element;
  return shape + (packageOf(word) === goPackage ? word.slice(goPackage.length + 1) : word);
}

function attributesOf([, type, flags = "", via = ""]: GoField, schema: FieldSchema, required: boolean): string[] {
  const goName = type.split(" ")[1];
  const list = schema["x-kubernetes-list-type"] ?? "atomic";
  const keys = schema["x-kubernetes-list-map-keys"]?.join(",");
  const pairs: (readonly [string, string | undefined])[] = [
    ["g", goName],
    ["v", via === "" || via === "TypeMeta." ? undefined : via.slice(0, -1)],
    ["d", schema.default === undefined || isEmptyObject(schema.default) ? undefined : JSON.stringify(schema.default)],
    ["p", schema["x-kubernetes-patch-strategy"]],
    ["k", schema["x-kubernetes-patch-merge-key"]],
    ["l", list === "atomic" ? undefined : [list, keys].filter((part) => part !== undefined).join(":")],
    ["m", schema["x-kubernetes-map-type"]],
  ];
  const attributes = pairs.flatMap(([letter, text]) => (text === undefined ? [] : [`${letter}=${text}`]));
  return [...(flags === "" ? [] : [flags]), ...(required ? ["r"] : []), ...attributes];
}

/** An object that OpenAPI defaults to `{}` gets what its fields default to, which the table says there. */
function isEmptyObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

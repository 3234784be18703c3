import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/**
 * The types are generated from OpenAPI; the protobuf table comes from the tags of Go's structs. Neither knows the other,
 * so what both say is so.
 */
const gen = fileURLToPath(new URL("./gen/", import.meta.url));
const table = fileURLToPath(new URL("../../../tooling/kubernetes-api/protobuf.json", import.meta.url));

type Row = [number: number, jsonName: string, type: string, flags?: string];
const { messages } = JSON.parse(readFileSync(table, "utf8")) as { messages: Record<string, Row[]> };

/** The fields of each generated interface, by `core/v1.Pod`, with what apimachinery's interfaces add. */
function generatedInterfaces(): Map<string, Map<string, string>> {
  const interfaces = new Map<string, Map<string, string>>();
  for (const path of globSync("*/*.ts", { cwd: gen })) {
    const text = readFileSync(gen + path, "utf8");
    for (const [, name, base, body] of text.matchAll(/^export interface (\w+)(?: extends (.+?))? \{\n([^]*?)^\}/gm)) {
      const fields = new Map(
        [...(body ?? "").matchAll(/^ {2}"?([^\n]+?)"?\??: (.+);$/gm)].map((match) => [match[1] ?? "", match[2] ?? ""]),
      );
      if ((base ?? "").startsWith("KubernetesObject")) fields.set("metadata", "ObjectMeta");
      const item = /^KubernetesList<(\w+)>$/.exec(base ?? "")?.[1];
      if (item !== undefined) fields.set("metadata", "ListMeta").set("items", `${item}[]`);
      interfaces.set(`${path.slice(0, -3)}.${name}`, fields);
    }
  }
  return interfaces;
}

/** The fields of a message as JSON has them, each with the types that fit it: those of inlined messages are its own. */
function goFields(message: string): Map<string, readonly string[]> {
  const fields = new Map<string, readonly string[]>();
  for (const [, name, type, flags] of messages[message] ?? []) {
    if (name === "") for (const [inner, types] of goFields(type)) fields.set(inner, types);
    else fields.set(name, fittingTypes(inTypeScript(type), type, flags));
  }
  return fields;
}

function fittingTypes(type: string, goType: string, flags: string | undefined): string[] {
  // Go writes such a time as null while it is not set.
  if (flags === "!" && goType.endsWith("time")) return [`${type} | null`];
  // And these where the server lets them be empty.
  const mayBeNull = flags === "?!" || (flags === "!" && goType.startsWith("[]"));
  return mayBeNull ? [type, `${type} | null`] : [type];
}

/** How TypeScript writes a type of the table. */
function inTypeScript(type: string): string {
  if (type.startsWith("[]")) return `${inTypeScript(type.slice(2))}[]`;
  if (type.startsWith("{}")) return `Record<string, ${inTypeScript(type.slice(2))}>`;
  if (type.includes(".")) return type.slice(type.lastIndexOf(".") + 1);
  const words: Record<string, string> = {
    bool: "boolean",
    int32: "number",
    int64: "number",
    double: "number",
    bytes: "string",
    time: "string",
    microtime: "string",
    quantity: "Quantity",
    intstr: "IntOrString",
    strings: "string[]",
    schemaOrBool: "JSONSchemaProps | boolean",
    schemaOrSchemas: "JSONSchemaProps | JSONSchemaProps[]",
    schemaOrStrings: "JSONSchemaProps | string[]",
  };
  return words[type] ?? type;
}

/** Enums are strings in Go, and a type imported under another name is still that type. */
function plain(type: string): string {
  return type.replaceAll(/\(?"[^"]*"(?: \| "[^"]*")*\)?/g, "string").replaceAll(/\b[A-Z][a-z]+V\d\w*?(?=[A-Z])/g, "");
}

const interfaces = generatedInterfaces();
const known = [...interfaces].filter(([name]) => messages[name] !== undefined);

describe("the generated interfaces", () => {
  it("are all known to Go", () => {
    const missing = [...interfaces.keys()].filter((name) => messages[name] === undefined);
    expect(missing).toEqual([]);
    expect(known.length).toBeGreaterThan(700);
  });

  it("have exactly the JSON fields of Go's structs", () => {
    const differences = known.flatMap(([name, fields]) => {
      const go = goFields(name);
      // The table leaves out what every kind has.
      const own = [...fields.keys()].filter((field) => go.has(field) || (field !== "apiVersion" && field !== "kind"));
      const different = [...go.keys()]
        .filter((field) => !own.includes(field))
        .concat(own.filter((field) => !go.has(field)));
      return different.map((field) => `${name}.${field}`);
    });
    // The API as data lacks this one, which servers have.
    expect(differences).toEqual([]);
  });

  it("have the types of Go's structs", () => {
    const differences = known.flatMap(([name, fields]) => {
      const go = goFields(name);
      return [...fields].flatMap(([field, type]) => {
        const expected = go.get(field);
        const isJson = expected?.[0]?.startsWith("json") && /^(unknown|object)(\[\])?$/.test(type);
        return expected === undefined || isJson || expected.includes(plain(type))
          ? []
          : [`${name}.${field}: ${type}, not ${expected.join(" or ")}`];
      });
    });
    expect(differences).toEqual([]);
  });
});

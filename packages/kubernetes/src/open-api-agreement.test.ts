import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/**
 * The generated types against the OpenAPI of a real server, read here anew and without the generator: what is required, what
 * is a list or a map, and every value of every enum.
 */
interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly "x-kubernetes-group-version-kind"?: readonly object[];
}

const gen = fileURLToPath(new URL("./gen/", import.meta.url));
const api = fileURLToPath(new URL("../../../tooling/kubernetes-api/openapi-v3/", import.meta.url));

/** `io.k8s.api.core.v1.Pod` as `core/v1.Pod`; undefined for what lies elsewhere. */
function nameOf(schema: string): string | undefined {
  const match = /(?:^|\.)(\w+)\.(v\d\w*)\.(\w+)$/.exec(schema);
  return match ? `${match[1]}/${match[2]}.${match[3]}` : undefined;
}

const schemas = new Map<string, Schema>();
for (const path of globSync("*.json", { cwd: api })) {
  const { components } = JSON.parse(readFileSync(api + path, "utf8")) as {
    components?: { schemas?: Record<string, Schema> };
  };
  for (const [name, schema] of Object.entries(components?.schemas ?? {})) {
    const short = nameOf(name);
    if (short !== undefined && schema.properties) schemas.set(short, schema);
  }
}

interface Property {
  readonly type: string;
  readonly optional: boolean;
}

const interfaces = new Map<string, Map<string, Property>>();
for (const path of globSync("*/*.ts", { cwd: gen })) {
  const text = readFileSync(gen + path, "utf8");
  for (const [, name, body = ""] of text.matchAll(/^export interface (\w+)[^\n]*? \{\n([^]*?)^\}/gm)) {
    const fields = [...body.matchAll(/^ {2}"?([^\n]+?)"?(\??): (.+);$/gm)].map(
      ([, field = "", optional, type = ""]): [string, Property] => [field, { type, optional: optional === "?" }],
    );
    interfaces.set(`${path.slice(0, -3)}.${name}`, new Map(fields));
  }
}

/** Every field of every type that both sides have. */
const fields = [...interfaces].flatMap(([name, own]) => {
  const schema = schemas.get(name);
  return [...own].flatMap(([field, property]) => {
    const of = schema?.properties?.[field];
    return schema && of ? [{ where: `${name}.${field}`, field, schema, of, ...property }] : [];
  });
});

const withoutNull = (type: string): string => type.replace(/ \| null$/, "");

/** The values of a union of texts, alone or in a list or map. */
function values(type: string): string[] {
  return [...type.matchAll(/"([^"]*)"/g)].map(([, value = ""]) => value).toSorted();
}

describe("the generated types and the server's OpenAPI", () => {
  it("speak of the same types", () => {
    expect(fields.length).toBeGreaterThan(2500);
    const unknown = [...interfaces.keys()].filter((name) => !schemas.has(name));
    expect(unknown.length).toBeLessThan(interfaces.size / 50);
  });

  it("agree about every required field", () => {
    const wrong = fields
      .filter(({ field, schema, of, optional }) => {
        const kind = schema["x-kubernetes-group-version-kind"] !== undefined;
        // Left out by who knows them anyway, and what may be left out since the default says the same.
        if (kind && /^(apiVersion|kind|metadata|status)$/.test(field)) return !optional;
        const required = schema.required?.includes(field) === true && of.default !== false;
        return optional === required;
      })
      .map(({ where }) => where);
    expect(wrong).toEqual([]);
  });

  it("agree about every list and map", () => {
    const wrong = fields
      // What has no type there may be anything: a schema or a list of them, for one.
      .filter(({ of }) => of.type !== undefined)
      .filter(({ of, type }) => {
        const plain = withoutNull(type);
        const { additionalProperties } = of;
        const isMap = of.type === "object" && additionalProperties !== undefined;
        return (of.type === "array") !== plain.endsWith("[]") || isMap !== plain.startsWith("Record<string, ");
      })
      .map(({ where, type }) => `${where}: ${type}`);
    expect(wrong).toEqual([]);
  });

  it("agree about every value of every enum", () => {
    const enums = fields.flatMap(({ where, of, type }) => {
      const expected = of.enum ?? of.items?.enum ?? of.additionalProperties?.enum;
      return expected ? [{ where, expected: [...expected].toSorted(), type }] : [];
    });
    expect(enums.length).toBeGreaterThan(100);
    expect(enums.filter(({ expected, type }) => values(type).join() !== expected.join())).toEqual([]);
  });

  it("agree about texts, numbers and truth values", () => {
    const words: Readonly<Record<string, RegExp>> = {
      string: /^(string|Quantity|"[^"]*"( \| "[^"]*")*)$/,
      integer: /^number$/,
      number: /^number$/,
      boolean: /^boolean$/,
    };
    const wrong = fields
      .filter(({ of, type }) => {
        const word = words[of.type ?? ""];
        return word !== undefined && !word.test(withoutNull(type)) && of.format !== "int-or-string";
      })
      .map(({ where, type }) => `${where}: ${type}`);
    expect(wrong).toEqual([]);
  });
});

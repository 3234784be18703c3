import type { FieldSchema, ListSchema, MapSchema, ObjectSchema, ScalarSchema, TypeSchema } from "./type-schema.ts";

/** Types as generated, from which schemas are made. */
export interface TypeTable {
  /** An apiVersion to the Go package of its kinds: `apps/v1` to `apps/v1`. */
  readonly packages: Readonly<Record<string, string>>;
  /**
   * A type, `core/v1.Pod`, to its fields, joined by semicolons: name, type, then what else is to be said of it.
   *
   * - types: `string`, `int32`, …, `raw` and `any` for what has no type, a type of the same package by its name alone, `[]T` and `{}T` of these
   * - `!` is always written, `?` is a pointer, `~` is left out when null; `r` is required
   * - `g=` the type's name in Go, `v=` the embedded structs that the field is reached by, `d=` its default
   * - `p=` and `k=` strategy and key of strategic merge patches
   * - `l=` how server-side apply merges a list, `m=` whether it takes an object apart
   *
   * A type that begins with `^` is atomic to server-side apply.
   */
  readonly types: Readonly<Record<string, string>>;
}

/** Finds the schema of a kind; undefined for kinds that the table does not have. */
export type SchemaOf = (group: string, version: string, kind: string) => ObjectSchema | undefined;

/** Makes schemas of a table, each when it is first asked for, and then the same for all that refer to it. */
export function createSchemaOf(table: TypeTable): SchemaOf {
  const built = new Map<string, ObjectSchema>();

  // A field may say otherwise than its type whether it is atomic.
  const objectOf: ObjectOf = (id, atomic) => {
    const key = atomic === undefined ? id : `${id} ${atomic}`;
    const known = built.get(key);
    if (known) return known;
    const schema = createObject(id, table.types[id] ?? "", objectOf, atomic);
    built.set(key, schema);
    return schema;
  };

  return (group, version, kind) => {
    // What belongs to no group of resources: options of requests.
    const own = group === "meta.k8s.io" ? `meta/${version}` : undefined;
    const goPackage = own ?? table.packages[group === "" ? version : `${group}/${version}`];
    const id = `${goPackage}.${kind}`;
    return goPackage !== undefined && Object.hasOwn(table.types, id) ? objectOf(id) : undefined;
  };
}

type ObjectOf = (id: string, atomic?: boolean) => ObjectSchema;

/** `core/v1.PodSpec` to `v1.PodSpec`. */
const goNameOf = (id: string): string => id.slice(id.indexOf("/") + 1);

function createObject(id: string, line: string, objectOf: ObjectOf, atomic = line.startsWith("^")): ObjectSchema {
  const goPackage = id.slice(0, id.lastIndexOf("."));
  const rows = line.split(";").filter((row) => row !== "" && row !== "^");
  const required = rows.filter((row) => / r( |$)/.test(row)).map((row) => row.slice(0, row.indexOf(" ")));
  let fields: Readonly<Record<string, FieldSchema>> | undefined;
  return {
    type: "object",
    id,
    goType: goNameOf(id),
    required,
    atomic: atomic || undefined,
    get fields() {
      return (fields ??= fieldsOf(rows, goPackage, objectOf));
    },
  };
}

function fieldsOf(rows: readonly string[], goPackage: string, objectOf: ObjectOf): Record<string, FieldSchema> {
  const fields = Object.create(null) as Record<string, FieldSchema>;
  for (const row of rows) {
    const [name = "", type = "", ...attributes] = row.split(" ");
    fields[name] = fieldOf(type, attributes, goPackage, objectOf);
  }
  return fields;
}

/** What a row says beside name and type, by its letters. */
type Attributes = Readonly<Record<string, string | undefined>>;

function fieldOf(type: string, words: readonly string[], goPackage: string, objectOf: ObjectOf): FieldSchema {
  const attributes: Record<string, string> = {};
  let flags = "";
  for (const word of words) {
    if (word[1] === "=") attributes[word[0] ?? ""] = word.slice(2);
    else if (word !== "r") flags = word;
  }
  let schema: TypeSchema | undefined;
  // All have the same properties: what reads objects meets nothing else as often, and is fast only where they look alike.
  return {
    get schema() {
      return (schema ??= typeOf(type, attributes, goPackage, objectOf));
    },
    pointer: flags.includes("?"),
    alwaysWritten: flags.includes("!"),
    embeddedIn: attributes["v"],
    patchStrategy: attributes["p"]?.split(","),
    patchMergeKey: attributes["k"],
  };
}

function typeOf(type: string, attributes: Attributes, goPackage: string, objectOf: ObjectOf): TypeSchema {
  const { g: goName, d, l = "atomic", m } = attributes;
  const more = d === undefined ? undefined : { default: JSON.parse(d) as unknown };
  if (type.startsWith("[]")) {
    const items = typeOf(type.slice(2), { g: elementOf(goName) }, goPackage, objectOf);
    const [merge = "", keys = ""] = l.split(":");
    return {
      type: "list",
      items,
      merge: merge as ListSchema["merge"],
      keys: keys === "" ? [] : keys.split(","),
      goType: goName ?? `[]${goTypeOf(items)}`,
    };
  }
  if (type.startsWith("{}")) {
    const values = typeOf(type.slice(2), { g: elementOf(goName) }, goPackage, objectOf);
    const map: MapSchema = { type: "map", values, goType: goName ?? `map[string]${goTypeOf(values)}` };
    return m === "atomic" ? { ...map, atomic: true } : map;
  }
  const scalar = scalars[type];
  if (scalar) return goName === undefined && !more ? scalar : { ...scalar, ...(goName && { goType: goName }), ...more };
  if (type === "any") return untyped;
  if (type === "raw") return raw;
  return objectOf(type.includes("/") ? type : `${goPackage}.${type}`, m === undefined ? undefined : m === "atomic");
}

/** `[]v1.IPFamily` to `v1.IPFamily`; lists and maps that have names of their own do not say it. */
function elementOf(goName: string | undefined): string | undefined {
  return /^(?:\[\]|map\[[^\]]*\])(.*)$/.exec(goName ?? "")?.[1];
}

const untyped: TypeSchema = { type: "any" };
/** JSON of any kind within an object: `runtime.RawExtension`, `apiextensions.JSON`. */
const raw: TypeSchema = { type: "map", atomic: true, values: untyped };

const scalars: Readonly<Record<string, ScalarSchema>> = {
  string: { type: "string", goType: "string" },
  bool: { type: "boolean", goType: "bool" },
  int32: { type: "integer", format: "int32", goType: "int32" },
  int64: { type: "integer", format: "int64", goType: "int64" },
  float64: { type: "number", format: "double", goType: "float64" },
  bytes: { type: "string", format: "byte", goType: "[]uint8" },
  time: { type: "string", format: "date-time", goType: "v1.Time" },
  microtime: { type: "string", format: "micro-time", goType: "v1.MicroTime" },
  duration: { type: "string", format: "duration", goType: "v1.Duration" },
  quantity: { type: "quantity", goType: "resource.Quantity" },
  intstr: { type: "intOrString", goType: "intstr.IntOrString" },
};

function goTypeOf(schema: TypeSchema): string {
  return schema.type === "any" ? "interface {}" : (schema.goType ?? "");
}

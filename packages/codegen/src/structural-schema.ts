import { KubernetesError } from "@kubets/apimachinery";
import { isRecord } from "./schema.ts";

type Json = Readonly<Record<string, unknown>>;

/** Taken over as they are: they mean the same in a CRD. */
const kept = [
  "type",
  "title",
  "description",
  "format",
  "default",
  "enum",
  "pattern",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
  "multipleOf",
  "nullable",
] as const;

/**
 * Turns a JSON Schema into the structural form that a CRD demands: everything in place, no references, one type a value.
 *
 * References are resolved, `const` becomes an `enum` of one, null beside another type `nullable`, integer beside string
 * int-or-string, several literals one `enum`, several objects one with the fields of all, of which those are required that
 * all require. A value of any kind is kept as it is. `additionalProperties: false` goes: servers drop unknown fields.
 *
 * Throws a KubernetesError with reason `Decode` that names the place for what a CRD cannot say: a recursive schema, tuples,
 * and a choice between other types.
 */
export function toStructural(root: Json, where: string): Json {
  return convert(root, where, []);

  function convert(schema: unknown, path: string, within: readonly unknown[]): Json {
    if (schema === true || (isRecord(schema) && Object.keys(schema).length === 0)) return anything;
    if (!isRecord(schema)) throw refuse(path, "is no schema");
    if (within.includes(schema)) throw refuse(path, "contains itself; a CRD cannot say that");
    const around = [...within, schema];
    const { $ref, allOf, ...own } = schema;
    if (typeof $ref === "string") {
      const target = resolve($ref);
      if (around.includes(target)) throw refuse(path, "contains itself; a CRD cannot say that");
      return convert({ ...lookUp($ref, path), ...own }, path, [...around, target]);
    }
    if (Array.isArray(allOf)) return mergeAll([own, ...allOf], path, around);
    const choices = own["anyOf"] ?? own["oneOf"];
    if (Array.isArray(choices)) return { ...annotations(own), ...choose(choices, path, around) };
    if (Array.isArray(own["type"])) {
      return choose(
        own["type"].map((type: unknown) => ({ ...own, type })),
        path,
        around,
      );
    }
    return plain(own, path, around);
  }

  function lookUp($ref: string, path: string): Json {
    const target = resolve($ref);
    if (isRecord(target)) return target;
    throw refuse(path, `refers to "${$ref}", which is not there`);
  }

  function resolve($ref: string): unknown {
    const steps = $ref.replace(/^#\/?/, "").split("/").filter(Boolean);
    return steps.reduce<unknown>((at, step) => {
      const name = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
      return isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined;
    }, root);
  }

  function mergeAll(parts: readonly unknown[], path: string, within: readonly unknown[]): Json {
    const all = parts.filter((part) => !isRecord(part) || Object.keys(part).length > 0);
    const converted = all.map((part) => convert(part, path, within));
    const required = [...new Set(converted.flatMap((part) => (part["required"] ?? []) as string[]))];
    const properties = Object.assign({}, ...converted.map((part) => part["properties"])) as Json;
    return Object.assign(
      {},
      ...converted,
      Object.keys(properties).length > 0 && { properties },
      required.length > 0 && { required },
    ) as Json;
  }

  function choose(choices: readonly unknown[], path: string, within: readonly unknown[]): Json {
    const isNull = (choice: unknown): boolean =>
      isRecord(choice) && (choice["type"] === "null" || choice["const"] === null);
    const rest = choices.filter((choice) => !isNull(choice)).map((choice) => convert(choice, path, within));
    const nullable = rest.length < choices.length ? { nullable: true } : {};
    const [first, ...others] = rest;
    if (first === undefined) throw refuse(path, "is never anything but null");
    if (others.length === 0) return { ...first, ...nullable };
    return { ...united(rest, path), ...nullable };
  }

  function united(choices: readonly Json[], path: string): Json {
    const types = [...new Set(choices.map(({ type }) => type))];
    if (types.length === 1 && choices.every((choice) => Array.isArray(choice["enum"]))) {
      return { type: types[0], enum: [...new Set(choices.flatMap((choice) => choice["enum"] as unknown[]))] };
    }
    if (types.length === 1 && types[0] === "object") return unitedObjects(choices, path);
    if (types.every((type) => type === "integer" || type === "string")) return { "x-kubernetes-int-or-string": true };
    if (new Set(choices.map((choice) => JSON.stringify(choice))).size === 1) return choices[0] ?? anything;
    throw refuse(
      path,
      `is a choice between ${types.join(" and ")}; a CRD can say integer and string, literals and objects`,
    );
  }

  function unitedObjects(choices: readonly Json[], path: string): Json {
    const names = new Set(choices.flatMap((choice) => Object.keys(propertiesOf(choice))));
    const properties: Record<string, Json> = {};
    for (const name of names) {
      const found = choices.flatMap((choice) => {
        const all = propertiesOf(choice);
        return Object.hasOwn(all, name) ? [all[name] ?? anything] : [];
      });
      const distinct = [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
      define(
        properties,
        name,
        distinct.length === 1 && distinct[0] ? distinct[0] : united(distinct, `${path}.${name}`),
      );
    }
    const requiredOf = (choice: Json): string[] => (choice["required"] ?? []) as string[];
    const required = [...names].filter((name) => choices.every((choice) => requiredOf(choice).includes(name)));
    return { type: "object", properties, ...(required.length > 0 ? { required } : {}) };
  }

  function plain(schema: Json, path: string, within: readonly unknown[]): Json {
    const result: Record<string, unknown> = {};
    for (const name of kept) if (schema[name] !== undefined) result[name] = schema[name];
    if (schema["const"] !== undefined) Object.assign(result, literalOf(schema["const"]));
    if (Array.isArray(result["enum"]) && result["type"] === undefined) result["type"] = typeOf(result["enum"][0]);
    bound("minimum", "exclusiveMinimum");
    bound("maximum", "exclusiveMaximum");
    for (const [name, value] of Object.entries(schema)) if (name.startsWith("x-kubernetes-")) result[name] = value;
    if (isRecord(schema["properties"])) {
      const properties: Record<string, Json> = {};
      for (const [name, property] of Object.entries(schema["properties"])) {
        define(properties, name, convert(property, `${path}.${name}`, within));
      }
      result["type"] ??= "object";
      result["properties"] = properties;
      if (Array.isArray(schema["required"]) && schema["required"].length > 0) result["required"] = schema["required"];
    } else if (schema["additionalProperties"] !== undefined && schema["additionalProperties"] !== false) {
      result["additionalProperties"] = convert(schema["additionalProperties"], `${path}.*`, within);
    }
    if (schema["prefixItems"] !== undefined || Array.isArray(schema["items"])) throw refuse(path, "is a tuple");
    if (result["type"] === "array") result["items"] = convert(schema["items"] ?? {}, `${path}[]`, within);
    // A description alone says nothing of what the value is.
    return result["type"] === undefined && !("x-kubernetes-int-or-string" in result)
      ? { ...anything, ...result }
      : result;

    /** A CRD has the bound and a flag where newer JSON Schemas have two bounds. */
    function bound(inclusive: string, exclusive: string): void {
      const limit = schema[exclusive];
      if (typeof limit === "number") Object.assign(result, { [inclusive]: limit, [exclusive]: true });
      else if (schema[inclusive] !== undefined) {
        result[inclusive] = schema[inclusive];
        if (limit === true) result[exclusive] = true;
      }
    }
  }
}

const anything: Json = { "x-kubernetes-preserve-unknown-fields": true };

function annotations(schema: Json): Json {
  return Object.fromEntries(
    Object.entries(schema).filter(([name]) => name === "title" || name === "description" || name === "default"),
  );
}

/** Of a schema that has been converted. */
function propertiesOf(schema: Json): Readonly<Record<string, Json>> {
  return (schema["properties"] ?? {}) as Readonly<Record<string, Json>>;
}

function literalOf(value: unknown): Json {
  return { type: typeOf(value), enum: [value] };
}

function typeOf(value: unknown): string {
  return typeof value === "number" ? (Number.isInteger(value) ? "integer" : "number") : typeof value;
}

/** Defined rather than assigned: a field may be called `__proto__`. */
function define(properties: Record<string, Json>, name: string, value: Json): void {
  Object.defineProperty(properties, name, { value, enumerable: true, configurable: true, writable: true });
}

function refuse(path: string, problem: string): KubernetesError {
  return new KubernetesError(`${path} ${problem}`, { reason: "Decode" });
}

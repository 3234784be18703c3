import { apiVersionOf, type GroupVersionKind } from "@kubets/apimachinery";
import { packageOf, packages } from "../gen/open-api/index.ts";
import { isObject, type JsonObject } from "../json.ts";

/** The name of a built-in kind's schema, as references name it; undefined for kinds that are not built in. */
export function schemaNameOf({ group, version, kind }: GroupVersionKind): string | undefined {
  const apiVersion = apiVersionOf({ group, version });
  return Object.hasOwn(packageOf, apiVersion) ? `${packageOf[apiVersion]}.${kind}` : undefined;
}

/** Kinds of group meta.k8s.io that requests and answers of every resource refer to. */
export const metaSchema = (kind: string): string => `io.k8s.apimachinery.pkg.apis.meta.v1.${kind}`;

export const reference = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

/**
 * Built-in schemas by name, with all that they refer to; names that are not built in are left out. Each Go package is
 * imported when one of its schemas is first needed. The schemas are shared: not to be changed.
 */
export async function loadSchemas(names: Iterable<string>): Promise<Map<string, JsonObject>> {
  const loaded = new Map<string, JsonObject>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (loaded.has(name)) continue;
    const schema = await loadSchema(name);
    if (!schema) continue;
    loaded.set(name, schema);
    collectReferences(schema, waiting);
  }
  return loaded;
}

/** One built-in schema by name, without those that it refers to. */
async function loadSchema(name: string): Promise<JsonObject | undefined> {
  const goPackage = name.slice(0, name.lastIndexOf("."));
  if (!Object.hasOwn(packages, goPackage)) return undefined;
  const { schemas } = (await packages[goPackage]?.()) ?? {};
  const schema = schemas && Object.hasOwn(schemas, name) ? schemas[name] : undefined;
  return isObject(schema) ? schema : undefined;
}

/** Adds the names of the schemas that a schema refers to at any depth. */
export function collectReferences(value: unknown, into: string[]): void {
  if (Array.isArray(value)) for (const element of value) collectReferences(element, into);
  if (!isObject(value)) return;
  for (const [field, inner] of Object.entries(value)) {
    if (field === "$ref" && typeof inner === "string") into.push(inner.slice("#/components/schemas/".length));
    else collectReferences(inner, into);
  }
}

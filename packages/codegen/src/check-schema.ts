import { KubernetesError } from "@kubets/apimachinery";
import { isRecord, type Schema } from "./schema.ts";

/**
 * Takes a value read from a file for a schema, having looked at every part that the readers use. Throws a
 * KubernetesError with reason `Decode` that names the part, such as `where: spec.properties.image is not an object`.
 */
export function checkSchema(value: unknown, path: string, where: string): Schema {
  if (!isRecord(value)) throw refuse(where, path, "an object");
  check("$ref", "a string", (part) => typeof part === "string");
  check("type", "a string", (part) => typeof part === "string");
  check("description", "a string", (part) => typeof part === "string");
  check("required", "a list of names", (part) => Array.isArray(part) && part.every((name) => typeof name === "string"));
  check("enum", "a list", Array.isArray);
  check("allOf", "a list", Array.isArray);
  check("properties", "an object", isRecord);
  check("x-kubernetes-group-version-kind", "a list of kinds", (part) => Array.isArray(part) && part.every(isKind));
  const { properties, items, additionalProperties, allOf } = value;
  for (const [index, part] of ((allOf ?? []) as unknown[]).entries()) {
    checkSchema(part, `${path}.allOf[${index}]`, where);
  }
  for (const [name, property] of Object.entries(properties ?? {}))
    checkSchema(property, `${path}.properties.${name}`, where);
  if (items !== undefined) checkSchema(items, `${path}.items`, where);
  if (additionalProperties !== undefined && typeof additionalProperties !== "boolean") {
    checkSchema(additionalProperties, `${path}.additionalProperties`, where);
  }
  return value;

  function check(part: string, expected: string, holds: (part: unknown) => boolean): void {
    const found = (value as Record<string, unknown>)[part];
    if (found !== undefined && !holds(found)) throw refuse(where, `${path}.${part}`, expected);
  }
}

function isKind(part: unknown): boolean {
  return isRecord(part) && ["group", "version", "kind"].every((name) => typeof part[name] === "string");
}

function refuse(where: string, path: string, expected: string): KubernetesError {
  return new KubernetesError(`${where}: ${path} is not ${expected}`, { reason: "Decode" });
}

import { KubernetesError } from "@kubets/apimachinery";
import { checkSchema } from "./check-schema.ts";
import { kindKey, type Kind } from "./kinds.ts";
import type { SourceDocument } from "./model.ts";
import { parseJson } from "./parse-documents.ts";
import { isRecord, type Schema } from "./schema.ts";

/**
 * The schemas of all documents by name. Where two documents differ, the first one is right; but a type that many group
 * versions share lists in each document only the kinds of that one, and here those of all. Throws a KubernetesError
 * with reason `Decode` where a document is not OpenAPI v3.
 */
export function readSchemas(documents: readonly SourceDocument[]): Map<string, Schema> {
  const schemas = new Map<string, Schema>();
  for (const document of documents) {
    for (const [name, value] of Object.entries(componentsOf(document))) {
      const schema = checkSchema(value, `components.schemas.${name}`, document.name);
      const known = schemas.get(name);
      const kinds = known === undefined ? kindsOf(schema) : unitedKinds(known, schema);
      schemas.set(name, { ...(known ?? schema), "x-kubernetes-group-version-kind": kinds });
    }
  }
  return schemas;
}

/** The kinds that objects of a schema may have; none for what is part of an object. */
export function kindsOf(schema: Schema): readonly Kind[] {
  return schema["x-kubernetes-group-version-kind"] ?? [];
}

function componentsOf(document: SourceDocument): Record<string, unknown> {
  const content = parseJson(document);
  if (!isRecord(content) || typeof content["openapi"] !== "string" || !content["openapi"].startsWith("3.")) {
    throw new KubernetesError(
      `${document.name}: not an OpenAPI v3 document (no "openapi": "3.…"); get one from a server under /openapi/v3`,
      { reason: "Decode" },
    );
  }
  const components = isRecord(content["components"]) ? content["components"] : {};
  return isRecord(components["schemas"]) ? components["schemas"] : {};
}

function unitedKinds(a: Schema, b: Schema): Kind[] {
  return [...new Map([...kindsOf(a), ...kindsOf(b)].map((kind) => [kindKey(kind), kind])).values()];
}

import { KubernetesError, type UnstructuredObject } from "@kubets/apimachinery";
import { loadAll } from "js-yaml";
import { isObject, type JsonObject } from "../json.ts";
import { yamlSchema } from "./yaml-schema.ts";

/**
 * The objects of manifests in YAML or JSON: documents separated by `---`, empty ones left out, lists (`kind: List` and
 * kinds that end in `List` with items) taken apart. `origin` names the text in errors, which are KubernetesErrors with
 * reason `Decode`: not YAML, or an object without apiVersion and kind. Their messages never quote the text.
 */
export function parseManifests(text: string, origin = "manifest"): UnstructuredObject[] {
  let documents: unknown[];
  try {
    documents = loadAll(text, { schema: yamlSchema });
  } catch (error) {
    const { reason, mark } = error as { reason?: string; mark?: { line: number; column: number } };
    const place = mark ? `${origin}:${mark.line + 1}:${mark.column + 1}` : origin;
    // The parser's message shows lines of the text, which may be of a Secret.
    throw new KubernetesError(`${place}: not YAML: ${(reason ?? "it cannot be read").split("\n", 1)[0]}`, {
      reason: "Decode",
    });
  }
  const present = documents.filter((document) => document !== null && document !== undefined);
  return present.flatMap((document, index) => objectsOf(document, `${origin}, document ${index + 1}`));
}

function objectsOf(document: unknown, place: string): UnstructuredObject[] {
  if (!isTyped(document)) {
    throw new KubernetesError(`${place}: no object with apiVersion and kind`, { reason: "Decode" });
  }
  if (!document.kind.endsWith("List") || !Array.isArray(document["items"])) return [document];
  const [version, kind] = [document.apiVersion, document.kind.slice(0, -"List".length)];
  return document["items"].flatMap((item: unknown) =>
    // Items of a typed list leave out what the list says.
    objectsOf(isObject(item) && kind !== "" ? { apiVersion: version, kind, ...item } : item, place),
  );
}

function isTyped(value: unknown): value is JsonObject & { apiVersion: string; kind: string } {
  return isObject(value) && typeof value["apiVersion"] === "string" && typeof value["kind"] === "string";
}

import { KubernetesError } from "@kubets/apimachinery";
import { loadAll, YAMLException } from "js-yaml";
import type { SourceDocument } from "./model.ts";

/** Parses JSON. Throws a KubernetesError with reason `Decode` that names the document. */
export function parseJson(document: SourceDocument): unknown {
  try {
    return JSON.parse(document.text);
  } catch (cause) {
    throw new KubernetesError(`${document.name}: not JSON: ${(cause as Error).message}`, { reason: "Decode", cause });
  }
}

/** Parses every document of a YAML file, of which JSON is a part. Throws as {@link parseJson} does, with the line. */
export function parseYaml(document: SourceDocument): unknown[] {
  try {
    return loadAll(document.text);
  } catch (cause) {
    throw new KubernetesError(`${document.name}: not YAML: ${describeYamlError(cause)}`, { reason: "Decode", cause });
  }
}

function describeYamlError(error: unknown): string {
  if (!(error instanceof YAMLException)) return error instanceof Error ? error.message : String(error);
  const { mark } = error;
  return mark === undefined ? error.reason : `${error.reason} (line ${mark.line + 1}, column ${mark.column + 1})`;
}

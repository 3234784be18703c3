import { fieldOf, isObject, setField, sorted, valueAt, type JsonObject } from "../json.ts";
import type { TypeSchema } from "../schema/type-schema.ts";
import { UnnamedElement } from "./atoms.ts";
import { compare } from "./compare.ts";
import { typeProblem } from "./check-type.ts";
import { difference, type FieldSet } from "./field-set.ts";
import { fieldSetOf } from "./field-set-of.ts";

const annotation = "kubectl.kubernetes.io/last-applied-configuration";
const encoder = new TextEncoder();
const largestAnnotations = 256 * 1024;

/** The manager whose applies take over from client-side ones. */
export const kubectl = "kubectl";

/**
 * The fields that a client-side apply set and nobody changed since. Undefined where the object tells of none, or of one in
 * another version.
 */
export function lastAppliedFields(schema: TypeSchema, live: JsonObject, apiVersion: string): FieldSet | undefined {
  const text = valueAt(live, ["metadata", "annotations", annotation]);
  if (typeof text !== "string" || text === "") return undefined;
  let last: unknown;
  try {
    last = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(last) || last["apiVersion"] !== apiVersion || typeProblem(schema, last) !== undefined) return undefined;
  try {
    const { added, modified, removed } = compare(schema, last, live);
    return difference(difference(difference(fieldSetOf(schema, last), modified), added), removed);
  } catch (error) {
    if (error instanceof UnnamedElement) return undefined;
    throw error;
  }
}

/** Keeps the annotation of client-side apply up to date, where the object has it: `applied` is what it now says. */
export function withLastApplied(object: JsonObject, applied: JsonObject): JsonObject {
  const metadata = object["metadata"];
  const annotations = isObject(metadata) ? metadata["annotations"] : undefined;
  if (!isObject(metadata) || !isObject(annotations) || !annotations[annotation]) return object;
  const next: JsonObject = { ...annotations, [annotation]: textOf(applied) };
  let size = 0;
  for (const key of Object.keys(next)) size += encoder.encode(key + String(next[key])).length;
  if (size > largestAnnotations) delete next[annotation];
  return { ...object, metadata: { ...metadata, annotations: next } };
}

function textOf(applied: JsonObject): string {
  const metadata = isObject(applied["metadata"]) ? { ...applied["metadata"] } : undefined;
  const annotations = metadata && fieldOf(metadata, "annotations");
  if (metadata && isObject(annotations) && Object.hasOwn(annotations, annotation)) {
    const { [annotation]: _, ...others } = annotations;
    setField(metadata, "annotations", others);
  }
  return `${JSON.stringify(sorted({ ...applied, ...(metadata && { metadata }) }))}\n`;
}

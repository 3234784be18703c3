import { apiVersionOf } from "@kubets/apimachinery";
import { bytesOf, mediaTypeOf, parseJson, textOf, typed, type RequestBody } from "../http/codec.ts";
import type { FieldValidation } from "../http/field-validation.ts";
import { goJson, goText } from "../go-text.ts";
import { applyJsonPatch } from "../patches/json-patch.ts";
import { seenBy } from "../hubs/seen-by.ts";
import { copyOf, type JsonObject } from "../json.ts";
import { applyMergePatch } from "../patches/merge-patch.ts";
import { restoreProblem } from "../patches/restore-problem.ts";
import type { Undecodable } from "../resources/metadata.ts";
import type { TypeSchema } from "../schema/type-schema.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import { badRequest, invalid, invalidValue, unsupportedMediaType, unsupportedPatch } from "../http/status.ts";
import { applyStrategicMergePatch } from "../patches/strategic-merge-patch.ts";
import type { StoredObject } from "../storage/store.ts";

const jsonPatch = "application/json-patch+json";
const mergePatch = "application/merge-patch+json";
const strategicMergePatch = "application/strategic-merge-patch+json";
export const applyPatch = "application/apply-patch+yaml";

/** A patch of a request, ready to be applied. */
export interface Patch {
  readonly apply: (object: JsonObject) => JsonObject;
  /** A strategic merge patch is quoted itself where what it makes is no object of its kind; others are not. */
  readonly strategic?: unknown;
}

/** What a patch needs to know of the kind it is for. */
export interface PatchedKind {
  readonly schema?: TypeSchema | undefined;
  /** Custom resources know no strategic merge patch. */
  readonly custom?: unknown;
}

/** The kind of a patch, by its media type. One that is not known is refused before anything else is looked at. */
export function patchTypeOf(request: RequestBody, { custom }: PatchedKind): string {
  const accepted = [jsonPatch, mergePatch, ...(custom ? [] : [strategicMergePatch]), applyPatch];
  const type = mediaTypeOf(request);
  if (!accepted.includes(type)) throw custom ? unsupportedMediaType(accepted) : unsupportedPatch();
  return type;
}

/** Reads a patch that is no apply. */
export function readPatch(request: RequestBody, { schema }: PatchedKind): Patch {
  const type = mediaTypeOf(request);
  let patch: unknown;
  try {
    patch = parseJson(textOf(bytesOf(request)));
  } catch (error) {
    throw error instanceof SyntaxError ? badRequest("invalid JSON patch") : error;
  }
  // An empty list of operations, and an empty object.
  if (patch === null && type !== mergePatch) return { apply: (object) => object };
  if (type === jsonPatch) return { apply: (object) => applyJsonPatch(object, patch) };
  if (type === mergePatch) return { apply: (object) => applyMergePatch(object, patch) };
  const known = schema?.type === "object" ? schema : undefined;
  return { apply: (object) => applyStrategicMergePatch(object, patch, known), strategic: patch };
}

/** The object that a patch makes of a stored one. */
export function patched(
  entry: ResourceEntry,
  stored: StoredObject,
  patch: Patch,
  validation: FieldValidation,
): JsonObject {
  const apiVersion = apiVersionOf(entry);
  const object = seenBy(entry, stored);
  const result = patch.apply({ ...copyOf<JsonObject>(object), kind: entry.kind, apiVersion });
  if (result["kind"] !== entry.kind || result["apiVersion"] !== apiVersion) {
    if (result["kind"] === undefined)
      throw unfitPatch(result)(`Object 'Kind' is missing in '${JSON.stringify(result)}'`);
    const [kind, version] = [result["kind"], result["apiVersion"]].map(String);
    if (entry.custom) {
      const [field, value, wanted] =
        kind === entry.kind ? ["apiVersion", version, apiVersion] : ["kind", kind, entry.kind];
      const group = { group: entry.group, kind: kind ?? "" };
      throw invalid(group, stored.metadata.name, [invalidValue(field ?? "", value, `must be ${wanted}`)]);
    }
    throw unfitPatch(result)(`no kind "${kind}" is registered for version "${version}" in scheme`);
  }
  // What failed to be pruned or decoded is quoted as it was before.
  const quoted = patch.strategic === undefined ? undefined : goText(patch.strategic);
  const text = entry.custom ? goJson(result) : quoted;
  if (quoted !== undefined && entry.schema) {
    const problem = restoreProblem(entry.schema, result);
    if (problem !== undefined) throw unfitPatch(result, text)(problem);
  }
  return typed(entry, result, validation, unfitPatch(result, text));
}

/** What a patch gets whose result is no object of its kind. */
export function unfitPatch(result: JsonObject, text?: string): Undecodable {
  return (problem) =>
    invalid({ group: "", kind: "" }, "", [invalidValue("patch", text ?? JSON.stringify(result), problem)]);
}

import { apiVersionOf } from "@kubets/apimachinery";
import { bytesOf, mediaTypeOf, parseJson, textOf, typed, type RequestBody } from "./codec.ts";
import { applyJsonPatch } from "./json-patch.ts";
import { copyOf, type JsonObject } from "./json.ts";
import { applyMergePatch } from "./merge-patch.ts";
import type { Undecodable } from "./metadata.ts";
import type { PatchSchema } from "./patch-schema.ts";
import type { ResourceEntry } from "./resource-registry.ts";
import { badRequest, invalid, invalidValue, notImplemented, unsupportedMediaType, unsupportedPatch } from "./status.ts";
import { applyStrategicMergePatch } from "./strategic-merge-patch.ts";
import type { StoredObject } from "./store.ts";

const jsonPatch = "application/json-patch+json";
const mergePatch = "application/merge-patch+json";
const strategicMergePatch = "application/strategic-merge-patch+json";
const applyPatch = "application/apply-patch+yaml";

/** A patch of a request, ready to be applied. */
export type Patch = (object: JsonObject) => JsonObject;

/** Reads a patch. Without a schema, as for custom resources, there is no strategic merge patch. */
export function readPatch(request: RequestBody, schema: PatchSchema | undefined): Patch {
  const accepted = [jsonPatch, mergePatch, ...(schema ? [strategicMergePatch] : [])];
  const type = mediaTypeOf(request);
  if (type === applyPatch) throw notImplemented("server-side apply is not implemented by this server");
  if (!accepted.includes(type)) throw schema ? unsupportedPatch() : unsupportedMediaType(accepted);
  let patch: unknown;
  try {
    patch = parseJson(textOf(bytesOf(request)));
  } catch (error) {
    throw error instanceof SyntaxError ? badRequest("invalid JSON patch") : error;
  }
  // An empty list of operations, and an empty object.
  if (patch === null && type !== mergePatch) return (object) => object;
  if (type === jsonPatch) return (object) => applyJsonPatch(object, patch);
  if (type === mergePatch) return (object) => applyMergePatch(object, patch);
  return (object) => applyStrategicMergePatch(object, patch, schema ?? { fields: {} });
}

/** The object that a patch makes of a stored one. */
export function patched(entry: ResourceEntry, stored: StoredObject, patch: Patch): JsonObject {
  const apiVersion = apiVersionOf(entry);
  const result = patch({ ...copyOf<JsonObject>(stored), kind: entry.kind, apiVersion });
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
  return typed(entry, result);
}

/** What a patch gets whose result is no object of its kind. */
export function unfitPatch(result: JsonObject): Undecodable {
  return (problem) => invalid({ group: "", kind: "" }, "", [invalidValue("patch", JSON.stringify(result), problem)]);
}

import { apiVersionOf } from "@kubets/apimachinery";
import { bytesOf, mediaTypeOf, textOf, typed, type RequestBody } from "../http/codec.ts";
import type { FieldValidation } from "../http/field-validation.ts";
import { goJson, goText } from "../go-text.ts";
import { applyJsonPatch, operationProblems } from "../patches/json-patch.ts";
import { seenBy } from "../hubs/seen-by.ts";
import { copyOf, type JsonObject } from "../json.ts";
import { applyMergePatch } from "../patches/merge-patch.ts";
import { restoreProblem, withoutPlace } from "../patches/restore-problem.ts";
import type { Undecodable } from "../resources/metadata.ts";
import { duplicateFields } from "../schema/duplicate-fields.ts";
import { JsonNumber, parseJsonExactly, withPlainNumbers, type ParsedJson } from "../schema/parse-json.ts";
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
  /** What is said twice in it. */
  readonly problems?: readonly string[] | undefined;
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
  let parsed: ParsedJson;
  try {
    parsed = parseJsonExactly(textOf(bytesOf(request)));
  } catch (error) {
    throw error instanceof SyntaxError ? badRequest("invalid JSON patch") : error;
  }
  const patch = withPlainNumbers(parsed.value);
  const huge = type === jsonPatch ? undefined : hugeNumber(parsed.value);
  if (huge !== undefined) {
    const prefix = type === mergePatch ? "error decoding patch: " : "";
    throw badRequest(`${prefix}json: cannot unmarshal number ${huge} into Go value of type float64`);
  }
  const problems = duplicateFields(parsed);
  // An empty list of operations, and an empty object.
  if (patch === null && type !== mergePatch) return { apply: (object) => object };
  if (type === jsonPatch) {
    const all = [...problems, ...operationProblems(patch)].map((problem) => `json patch ${problem}`);
    return { apply: (object) => applyJsonPatch(object, patch), problems: all };
  }
  if (type === mergePatch) return { apply: (object) => applyMergePatch(object, patch), problems };
  const known = schema?.type === "object" ? schema : undefined;
  return { apply: (object) => applyStrategicMergePatch(object, patch, known), strategic: patch, problems };
}

/** Refuses the result of a patch of a built-in kind that says to be something else; one that does not say is one. */
function checkDecodedType(entry: ResourceEntry, result: JsonObject, name: string, validation: FieldValidation): void {
  const { kind = entry.kind, apiVersion } = result;
  if (apiVersion === undefined) {
    // Read as an object of no version, which knows no field.
    const fields = Object.keys(result).filter((field) => field !== "kind");
    validation.check(
      fields.map((field) => `unknown field "${field}"`),
      unfitPatch(result),
    );
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  }
  const fail = unfitPatch(result);
  for (const [field, value] of [
    ["apiVersion", apiVersion],
    ["kind", kind],
  ] as const) {
    if (typeof value === "string") continue;
    const found = typeof value === "boolean" ? "bool" : Array.isArray(value) ? "array" : typeof value;
    const problem = `json: cannot unmarshal ${found} into Go struct field .${field} of type string`;
    throw fail(`couldn't get version/kind; json parse error: ${problem}`);
  }
  if (kind === entry.kind && apiVersion === apiVersionOf(entry)) return;
  throw fail(
    `no kind "${goText(kind)}" is registered for version "${goText(apiVersion)}" in scheme "pkg/runtime/scheme.go:111"`,
  );
}

/** A number that is too large for any type, as it was written. */
function hugeNumber(value: unknown): string | undefined {
  if (value instanceof JsonNumber) return Number.isFinite(Number(value.text)) ? undefined : value.text;
  if (typeof value !== "object" || value === null) return undefined;
  for (const inner of Object.values(value)) {
    const found = hugeNumber(inner);
    if (found !== undefined) return found;
  }
  return undefined;
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
  const quoted = patch.strategic === undefined ? undefined : goText(patch.strategic);
  if (quoted !== undefined) return restored(entry, result, patch, validation, quoted);
  if (result["kind"] !== entry.kind || result["apiVersion"] !== apiVersion) {
    if (entry.custom && result["kind"] === undefined)
      throw unfitPatch(result)(`Object 'Kind' is missing in '${JSON.stringify(result)}'`);
    const [kind, version] = [result["kind"], result["apiVersion"]].map(String);
    if (entry.custom) {
      const [field, value, wanted] =
        kind === entry.kind ? ["apiVersion", version, apiVersion] : ["kind", kind, entry.kind];
      const group = { group: entry.group, kind: kind ?? "" };
      throw invalid(group, stored.metadata.name, [invalidValue(field ?? "", value, `must be ${wanted}`)]);
    }
    checkDecodedType(entry, result, stored.metadata.name, validation);
  }
  // What failed to be pruned or decoded is quoted as it was before.
  const text = entry.custom ? goJson(result) : undefined;
  return typed(entry, result, validation, unfitPatch(result, text), patch.problems);
}

/** What a strategic merge patch makes becomes an object of its kind without being decoded, whatever type it says it has. */
function restored(
  entry: ResourceEntry,
  result: JsonObject,
  { problems }: Patch,
  validation: FieldValidation,
  quoted: string,
): JsonObject {
  const fail = unfitPatch(result, quoted);
  const problem = entry.schema && restoreProblem(entry.schema, result);
  if (problem !== undefined) throw fail(problem);
  const object = { ...result, kind: entry.kind, apiVersion: apiVersionOf(entry) };
  return typed(entry, object, validation, (text) => fail(withoutPlace(text)), problems);
}

/** What a patch gets whose result is no object of its kind. */
export function unfitPatch(result: JsonObject, text?: string): Undecodable {
  return (problem) =>
    invalid({ group: "", kind: "" }, "", [invalidValue("patch", text ?? JSON.stringify(result), problem)]);
}

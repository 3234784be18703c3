import type { DeepPartial } from "./deep.ts";

/** One operation of a JSON patch (RFC 6902). */
export type JsonPatchOperation =
  | { readonly op: "add" | "replace" | "test"; readonly path: string; readonly value: unknown }
  | { readonly op: "remove"; readonly path: string }
  | { readonly op: "move" | "copy"; readonly path: string; readonly from: string };

/**
 * A change of an object, with its strategy named in the call, so that body and content type cannot disagree:
 *
 * - `json`: operations, all or none (RFC 6902)
 * - `merge`: a partial object; null removes, lists are replaced whole (RFC 7386)
 * - `strategic`: a partial object merged by Kubernetes' rules, lists by their keys; built-in kinds only, custom
 *   resources answer 415
 *
 * Server-side apply is a call of its own.
 */
export type Patch<T> =
  | { readonly type: "json"; readonly operations: readonly JsonPatchOperation[] }
  | { readonly type: "merge" | "strategic"; readonly value: DeepPartial<T> };

/** The content type of each patch strategy; `apply` is server-side apply, whose JSON body is legal YAML. */
export const patchContentTypes: {
  readonly json: string;
  readonly merge: string;
  readonly strategic: string;
  readonly apply: string;
} = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

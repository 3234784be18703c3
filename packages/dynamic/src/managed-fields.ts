import { invalidRequest } from "@kubets/rest";
import {
  isConflict,
  type KubernetesObject,
  type ManagedFieldsEntry,
  type Patch,
  type Stored,
} from "@kubets/apimachinery";
import { extract, union, type FieldsV1 } from "./fields-v1.ts";
import type { ApplyObject } from "./resource-client.ts";

/** Whose fields to extract. */
export interface ExtractOptions {
  /** The name it applied with. */
  readonly fieldManager: string;
  /** What it applied of a subresource, such as `status`, in place of the object's. */
  readonly subresource?: string | undefined;
}

/**
 * What a manager has applied to an object and still owns, ready to be changed and applied again: fields that it owns and
 * that are missing in an apply are removed (F084). Fields that it wrote by updates are not among them. An object of whose
 * fields it owns none gives its name alone.
 *
 * No schema is needed: whether an owned map or list was applied whole or empty is told by what others own below it.
 *
 * Throws a KubernetesError with reason `InvalidRequest` on an object without managedFields, as a client that drops them or
 * a metadata-only read gives it: to apply nothing at all would remove everything.
 */
export function extractManaged<T extends KubernetesObject>(object: Stored<T>, options: ExtractOptions): ApplyObject<T> {
  const entries = managedFieldsOf(object);
  const owned = entries.filter((entry) => isOf(entry, options.fieldManager, "Apply", options.subresource));
  const fields = owned.map(fieldsOf).reduce(union, noFields);
  const all = entries.map(fieldsOf).reduce(union, noFields);
  const { apiVersion, kind, metadata } = object;
  const part = (fields === noFields ? {} : extract(object, fields, all)) as KubernetesObject;
  const { name, namespace } = metadata;
  const identity = { ...part.metadata, name, ...(namespace === undefined ? {} : { namespace }) };
  return { ...part, apiVersion, kind, metadata: identity } as unknown as ApplyObject<T>;
}

/** Not empty, which would be the whole object. */
const noFields: FieldsV1 = { ".": {} };

/** One field that somebody else owns. */
export interface FieldConflict {
  /** Its path: `.spec.replicas`. */
  readonly field: string;
  readonly manager: string;
  readonly subresource?: string | undefined;
  /** Of the update that it is owned by; absent where it was applied. */
  readonly apiVersion?: string | undefined;
  /** RFC 3339; when that update was. */
  readonly time?: string | undefined;
}

const conflictMessage =
  /^conflict with ("(?:[^"\\]|\\.)*")(?: with subresource ("(?:[^"\\]|\\.)*"))?(?: using (\S+))?(?: at (\S+))?$/;

/**
 * What an apply conflicts with: which field is owned by whom. Empty for every other failure, also for the conflict of an
 * update with a version that is not the newest. Sorted by field. To go on: give up the field, or apply with `force`.
 */
export function fieldConflicts(error: unknown): FieldConflict[] {
  if (!isConflict(error)) return [];
  const conflicts = (error.details?.causes ?? []).flatMap(({ reason, field = "", message = "" }) => {
    const match = reason === "FieldManagerConflict" ? conflictMessage.exec(message) : null;
    const [, manager, subresource, apiVersion, time] = match ?? [];
    if (manager === undefined) return [];
    return [{ field, manager: unquote(manager), subresource: subresource && unquote(subresource), apiVersion, time }];
  });
  // Servers name them in any order.
  return conflicts.toSorted((one, other) => (one.field < other.field ? -1 : 1));
}

/** A server quotes as Go does; for what JSON cannot read of that, the text between the quotes. */
function unquote(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}

/** Whose fields become whose. */
export interface UpgradeOptions {
  /** Who wrote by updates until now: `kubectl-client-side-apply`, `before-first-apply`, a program's own name. */
  readonly from: readonly string[];
  /** Who will apply from now on. */
  readonly to: string;
  /** For the fields of a subresource, such as `status`. */
  readonly subresource?: string | undefined;
}

/**
 * The patch by which fields that were written by updates become owned by a manager that applies (F171). Without it, the
 * first apply would share them, and fields left out of a later one would stay. Undefined where there is nothing to do.
 *
 * It demands the resourceVersion that it was made for: a conflict means read again and make it anew. Throws as
 * `extractManaged` does.
 */
export function upgradeToServerSideApply<T extends KubernetesObject>(
  object: Stored<T>,
  options: UpgradeOptions,
): Patch<T> | undefined {
  const before = managedFieldsOf(object);
  const after = options.from.reduce((entries, from) => upgrade(entries, from, options), before);
  if (after === before) return undefined;
  return {
    type: "json",
    operations: [
      { op: "replace", path: "/metadata/managedFields", value: after },
      { op: "replace", path: "/metadata/resourceVersion", value: object.metadata.resourceVersion },
    ],
  };
}

type Entries = readonly ManagedFieldsEntry[];

function upgrade(entries: Entries, from: string, { to, subresource }: UpgradeOptions): Entries {
  const isSource = (entry: ManagedFieldsEntry): boolean => isOf(entry, from, "Update", subresource);
  const source = entries.find(isSource);
  const target = entries.find((entry) => isOf(entry, to, "Apply", subresource));
  if (!source) return entries;
  const start: ManagedFieldsEntry = target ?? { ...source, manager: to, operation: "Apply" };
  // Fields of another version have other names: those are given up rather than mixed in.
  const same = entries.find(
    (entry) => isSource(entry) && entry !== (target ?? source) && entry.apiVersion === start.apiVersion,
  );
  const merged = same ? { ...start, fieldsV1: union(fieldsOf(start), fieldsOf(same)) } : start;
  return entries.flatMap((entry) => (entry === (target ?? source) ? [merged] : isSource(entry) ? [] : [entry]));
}

function isOf(entry: ManagedFieldsEntry, manager: string, operation: string, subresource = ""): boolean {
  return entry.manager === manager && entry.operation === operation && (entry.subresource ?? "") === subresource;
}

function fieldsOf({ fieldsV1 }: ManagedFieldsEntry): FieldsV1 {
  return (fieldsV1 ?? { ".": {} }) as FieldsV1;
}

function managedFieldsOf({ kind, metadata }: Stored): Entries {
  if (metadata.managedFields) return metadata.managedFields;
  throw invalidRequest(`the ${kind} "${metadata.name}" carries no managedFields`);
}

import { equal, type JsonObject } from "../json.ts";
import type { TypeSchema } from "../schema/type-schema.ts";
import { compare, type Comparison } from "./compare.ts";
import { difference, differenceBelow, emptySet, intersection, isEmpty, union, type FieldSet } from "./field-set.ts";
import { fieldSetOf, withNamedFields } from "./field-set-of.ts";
import type { Manager, Managers } from "./managers.ts";
import { mergeApplied } from "./merge.ts";
import { reconcileWithSchema } from "./reconcile.ts";
import { removeFields } from "./remove-fields.ts";

/** The versions in which an object can be seen. All see the same fields; their types may differ. */
export interface Versions {
  /** Undefined for a version that is not served. */
  schemaOf(apiVersion: string): TypeSchema | undefined;
  /** An object of one version in another one. Throws {@link Unconvertible}. */
  convert(object: JsonObject, from: string, to: string): JsonObject;
  /** What a write cannot change, and so nobody can own by it. */
  resetFields(apiVersion: string): FieldSet | undefined;
}

/** An object that another version cannot hold: nobody can say what changes in it. The message is Go's. */
export class Unconvertible extends Error {
  override readonly name: string = "Unconvertible";
}

/** Fields that an apply would take from others. */
export class ApplyConflict extends Error {
  override readonly name: string = "ApplyConflict";
  /** By identity of the manager. */
  readonly conflicts: ReadonlyMap<string, FieldSet>;

  constructor(conflicts: ReadonlyMap<string, FieldSet>) {
    super("Apply failed with conflicts");
    this.conflicts = conflicts;
  }
}

/** Who owns what after somebody wrote an object without applying: what changed is now theirs. */
export function trackUpdate(
  versions: Versions,
  live: JsonObject,
  next: JsonObject,
  managers: Managers,
  identity: string,
  self: Manager,
): Managers {
  const reconciled = reconcile(versions, managers);
  const { managers: others, comparison } = shareOut(versions, live, next, reconciled, self.apiVersion, identity, true);
  const before = others.get(identity)?.fields ?? emptySet;
  const { added, modified, removed } = comparison;
  const changed = union(union(difference(before, removed), modified), added);
  const reset = versions.resetFields(self.apiVersion);
  return withManager(others, identity, { ...self, fields: reset ? differenceBelow(changed, reset) : changed });
}

/**
 * What an object becomes when somebody applies a part of it, and who owns what then. Throws {@link ApplyConflict} where
 * others own what would change, unless forced. `object` is undefined where nothing changes.
 */
export function trackApply(
  versions: Versions,
  live: JsonObject,
  applied: JsonObject,
  managers: Managers,
  identity: string,
  self: Manager,
  force: boolean,
): { readonly object: JsonObject | undefined; readonly managers: Managers } {
  const schema = versions.schemaOf(self.apiVersion);
  if (!schema) throw new Error(`no type for ${self.apiVersion}`);
  const reconciled = reconcile(versions, managers);
  const merged = mergeApplied(schema, live, applied);
  const named = fieldSetOf(schema, applied);
  const reset = versions.resetFields(self.apiVersion);
  const last = reconciled.get(identity);
  const claimed = new Map(reconciled);
  claimed.set(identity, { ...self, fields: reset ? differenceBelow(named, reset) : named });
  const object = last && !isEmpty(last.fields) ? prune(versions, merged, claimed, last) : merged;
  const shared = shareOut(versions, live, object, claimed, self.apiVersion, identity, force);
  return { object: equal(live, object) ? undefined : object, managers: shared.managers };
}

/** Takes from all others what changed, and from everybody what is gone. */
function shareOut(
  versions: Versions,
  live: JsonObject,
  next: JsonObject,
  managers: Managers,
  apiVersion: string,
  identity: string,
  force: boolean,
): { readonly managers: Managers; readonly comparison: Comparison } {
  const comparisons = new Map<string, Comparison>();
  const comparisonAt = (version: string): Comparison | undefined => {
    let comparison = comparisons.get(version);
    if (comparison) return comparison;
    const schema = versions.schemaOf(version);
    if (!schema) return undefined;
    const [before, after] = [live, next].map((object) => versions.convert(object, apiVersion, version)) as [
      JsonObject,
      JsonObject,
    ];
    comparison = withoutReset(compare(schema, before, after), versions.resetFields(version));
    comparisons.set(version, comparison);
    return comparison;
  };
  const own = comparisonAt(apiVersion);
  if (!own) throw new Error(`no type for ${apiVersion}`);

  const conflicts = new Map<string, FieldSet>();
  const left = new Map<string, Manager>();
  for (const [other, manager] of managers) {
    if (other === identity) {
      left.set(other, manager);
      continue;
    }
    const comparison = comparisonAt(manager.apiVersion);
    // Nobody can own fields of a version that is gone.
    if (!comparison) continue;
    const { added, modified, removed } = comparison;
    const conflict = intersection(manager.fields, union(modified, added));
    if (!isEmpty(conflict)) conflicts.set(other, conflict);
    const fields = difference(difference(manager.fields, conflict), removed);
    if (!isEmpty(fields)) left.set(other, fields === manager.fields ? manager : { ...manager, fields });
  }
  if (!force && conflicts.size > 0) throw new ApplyConflict(conflicts);
  const self = left.get(identity);
  if (self && isEmpty(self.fields)) left.delete(identity);
  return { managers: left, comparison: own };
}

function withoutReset(comparison: Comparison, reset: FieldSet | undefined): Comparison {
  if (!reset) return comparison;
  return {
    added: differenceBelow(comparison.added, reset),
    modified: differenceBelow(comparison.modified, reset),
    removed: differenceBelow(comparison.removed, reset),
  };
}

/** Removes what was applied last time and is not any more, unless somebody else has it too. */
function prune(versions: Versions, merged: JsonObject, managers: Managers, last: Manager): JsonObject {
  const schema = versions.schemaOf(last.apiVersion);
  if (!schema) return merged;
  const lastFields = withNamedFields(last.fields, schema);
  let pruned = removeFields(schema, merged, lastFields);
  let prunedVersion = last.apiVersion;

  const owned = new Map<string, FieldSet>();
  // The version of the last apply goes first.
  owned.set(last.apiVersion, emptySet);
  for (const { apiVersion, fields } of managers.values()) {
    owned.set(apiVersion, union(owned.get(apiVersion) ?? emptySet, fields));
  }
  for (const [version, fields] of owned) {
    const type = versions.schemaOf(version);
    if (!type || isEmpty(fields)) continue;
    const all = versions.convert(merged, last.apiVersion, version);
    pruned = addBackOwned(type, all, versions.convert(pruned, prunedVersion, version), fields);
    prunedVersion = version;
  }
  pruned = versions.convert(pruned, prunedVersion, last.apiVersion);

  // What is gone without having been applied was left hanging by what was around it.
  const left = withNamedFields(fieldSetOf(schema, pruned), schema);
  const all = withNamedFields(fieldSetOf(schema, merged), schema);
  return removeFields(schema, merged, intersection(difference(all, left), lastFields));
}

function addBackOwned(type: TypeSchema, merged: JsonObject, pruned: JsonObject, owned: FieldSet): JsonObject {
  const all = withNamedFields(fieldSetOf(type, merged), type);
  const left = withNamedFields(fieldSetOf(type, pruned), type);
  return removeFields(type, merged, difference(all, union(left, withNamedFields(owned, type))));
}

function reconcile(versions: Versions, managers: Managers): Managers {
  const reconciled = new Map<string, Manager>();
  for (const [identity, manager] of managers) {
    const schema = versions.schemaOf(manager.apiVersion);
    if (!schema) continue;
    const fields = reconcileWithSchema(schema, manager.fields);
    reconciled.set(identity, fields === manager.fields ? manager : { ...manager, fields });
  }
  return reconciled;
}

function withManager(managers: Managers, identity: string, manager: Manager): Managers {
  const changed = new Map(managers);
  if (isEmpty(manager.fields)) changed.delete(identity);
  else changed.set(identity, manager);
  return changed;
}

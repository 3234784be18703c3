import type { JsonObject } from "../json.ts";
import { UnnamedElement } from "./atoms.ts";
import { difference, isEmpty, setOf, union, type FieldSet } from "./field-set.ts";
import { capManagers, identityOf, type Manager, type ManagerKey, type Managers } from "./managers.ts";
import { fieldElement } from "./path-element.ts";
import { trackApply, trackUpdate, Unconvertible, type Versions } from "./updater.ts";

/** Who writes what: all that the ownership of fields depends on beside the objects. */
export interface Writer {
  /** Empty counts as `unknown`. */
  readonly manager: string;
  readonly apiVersion: string;
  readonly subresource?: string | undefined;
  /** Now: RFC 3339, whole seconds. */
  readonly time: string;
  readonly versions: Versions;
}

/** Metadata that the server keeps, and what says the type: nobody owns these. */
const never: FieldSet = setOf(
  ...[["apiVersion"], ["kind"], ["metadata"]].map((path) => path.map(fieldElement)),
  ...[
    "name",
    "namespace",
    "creationTimestamp",
    "selfLink",
    "uid",
    "clusterName",
    "generation",
    "managedFields",
    "resourceVersion",
  ].map((field) => ["metadata", field].map(fieldElement)),
);

/**
 * Managers after a write that is no apply. `live` is empty for a new object. Lists that cannot be compared, and objects
 * that the version of another manager cannot hold, leave everything as it was.
 */
export function managersAfterUpdate(writer: Writer, live: JsonObject, next: JsonObject, managers: Managers): Managers {
  try {
    return capManagers(updated(writer, live, next, managers));
  } catch (error) {
    if (error instanceof UnnamedElement || error instanceof Unconvertible) return managers;
    throw error;
  }
}

function updated(writer: Writer, live: JsonObject, next: JsonObject, managers: Managers): Managers {
  const key = keyOf(writer, "Update");
  const identity = identityOf(key);
  const self: Manager = { ...key, fields: setOf() };
  // What changes now is taken from what the same manager changed before, too; both are put together at the end.
  const tracked = new Map(trackUpdate(writer.versions, live, next, managers, current, self));
  const changed = stripped(tracked, current).get(current);
  tracked.delete(current);
  if (!changed) return tracked;
  const before = tracked.get(identity);
  const fields = before ? union(changed.fields, before.fields) : changed.fields;
  return tracked.set(identity, { ...key, fields, time: writer.time });
}

/** No identity: those are JSON. */
const current = "current-operation";

/** Live object, managers and what is applied, put together. */
export function applyFields(
  writer: Writer,
  live: JsonObject,
  applied: JsonObject,
  managers: Managers,
  force: boolean,
): { readonly object: JsonObject; readonly managers: Managers } {
  const key = keyOf(writer, "Apply");
  const identity = identityOf(key);
  const self: Manager = { ...key, time: managers.get(identity)?.time, fields: setOf() };
  const { object, managers: tracked } = trackApply(writer.versions, live, applied, managers, identity, self, force);
  const result = stripped(tracked, identity);
  const own = result.get(identity);
  // An apply that changes nothing has no time.
  if (object && own) return { object, managers: new Map(result).set(identity, { ...own, time: writer.time }) };
  return { object: object ?? live, managers: result };
}

function keyOf(writer: Writer, operation: Manager["operation"]): ManagerKey {
  return {
    manager: writer.manager === "" ? "unknown" : writer.manager,
    operation,
    apiVersion: writer.apiVersion,
    subresource: writer.subresource,
  };
}

function stripped(managers: Managers, identity: string): Managers {
  const manager = managers.get(identity);
  if (!manager) return managers;
  const fields = difference(manager.fields, never);
  const changed = new Map(managers);
  if (isEmpty(fields)) changed.delete(identity);
  else changed.set(identity, { ...manager, fields });
  return changed;
}

/** Objects that had no managers before they were first applied get one for all that they hold. */
export function beforeFirstApply(writer: Writer, empty: JsonObject, live: JsonObject): Managers {
  return capManagers(updated({ ...writer, manager: "before-first-apply" }, empty, live, new Map()));
}

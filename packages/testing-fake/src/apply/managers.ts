import { isObject, type JsonObject } from "../json.ts";
import { emptySet, union, type FieldSet } from "./field-set.ts";
import { fromFieldsV1, toFieldsV1 } from "./fields-v1.ts";
import { byText } from "./path-element.ts";

/** Somebody who owns fields, as an entry of `managedFields` says it. */
export interface Manager {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly subresource?: string | undefined;
  /** When it last changed something: RFC 3339, whole seconds. */
  readonly time?: string | undefined;
  readonly fields: FieldSet;
}

/** By identity: an applier has one for all versions, everybody else one a version. */
export type Managers = ReadonlyMap<string, Manager>;

/** What tells managers apart. */
export type ManagerKey = Omit<Manager, "time" | "fields">;

export function identityOf({ manager, operation, apiVersion, subresource }: ManagerKey): string {
  return JSON.stringify({
    manager: manager === "" ? undefined : manager,
    operation,
    apiVersion: operation === "Apply" ? undefined : apiVersion,
    subresource: subresource === "" ? undefined : subresource,
  });
}

/**
 * Decoding costs, and entries that are stored never change. Only those that somebody reads are kept: most objects of a
 * cluster are written once.
 */
const decoded = new WeakMap<readonly unknown[], Managers>();

/** Reads `managedFields`. Throws for entries that say nothing useful. */
export function decodeManagers(entries: readonly unknown[] | undefined): Managers {
  if (!entries) return new Map();
  const known = decoded.get(entries);
  if (known) return known;
  const managers = new Map<string, Manager>();
  for (const [index, entry] of entries.entries()) {
    const manager = decodeEntry(isObject(entry) ? entry : {}, index);
    managers.set(identityOf(manager), manager);
  }
  decoded.set(entries, managers);
  return managers;
}

function decodeEntry(entry: JsonObject, index: number): Manager {
  const { operation, apiVersion, fieldsType, fieldsV1, manager, subresource, time } = entry;
  if (operation !== "Apply" && operation !== "Update") throw new SyntaxError("operation must be `Apply` or `Update`");
  if (typeof apiVersion !== "string" || apiVersion === "") throw new SyntaxError("apiVersion must not be empty");
  if (fieldsType !== "FieldsV1") {
    const problem = fieldsType ? `invalid fieldsType ${JSON.stringify(fieldsType)}` : "missing fieldsType";
    throw new SyntaxError(`${problem} in managed fields entry ${index}`);
  }
  return {
    manager: typeof manager === "string" ? manager : "",
    operation,
    apiVersion,
    subresource: typeof subresource === "string" && subresource !== "" ? subresource : undefined,
    time: typeof time === "string" ? time : undefined,
    fields: fieldsV1 === undefined || fieldsV1 === null ? emptySet : fromFieldsV1(fieldsV1),
  };
}

/** Writes `managedFields`; undefined where nobody owns anything. */
export function encodeManagers(managers: Managers): JsonObject[] | undefined {
  if (managers.size === 0) return undefined;
  return [...managers.values()].toSorted(byAge).map((entry) => {
    const { manager, operation, apiVersion, subresource, time, fields } = entry;
    return {
      ...(manager !== "" && { manager }),
      operation,
      apiVersion,
      ...(time !== undefined && { time }),
      fieldsType: "FieldsV1",
      fieldsV1: toFieldsV1(fields),
      ...(subresource !== undefined && { subresource }),
    };
  });
}

function byAge(a: Manager, b: Manager): number {
  return (
    byText(a.operation, b.operation) ||
    secondsOf(a) - secondsOf(b) ||
    byText(a.manager, b.manager) ||
    byText(a.apiVersion, b.apiVersion) ||
    byText(a.subresource ?? "", b.subresource ?? "")
  );
}

function secondsOf({ time }: Manager): number {
  return time === undefined ? 0 : Math.floor(Date.parse(time) / 1000);
}

const mostUpdaters = 10;
const ancient = "ancient-changes";

/** Folds the oldest of too many managers that only update into one for each version. */
export function capManagers(managers: Managers): Managers {
  const unsorted = [...managers].filter(([, { operation }]) => operation === "Update");
  if (unsorted.length <= mostUpdaters) return managers;
  const updaters = unsorted.toSorted(([left, a], [right, b]) => secondsOf(a) - secondsOf(b) || byText(left, right));
  const capped = new Map(managers);
  const firsts = new Map<string, string>();
  let count = updaters.length;
  for (const [identity, updater] of updaters) {
    if (count <= mostUpdaters) break;
    const { apiVersion } = updater;
    const first = firsts.get(apiVersion);
    if (first === undefined) {
      firsts.set(apiVersion, identity);
      continue;
    }
    const key: ManagerKey = { manager: ancient, operation: "Update", apiVersion };
    const bucket = identityOf(key);
    const older = capped.get(bucket) ?? capped.get(first);
    if (!capped.has(bucket)) capped.delete(first);
    capped.delete(identity);
    // The time of the newest that went in.
    capped.set(bucket, {
      ...key,
      time: updater.time,
      fields: older ? union(updater.fields, older.fields) : updater.fields,
    });
    count--;
  }
  return capped;
}

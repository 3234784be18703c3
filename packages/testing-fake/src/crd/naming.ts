import { equal, fieldOf, valueAt, type JsonObject } from "../json.ts";
import type { Store, StoredObject } from "../storage/store.ts";
import type { Condition } from "./conditions.ts";
import { definitions, namesOf, type Names } from "./definition.ts";

/** Which of the names that a definition wants it gets, and what hinders the rest. */
export interface Naming {
  readonly accepted: JsonObject;
  readonly condition: Pick<Condition, "status" | "reason" | "message">;
}

/** Two definitions of a group cannot share a name: the first to have it keeps it, and a definition keeps what it had. */
export function acceptNames(store: Store, definition: StoredObject): Naming {
  const wanted = namesOf(definition);
  const had = namesOf(definition, ["status", "acceptedNames"]);
  const { resources, kinds } = namesInUse(store, definition);
  let condition: Naming["condition"] = { status: "True", reason: "NoConflicts", message: "no conflicts found" };
  const refuse = (reason: string, message: string): void => void (condition = { status: "False", reason, message });
  const accepted: JsonObject = {};
  const take = (
    field: "plural" | "singular" | "kind" | "listKind",
    used: ReadonlySet<string>,
    reason: string,
  ): void => {
    const name = wanted[field];
    const taken = name !== had[field] && used.has(name);
    if (taken) refuse(reason, `"${name}" is already in use`);
    accepted[field] = taken ? had[field] : name;
  };
  take("plural", resources, "PluralConflict");
  take("singular", resources, "SingularConflict");
  accepted["shortNames"] = shortNames(wanted, had, resources, refuse);
  take("kind", kinds, "KindConflict");
  take("listKind", kinds, "ListKindConflict");
  accepted["categories"] = wanted.categories;
  return { accepted: inOrder(accepted), condition };
}

function shortNames(
  wanted: Names,
  had: Names,
  used: ReadonlySet<string>,
  refuse: (reason: string, message: string) => void,
): readonly string[] {
  if (equal(wanted.shortNames, had.shortNames)) return had.shortNames;
  const taken = wanted.shortNames.filter((name) => !had.shortNames.includes(name) && used.has(name));
  if (taken.length === 0) return wanted.shortNames;
  const texts = [...new Set(taken)].map((name) => `"${name}" is already in use`);
  refuse("ShortNamesConflict", texts.length === 1 ? texts.join("") : `[${texts.join(", ")}]`);
  return had.shortNames;
}

function namesInUse(store: Store, definition: StoredObject): { resources: Set<string>; kinds: Set<string> } {
  const group = valueAt(definition, ["spec", "group"]);
  const resources = new Set<string>();
  const kinds = new Set<string>();
  for (const other of store.list(definitions, { prefix: "" })) {
    if (valueAt(other, ["spec", "group"]) !== group) continue;
    const names = namesOf(other, ["status", "acceptedNames"]);
    for (const name of [names.plural, names.singular, ...names.shortNames]) resources.add(name);
    for (const name of [names.kind, names.listKind]) kinds.add(name);
  }
  return { resources, kinds };
}

/** As the server writes them; what is empty and may be absent is. */
function inOrder(names: JsonObject): JsonObject {
  const order = ["plural", "singular", "shortNames", "kind", "listKind", "categories"];
  return Object.fromEntries(
    order.flatMap((field) => {
      const value = fieldOf(names, field);
      const empty = value === "" || (Array.isArray(value) && value.length === 0);
      return empty && field !== "plural" && field !== "kind" ? [] : [[field, value]];
    }),
  );
}

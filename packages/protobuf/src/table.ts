import { kinds, messages } from "./gen/table.ts";
import { valueTypes, type ValueType } from "./values.ts";

/** How a field's value is put together: one of it, a list, or a map with string keys. */
export type Shape = "one" | "list" | "map";

/** When a field is in the JSON object; the first column of the flags in `tooling/kubernetes-api/PROTOBUF.md`. */
export type Presence = "unless empty" | "always" | "when sent" | "null unless sent" | "unless null";

export interface Field {
  readonly number: number;
  /** Empty: the fields of the message belong to the parent. */
  readonly name: string;
  readonly shape: Shape;
  /** A basic type's word, or the name of a message (which has a dot). */
  readonly type: string;
  readonly presence: Presence;
  /** Whether objects can be had without it until somebody reads it: messages, lists of them and maps, but not the metadata. */
  readonly mayWait: boolean;
  /** Of a basic type. */
  readonly basic: ValueType | undefined;
}

export interface Message {
  readonly fields: readonly Field[];
  /** By a field's number, its index in `fields`. */
  readonly indexes: readonly (number | undefined)[];
  /** The indexes of fields that are in the JSON object even where they are not on the wire. */
  readonly constant: readonly number[];
  /** Makes its objects: from a constructor of their own, the engine learns how large they get, and does not grow each. */
  readonly Shape: new () => Record<string, unknown>;
}

const presences: Readonly<Record<string, Presence>> = {
  "": "unless empty",
  "!": "always",
  "?": "when sent",
  "?!": "null unless sent",
  "~": "unless null",
};

const parsed = new Map<string, Message>();

/** The message of a kind, by name; undefined for a kind that has no protobuf form here, as every custom resource. */
export function messageNameOf(apiVersion: string, kind: string): string | undefined {
  for (const key of [`${apiVersion}/${kind}`, `*/${kind}`]) if (Object.hasOwn(kinds, key)) return kinds[key];
  return undefined;
}

/** A message by name. Its row is taken apart on first use: a program meets few of the many. */
export function messageOf(name: string): Message {
  const known = parsed.get(name);
  if (known) return known;
  const row = messages[name] ?? "";
  const fields = row === "" ? [] : row.split(";").map(parseField);
  const indexes: (number | undefined)[] = [];
  for (const [index, { number }] of fields.entries()) indexes[number] = index;
  const constant = [...fields.keys()].filter((index) => isConstant(fields[index] as Field));
  const message = { fields, indexes, constant, Shape: createShape() };
  parsed.set(name, message);
  return message;
}

/** A constructor of plain objects. */
function createShape(): Message["Shape"] {
  function Shape(): void {}
  Shape.prototype = Object.prototype;
  return Shape as unknown as Message["Shape"];
}

/** An inlined message may have such fields in turn. */
function isConstant({ name, presence }: Field): boolean {
  return name === "" || presence === "always" || presence === "null unless sent";
}

const names = new Map<string, ReadonlySet<string>>();

/** What a message's JSON object may hold: its fields, those of inlined messages, and of a kind which one it is. */
export function namesOf(name: string): ReadonlySet<string> {
  const known = names.get(name);
  if (known) return known;
  const own = messageOf(name).fields.flatMap((field) => (field.name === "" ? [...namesOf(field.type)] : [field.name]));
  const all = new Set(kindMessages.has(name) ? [...own, "apiVersion", "kind"] : own);
  names.set(name, all);
  return all;
}

const kindMessages = new Set(Object.values(kinds));

function parseField(text: string): Field {
  const [number = "", name = "", type = "", flags = ""] = text.split(" ");
  const shape = type.startsWith("[]") ? "list" : type.startsWith("{}") ? "map" : "one";
  const bare = shape === "one" ? type : type.slice(2);
  return {
    number: Number(number),
    name,
    shape,
    type: bare,
    presence: presences[flags] ?? "unless empty",
    mayWait: name !== "" && (shape === "map" || bare.includes(".")) && bare !== "meta/v1.ObjectMeta",
    basic: valueTypes.get(bare),
  };
}

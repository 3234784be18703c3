import { readType, splitTypes, type CelType } from "./types.ts";
import { EntryMap, List, Mapping, fail, noSuchOverload, typeName, type Value } from "./values.ts";

/** What a function does, given all its arguments, the one before the dot first. */
export type Implementation = (...values: Value[]) => Value;

/** One way to call a function. */
export interface Overload {
  readonly id: string;
  /** Called on its first argument: `a.f(b)`. */
  readonly member: boolean;
  readonly arguments: readonly CelType[];
  readonly result: CelType;
  readonly run: Implementation;
  /** Whether `run` itself refuses what it was not made for. */
  readonly unguarded: boolean;
}

export interface FunctionDeclaration {
  readonly name: string;
  readonly overloads: readonly Overload[];
}

/**
 * Declares a function. Each overload is a line such as `string_index_of_string: string.(string) int`, without what is
 * before the dot for a function that is no member.
 */
export function declare(name: string, run: Implementation, ...lines: readonly string[]): FunctionDeclaration {
  return { name, overloads: lines.map((line) => readOverload(line, run, false)) };
}

/** Declares a function that looks at its arguments itself; of all that its first one can be. */
export function operator(
  name: string,
  operands: string,
  run: Implementation,
  ...lines: readonly string[]
): FunctionDeclaration {
  const able = new Set(operands.split(" "));
  const guarded: Implementation = (...values) => {
    const type = typeName(values[0] ?? null);
    if (operands === "" || able.has(type)) return run(...values);
    return fail(receivers.has(type) ? noSuchOverload : `${noSuchOverload}: ${name}`);
  };
  return { name, overloads: lines.map((line) => readOverload(line, guarded, true)) };
}

/** Values of these types are asked themselves for what they do not have. */
const receivers = new Set(["string", "google.protobuf.Timestamp", "google.protobuf.Duration"]);

function readOverload(line: string, run: Implementation, unguarded: boolean): Overload {
  const colon = line.indexOf(":");
  const signature = line.slice(colon + 1).trim();
  const dot = signature.startsWith("(") ? -1 : signature.indexOf(".(");
  const open = dot === -1 ? 0 : dot + 1;
  const close = closing(signature, open);
  const inside = splitTypes(signature.slice(open + 1, close)).map(readType);
  return {
    id: line.slice(0, colon),
    member: dot !== -1,
    arguments: dot === -1 ? inside : [readType(signature.slice(0, dot)), ...inside],
    result: readType(signature.slice(close + 1)),
    run,
    unguarded,
  };
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let index = open; index < text.length; index++) {
    if (text[index] === "(") depth++;
    if (text[index] === ")" && --depth === 0) return index;
  }
  return text.length;
}

/** Functions by name; the overloads of one that several libraries declare are joined. */
export function functionTable(
  libraries: readonly (readonly FunctionDeclaration[])[],
): ReadonlyMap<string, FunctionDeclaration> {
  const table = new Map<string, FunctionDeclaration>();
  for (const { name, overloads } of libraries.flat()) {
    table.set(name, { name, overloads: [...(table.get(name)?.overloads ?? []), ...overloads] });
  }
  return table;
}

/** Calls the one overload that the checker found, or of several the one that takes these values. */
export function invoke({ name, overloads }: FunctionDeclaration, only: string | undefined, values: Value[]): Value {
  for (const overload of overloads) {
    if (only !== undefined && overload.id !== only) continue;
    if (overload.unguarded) return overload.run(...values);
    if (
      overload.arguments.length === values.length &&
      overload.arguments.every((type, index) => isOf(type, values[index] ?? null))
    ) {
      return overload.run(...values);
    }
  }
  return fail(`${noSuchOverload}: ${name}(${values.map(typeName).join(", ")})`);
}

/** Whether a value can be of a type; of lists and maps one element is looked at. */
function isOf(type: CelType, value: Value): boolean {
  const [first, second] = type.params;
  switch (type.kind) {
    case "dyn":
    case "param":
      return true;
    case "list":
      return value instanceof List && (value.size === 0 || !first || isOf(first, value.at(0)));
    case "map": {
      if (!(value instanceof Mapping)) return false;
      if (!(value instanceof EntryMap)) return true;
      const [key] = value.keys();
      return key === undefined || !first || !second || (isOf(first, key) && isOf(second, value.find(key) ?? null));
    }
    default:
      return typeName(value) === type.name;
  }
}

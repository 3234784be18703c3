import type { CelType } from "./types.ts";
import { readType, splitTypes } from "./types.ts";
import type { Value } from "./values.ts";

/** One way to call a function. */
export interface Overload {
  readonly id: string;
  /** Called on its first argument: `a.f(b)`. */
  readonly member: boolean;
  readonly arguments: readonly CelType[];
  readonly result: CelType;
}

/** A function with all its overloads. */
export interface FunctionDeclaration {
  readonly name: string;
  readonly overloads: readonly Overload[];
  /** Works for all overloads; undefined for what the evaluator itself does. */
  readonly implementation: Implementation | undefined;
}

export type Implementation = (...values: Value[]) => Value;

/**
 * Declares a function. Each overload is a line such as `string_index_of_string: string.(string) int`, without what is
 * before the dot for a function that is no member.
 */
export function declare(
  name: string,
  implementation: Implementation | undefined,
  ...lines: readonly string[]
): FunctionDeclaration {
  return { name, implementation, overloads: lines.map(readOverload) };
}

function readOverload(line: string): Overload {
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
  ...libraries: readonly (readonly FunctionDeclaration[])[]
): ReadonlyMap<string, FunctionDeclaration> {
  const table = new Map<string, FunctionDeclaration>();
  for (const declaration of libraries.flat()) {
    const before = table.get(declaration.name);
    table.set(declaration.name, before ? joined(before, declaration) : declaration);
  }
  return table;
}

function joined(a: FunctionDeclaration, b: FunctionDeclaration): FunctionDeclaration {
  const first = a.implementation;
  const second = b.implementation;
  const implementation: Implementation | undefined =
    first && second
      ? (...values) => (a.overloads.some((overload) => accepts(overload, values)) ? first(...values) : second(...values))
      : (first ?? second);
  return { name: a.name, overloads: [...a.overloads, ...b.overloads], implementation };
}

/** Set by the values module, which knows what is of which type. */
let accepts: (overload: Overload, values: readonly Value[]) => boolean = () => true;

/** Tells the table how to match values with overloads. */
export function setMatcher(matcher: typeof accepts): void {
  accepts = matcher;
}

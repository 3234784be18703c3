import { compilePattern } from "../../crd/pattern.ts";
import { add } from "../arithmetic.ts";
import { declare, operator, type FunctionDeclaration } from "../declarations.ts";
import { compare, equal } from "../equality.ts";
import {
  ArrayList,
  CelError,
  Duration,
  List,
  Uint,
  fail,
  noSuchOverload,
  typeName,
  type EntryMap,
  type Mapping,
  type Value,
} from "../values.ts";
import { printed } from "../printed.ts";

const never = (): never => fail(noSuchOverload);
const comparable = "int uint double bool duration timestamp string bytes".split(" ");
const listOf = (value: Value): List => (value instanceof List ? value : never());
const array = (elements: Value[]): List => new ArrayList(elements);

/** Functions of lists and maps, and the search in texts that gives lists. */
export function lists(): readonly FunctionDeclaration[] {
  return [...ofKubernetes(), ...ofCel(), ...sets(), ...sorting(), ...finding()];
}

function ofKubernetes(): FunctionDeclaration[] {
  const each = (name: string, id: string, result: string, types: readonly string[] = comparable): string[] =>
    types.map((type) => `list_${type}_${name}_${id || type}: list(${type}).() ${result || type}`);
  const extreme = (name: string, sign: number) => (list: Value) => {
    let best: Value | undefined;
    for (const element of listOf(list)) if (best === undefined || sameCompare(best, element) === sign) best = element;
    return best ?? fail(`${name} called on empty list`);
  };
  const zeros: Readonly<Record<string, Value>> = { int: 0n, uint: new Uint(0n), double: 0, duration: new Duration(0n) };
  return [
    declare(
      "isSorted",
      (list) => {
        const all = [...listOf(list)];
        return all.every((element, index) => index === 0 || sameCompare(all[index - 1] as Value, element) !== 1);
      },
      ...each("is_sorted", "bool", "bool"),
    ),
    ...Object.entries(zeros).map(([type, zero]) =>
      declare("sum", (list) => [...listOf(list)].reduce(add, zero), ...each("sum", "", "", [type])),
    ),
    declare("max", extreme("max", -1), ...each("max", "", "")),
    declare("min", extreme("min", 1), ...each("min", "", "")),
    declare("indexOf", (list, item) => position(listOf(list), item, false), "list_a_index_of_int: list(A).(A) int"),
    declare(
      "lastIndexOf",
      (list, item) => position(listOf(list), item, true),
      "list_a_last_index_of_int: list(A).(A) int",
    ),
  ];
}

/** The order of two values; what cannot be ordered is neither more nor less. */
function sameCompare(a: Value, b: Value): number | undefined {
  try {
    return Math.sign(compare(a, b));
  } catch (error) {
    if (error instanceof CelError) return undefined;
    throw error;
  }
}

function position(list: List, item: Value | undefined, last: boolean): bigint {
  const all = [...list];
  const same = (element: Value): boolean => equal(element, item as Value);
  return BigInt(last ? all.findLastIndex(same) : all.findIndex(same));
}

function ofCel(): FunctionDeclaration[] {
  const flat = (list: List, depth: bigint): Value[] =>
    [...list].flatMap((element) => (element instanceof List && depth > 0n ? flat(element, depth - 1n) : [element]));
  return [
    declare(
      "slice",
      (list, start, end) => slice(listOf(list), start as bigint, end as bigint),
      "list_slice: list(T).(int, int) list(T)",
    ),
    operator(
      "flatten",
      "",
      (list, ...rest) => {
        const [depth = 1n] = rest;
        const takes = list instanceof List && typeof depth === "bigint";
        if (!takes) return fail(`${noSuchOverload}: ${typeName(list)}.flatten(${rest.map(typeName).join(", ")})`);
        return depth < 0n ? fail("level must be non-negative") : array(flat(list, depth));
      },
      "list_flatten: list(list(T)).() list(T)",
      "list_flatten_int: list(dyn).(int) list(dyn)",
    ),
    declare("lists.range", (size) => range(size as bigint), "lists_range: (int) list(int)"),
    declare("reverse", (list) => array([...listOf(list)].toReversed()), "list_reverse: list(T).() list(T)"),
    declare(
      "distinct",
      (list) => {
        const distinct: Value[] = [];
        for (const element of listOf(list))
          if (!distinct.some((other) => equal(element, other))) distinct.push(element);
        return array(distinct);
      },
      "list_distinct: list(T).() list(T)",
    ),
    declare(
      "cel.@mapInsert",
      (map, ...what) => {
        const [key, value] = what;
        if (what.length === 2) return inserted(map as EntryMap, key as Value, value as Value);
        let result = map as EntryMap;
        const more = key as Mapping;
        for (const one of more.keys()) result = inserted(result, one, more.find(one) ?? null);
        return result;
      },
      "@mapInsert_map_key_value: (map(K, V), K, V) map(K, V)",
      "@mapInsert_map_map: (map(K, V), map(K, V)) map(K, V)",
    ),
  ];
}

const inserted = (map: EntryMap, key: Value, value: Value): EntryMap =>
  map.find(key) === undefined ? map.with(key, value) : fail(`insert failed: key ${printed(key)} already exists`);

function slice(list: List, start: bigint, end: bigint): List {
  const bad = (why: string): never => fail(`cannot slice(${start}, ${end}), ${why}`);
  if (start < 0n || end < 0n) bad("negative indexes not supported");
  if (start > end) bad("start index must be less than or equal to end index");
  if (BigInt(list.size) < end) bad(`list is length ${list.size}`);
  return array([...list].slice(Number(start), Number(end)));
}

function range(size: bigint): List {
  if (size < 0n) fail(`lists.range: size must be non-negative, got ${size}`);
  if (size > 1_000_000n) fail(`lists.range: size ${size} exceeds maximum allowed (1000000)`);
  return new (class extends List {
    readonly size = Number(size);
    at(index: number): Value {
      return BigInt(index);
    }
  })();
}

function sets(): FunctionDeclaration[] {
  const has = (list: List, value: Value): boolean => [...list].some((element) => equal(element, value));
  const contains = (list: List, part: List): boolean => [...part].every((element) => has(list, element));
  const set = (name: string, run: (a: List, b: List) => boolean): FunctionDeclaration =>
    declare(`sets.${name}`, (a, b) => run(listOf(a), listOf(b)), `list_sets_${name}_list: (list(T), list(T)) bool`);
  return [
    set("contains", contains),
    set("equivalent", (a, b) => contains(a, b) && contains(b, a)),
    set("intersects", (a, b) => [...a].some((element) => has(b, element))),
  ];
}

function sorting(): FunctionDeclaration[] {
  const full = (type: string): string =>
    type === "duration" || type === "timestamp"
      ? `google.protobuf.${type === "duration" ? "Duration" : "Timestamp"}`
      : type;
  const sorted = (list: List, keys: List): List => {
    if (keys.size === 0) return list;
    const type = typeName(keys.at(0));
    const able = comparable.map(full).includes(type);
    if (!able) fail("list elements must be comparable");
    const indices = Array.from({ length: list.size }, (_, index) => index);
    if (indices.some((index) => typeName(keys.at(index)) !== type)) fail("list elements must have the same type");
    indices.sort((a, b) => sameCompare(keys.at(a), keys.at(b)) ?? 0);
    return array(indices.map((index) => list.at(index)));
  };
  return [
    operator(
      "sort",
      "list",
      (list) => sorted(listOf(list), listOf(list)),
      ...comparable.map((type) => `list_${full(type)}_sort: list(${type}).() list(${type})`),
    ),
    operator(
      "@sortByAssociatedKeys",
      "list",
      (list, keys) => sorted(listOf(list), listOf(keys)),
      ...comparable.map((type) => `list_${full(type)}_sortByAssociatedKeys: list(T).(list(${type})) list(T)`),
    ),
  ];
}

function finding(): FunctionDeclaration[] {
  const all = (text: Value, expression: Value, most: bigint): string[] => {
    const pattern = compilePattern(expression as string);
    return typeof pattern === "string"
      ? fail(`Illegal regex: ${pattern}`)
      : pattern.findAll(text as string, Number(most));
  };
  return [
    declare(
      "find",
      (text, expression) => all(text, expression, 1n)[0] ?? "",
      "string_find_string: string.(string) string",
    ),
    declare(
      "findAll",
      (text, expression, most = -1n) => array(all(text, expression, most as bigint)),
      "string_find_all_string: string.(string) list(string)",
      "string_find_all_string_int: string.(string, int) list(string)",
    ),
  ];
}

import { sizeOf } from "./library/standard.ts";
import { Format } from "./library/formats.ts";
import { List, Mapping, Opaque, Optional, typeName, type Value } from "./values.ts";

const perCharacter = 0.1;
const perExpression = 0.25;

/** What is charged for a list and a map that an expression makes. */
export const listCost = 10;
export const mapCost = 30;

/** How large a value is, for reckoning: 1 for what has no size. */
function sizeOfAny(value: Value | undefined): number {
  if (value instanceof Optional) return value.value === undefined ? 1 : sizeOfAny(value.value);
  return (value === undefined ? undefined : (sizeOf(value) ?? ownSize(value))) ?? 1;
}

/** Without a look into optional values. */
function plainSize(value: Value | undefined): number {
  return value === undefined || value instanceof Optional ? 1 : sizeOfAny(value);
}

function ownSize(value: Value): number | undefined {
  return value instanceof Opaque && "size" in value && typeof value.size === "number" ? value.size : undefined;
}

const scan = (size: number, factor = perCharacter): number => Math.ceil(size * factor);

/** What a call costs that was made. */
export function callCost(name: string, overload: string | undefined, values: readonly Value[], result: Value): number {
  const [first, second] = values;
  const size = plainSize(first);
  switch (name) {
    case "isSorted":
    case "sum":
    case "max":
    case "min":
    case "indexOf":
    case "lastIndexOf":
      return first === undefined ? 0 : traversal(first);
    case "url":
    case "lowerAscii":
    case "upperAscii":
    case "substring":
    case "trim":
    case "cidr":
    case "isIP":
    case "isCIDR":
    case "quantity":
    case "isQuantity":
    case "semver":
    case "isSemver":
      return scan(size);
    case "ip":
      return overload === "cidr_ip" ? 1 : scan(size);
    case "replace":
    case "split":
    case "ip.isCanonical":
      return scan(size, 2 * perCharacter);
    case "join":
      return scan(plainSize(result), 2 * perCharacter);
    case "find":
    case "findAll":
      return scan(1 + size) * scan(plainSize(second), perExpression);
    case "containsIP":
      return scan(2 * size) + (overload === "cidr_contains_ip_string" ? scan(plainSize(second)) : 0);
    case "containsCIDR":
      return scan(2 * size) + scan(size) + 1 + (overload === "cidr_contains_cidr_string" ? scan(plainSize(second)) : 0);
    case "validate":
      return first instanceof Format ? scan(1 + plainSize(second)) * scan(first.length, perExpression) : 1;
    case "_==_":
      if (first instanceof Opaque) return 1;
      break;
    default:
  }
  return ofOverload(overload, values, result);
}

function ofOverload(overload: string | undefined, values: readonly Value[], result: Value): number {
  const [first, second] = values;
  const a = sizeOfAny(first);
  const b = sizeOfAny(second);
  switch (overload) {
    case "starts_with_string":
    case "ends_with_string":
      return scan(b);
    case "string_to_bytes":
    case "bytes_to_string":
    case "strings_quote":
    case "string_format":
      return scan(a);
    case "in_list":
      return b;
    case "equals":
    case "not_equals":
    case "less_string":
    case "greater_string":
    case "less_equals_string":
    case "greater_equals_string":
    case "less_bytes":
    case "greater_bytes":
    case "less_equals_bytes":
    case "greater_equals_bytes":
      return scan(Math.min(a, b));
    case "add_string":
    case "add_bytes":
      return scan(a + b);
    case "matches":
    case "matches_string":
      return scan(1 + a) * scan(b, perExpression);
    case "contains_string":
      return scan(a) * scan(b);
    case "list_sets_contains_list":
    case "list_sets_intersects_list":
      return 1 + plainSize(first) * plainSize(second);
    case "list_sets_equivalent_list":
      return 1 + 2 * plainSize(first) * plainSize(second);
    case "list_slice":
    case "lists_range":
    case "list_reverse":
      return plainSize(result) + 1 + listCost;
    case "list_flatten":
      return plainSize(first) + 1 + listCost;
    case "list_flatten_int":
      return plainSize(first) * (Number(second) < 0 ? 1 : Number(second)) + 1 + listCost;
    case "list_distinct":
      return selfComparison(first);
    default:
  }
  if (overload?.endsWith("_sort")) return selfComparison(first);
  return overload?.endsWith("_sortByAssociatedKeys") ? selfComparison(second) : 1;
}

function selfComparison(value: Value | undefined): number {
  if (!(value instanceof List) || value.size === 0) return 1 + listCost;
  const factor = /string|bytes/.test(typeName(value.at(0))) ? 2 + perCharacter : 2;
  return Math.trunc(value.size * value.size * factor) + 1 + listCost;
}

/** What it costs to go through all of a value. */
function traversal(value: Value): number {
  if (typeof value === "string") return Math.trunc(new TextEncoder().encode(value).length * perCharacter);
  if (value instanceof Uint8Array) return Math.trunc(value.length * perCharacter);
  let cost = 0;
  if (value instanceof List) {
    for (const element of value) cost += traversal(element);
    return cost;
  }
  if (!(value instanceof Mapping)) return 1;
  for (const key of value.keys()) cost += traversal(key) + traversal(value.find(key) ?? null);
  return cost;
}

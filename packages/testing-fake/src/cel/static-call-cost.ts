import { between, countless, exactly, product, scaled, sum, union, unknown, type Range } from "./estimates.ts";
import type { LiteralValue } from "./expression.ts";
import { sameType, type CelType } from "./types.ts";

/** What is known of an argument. */
export interface Sized {
  readonly type: CelType;
  readonly path: readonly string[];
  readonly size: Range | undefined;
  readonly literal: LiteralValue | undefined;
}

export interface Estimate {
  readonly cost: Range;
  /** Of the result. */
  readonly result?: Range | undefined;
}

/** A call as it is known before it is made. */
interface KnownCall {
  readonly name: string;
  readonly overload: string;
  readonly target: Sized | undefined;
  readonly given: readonly Sized[];
  readonly sizeOf: (path: readonly string[]) => Range | undefined;
}

const perCharacter = 0.1;
const perExpression = 0.25;
const one = exactly(1);
const list = exactly(10);
const sized = (value: Sized | undefined): Range => value?.size ?? unknown;
const scan = (value: Sized | undefined, times = 1): Range => scaled(sized(value), times * perCharacter);

/** What a call costs, without what its arguments cost. */
export function callEstimate(call: KnownCall): Estimate {
  return ofLists(call) ?? ofKubernetes(call) ?? ofLanguage(call);
}

/** Functions of cel-go's own libraries of lists and sets. */
function ofLists({ overload, target, given }: KnownCall): Estimate | undefined {
  const [first, second] = given;
  const made = (size: Range, factor = 1): Estimate => ({ cost: sum(scaled(size, factor), one, list), result: size });
  const squared = (value: Sized | undefined, factor: number): Estimate =>
    made(product(sized(value), sized(value)), factor);
  const sets = /^list_sets_(contains|intersects|equivalent)_list$/.exec(overload)?.[1];
  if (sets !== undefined) {
    const compared = product(sized(first), sized(second));
    return { cost: sum(scaled(compared, sets === "equivalent" ? 2 : 1), one) };
  }
  const sorted = /^list_(.+)_sort(ByAssociatedKeys)?$/.exec(overload);
  if (sorted) {
    const factor = sorted[1] === "string" || sorted[1] === "bytes" ? 2 + perCharacter : 2;
    return squared(sorted[2] === undefined ? target : first, factor);
  }
  switch (overload) {
    case "list_slice": {
      const length = whole(second, sized(target).max) - whole(first, 0);
      return made(exactly(length < 0 ? countless : length));
    }
    case "lists_range":
      return made(exactly(whole(first, countless)));
    case "list_reverse":
      return made(sized(target));
    case "list_flatten":
      return made(sized(target));
    case "list_flatten_int":
      return made(sized(target), whole(first, countless));
    case "list_distinct":
      return squared(target, 2);
    default:
      return undefined;
  }
}

function whole(value: Sized | undefined, other: number): number {
  return typeof value?.literal === "bigint" ? Math.max(Number(value.literal), 0) : other;
}

/** Functions that Kubernetes adds, or reckons in its own way. */
function ofKubernetes(call: KnownCall): Estimate | undefined {
  const { name, overload, target, given } = call;
  const [first] = given;
  switch (name) {
    case "isSorted":
    case "sum":
    case "max":
    case "min":
    case "indexOf":
    case "lastIndexOf":
      return target && { cost: searched(call, target) };
    case "url":
      return { cost: scan(first), result: sized(first) };
    case "lowerAscii":
    case "upperAscii":
    case "substring":
    case "trim":
      return { cost: scan(target), result: sized(target) };
    case "replace":
      return { cost: scan(target, 2), result: replaced(sized(target), sized(given[0]), sized(given[1])) };
    case "split":
      return { cost: scan(target, 2), result: between(0, whole(given[1], sized(target).max)) };
    case "join": {
      const size = joined(call);
      return { cost: scaled(size, perCharacter), result: size };
    }
    case "find":
    case "findAll": {
      const text = scaled(sum(sized(target), one), perCharacter);
      return { cost: product(text, scaled(sized(first), perExpression)), result: between(0, sized(target).max) };
    }
    case "cidr":
    case "isIP":
    case "isCIDR":
    case "quantity":
    case "isQuantity":
    case "semver":
    case "isSemver":
      return { cost: scan(first) };
    case "ip":
      return { cost: overload === "cidr_ip" ? one : scan(first) };
    case "ip.isCanonical":
      return { cost: scan(first, 2) };
    case "containsIP":
      return { cost: sum(exactly2(8, 32), overload === "cidr_contains_ip_string" ? scan(first) : exactly(0)) };
    case "containsCIDR": {
      const read = overload === "cidr_contains_cidr_string" ? scan(first) : exactly(0);
      return { cost: sum(exactly2(8, 32), exactly2(4, 16), one, read) };
    }
    case "validate":
      return { cost: scaled(scan(first), 128 * perExpression) };
    case "_==_":
      return compared(given);
    default:
      return undefined;
  }
}

/** The cost of going through so many characters. */
const exactly2 = (min: number, max: number): Range => scaled(between(min, max), perCharacter);

function searched({ sizeOf }: KnownCall, target: Sized): Range {
  const [element] = target.type.params;
  if (!element) return scan(target);
  const isText = element.kind === "string" || element.kind === "bytes";
  return product(sized(target), isText ? sum(one, scaled(elementSize(target, sizeOf), perCharacter)) : one);
}

function elementSize({ path }: Sized, sizeOf: KnownCall["sizeOf"]): Range {
  return (path.length > 0 ? sizeOf([...path, "@items"]) : undefined) ?? unknown;
}

function joined({ target, given, sizeOf }: KnownCall): Range {
  const count = sized(target);
  const size = target && target.type.params.length > 0 ? product(count, elementSize(target, sizeOf)) : exactly(0);
  if (given.length === 0) return size;
  const less = (value: number): number => (value > 0 && value < countless ? value - 1 : value);
  return sum(size, product(sized(given[0]), between(less(count.min), less(count.max))));
}

function replaced(size: Range, part: Range, by: Range): Range {
  const more = (value: number): number => (value < countless ? value + 1 : value);
  let most = { count: 0, kept: size.max };
  if (part.min === 0) most = { count: more(size.max), kept: size.max };
  else if (by.max > part.min) most = { count: Math.ceil(size.max / part.min), kept: 0 };
  let least = { count: 0, kept: size.min };
  if (part.max === 0) least = { count: more(size.min), kept: size.min };
  else if (part.max > by.min) least = { count: Math.ceil(size.min / part.max), kept: 0 };
  return sum(product(between(least.count, most.count), by), between(least.kept, most.kept));
}

/** Values of some types are compared at a fixed price. */
function compared([left, right]: readonly Sized[]): Estimate | undefined {
  if (!left || !right || !sameType(left.type, right.type)) return undefined;
  switch (left.type.name) {
    case "net.IP":
    case "net.CIDR":
    case "kubernetes.Quantity":
    case "kubernetes.Semver":
      return { cost: one };
    case "kubernetes.NamedFormat":
      return { cost: scaled(between(1, 64), perCharacter) };
    case "kubernetes.URL":
      return { cost: scaled(between(1, right.size ? union(right.size, right.size).max : 1), perCharacter) };
    default:
      return undefined;
  }
}

/** Functions of the language. */
function ofLanguage({ overload, target, given }: KnownCall): Estimate {
  const [first, second] = given;
  const a = sized(first);
  const b = sized(second);
  switch (overload) {
    case "string_format":
      return { cost: scan(target) };
    case "string_to_bytes":
      return { cost: scan(first), result: between(a.min, Math.min(a.max * 4, countless)) };
    case "bytes_to_string":
      return { cost: scan(first), result: between(Math.floor(a.min / 4), a.max) };
    case "strings_quote":
      return { cost: scan(first), result: between(a.min + 2, Math.min(a.max * 2 + 2, countless)) };
    case "starts_with_string":
    case "ends_with_string":
      return { cost: scan(first) };
    case "in_list":
      return { cost: b };
    case "matches_string":
      return { cost: matching(sized(target), a) };
    case "matches":
      return { cost: matching(a, b) };
    case "contains_string":
      return { cost: product(scan(target), scan(first)) };
    case "add_list":
      return { cost: one, result: sum(a, b) };
    case "add_string":
    case "add_bytes":
      return { cost: scaled(sum(a, b), perCharacter), result: sum(a, b) };
    default:
  }
  if (/^(equals|not_equals|(less|greater)(_equals)?_(string|bytes))$/.test(overload)) {
    const most = Math.min(a.max, b.max);
    return { cost: scaled(between(most > 0 ? 1 : 0, most), perCharacter) };
  }
  return { cost: one };
}

const matching = (text: Range, expression: Range): Range =>
  product(scaled(sum(text, one), perCharacter), scaled(expression, perExpression));

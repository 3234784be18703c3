import {
  dynType,
  isDyn,
  isDynOrError,
  listType,
  mapType,
  opaqueType,
  sameType,
  typeOfType,
  type CelType,
} from "./types.ts";

/** What type parameters stand for, as far as it is known. */
export type Mapping = ReadonlyMap<string, CelType>;

/** A mapping under which all of one list of types can be given for those of another; undefined where there is none. */
export function unify(mapping: Mapping, given: readonly CelType[], wanted: readonly CelType[]): Mapping | undefined {
  const copy = new Map(mapping);
  return assignableAll(copy, given, wanted) ? copy : undefined;
}

function assignableAll(mapping: Map<string, CelType>, a: readonly CelType[], b: readonly CelType[]): boolean {
  return a.length === b.length && a.every((type, index) => assignable(mapping, type, b[index] ?? dynType));
}

function assignable(mapping: Map<string, CelType>, a: CelType, b: CelType): boolean {
  if (b.kind === "param") {
    const { valid, known } = substitutes(mapping, a, b);
    if (valid) return true;
    if (known) return false;
  }
  if (a.kind === "param") return substitutes(mapping, b, a).valid;
  if (isDynOrError(a) || isDynOrError(b)) return true;
  if (a.kind === "null") return isNullable(b);
  if (b.kind === "null") return isNullable(a);
  switch (a.kind) {
    case "type":
      return b.kind === "type";
    case "opaque":
    case "list":
    case "map":
      return a.kind === b.kind && a.name === b.name && assignableAll(mapping, a.params, b.params);
    default:
      return a.kind === b.kind && a.name === b.name;
  }
}

const isNullable = ({ kind }: CelType): boolean =>
  ["null", "opaque", "struct", "any", "duration", "timestamp"].includes(kind);

/** Whether a type can be what a parameter stands for, and whether that was settled before. */
function substitutes(mapping: Map<string, CelType>, type: CelType, param: CelType): { valid: boolean; known: boolean } {
  if (type.kind === param.kind && sameType(type, param)) return { valid: true, known: true };
  const known = mapping.get(param.name);
  if (known) {
    if (sameType(type, known)) return { valid: true, known: true };
    if (!assignable(mapping, type, known)) return { valid: false, known: true };
    const general = mostGeneral(type, known);
    if (!occursIn(mapping, param, general)) mapping.set(param.name, general);
    return { valid: true, known: true };
  }
  if (occursIn(mapping, param, type)) return { valid: false, known: false };
  mapping.set(param.name, type);
  return { valid: true, known: false };
}

function occursIn(mapping: Mapping, param: CelType, type: CelType): boolean {
  if (sameType(param, type)) return true;
  if (type.kind === "param") {
    const known = mapping.get(type.name);
    return known !== undefined && occursIn(mapping, param, known);
  }
  return type.params.some((inner) => occursIn(mapping, param, inner));
}

/** The less specific of two types that fit each other. */
export function mostGeneral(a: CelType, b: CelType): CelType {
  return isLessSpecific(a, b) ? a : b;
}

function isLessSpecific(a: CelType, b: CelType): boolean {
  if (isDyn(a) || a.kind === "param") return true;
  if (isDyn(b) || b.kind === "param" || a.kind !== b.kind) return false;
  switch (a.kind) {
    case "opaque":
    case "list":
    case "map":
      return (
        a.name === b.name &&
        a.params.length === b.params.length &&
        a.params.every((param, index) => isLessSpecific(param, b.params[index] ?? dynType))
      );
    case "type":
      return true;
    default:
      return sameType(a, b);
  }
}

/** A type with its parameters replaced by what they stand for; those that stand for nothing become dyn if `settle`. */
export function substitute(mapping: Mapping, type: CelType, settle: boolean): CelType {
  const known = type.kind === "param" ? mapping.get(type.name) : undefined;
  if (known) return substitute(mapping, known, settle);
  if (type.kind === "param") return settle ? dynType : type;
  if (type.params.length === 0) return type;
  const params = type.params.map((param) => substitute(mapping, param, settle));
  const [first = dynType, second = dynType] = params;
  switch (type.kind) {
    case "list":
      return listType(first);
    case "map":
      return mapType(first, second);
    case "type":
      return typeOfType(first);
    default:
      return opaqueType(type.name, ...params);
  }
}

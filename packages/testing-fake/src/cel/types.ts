export type Kind =
  | "bool"
  | "int"
  | "uint"
  | "double"
  | "string"
  | "bytes"
  | "null"
  | "timestamp"
  | "duration"
  | "dyn"
  | "any"
  | "error"
  | "list"
  | "map"
  | "struct"
  | "type"
  | "opaque"
  | "param";

/** A type of the language. */
export interface CelType {
  readonly kind: Kind;
  /** As it is declared: `google.protobuf.Timestamp`. */
  readonly name: string;
  readonly params: readonly CelType[];
}

const simple = (kind: Kind, name: string = kind): CelType => ({ kind, name, params: [] });

export const boolType: CelType = simple("bool");
export const intType: CelType = simple("int");
export const uintType: CelType = simple("uint");
export const doubleType: CelType = simple("double");
export const stringType: CelType = simple("string");
export const bytesType: CelType = simple("bytes");
export const nullType: CelType = simple("null", "null_type");
export const timestampType: CelType = simple("timestamp", "google.protobuf.Timestamp");
export const durationType: CelType = simple("duration", "google.protobuf.Duration");
export const dynType: CelType = simple("dyn");
export const errorType: CelType = simple("error", "*error*");
export const typeType: CelType = simple("type");

export const listType = (element: CelType): CelType => ({ kind: "list", name: "list", params: [element] });
export const mapType = (key: CelType, value: CelType): CelType => ({ kind: "map", name: "map", params: [key, value] });
export const structType = (name: string): CelType => ({ kind: "struct", name, params: [] });
export const opaqueType = (name: string, ...params: readonly CelType[]): CelType => ({ kind: "opaque", name, params });
export const optionalType = (value: CelType): CelType => opaqueType("optional_type", value);
export const paramType = (name: string): CelType => ({ kind: "param", name, params: [] });
/** The type of a value that is a type itself. */
export const typeOfType = (type: CelType): CelType => ({ kind: "type", name: "type", params: [type] });

export const isDyn = ({ kind }: CelType): boolean => kind === "dyn" || kind === "any";
export const isDynOrError = (type: CelType): boolean => isDyn(type) || type.kind === "error";

/** What an optional type may hold; undefined for other types. */
export function optionalValue(type: CelType): CelType | undefined {
  return type.kind === "opaque" && type.name === "optional_type" ? type.params[0] : undefined;
}

export function sameType(a: CelType, b: CelType): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || a.name !== b.name || a.params.length !== b.params.length) return false;
  return a.params.every((param, index) => sameType(param, b.params[index] ?? dynType));
}

/** A type as messages show it. */
export function typeText(type: CelType): string {
  switch (type.kind) {
    case "duration":
    case "timestamp":
    case "null":
    case "any":
      return type.kind;
    case "error":
      return "!error!";
    default:
      return type.params.length === 0 ? type.name : `${type.name}(${type.params.map(typeText).join(", ")})`;
  }
}

const named: ReadonlyMap<string, CelType> = new Map(
  [boolType, intType, uintType, doubleType, stringType, bytesType, dynType, typeType].map((type) => [type.name, type]),
);

/** Reads a type as declarations write it: `map(string, list(A))`; a single capital letter stands for any type. */
export function readType(text: string): CelType {
  const [, name = "", inside] = /^([\w.]+)(?:\((.*)\))?$/.exec(text.trim()) ?? [];
  const params = inside === undefined ? [] : splitTypes(inside).map(readType);
  const [first = dynType, second = dynType] = params;
  if (name === "list") return listType(first);
  if (name === "map") return mapType(first, second);
  if (name === "type" && params.length > 0) return typeOfType(first);
  if (name === "optional_type") return optionalType(first);
  if (name === "null") return nullType;
  if (name === "timestamp") return timestampType;
  if (name === "duration") return durationType;
  if (/^[A-Z]$/.test(name)) return paramType(name);
  if (name.startsWith("kubernetes.")) return structType(name);
  return named.get(name) ?? opaqueType(name);
}

/** Types between commas, those in brackets left whole. */
export function splitTypes(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const character of text) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (character === "," && depth === 0) {
      parts.push(part);
      part = "";
    } else part += character;
  }
  return part.trim() === "" ? parts : [...parts, part];
}

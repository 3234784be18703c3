import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  nullType,
  opaqueType,
  optionalType,
  stringType,
  timestampType,
  typeOfType,
  typeType,
  uintType,
  type CelType,
} from "./types.ts";

/** Names that are known to be those of types, of which no value can be made. */
export const undefinedNames: readonly string[] = ["duration", "timestamp"];

let names: ReadonlyMap<string, CelType> | undefined;

/** The names of types, each of which is a value of the type `type`. */
export function typeNames(): ReadonlyMap<string, CelType> {
  names ??= new Map([
    ...all().map((type) => [type.name, typeOfType(type)] as const),
    ...undefinedNames.map((name) => [name, typeOfType(opaqueType(name))] as const),
  ]);
  return names;
}

const all = (): readonly CelType[] => [
  boolType,
  bytesType,
  doubleType,
  durationType,
  intType,
  listType(dynType),
  mapType(dynType, dynType),
  nullType,
  stringType,
  timestampType,
  typeType,
  uintType,
  optionalType(dynType),
  opaqueType("net.IP"),
  opaqueType("net.CIDR"),
];

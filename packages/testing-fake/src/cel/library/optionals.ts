import { declare, type FunctionDeclaration } from "../declarations.ts";
import {
  ArrayList,
  Duration,
  List,
  Mapping,
  Optional,
  Timestamp,
  Uint,
  fail,
  none,
  noSuchOverload,
  type Value,
} from "../values.ts";

const never = (): never => fail(noSuchOverload);
const held = (value: Value): Value | undefined => (value instanceof Optional ? value.value : never());
const some = (value: Value | undefined): Optional => (value === undefined ? none : new Optional(value));

/** Values that may be missing. */
export function optionals(): readonly FunctionDeclaration[] {
  const unwrap = (list: Value): Value => {
    if (!(list instanceof List)) return never();
    return new ArrayList([...list].map(held).filter((value) => value !== undefined));
  };
  const end = (position: number) => (list: Value) =>
    list instanceof List ? some(list.size === 0 ? undefined : list.at(position < 0 ? list.size - 1 : 0)) : never();
  return [
    declare("optional.of", (value) => new Optional(value), "optional_of: (V) optional_type(V)"),
    declare(
      "optional.ofNonZeroValue",
      (value) => (isZero(value) ? none : new Optional(value)),
      "optional_ofNonZeroValue: (V) optional_type(V)",
    ),
    declare("optional.none", () => none, "optional_none: () optional_type(V)"),
    declare(
      "value",
      (value) => held(value) ?? fail("optional.none() dereference"),
      "optional_value: optional_type(V).() V",
    ),
    declare("hasValue", (value) => held(value) !== undefined, "optional_hasValue: optional_type(V).() bool"),
    declare("or", never, "optional_or_optional: optional_type(V).(optional_type(V)) optional_type(V)"),
    declare("orValue", never, "optional_orValue_value: optional_type(V).(V) V"),
    declare("_?._", never, "select_optional_field: (dyn, string) optional_type(V)"),
    declare(
      "_[?_]",
      never,
      "list_optindex_optional_int: (list(V), int) optional_type(V)",
      "optional_list_optindex_optional_int: (optional_type(list(V)), int) optional_type(V)",
      "map_optindex_optional_value: (map(K, V), K) optional_type(V)",
      "optional_map_optindex_optional_value: (optional_type(map(K, V)), K) optional_type(V)",
    ),
    declare(
      "_[_]",
      never,
      "optional_list_index_int: (optional_type(list(V)), int) optional_type(V)",
      "optional_map_index_value: (optional_type(map(K, V)), K) optional_type(V)",
    ),
    declare("last", end(-1), "list_last: list(V).() optional_type(V)"),
    declare("first", end(0), "list_first: list(V).() optional_type(V)"),
    declare("optional.unwrap", unwrap, "optional_unwrap: (list(optional_type(V))) list(V)"),
    declare("unwrapOpt", unwrap, "optional_unwrapOpt: list(optional_type(V)).() list(V)"),
  ];
}

function isZero(value: Value): boolean {
  if (value === null || value === false || value === 0 || value === 0n || value === "") return true;
  if (value instanceof Uint) return value.value === 0n;
  if (value instanceof Duration) return value.nanos === 0n;
  if (value instanceof Timestamp) return value.nanos === -62_135_596_800_000_000_000n;
  if (value instanceof Uint8Array) return value.length === 0;
  if (value instanceof Optional) return value.value === undefined || isZero(value.value);
  // Lists and objects of a schema do not know that they are empty.
  return (value instanceof List || value instanceof Mapping) && value.size === 0 && !value.ofSchema;
}

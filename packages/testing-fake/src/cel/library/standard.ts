import { compilePattern } from "../../crd/pattern.ts";
import { add, divide, modulo, multiply, negate, subtract } from "../arithmetic.ts";
import { convert } from "../convert.ts";
import { declare, operator, type FunctionDeclaration } from "../declarations.ts";
import { compare, equal } from "../equality.ts";
import { durationPart, timePart } from "../time.ts";
import {
  Duration,
  List,
  Mapping,
  Timestamp,
  TypeValue,
  fail,
  noSuchOverload,
  typeName,
  type Value,
} from "../values.ts";

const never = (): never => fail(noSuchOverload);
const times = "google.protobuf.Duration google.protobuf.Timestamp";

/** The operators and functions that the language itself has. */
export function standard(): readonly FunctionDeclaration[] {
  return [
    declare("_?_:_", never, "conditional: (bool, A, A) A"),
    declare("_&&_", never, "logical_and: (bool, bool) bool"),
    declare("_||_", never, "logical_or: (bool, bool) bool"),
    operator("!_", "", (value) => (typeof value === "boolean" ? !value : never()), "logical_not: (bool) bool"),
    declare("@not_strictly_false", never, "not_strictly_false: (bool) bool"),
    operator("_==_", "", equal, "equals: (A, A) bool"),
    operator("_!=_", "", (a, b) => !equal(a, b), "not_equals: (A, A) bool"),
    operator(
      "_+_",
      `bytes double int list string uint ${times}`,
      add,
      "add_bytes: (bytes, bytes) bytes",
      "add_double: (double, double) double",
      "add_duration_duration: (duration, duration) duration",
      "add_duration_timestamp: (duration, timestamp) timestamp",
      "add_timestamp_duration: (timestamp, duration) timestamp",
      "add_int64: (int, int) int",
      "add_list: (list(A), list(A)) list(A)",
      "add_string: (string, string) string",
      "add_uint64: (uint, uint) uint",
    ),
    operator(
      "_-_",
      `double int uint ${times}`,
      subtract,
      "subtract_double: (double, double) double",
      "subtract_duration_duration: (duration, duration) duration",
      "subtract_int64: (int, int) int",
      "subtract_timestamp_duration: (timestamp, duration) timestamp",
      "subtract_timestamp_timestamp: (timestamp, timestamp) duration",
      "subtract_uint64: (uint, uint) uint",
    ),
    operator("_*_", "double int uint", multiply, ...ofNumbers("multiply", "double", "int", "uint")),
    operator("_/_", "double int uint", divide, ...ofNumbers("divide", "double", "int", "uint")),
    operator("_%_", "int uint", modulo, ...ofNumbers("modulo", "int", "uint")),
    operator(
      "-_",
      "double int google.protobuf.Duration bool",
      negate,
      "negate_double: (double) double",
      "negate_int64: (int) int",
    ),
    comparison("_<_", "less", (order) => order < 0),
    comparison("_<=_", "less_equals", (order) => order <= 0),
    comparison("_>_", "greater", (order) => order > 0),
    comparison("_>=_", "greater_equals", (order) => order >= 0),
    declare("_[_]", never, "index_list: (list(A), int) A", "index_map: (map(A, B), A) B"),
    operator("@in", "", contains, "in_list: (A, list(A)) bool", "in_map: (A, map(A, B)) bool"),
    operator(
      "size",
      "bytes list map string",
      (value) => BigInt(sizeOf(value) ?? never()),
      ...["bytes", "list", "map", "string"].flatMap((name) => {
        const type = { list: "list(A)", map: "map(A, B)" }[name] ?? name;
        return [`size_${name}: (${type}) int`, `${name}_size: ${type}.() int`];
      }),
    ),
    operator("type", "", (value) => new TypeValue(typeName(value)), "type: (A) type(A)"),
    operator("dyn", "", (value) => value, "to_dyn: (A) dyn"),
    ...conversions(),
    ...texts(),
    ...parts(),
  ];
}

const shortNames: Readonly<Record<string, string>> = { int: "int64", uint: "uint64" };
const shortName = (type: string): string => shortNames[type] ?? type;

const ofNumbers = (name: string, ...types: readonly string[]): string[] =>
  types.map((type) => `${name}_${shortName(type)}: (${type}, ${type}) ${type}`);

function comparison(name: string, id: string, holds: (order: number) => boolean): FunctionDeclaration {
  const pairs = [
    ..."bool int int/double int/uint uint uint/double uint/int double double/int double/uint".split(" "),
    ..."string bytes timestamp duration".split(" "),
  ].map((pair) => pair.split("/"));
  return operator(
    name,
    `bool bytes double int string uint ${times}`,
    (a, b) => holds(compare(a, b)),
    ...pairs.map(([a = "", b = a]) => `${id}_${shortName(a)}${a === b ? "" : `_${shortName(b)}`}: (${a}, ${b}) bool`),
  );
}

function contains(value: Value, container: Value): boolean {
  if (container instanceof Mapping) return container.find(value) !== undefined;
  if (!(container instanceof List)) return never();
  for (const element of container) if (equal(element, value)) return true;
  return false;
}

/** How much there is in a value; undefined for those that hold nothing. */
export function sizeOf(value: Value): number | undefined {
  if (typeof value === "string") return lengthOf(value);
  if (value instanceof Uint8Array) return value.length;
  return value instanceof List || value instanceof Mapping ? value.size : undefined;
}

/** The length of a text in code points. */
export function lengthOf(text: string): number {
  let length = text.length;
  for (let index = 1; index < text.length; index++) {
    const isPair = (text.charCodeAt(index) & 0xfc_00) === 0xdc_00 && (text.charCodeAt(index - 1) & 0xfc_00) === 0xd8_00;
    if (isPair) length--;
  }
  return length;
}

function conversions(): FunctionDeclaration[] {
  const full: Readonly<Record<string, string>> = {
    timestamp: "google.protobuf.Timestamp",
    duration: "google.protobuf.Duration",
  };
  const to = (type: string, ...from: readonly string[]): FunctionDeclaration =>
    declare(
      type,
      (value) => convert(value, full[type] ?? type),
      ...from.map((other) => `${shortName(other)}_to_${shortName(type)}: (${other}) ${type}`),
    );
  return [
    to("bool", "bool", "string"),
    to("bytes", "bytes", "string"),
    to("double", "double", "int", "string", "uint"),
    to("duration", "duration", "string"),
    to("int", "int", "double", "duration", "string", "timestamp", "uint"),
    to("string", "string", "bool", "bytes", "double", "duration", "int", "timestamp", "uint"),
    to("timestamp", "timestamp", "int", "string"),
    to("uint", "uint", "double", "int", "string"),
  ];
}

function texts(): FunctionDeclaration[] {
  const test = (run: (text: string, other: string) => boolean) => (text: Value, other: Value) =>
    typeof text === "string" && typeof other === "string" ? run(text, other) : never();
  return [
    operator(
      "contains",
      "",
      test((text, other) => text.includes(other)),
      "contains_string: string.(string) bool",
    ),
    operator(
      "endsWith",
      "",
      test((text, other) => text.endsWith(other)),
      "ends_with_string: string.(string) bool",
    ),
    operator(
      "startsWith",
      "",
      test((text, other) => text.startsWith(other)),
      "starts_with_string: string.(string) bool",
    ),
    operator(
      "matches",
      "",
      test((text, expression) => {
        const pattern = compilePattern(expression);
        return typeof pattern === "string" ? fail(pattern) : pattern.test(text);
      }),
      "matches: (string, string) bool",
      "matches_string: string.(string) bool",
    ),
  ];
}

function parts(): FunctionDeclaration[] {
  const ids: Readonly<Record<string, string>> = {
    getFullYear: "year",
    getMonth: "month",
    getDayOfYear: "day_of_year",
    getDayOfMonth: "day_of_month",
    getDate: "day_of_month_1_based",
    getDayOfWeek: "day_of_week",
    getHours: "hours",
    getMinutes: "minutes",
    getSeconds: "seconds",
    getMilliseconds: "milliseconds",
  };
  return Object.entries(ids).map(([name, id]) =>
    declare(
      name,
      (value, zone) => {
        if (value instanceof Duration) return durationPart(name, value);
        return value instanceof Timestamp
          ? timePart(name, value, typeof zone === "string" ? zone : undefined)
          : never();
      },
      `timestamp_to_${id}: timestamp.() int`,
      `timestamp_to_${id}${id === "seconds" ? "" : "_with"}_tz: timestamp.(string) int`,
      ...(/Hours|Minutes|econds/.test(name) ? [`duration_to_${id}: duration.() int`] : []),
    ),
  );
}

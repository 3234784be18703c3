import { ArrayList, Duration, List, Timestamp, Uint, fail, noSuchOverload, type Value } from "./values.ts";

const leastInt = -(2n ** 63n);
const mostInt = 2n ** 63n - 1n;
const mostUint = 2n ** 64n - 1n;
/** The years 1 to 9999. */
const leastTime = -62_135_596_800_000_000_000n;
const mostTime = 253_402_300_799_999_999_999n;

export const int = (value: bigint): bigint => (value < leastInt || value > mostInt ? fail("integer overflow") : value);
export const uint = (value: bigint): Uint =>
  value < 0n || value > mostUint ? fail("unsigned integer overflow") : new Uint(value);
export const duration = (nanos: bigint): Duration =>
  nanos < leastInt || nanos > mostInt ? fail("integer overflow") : new Duration(nanos);
export const timestamp = (nanos: bigint): Timestamp =>
  nanos < leastTime || nanos > mostTime ? fail("timestamp overflow") : new Timestamp(nanos);

export function add(a: Value, b: Value): Value {
  if (typeof a === "bigint" && typeof b === "bigint") return int(a + b);
  if (typeof a === "string" && typeof b === "string") return a + b;
  if (typeof a === "number" && typeof b === "number") return a + b;
  if (a instanceof Uint && b instanceof Uint) return uint(a.value + b.value);
  if (a instanceof List && b instanceof List) return a.concat ? a.concat(b) : joined(a, b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Uint8Array.of(...a, ...b);
  if (a instanceof Duration && b instanceof Duration) return duration(a.nanos + b.nanos);
  if (a instanceof Duration && b instanceof Timestamp) return timestamp(a.nanos + b.nanos);
  if (a instanceof Timestamp && b instanceof Duration) return timestamp(a.nanos + b.nanos);
  return fail(noSuchOverload);
}

function joined(a: List, b: List): List {
  if (a.size === 0 || b.size === 0) return a.size === 0 ? b : a;
  return a instanceof ArrayList ? a.append(b) : new ArrayList([...a, ...b]);
}

export function subtract(a: Value, b: Value): Value {
  if (typeof a === "bigint" && typeof b === "bigint") return int(a - b);
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (a instanceof Uint && b instanceof Uint) return uint(a.value - b.value);
  if (a instanceof Duration && b instanceof Duration) return duration(a.nanos - b.nanos);
  if (a instanceof Timestamp && b instanceof Timestamp) return duration(a.nanos - b.nanos);
  if (a instanceof Timestamp && b instanceof Duration) return timestamp(a.nanos - b.nanos);
  return fail(noSuchOverload);
}

export function multiply(a: Value, b: Value): Value {
  if (typeof a === "bigint" && typeof b === "bigint") return int(a * b);
  if (typeof a === "number" && typeof b === "number") return a * b;
  if (a instanceof Uint && b instanceof Uint) return uint(a.value * b.value);
  return fail(noSuchOverload);
}

export function divide(a: Value, b: Value): Value {
  if (typeof a === "bigint" && typeof b === "bigint") return b === 0n ? fail("division by zero") : int(a / b);
  if (typeof a === "number" && typeof b === "number") return a / b;
  if (a instanceof Uint && b instanceof Uint)
    return b.value === 0n ? fail("division by zero") : uint(a.value / b.value);
  return fail(noSuchOverload);
}

export function modulo(a: Value, b: Value): Value {
  if (typeof a === "bigint" && typeof b === "bigint") {
    if (b === 0n) return fail("modulus by zero");
    return a === leastInt && b === -1n ? fail("integer overflow") : a % b;
  }
  if (a instanceof Uint && b instanceof Uint) return b.value === 0n ? fail("modulus by zero") : uint(a.value % b.value);
  return fail(noSuchOverload);
}

export function negate(a: Value): Value {
  if (typeof a === "bigint") return int(-a);
  if (typeof a === "number") return -a;
  return a instanceof Duration ? duration(-a.nanos) : fail(noSuchOverload);
}

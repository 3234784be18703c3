import { isNumber } from "./equality.ts";
import { printed } from "./printed.ts";
import { List, Mapping, Optional, Uint, fail, none, typeName, type Value } from "./values.ts";

/** What is under a key of a map or an object, or at an index of a list. */
export function access(operand: Value, key: Value): Value {
  if (operand instanceof Optional) return accessOptional(operand, key);
  return (
    find(operand, key) ?? fail(`${operand instanceof List ? "index out of bounds" : "no such key"}: ${printed(key)}`)
  );
}

/** The same, where nothing may be there: an optional value. */
export function accessOptional(operand: Value, key: Value): Value {
  const container = operand instanceof Optional ? operand.value : operand;
  if (container === undefined) return none;
  const found = find(container, key);
  return found === undefined ? none : new Optional(found);
}

/** Whether something is there. */
export function isThere(operand: Value, key: Value): boolean {
  const container = operand instanceof Optional ? operand.value : operand;
  return container !== undefined && find(container, key) !== undefined;
}

function find(operand: Value, key: Value): Value | undefined {
  if (operand instanceof Mapping) return operand.find(key);
  if (!(operand instanceof List)) return undefined;
  const index = indexOf(key);
  return index >= 0 && index < operand.size ? operand.at(index) : undefined;
}

function indexOf(key: Value): number {
  if (!isNumber(key)) return fail(`unsupported index type '${typeName(key)}' in list`);
  const index = Number(key instanceof Uint ? key.value : key);
  return typeof key === "number" && !Number.isInteger(key)
    ? fail(`unsupported index value ${printed(key)} in list`)
    : index;
}

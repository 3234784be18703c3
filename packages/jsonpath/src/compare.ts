import { compareTexts } from "./go-format.ts";
import { isInt64, WrittenNumber } from "./numbers.ts";

/** What values can be compared with: their like. */
type Kind = "bool" | "int" | "float" | "string";

/**
 * Compares as a filter does. A number with a fraction, or written with a point in the template, is a float; all others
 * are integers, and the two do not mix. Booleans are equal or not, and have no order.
 */
export function compare(left: unknown, operator: string, right: unknown, problem: (text: string) => Error): boolean {
  const order = (): number => {
    if (kind(left) === "bool") throw problem("invalid type for comparison");
    return difference();
  };
  const difference = (): number => {
    if (typeof left === "string" && typeof right === "string") return compareTexts(left, right);
    return number(left) - number(right);
  };
  if (!operators.has(operator)) throw problem(`unrecognized filter operator ${operator}`);
  const [one, other] = [kind(left), kind(right)];
  if (!one || !other) throw problem("invalid type for comparison");
  if (one !== other) throw problem("incompatible types for comparison");
  switch (operator) {
    case "==":
      return difference() === 0;
    case "!=":
      return difference() !== 0;
    case "<":
      return order() < 0;
    case "<=":
      return order() <= 0;
    case ">":
      return order() > 0;
    default:
      return order() >= 0;
  }
}

const operators = new Set(["<", ">", "==", "!=", "<=", ">="]);

function kind(value: unknown): Kind | undefined {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (value instanceof WrittenNumber) return value.type === "int" ? "int" : "float";
  if (typeof value === "number") return isInt64(value) ? "int" : "float";
  return undefined;
}

function number(value: unknown): number {
  return Number(value instanceof WrittenNumber ? value.value : value);
}

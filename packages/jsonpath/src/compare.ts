import { compareTexts, goType, plain } from "./values.ts";

/** What each operator asks of how far the left side is above the right. */
const operators: Readonly<Record<string, (difference: number) => boolean>> = {
  "==": (difference) => difference === 0,
  "!=": (difference) => difference !== 0,
  "<": (difference) => difference < 0,
  "<=": (difference) => difference <= 0,
  ">": (difference) => difference > 0,
  ">=": (difference) => difference >= 0,
};

/**
 * Compares as a filter does. A number with a fraction, or written with a point in the template, is a float; all others
 * are integers, and the two do not mix. Booleans are equal or not, and have no order.
 */
export function compare(left: unknown, operator: string, right: unknown, fail: (problem: string) => never): boolean {
  const [one, other] = [kind(left), kind(right)];
  const holds = operators[operator];
  if (!holds) return fail(`unrecognized filter operator ${operator}`);
  if (!one || !other) return fail("invalid type for comparison");
  if (one !== other) return fail("incompatible types for comparison");
  if (one === "bool" && /[<>]/.test(operator)) return fail("invalid type for comparison");
  return holds(
    one === "string" ? compareTexts(left as string, right as string) : Number(plain(left)) - Number(plain(right)),
  );
}

/** What values can be compared with: their like. */
function kind(value: unknown): string | undefined {
  return /^u?(bool|string|int|float)/.exec(goType(value))?.[1];
}

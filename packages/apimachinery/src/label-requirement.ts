import { validateLabelKey, validateLabelValue } from "./names.ts";
import { quote } from "./quote.ts";

/** How a requirement relates a label to its values: the operators of the text form, and `exists` for a bare key. */
export type LabelOperator = "=" | "==" | "!=" | "in" | "notin" | "exists" | "!" | "gt" | "lt";

/** One condition of a label selector. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  /** Empty for `exists` and `!`, exactly one for all but `in` and `notin`. */
  readonly values: readonly string[];
}

/** Whether labels fulfil a requirement. */
export function holds(
  { key, operator, values }: LabelRequirement,
  labels: Readonly<Record<string, string>> = {},
): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case "=":
    case "==":
    case "in":
      return value !== undefined && values.includes(value);
    case "!=":
    case "notin":
      return value === undefined || !values.includes(value);
    case "exists":
      return value !== undefined;
    case "!":
      return value === undefined;
    default: {
      const [left, right] = [integerOf(value), integerOf(values[0])];
      if (left === undefined || right === undefined) return false;
      return operator === "gt" ? left > right : left < right;
    }
  }
}

/** The text form of a requirement. */
export function textOf({ key, operator, values }: LabelRequirement): string {
  switch (operator) {
    case "exists":
      return key;
    case "!":
      return `!${key}`;
    case "in":
    case "notin":
      return `${key} ${operator} (${values.toSorted().join(",")})`;
    case "gt":
    case "lt":
      return `${key}${operator === "gt" ? ">" : "<"}${values.join("")}`;
    default:
      return `${key}${operator}${values.join("")}`;
  }
}

/** An integer of 64 bits in decimal, or undefined. */
function integerOf(text: string | undefined): bigint | undefined {
  if (text === undefined || !/^[+-]?[0-9]+$/.test(text)) return undefined;
  const integer = BigInt(text.startsWith("+") ? text.slice(1) : text);
  return BigInt.asIntN(64, integer) === integer ? integer : undefined;
}

/** What is wrong with a requirement, in a server's words; undefined for a valid one. */
export function checkRequirement({ key, operator, values }: LabelRequirement): string | undefined {
  const problems = new Set<string>();
  const keyProblems = validateLabelKey(key);
  if (keyProblems.length > 0) problems.add(`key: Invalid value: ${quote(key)}: ${keyProblems.join("; ")}`);

  const wrongCount = countProblem(operator, values.length);
  if (wrongCount !== undefined) {
    const shown = values.length === 0 ? "null" : JSON.stringify(values);
    problems.add(`values: Invalid value: ${shown}: ${wrongCount}`);
  }
  if (operator === "gt" || operator === "lt") {
    for (const [index, value] of values.entries()) {
      if (integerOf(value) !== undefined) continue;
      const rule = "for 'Gt', 'Lt' operators, the value must be an integer";
      problems.add(`values[${index}]: Invalid value: ${quote(value)}: ${rule}`);
    }
  }
  for (const [index, value] of values.entries()) {
    const valueProblems = validateLabelValue(value);
    if (valueProblems.length === 0) continue;
    problems.add(`values[${index}][${key}]: Invalid value: ${quote(value)}: ${valueProblems.join("; ")}`);
  }
  if (problems.size === 0) return undefined;
  const joined = [...problems].join(", ");
  return problems.size === 1 ? joined : `[${joined}]`;
}

function countProblem(operator: LabelOperator, count: number): string | undefined {
  switch (operator) {
    case "in":
    case "notin":
      return count > 0 ? undefined : "for 'in', 'notin' operators, values set can't be empty";
    case "exists":
    case "!":
      return count === 0 ? undefined : "values set must be empty for exists and does not exist";
    case "gt":
    case "lt":
      return count === 1 ? undefined : "for 'Gt', 'Lt' operators, exactly one value is required";
    default:
      return count === 1 ? undefined : "exact-match compatibility requires one single value";
  }
}

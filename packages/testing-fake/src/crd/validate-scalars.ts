import { goFloat } from "../go-text.ts";
import { compilePattern } from "./pattern.ts";
import type { Schema } from "./schema.ts";
import { general, longerThan, unfit, type ValueProblem } from "./value-problems.ts";

/** What is wrong with a text: the first that is found. */
export function textProblems(text: string, schema: Schema, path: string): readonly ValueProblem[] {
  const { maxLength, minLength, pattern } = schema;
  if (maxLength !== undefined && lengthOf(text) > maxLength) return [longerThan(path, maxLength)];
  if (minLength !== undefined && lengthOf(text) < minLength) {
    return [unfit(path, text, `should be at least ${minLength} chars long`)];
  }
  if (pattern === "") return [];
  const compiled = compilePattern(pattern);
  if (typeof compiled === "string") {
    return [unfit(path, text, `should match '${pattern}, but pattern is invalid: ${compiled}'`)];
  }
  return compiled.test(text) ? [] : [unfit(path, text, `should match '${pattern}'`)];
}

/** In code points. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** What is wrong with a number: its range by type and format, and by the schema's own bounds. */
export function numberProblems(value: number, schema: Schema, format: string, path: string): readonly ValueProblem[] {
  const { multipleOf, maximum, minimum } = schema;
  const range = (number: number, what: string): ValueProblem | undefined =>
    rangeProblem(number, schema, format, what, path);
  const problems: (ValueProblem | undefined)[] = [range(value, "Checked")];
  if (multipleOf !== undefined) {
    const unfitting = range(multipleOf, "MultipleOf");
    problems.push(unfitting, multipleProblem(value, multipleOf, unfitting === undefined, path));
  }
  if (minimum !== undefined) {
    const unfitting = range(minimum, "Minimum boundary");
    problems.push(unfitting, boundProblem(value, minimum, schema.exclusiveMinimum, unfitting === undefined, path, -1));
  }
  if (maximum !== undefined) {
    const unfitting = range(maximum, "Maximum boundary");
    problems.push(unfitting, boundProblem(value, maximum, schema.exclusiveMaximum, unfitting === undefined, path, 1));
  }
  return problems.filter((problem) => problem !== undefined);
}

function rangeProblem(
  number: number,
  { type, intOrString }: Schema,
  format: string,
  what: string,
  path: string,
): ValueProblem | undefined {
  const known = intOrString ? "" : type;
  let fits = true;
  if (known === "integer") {
    const limit = format === "int32" ? 2 ** 31 : 2 ** 63;
    fits = Number.isInteger(number) && number >= -limit && number < limit;
  } else if (known === "number" && format === "float") {
    fits = Number.isFinite(Math.fround(number));
  }
  if (fits) return undefined;
  return general(
    `${what} value must be of type ${known} ${format === "" ? "(default format)" : `with format ${format}`} in ${path}`,
  );
}

/** `side` is 1 for an upper bound, -1 for a lower one. Whole numbers are compared as such where the bound is one. */
function boundProblem(
  value: number,
  bound: number,
  exclusive: boolean,
  native: boolean,
  path: string,
  side: 1 | -1,
): ValueProblem | undefined {
  const limit = native && Number.isInteger(value) ? Math.trunc(bound) : bound;
  const beyond = (value - limit) * side;
  if (exclusive ? beyond < 0 : beyond <= 0) return undefined;
  const relation = side === 1 ? "less than" : "greater than";
  return unfit(path, value, `should be ${relation}${exclusive ? "" : " or equal to"} ${goFloat(limit)}`);
}

function multipleProblem(value: number, factor: number, native: boolean, path: string): ValueProblem | undefined {
  const whole = native && Number.isInteger(value);
  const step = whole ? Math.trunc(factor) : factor;
  if (step <= 0) {
    const problem = unfit(path, step, "");
    const message = `factor MultipleOf declared for ${path} must be positive: ${goFloat(step)}`;
    return {
      message,
      at: (prefix) => ({ ...problem.at(prefix), message: `Invalid value: ${goFloat(step)}: ${message}` }),
    };
  }
  const quotient = step < 1 ? (1 / step) * value : value / step;
  const rounded = Math.round(quotient);
  const fits = whole
    ? value % step === 0
    : Math.abs(quotient) <= Number.MAX_SAFE_INTEGER &&
      (quotient === rounded || (rounded !== 0 && Math.abs(quotient - rounded) < 1e-9 * Math.abs(rounded)));
  return fits ? undefined : unfit(path, value, `should be a multiple of ${goFloat(step)}`);
}

import { compilePattern } from "../crd/pattern.ts";
import { accessOptional, isThere } from "./access.ts";
import { invoke, type FunctionDeclaration } from "./declarations.ts";
import { equal } from "./equality.ts";
import { callCost } from "./runtime-cost.ts";
import { CelError, Optional, Uint, fail, noSuchOverload, none, type Value } from "./values.ts";

/** An error is a value until it turns out to matter: `&&`, `||` and folds over lists can do without it. */
export type Outcome = Value | CelError | undefined;

/** One evaluation: what it has cost, and what names stand for. */
export interface Frame {
  readonly variables: ReadonlyMap<string, Value>;
  readonly locals: Outcome[];
  charge(cost: number): void;
}

export type Run = (frame: Frame) => Outcome;

/** How a part of an expression is evaluated. */
export interface Plan {
  readonly run: Run;
  /** As part of an access to something inside: names cost nothing then. */
  readonly bare: Run;
  /** Known without evaluation. */
  readonly constant?: Value;
  /** Whether an access that begins here costs nothing as a whole: that of a choice between two. */
  readonly free?: boolean;
}

/** No access: it costs the same wherever it stands. */
export const plain = (run: Run): Plan => ({ run, bare: run });
export const fixed = (constant: Value): Plan => ({ ...plain(() => constant), constant });
/** An access: it costs one as a whole, and one for each step. */
export const accessing = (bare: Run, { free = false }: { readonly free?: boolean } = {}): Plan => ({
  bare,
  free,
  run(frame) {
    const outcome = bare(frame);
    if (!free) frame.charge(1);
    return outcome;
  },
});

/** One step of an access. */
export function step(operand: Plan, key: Plan, look: (operand: Value, key: Value) => Value): Run {
  return (frame) => {
    const container = operand.bare(frame);
    if (container instanceof CelError || container === undefined) return container;
    const under = key.bare(frame);
    const outcome = under instanceof CelError || under === undefined ? under : guarded(() => look(container, under));
    // What may be missing, and is, costs nothing.
    const isMissing = outcome === none || (outcome === false && container instanceof Optional);
    if (!(isMissing || (outcome instanceof CelError && look === accessOptional))) frame.charge(1);
    return outcome;
  };
}

/** What a test for presence costs is what it looks into. */
export function presence(operand: Plan, field: string): Plan {
  return plain(step(operand, fixed(field), isThere));
}

function guarded(run: () => Value): Outcome {
  try {
    return run();
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
}

export function logical(first: Plan, second: Plan, deciding: boolean): Plan {
  return plain((frame) => {
    let problem: CelError | undefined;
    for (const { run } of [first, second]) {
      const value = run(frame);
      if (value === deciding) return deciding;
      if (typeof value !== "boolean") problem ??= value instanceof CelError ? value : new CelError(noSuchOverload);
    }
    return problem ?? !deciding;
  });
}

export function conditional(condition: Plan, yes: Plan, no: Plan): Plan {
  const run: Run = (frame) => {
    const value = condition.run(frame);
    if (typeof value === "boolean") return (value ? yes : no).bare(frame);
    return value instanceof CelError ? value : new CelError(noSuchOverload);
  };
  return { run, bare: run, free: true };
}

export function alternative(first: Plan, second: Plan, unwrapped: boolean): Plan {
  return plain((frame) => {
    const value = first.run(frame);
    if (value instanceof CelError) return value;
    if (!(value instanceof Optional)) return new CelError(noSuchOverload);
    if (value.value === undefined) return second.run(frame);
    return unwrapped ? value.value : value;
  });
}

export function notStrictlyFalse({ run }: Plan): Plan {
  return plain((frame) => {
    const value = run(frame);
    frame.charge(1);
    return typeof value === "boolean" ? value : true;
  });
}

/** Whether a value is one that a set of constants can hold. */
export const isPrimitive = (value: Value): boolean =>
  value instanceof Uint || ["boolean", "bigint", "number", "string"].includes(typeof value);

/** Looks into a list of constants. */
export function membership({ run }: Plan, values: readonly Value[]): Plan {
  if (values.length === 0) return fixed(false);
  return plain((frame) => {
    const value = run(frame);
    if (value instanceof CelError || value === undefined) return value;
    return values.some((one) => equal(one, value));
  });
}

const conversions = new Set("bool bytes double duration dyn int string timestamp type uint".split(" "));

/** These have a regular expression as their second argument. */
const searches = new Set(["matches", "find", "findAll"]);

export function called(declaration: FunctionDeclaration, only: string | undefined, given: readonly Plan[]): Plan {
  const { name } = declaration;
  const [first] = given;
  if (conversions.has(name) && given.length === 1 && first?.constant !== undefined) {
    return fixed(invoke(declaration, only, [first.constant]));
  }
  const expression = given[1]?.constant;
  if (searches.has(name) && typeof expression === "string") {
    const pattern = compilePattern(expression);
    if (typeof pattern === "string") fail(pattern);
  }
  return plain((frame) => {
    const values: Value[] = [];
    let problem: CelError | undefined;
    for (const { run } of given) {
      const value = run(frame);
      if (value instanceof CelError) {
        problem ??= value;
        // With three arguments the rest is left out; with two it counts.
        if (given.length > 2) return problem;
      } else values.push(value as Value);
    }
    const outcome = problem ?? guarded(() => invoke(declaration, only, values));
    frame.charge(callCost(name, only, values, outcome instanceof CelError || outcome === undefined ? null : outcome));
    return outcome;
  });
}

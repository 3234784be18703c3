/** What the parts of a template do: each makes something of what the part before it found. */
import { compare } from "./compare.ts";
import { attempt, fail as failWith, type Fail } from "./errors.ts";
import { describeValue } from "./go-format.ts";
import { goType, isObject, sortedEntries, TypedNumber } from "./values.ts";

/** `undefined` stands for the value of an empty range, which has neither fields nor elements; `null` is the JSON value. */
export type Values = readonly unknown[];

/**
 * One run of a template over data. The words `range` and `end` are met somewhere inside a pair of braces and take effect
 * once that is done, so what they said is kept here meanwhile.
 */
export interface Run {
  readonly allowMissingKeys: boolean;
  /** Ranges begun and ended by the part that runs. */
  begun: number;
  ended: number;
  /** Ranges around it. */
  depth: number;
}

export type Step = (input: Values, run: Run) => Values;

/** One after the other. */
export function chain(steps: readonly Step[]): Step {
  return (input, run) => steps.reduce((values, step) => step(values, run), input);
}

/** A text, once for all that there is. */
export function text(value: string): Step {
  return () => [value];
}

/** A number or a boolean, once for each. */
export function literal(value: unknown): Step {
  return (input) => input.map(() => value);
}

/** `range`, `end`, or a word that means nothing. */
export function word(name: string, fail: Fail): Step {
  return (input, run) => {
    if (name === "range") {
      run.begun++;
      return input;
    }
    if (name !== "end") return fail(`unrecognized identifier ${name}`, input);
    if (run.depth === 0) return fail("not in range, nothing to end");
    run.ended++;
    return [];
  };
}

export function field(name: string, fail: Fail): Step {
  return (input, { allowMissingKeys }) => {
    const found: unknown[] = [];
    for (const value of input) if (isObject(value) && Object.hasOwn(value, name)) found.push(value[name]);
    // Nothing comes of nothing; one that has the field is enough.
    return found.length > 0 || input.length === 0 || allowMissingKeys ? found : fail(`${name} is not found`);
  };
}

/** Everything inside. */
export function wildcard(input: Values): Values {
  return input.flatMap(children);
}

/** Everything that has something inside, at any depth, each before what it has. */
export function descendants(input: Values): Values {
  const found: unknown[] = [];
  const visit = (value: unknown): void => {
    // A text has bytes inside, and these have nothing.
    const inside = typeof value === "string" ? [] : children(value);
    if (inside.length > 0 || (value !== "" && typeof value === "string")) found.push(value);
    inside.forEach(visit);
  };
  input.forEach(visit);
  return found;
}

/** What each of several lists finds, all together. */
export function union(steps: readonly Step[]): Step {
  return (input, run) => whole(input, () => steps.flatMap((step) => step(input, run)));
}

/**
 * The elements for which a comparison holds, or without one those that have what `left` finds. Whether there is such an
 * operator shows when it is used.
 */
export function filter(left: Step, operator: string | undefined, right: Step, fail: Fail): Step {
  return (input, run) => {
    const found: unknown[] = [];
    const find = (side: Step, element: unknown): Values => {
      const values = whole(input, () => side([element], run));
      return values.length > 1 ? fail("can only compare one element at a time", input) : values;
    };
    const holds = (element: unknown): boolean => {
      if (operator === undefined)
        return (
          attempt(
            () => left([element], run),
            (values) => values,
          ).length > 0
        );
      const one = find(left, element);
      // Where one side has nothing, the other is not asked.
      const other = one.length > 0 ? find(right, element) : [];
      return other.length > 0 && compare(one[0], operator, other[0], (problem) => fail(problem, found));
    };
    for (const value of input) {
      if (!Array.isArray(value)) fail(`${describeValue(value)} is not array or slice and cannot be filtered`, input);
      for (const element of value as unknown[]) if (holds(element)) found.push(element);
    }
    return found;
  };
}

/**
 * Elements by their numbers, from `first` to before `end`, which is undefined for the end of the list and null for the one
 * element at `first`. Negative numbers count from the end of the list.
 */
export function slice(first: number, end: number | undefined | null, step: number, fail: Fail): Step {
  return (input) => {
    const found: unknown[] = [];
    for (const value of input) {
      if (value === null) continue;
      if (!Array.isArray(value)) return fail(`${goType(value)} is not array or slice`, input);
      const { length } = value;
      const outside = (at: number): never => fail(`array index out of bounds: index ${at}, length ${length}`, input);
      const start = first < 0 ? first + length : first;
      let stop = end === null ? start + 1 : (end ?? length);
      if (stop < 0) stop += length;
      // Asking for nothing is always granted, and ends it.
      if (start === stop && end !== null) return found;
      if (start >= length || start < 0) outside(start);
      if (stop > length || stop < 0) outside(stop - 1);
      if (start > stop) fail(`starting index ${start} is greater than ending index ${stop}`, input);
      if (step <= 0) fail("step must be > 0", input);
      for (let index = start; index < stop; index += step) found.push(value[index]);
    }
    return found;
  };
}

/** When a piece of a part fails, the part is taken to have found what it began with. */
function whole<R>(input: Values, run: () => R): R {
  return attempt(run, (_, error) => failWith(error, input));
}

/** What a value has inside. */
function children(value: unknown): Values {
  if (Array.isArray(value)) return value;
  // Go's strings are bytes.
  if (typeof value === "string")
    return Array.from(new TextEncoder().encode(value), (byte) => new TypedNumber(byte, "uint8"));
  return isObject(value) ? sortedEntries(value).map(([, each]) => each) : [];
}

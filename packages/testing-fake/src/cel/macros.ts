import type { Call, Comprehension, Expression } from "./expression.ts";

/** Where a macro is used wrongly. */
export interface MacroProblem {
  readonly offset: number;
  readonly problem: string;
}

/** Hidden names, which no expression can contain. */
const accumulator = "@result";
const unused = "#unused";

/** Replaces the call of a macro by what it stands for; undefined for the call of a function. */
export function expandMacro(node: Call): Expression | MacroProblem | undefined {
  const { name, target, offset } = node;
  const [first, second, third, fourth] = node.arguments;
  const count = node.arguments.length;
  if (!target) return name === "has" && count === 1 && first ? presence(first, offset) : undefined;
  if (!first || !second) return undefined;
  const at = nodesAt(offset);
  switch (name) {
    case "all":
    case "exists":
    case "existsOne":
    case "exists_one":
      if (count === 2 && name !== "existsOne")
        return one(first, "argument must be a simple name", (variable) => fold(variable, quantifier(name, second)));
      return count === 3 && third
        ? two(first, second, (...variables) => foldPairs(variables, quantifier(name, third)))
        : undefined;
    case "map":
      if (count === 2) return one(first, notIdentifier, (variable) => fold(variable, collect(second, undefined)));
      return count === 3 && third
        ? one(first, notIdentifier, (variable) => fold(variable, collect(third, second)))
        : undefined;
    case "filter":
      return count === 2 ? one(first, notIdentifier, (variable) => fold(variable, collect(first, second))) : undefined;
    case "transformList":
      if (count === 3 && third)
        return two(first, second, (...variables) => foldPairs(variables, collect(third, undefined)));
      return count === 4 && third && fourth
        ? two(first, second, (...variables) => foldPairs(variables, collect(fourth, third)))
        : undefined;
    case "transformMap":
      if (count === 3 && third)
        return two(first, second, (...variables) => foldPairs(variables, insert([first, third], undefined)));
      return count === 4 && third && fourth
        ? two(first, second, (...variables) => foldPairs(variables, insert([first, fourth], third)))
        : undefined;
    case "transformMapEntry":
      if (count === 3 && third)
        return two(first, second, (...variables) => foldPairs(variables, insert([third], undefined)));
      return count === 4 && third && fourth
        ? two(first, second, (...variables) => foldPairs(variables, insert([fourth], third)))
        : undefined;
    case "optMap":
    case "optFlatMap":
      return count === 2 ? optional(target, first, second) : undefined;
    case "sortBy":
      return count === 2 ? sortBy(target, first, second) : undefined;
    default:
      return undefined;
  }

  type Body = Pick<Comprehension, "start" | "condition" | "step" | "result">;

  function fold(variable: string, body: Body, range: Expression = target as Expression): Comprehension {
    return { kind: "comprehension", range, variable, second: undefined, accumulator, ...body, offset };
  }

  function foldPairs([variable, inner]: readonly [string, string], body: Body): Comprehension {
    return {
      kind: "comprehension",
      range: target as Expression,
      variable,
      second: inner,
      accumulator,
      ...body,
      offset,
    };
  }

  function quantifier(which: string, predicate: Expression): Body {
    const result = at.name(accumulator);
    if (which === "all") {
      const step = at.call("_&&_", at.name(accumulator), predicate);
      return { start: at.literal(true), condition: at.call("@not_strictly_false", at.name(accumulator)), step, result };
    }
    if (which === "exists") {
      const condition = at.call("@not_strictly_false", at.call("!_", at.name(accumulator)));
      return { start: at.literal(false), condition, step: at.call("_||_", at.name(accumulator), predicate), result };
    }
    const more = at.call("_+_", at.name(accumulator), at.literal(1n));
    return {
      start: at.literal(0n),
      condition: at.literal(true),
      step: at.call("_?_:_", predicate, more, at.name(accumulator)),
      result: at.call("_==_", at.name(accumulator), at.literal(1n)),
    };
  }

  function conditionally(step: Expression, filter: Expression | undefined): Expression {
    return filter ? at.call("_?_:_", filter, step, at.name(accumulator)) : step;
  }

  function collect(element: Expression, filter: Expression | undefined): Body {
    const step = at.call("_+_", at.name(accumulator), at.list(element));
    return {
      start: at.list(),
      condition: at.literal(true),
      step: conditionally(step, filter),
      result: at.name(accumulator),
    };
  }

  function insert(what: readonly Expression[], filter: Expression | undefined): Body {
    const step = at.call("cel.@mapInsert", at.name(accumulator), ...what);
    const start: Expression = { kind: "map", entries: [], offset };
    return { start, condition: at.literal(true), step: conditionally(step, filter), result: at.name(accumulator) };
  }

  /** Evaluates once, under a name. */
  function bind(variable: string, value: Expression, result: Expression): Comprehension {
    return {
      kind: "comprehension",
      range: at.list(),
      variable: unused,
      second: undefined,
      accumulator: variable,
      start: value,
      condition: at.literal(false),
      step: at.name(variable),
      result,
      offset,
    };
  }

  function optional(value: Expression, variable: Expression, transform: Expression): Expression | MacroProblem {
    if (variable.kind !== "identifier") {
      return { offset: variable.offset, problem: `${name}() variable name must be a simple identifier` };
    }
    const bound = bind(variable.name, at.member("value", copyOf(value)), transform);
    const found = name === "optMap" ? at.call("optional.of", bound) : bound;
    return at.call("_?_:_", at.member("hasValue", value), found, at.call("optional.none"));
  }

  function sortBy(value: Expression, variable: Expression, key: Expression): Expression | MacroProblem {
    if (!["list", "select", "identifier", "comprehension", "call"].includes(value.kind)) {
      const problem = "sortBy can only be applied to a list, identifier, comprehension, call or select expression";
      return { offset: value.offset, problem };
    }
    const input = "@__sortBy_input__";
    return one(variable, notIdentifier, (simple) => {
      const keys = fold(simple, collect(key, undefined), at.name(input));
      return bind(input, value, at.member("@sortByAssociatedKeys", at.name(input), keys));
    });
  }
}

const notIdentifier = "argument is not an identifier";

function presence(argument: Expression, offset: number): Expression | MacroProblem {
  if (argument.kind !== "select") return { offset: argument.offset, problem: "invalid argument to has() macro" };
  return { ...argument, test: true, offset };
}

function one(variable: Expression, complaint: string, make: (name: string) => Expression): Expression | MacroProblem {
  if (variable.kind !== "identifier") return { offset: variable.offset, problem: complaint };
  return overwrites(variable.name) ? overwriting(variable) : make(variable.name);
}

function two(
  first: Expression,
  second: Expression,
  make: (first: string, second: string) => Expression,
): Expression | MacroProblem {
  const problem = "argument must be a simple name";
  if (first.kind !== "identifier") return { offset: first.offset, problem };
  if (second.kind !== "identifier") return { offset: second.offset, problem };
  if (first.name === second.name) return { offset: second.offset, problem: `duplicate variable name: ${first.name}` };
  if (overwrites(first.name)) return overwriting(first);
  return overwrites(second.name) ? overwriting(second) : make(first.name, second.name);
}

const overwrites = (name: string): boolean => name === "__result__";

const overwriting = ({ offset }: Expression): MacroProblem => ({
  offset,
  problem: "iteration variable overwrites accumulator variable",
});

/** Types are kept by node: what stands twice in a tree has to be two nodes. */
function copyOf(expression: Expression): Expression {
  return structuredClone(expression);
}

/** Makes nodes in the place of the macro. */
function nodesAt(offset: number): {
  name: (name: string) => Expression;
  literal: (value: boolean | bigint) => Expression;
  list: (...elements: readonly Expression[]) => Expression;
  call: (name: string, ...list: readonly Expression[]) => Expression;
  member: (name: string, target: Expression, ...list: readonly Expression[]) => Expression;
} {
  return {
    name: (name) => ({ kind: "identifier", name, offset }),
    literal: (value) => ({ kind: "literal", value, offset }),
    list: (...elements) => ({ kind: "list", elements: elements.map((value) => ({ value, optional: false })), offset }),
    call: (name, ...list) => ({ kind: "call", name, target: undefined, arguments: list, offset }),
    member: (name, target, ...list) => ({ kind: "call", name, target, arguments: list, offset }),
  };
}

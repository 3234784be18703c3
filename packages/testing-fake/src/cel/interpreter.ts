import { access, accessOptional } from "./access.ts";
import type { Checked } from "./checked.ts";
import { equal } from "./equality.ts";
import type { Call, Comprehension, Expression, ListLiteral, LiteralValue, MapLiteral } from "./expression.ts";
import { functions } from "./libraries.ts";
import {
  accessing,
  alternative,
  called,
  conditional,
  fixed,
  isPrimitive,
  logical,
  membership,
  notStrictlyFalse,
  plain,
  presence,
  step,
  type Frame,
  type Outcome,
  type Plan,
  type Run,
} from "./plan.ts";
import { printed } from "./printed.ts";
import { listCost, mapCost } from "./runtime-cost.ts";
import { typeNames, undefinedNames } from "./type-names.ts";
import {
  ArrayList,
  CelError,
  EntryMap,
  List,
  Mapping,
  Optional,
  TypeValue,
  Uint,
  fail,
  noSuchOverload,
  typeName,
  type Value,
} from "./values.ts";

/** Makes a plan of a checked expression; throws a CelError for what can be seen to fail always. */
export function plan(checked: Checked): Plan {
  return new Planner(checked).plan(checked.expression);
}

class Planner {
  readonly #checked: Checked;
  /** Names of folds, outermost first: their places in a frame. */
  readonly #scope: string[] = [];

  constructor(checked: Checked) {
    this.#checked = checked;
  }

  plan(unresolved: Expression): Plan {
    const node = this.#checked.resolved(unresolved);
    switch (node.kind) {
      case "literal":
        return fixed(literalValue(node.value));
      case "identifier":
        return this.#name(node.name);
      case "select": {
        const operand = this.plan(node.operand);
        return node.test ? presence(operand, node.field) : accessing(step(operand, fixed(node.field), access), operand);
      }
      case "call":
        return this.#call(node);
      case "list":
        return this.#list(node);
      case "map":
        return this.#map(node);
      case "comprehension":
        return this.#fold(node);
      default:
        return plain(() => new CelError(noSuchOverload));
    }
  }

  #name(qualified: string): Plan {
    const name = qualified.replace(/^\./, "");
    const place = qualified === name ? this.#scope.lastIndexOf(name) : -1;
    if (place !== -1) return accessing((frame) => readLocal(frame, place));
    if (typeNames().has(name) && !this.#checked.isVariable(name)) {
      return undefinedNames.includes(name) ? fail(`reference to undefined type: ${name}`) : fixed(new TypeValue(name));
    }
    return accessing((frame) => frame.variables.get(name) ?? new CelError(`no such attribute(s): ${name}`));
  }

  #call(node: Call): Plan {
    const given = [...(node.target ? [node.target] : []), ...node.arguments].map((part) => this.plan(part));
    const [first = fixed(null), second = fixed(null), third = fixed(null)] = given;
    switch (node.name) {
      case "_&&_":
        return logical(first, second, false);
      case "_||_":
        return logical(first, second, true);
      case "_?:_":
      case "_?_:_":
        return conditional(first, second, third);
      case "_[_]":
        checkKey(second.constant);
        return accessing(step(first, second, access), first);
      case "_?._":
      case "_[?_]":
        return accessing(step(first, second, accessOptional), first);
      case "or":
      case "orValue":
        return alternative(first, second, node.name === "orValue");
      case "@not_strictly_false":
        return notStrictlyFalse(first);
      default:
    }
    const overloads = this.#checked.overloadsOf(node);
    const only = overloads.length === 1 ? overloads[0] : undefined;
    const declaration = functions().get(node.name);
    if (!declaration) return plain(() => new CelError(noSuchOverload));
    const list = only === "in_list" && second.constant instanceof List ? [...second.constant] : undefined;
    return list?.every(isPrimitive) ? membership(first, list) : called(declaration, only, given);
  }

  #list({ elements }: ListLiteral): Plan {
    const planned = elements.map(({ value, optional }) => ({ ...this.plan(value), optional }));
    const build: Run = (frame) => {
      const values: Value[] = [];
      let problem: CelError | undefined;
      for (const { run, optional } of planned) {
        const value = run(frame) ?? null;
        if (value instanceof CelError) problem = value;
        else if (!optional) values.push(value);
        else if (!(value instanceof Optional))
          problem = notOptional("cannot initialize optional list element from", value);
        else if (value.value !== undefined) values.push(value.value);
        if (problem) break;
      }
      frame.charge(listCost);
      return problem ?? new ArrayList(values);
    };
    const isFixed = planned.every(({ constant, optional }) => constant !== undefined && !optional);
    return isFixed ? fixed(new ArrayList(planned.map(({ constant = null }) => constant))) : plain(build);
  }

  #map({ entries }: MapLiteral): Plan {
    const planned = entries.map((entry) => ({ ...entry, key: this.plan(entry.key), value: this.plan(entry.value) }));
    const build: Run = (frame) => {
      let made: (readonly [Value, Value])[] = [];
      let problem: CelError | undefined;
      for (const { key: keyPlan, value, optional } of planned) {
        const key = keyPlan.run(frame) ?? null;
        const held = key instanceof CelError ? key : (value.run(frame) ?? null);
        if (key instanceof CelError || held instanceof CelError) problem = held instanceof CelError ? held : undefined;
        else if (!optional) made.push([key, held]);
        else if (!(held instanceof Optional))
          problem = notOptional(`cannot initialize optional entry '${printed(key)}' from`, held);
        else if (held.value !== undefined) made.push([key, held.value]);
        else made = made.filter(([other]) => !equal(other, key));
        if (problem) break;
      }
      frame.charge(mapCost);
      return problem ?? EntryMap.of(made);
    };
    const isFixed = planned.every(
      ({ key, value, optional }) => key.constant !== undefined && value.constant !== undefined && !optional,
    );
    if (!isFixed) return plain(build);
    return fixed(EntryMap.of(planned.map(({ key, value }) => [key.constant ?? null, value.constant ?? null] as const)));
  }

  #fold(node: Comprehension): Plan {
    const range = this.plan(node.range);
    const start = this.plan(node.start);
    const place = this.#scope.length;
    this.#scope.push(node.accumulator, node.variable, ...(node.second === undefined ? [] : [node.second]));
    const condition = this.plan(node.condition);
    const body = this.plan(node.step);
    this.#scope.length = place + 1;
    const result = this.plan(node.result);
    this.#scope.length = place;
    const pairs = node.second !== undefined;
    return plain((frame) => {
      const values = range.run(frame);
      if (values instanceof CelError || values === undefined) return values;
      if (!(values instanceof List || values instanceof Mapping)) return new CelError(unfoldable(values, pairs));
      const { locals } = frame;
      locals[place] = new Lazy(start) as never;
      for (const [key, value] of entriesOf(values, pairs)) {
        locals[place + 1] = key;
        locals[place + 2] = value;
        if (condition.run(frame) === false) break;
        locals[place] = body.run(frame);
      }
      const outcome = result.run(frame);
      locals.length = place;
      return outcome;
    });
  }
}

/** What an accumulator begins with is evaluated when it is needed, or never. */
class Lazy {
  readonly start: Plan;
  constructor(start: Plan) {
    this.start = start;
  }
}

function readLocal(frame: Frame, place: number): Outcome {
  const value: unknown = frame.locals[place];
  if (!(value instanceof Lazy)) return value as Outcome;
  return (frame.locals[place] = value.start.run({ ...frame, locals: frame.locals.slice(0, place) }));
}

function* entriesOf(values: List | Mapping, pairs: boolean): Generator<readonly [Outcome, Outcome]> {
  if (values instanceof List) {
    let index = 0n;
    for (const value of values) yield pairs ? [index++, value] : [value, undefined];
    return;
  }
  for (const key of values.keys()) yield [key, pairs ? values.find(key) : undefined];
}

const goTypes: Readonly<Record<string, string>> = {
  null_type: "types.Null",
  "google.protobuf.Timestamp": "types.Timestamp",
  "google.protobuf.Duration": "types.Duration",
  optional_type: "*types.Optional",
  type: "*types.Type",
};

function goTypeName(value: Value): string {
  const name = typeName(value);
  return goTypes[name] ?? `types.${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** Keys that are known to be none are refused early. */
function checkKey(key: Value | undefined): void {
  if (key !== undefined && !isPrimitive(key)) fail(`invalid qualifier type: ${goTypeName(key)}`);
}

function unfoldable(value: Value, pairs: boolean): string {
  const goType = goTypeName(value);
  return pairs ? `unsupported comprehension range type: ${goType}` : `got '${goType}', expected iterable type`;
}

function notOptional(what: string, value: Value): CelError {
  return new CelError(`${what} non-optional value ${printed(value)}`);
}

function literalValue(value: LiteralValue): Value {
  return typeof value === "object" && value !== null && !(value instanceof Uint8Array) ? new Uint(value.uint) : value;
}

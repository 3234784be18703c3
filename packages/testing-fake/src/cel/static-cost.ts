import type { Checked } from "./checked.ts";
import { between, countless, exactly, product, sum, union, unknown, type Range } from "./estimates.ts";
import type { Call, Comprehension, Expression } from "./expression.ts";
import { callEstimate, type Estimate, type Sized } from "./static-call-cost.ts";
import { optionalValue, type CelType } from "./types.ts";

/** Finds out how large the part of an object can be that is at a path; the first name is that of a variable. */
export type SizeOfPath = (path: readonly string[]) => Range | undefined;

/** How large the keys and the values of something can be. */
interface Entries {
  readonly kind: "list" | "map";
  readonly key: Range;
  readonly value: Range;
}

interface Local {
  readonly path: readonly string[];
  readonly size: Range | undefined;
  readonly entries: Entries | undefined;
}

/** What an expression can cost at most, as cel-go reckons before it is ever evaluated. */
export function estimateCost(checked: Checked, sizeOfPath: SizeOfPath): Range {
  return new Coster(checked, sizeOfPath).cost(checked.expression);
}

class Coster {
  readonly #checked: Checked;
  readonly #sizeOfPath: SizeOfPath;
  readonly #paths = new Map<Expression, readonly string[]>();
  readonly #sizes = new Map<Expression, Range>();
  readonly #entries = new Map<Expression, Entries>();
  readonly #locals = new Map<string, Local[]>();

  constructor(checked: Checked, sizeOfPath: SizeOfPath) {
    this.#checked = checked;
    this.#sizeOfPath = sizeOfPath;
  }

  cost(given: Expression): Range {
    const node = this.#checked.resolved(given);
    switch (node.kind) {
      case "literal":
        return exactly(0);
      case "identifier":
        this.#paths.set(node, this.#local(node.name)?.path ?? [node.name]);
        return exactly(1);
      case "select": {
        const operand = this.cost(node.operand);
        if (node.test) return operand;
        this.#paths.set(node, [...this.#pathOf(node.operand), node.field]);
        const { kind } = this.#checked.typeOf(node.operand);
        return kind === "map" || kind === "struct" || kind === "param" ? sum(operand, exactly(1)) : operand;
      }
      case "call":
        return this.#call(node);
      case "list": {
        const values = node.elements.map(({ value }) => value);
        const cost = this.#all(values);
        this.#entries.set(node, { kind: "list", key: exactly(1), value: this.#joined(values) });
        return sum(cost, exactly(10));
      }
      case "map": {
        const cost = this.#all(node.entries.flatMap(({ key, value }) => [key, value]));
        const key = this.#joined(node.entries.map((entry) => entry.key));
        const value = this.#joined(node.entries.map((entry) => entry.value));
        this.#entries.set(node, { kind: "map", key, value });
        return sum(cost, exactly(30));
      }
      case "struct":
        return sum(this.#all(node.fields.map(({ value }) => value)), exactly(40));
      default:
        return isBinding(node) ? this.#binding(node) : this.#fold(node);
    }
  }

  #all(nodes: readonly Expression[]): Range {
    return nodes.reduce((total, node) => sum(total, this.cost(node)), exactly(0));
  }

  #joined(nodes: readonly Expression[]): Range {
    if (nodes.length === 0) return exactly(0);
    return nodes.map((node) => this.#sizeOrUnknown(node)).reduce(union, { min: countless, max: 0 });
  }

  #call(node: Call): Range {
    const [first] = node.arguments;
    if (node.name === "dyn" && first) {
      const cost = this.cost(first);
      this.#setSizes(node, this.#sizeOf(first), this.#entriesOf(first));
      return sum(cost, exactly(1));
    }
    const costs = node.arguments.map((argument) => this.cost(argument));
    const given = node.arguments.map((argument) => this.#sized(argument));
    const overloads = this.#checked.overloadsOf(node);
    if (overloads.length === 0) return exactly(0);
    const before = node.target ? this.cost(node.target) : exactly(0);
    const target = node.target && this.#sized(node.target);
    let total: Range = { min: countless, max: 0 };
    let size: Range | undefined;
    for (const overload of overloads) {
      const { cost, result } = this.#overload(node, overload, target, given, costs);
      total = union(total, cost);
      if (result) size = size ? union(size, result) : result;
      if ((overload === "index_list" || overload === "index_map") && first) {
        size = this.#entriesOf(first)?.value;
        this.#paths.set(node, [...this.#pathOf(first), overload === "index_list" ? "@items" : "@values"]);
      }
      size ??= this.#sizeOf(node);
    }
    this.#setSizes(node, size, undefined);
    return sum(before, total);
  }

  #overload(
    node: Call,
    overload: string,
    target: Sized | undefined,
    given: readonly Sized[],
    costs: readonly Range[],
  ): Estimate {
    const [a = exactly(0), b = exactly(0), c = exactly(0)] = costs;
    const [first, second, third] = node.arguments;
    if (overload === "logical_and" || overload === "logical_or") return { cost: between(a.min, sum(a, b).max) };
    if (overload === "conditional" && second && third) {
      const entries = joinedEntries(this.#entriesOf(second), this.#entriesOf(third));
      this.#setSizes(node, undefined, entries);
      const result = union(this.#sizeOrUnknown(second), this.#sizeOrUnknown(third));
      return { cost: sum(a, union(b, c)), result };
    }
    const { cost, result } = callEstimate({ name: node.name, overload, target, given, sizeOf: this.#sizeOfPath });
    if (/^add_(string|bytes|list)$/.test(overload) && first && second) {
      this.#setSizes(node, undefined, joinedEntries(this.#entriesOf(first), this.#entriesOf(second)));
    }
    return { cost: sum(cost, ...costs), result };
  }

  #binding(node: Comprehension): Range {
    const cost = sum(this.cost(node.range), this.cost(node.start));
    this.#push(node.accumulator, this.#asLocal(node.start));
    const result = this.cost(node.result);
    this.#pop(node.accumulator);
    this.#setSizes(node, this.#sizeOf(node.result), this.#entriesOf(node.result));
    return sum(cost, result);
  }

  #fold(node: Comprehension): Range {
    const before = sum(this.cost(node.range), this.cost(node.start));
    this.#push(node.accumulator, this.#asLocal(node.start));
    const entries = this.#entriesOf(node.range);
    const kind = entries?.kind ?? this.#checked.typeOf(node.range).kind;
    const path = this.#pathOf(node.range);
    const local = (name: string, size: Range | undefined): Local => ({
      path: [...path, name],
      size,
      entries: undefined,
    });
    const key = (): Local => local(kind === "list" ? "@indices" : "@keys", entries?.key);
    if (node.second === undefined) this.#push(node.variable, kind === "list" ? local("@items", entries?.value) : key());
    else {
      this.#push(node.variable, key());
      this.#push(node.second, local(kind === "list" ? "@items" : "@values", entries?.value));
    }
    const condition = this.cost(node.condition);
    const step = this.cost(node.step);
    this.#pop(node.variable);
    if (node.second !== undefined) this.#pop(node.second);
    const after = this.cost(node.result);
    this.#pop(node.accumulator);
    const count = this.#sizeOrUnknown(node.range);
    if (node.start.kind === "literal") this.#setSizes(node, this.#sizeOf(node.start), undefined);
    if (node.start.kind === "list" || node.start.kind === "map") {
      this.#setSizes(node, count, this.#entriesOf(node.step));
    }
    return sum(before, after, product(count, sum(step, condition)));
  }

  #asLocal(node: Expression): Local {
    return { path: this.#pathOf(node), size: this.#sizeOf(node), entries: this.#entriesOf(node) };
  }

  #push(name: string, local: Local): void {
    this.#locals.set(name, [...(this.#locals.get(name) ?? []), local]);
  }

  #pop(name: string): void {
    this.#locals.get(name)?.pop();
  }

  #local(name: string): Local | undefined {
    return this.#locals.get(name)?.at(-1);
  }

  #pathOf(given: Expression): readonly string[] {
    const node = this.#checked.resolved(given);
    const local = node.kind === "identifier" ? this.#local(node.name) : undefined;
    return local?.path ?? this.#paths.get(node) ?? [];
  }

  #sized(given: Expression): Sized {
    const node = this.#checked.resolved(given);
    const path = this.#pathOf(node);
    return {
      type: this.#checked.typeOf(given),
      path: path[0] === "@result" ? [] : path,
      size: this.#sizeOf(given),
      literal: node.kind === "literal" ? node.value : undefined,
    };
  }

  #setSizes(given: Expression, size: Range | undefined, entries: Entries | undefined): void {
    const node = this.#checked.resolved(given);
    if (size) this.#sizes.set(node, size);
    if (entries) this.#entries.set(node, entries);
  }

  #sizeOrUnknown(node: Expression): Range {
    return this.#sizeOf(node) ?? unknown;
  }

  #sizeOf(given: Expression): Range | undefined {
    const node = this.#checked.resolved(given);
    const known = this.#sizes.get(node) ?? literalSize(node);
    if (known) return known;
    const path = this.#pathOf(node);
    const limited = path.length > 0 ? this.#sizeOfPath(path) : undefined;
    if (limited) {
      this.#sizes.set(node, limited);
      return limited;
    }
    if (isScalar(this.#checked.typeOf(given))) return exactly(1);
    return node.kind === "identifier" ? this.#local(node.name)?.size : undefined;
  }

  #entriesOf(given: Expression): Entries | undefined {
    const node = this.#checked.resolved(given);
    return this.#entries.get(node) ?? (node.kind === "identifier" ? this.#local(node.name)?.entries : undefined);
  }
}

function joinedEntries(a: Entries | undefined, b: Entries | undefined): Entries | undefined {
  return a && b && { kind: a.kind, key: union(a.key, b.key), value: union(a.value, b.value) };
}

/** What names a value, and is no fold. */
function isBinding({ range, condition }: Comprehension): boolean {
  return (
    range.kind === "list" && range.elements.length === 0 && condition.kind === "literal" && condition.value === false
  );
}

function literalSize(node: Expression): Range | undefined {
  if (node.kind === "list") return exactly(node.elements.length);
  if (node.kind === "map") return exactly(node.entries.length);
  if (node.kind !== "literal") return undefined;
  if (typeof node.value === "string") return exactly(Array.from(node.value).length);
  return exactly(node.value instanceof Uint8Array ? node.value.length : 1);
}

function isScalar(type: CelType): boolean {
  const held = optionalValue(type);
  if (held) return isScalar(held);
  return ["bool", "double", "duration", "int", "timestamp", "uint"].includes(type.kind);
}

import { compare } from "./compare.ts";
import { Problem } from "./errors.ts";
import { compareTexts, describeType, describeValue } from "./go-format.ts";
import { WrittenNumber } from "./numbers.ts";
import type { FieldNode, FilterNode, ListNode, Node, SliceNode, UnionNode, WordNode } from "./nodes.ts";

/**
 * What one node makes of what the node before it found. `undefined` stands for the value of an empty range, which has
 * neither fields nor elements; `null` is the JSON value.
 */
type Values = readonly unknown[];

/** Finds what each part of a template names: one list for each text and each pair of braces. Throws a Problem. */
export function evaluate(nodes: readonly Node[], data: unknown, allowMissingKeys: boolean): unknown[][] {
  return new Evaluation(nodes, allowMissingKeys).run(0, data);
}

/**
 * One run of a template over data. The words `range` and `end` are met somewhere inside a node and take effect once the
 * node is done, so what they said is kept here meanwhile.
 */
class Evaluation {
  private readonly nodes: readonly Node[];
  private readonly allowMissingKeys: boolean;
  private begun = 0;
  private depth = 0;
  private ended = 0;
  /** The node that ended a range last. */
  private lastEnd = -1;

  constructor(nodes: readonly Node[], allowMissingKeys: boolean) {
    this.nodes = nodes;
    this.allowMissingKeys = allowMissingKeys;
  }

  /** The nodes from one on, up to the end of the range that they are in. */
  run(from: number, data: unknown): unknown[][] {
    const found: unknown[][] = [];
    for (let index = from; index < this.nodes.length; index++) {
      const values = this.walk([data ?? undefined], this.nodes[index] as Node);
      if (this.ended > 0 && this.ended <= this.depth) {
        this.ended--;
        this.lastEnd = index;
        break;
      }
      if (this.begun === 0) {
        found.push([...values]);
        continue;
      }
      this.begun--;
      this.depth++;
      // A range over nothing is walked too, to find its end, and what it finds is dropped.
      if (values.length === 0) this.run(index + 1, undefined);
      for (const value of values) for (const each of this.run(index + 1, value)) found.push(each);
      this.depth--;
      if (this.lastEnd > index) index = this.lastEnd;
    }
    return found;
  }

  private walk(input: Values, node: Node): Values {
    switch (node.type) {
      case "list":
        return this.walkAll(input, node);
      case "text":
        return [node.text];
      case "literal":
        return input.map(() => node.value);
      case "field":
        return this.field(input, node);
      case "slice":
        return slice(input, node);
      case "wildcard":
        return input.flatMap((value) => children(value));
      case "recursive":
        return descendants(input);
      case "union":
        return this.union(input, node);
      case "filter":
        return this.filter(input, node);
      default:
        return this.word(input, node);
    }
  }

  private walkAll(input: Values, { nodes }: ListNode): Values {
    return nodes.reduce<Values>((values, node) => this.walk(values, node), input);
  }

  private word(input: Values, { word, position }: WordNode): Values {
    if (word === "range") {
      this.begun++;
      return input;
    }
    if (word !== "end") throw new Problem(`unrecognized identifier ${word}`, position, input);
    if (this.depth === 0) throw new Problem("not in range, nothing to end", position);
    this.ended++;
    return [];
  }

  private field(input: Values, { name, position }: FieldNode): Values {
    const found: unknown[] = [];
    for (const value of input) {
      if (isObject(value) && Object.hasOwn(value, name)) found.push(value[name]);
    }
    // Nothing comes of nothing; one that has the field is enough.
    if (found.length > 0 || input.length === 0 || this.allowMissingKeys) return found;
    throw new Problem(`${name} is not found`, position);
  }

  private union(input: Values, { lists }: UnionNode): Values {
    return trying(input, () => lists.flatMap((list) => this.walkAll(input, list)));
  }

  private filter(input: Values, node: FilterNode): Values {
    const { left, operator, right, position } = node;
    const found: unknown[] = [];
    for (const value of input) {
      if (!Array.isArray(value)) {
        const problem = `${describeValue(value)} is not array or slice and cannot be filtered`;
        throw new Problem(problem, position, input);
      }
      for (const element of value as unknown[]) {
        if (operator === undefined || right === undefined) {
          if (this.exists(element, left)) found.push(element);
          continue;
        }
        const sides: unknown[] = [];
        for (const side of [left, right]) {
          const values = trying(input, () => this.walkAll([element], side));
          if (values.length > 1) throw new Problem("can only compare one element at a time", position, input);
          sides.push(...values);
          // Where one side has nothing, the other is not asked.
          if (values.length === 0) break;
        }
        const [one, other] = sides;
        const problem = (text: string): Problem => new Problem(text, position, found);
        if (sides.length === 2 && compare(one, operator, other, problem)) found.push(element);
      }
    }
    return found;
  }

  private exists(element: unknown, list: ListNode): boolean {
    try {
      return this.walkAll([element], list).length > 0;
    } catch (error) {
      if (error instanceof Problem) return error.found.length > 0;
      throw error;
    }
  }
}

/** When a part of a node fails, the node is taken to have found what it began with. */
function trying<R>(input: Values, run: () => R): R {
  try {
    return run();
  } catch (error) {
    if (error instanceof Problem) throw new Problem(error.message, error.position, input);
    throw error;
  }
}

function slice(input: Values, node: SliceNode): Values {
  const found: unknown[] = [];
  const fail = (problem: string): never => {
    throw new Problem(problem, node.position, input);
  };
  for (const value of input) {
    if (value === null) continue;
    if (!Array.isArray(value)) return fail(`${describeType(value)} is not array or slice`);
    const elements = value as unknown[];
    const { length } = elements;
    let start = node.start.known ? node.start.value : 0;
    if (start < 0) start += length;
    let end = node.end.known ? node.end.value : length;
    if (end < 0 || (end === 0 && node.end.derived)) end += length;
    // Asking for nothing is always granted, and ends it.
    if (start === end) return found;
    if (start >= length || start < 0) fail(`array index out of bounds: index ${start}, length ${length}`);
    if (end > length || end < 0) fail(`array index out of bounds: index ${end - 1}, length ${length}`);
    if (start > end) fail(`starting index ${start} is greater than ending index ${end}`);
    const step = node.step.known ? node.step.value : 1;
    if (step <= 0) fail("step must be > 0");
    for (let index = start; index < end; index += step) found.push(elements[index]);
  }
  return found;
}

/** What a value has inside. Fields come in the order of their names; client-go gives them in any order. */
function children(value: unknown): Values {
  if (Array.isArray(value)) return value;
  // Go's strings are bytes.
  if (typeof value === "string") return [...new TextEncoder().encode(value)];
  if (!isObject(value)) return [];
  return Object.keys(value)
    .toSorted(compareTexts)
    .map((key) => value[key]);
}

/** Everything that has something inside, at any depth, each before what it has. */
function descendants(input: Values): Values {
  const found: unknown[] = [];
  const visit = (value: unknown): void => {
    // A string has its bytes inside, which have nothing inside.
    const inside = typeof value === "string" ? [] : children(value);
    if (inside.length === 0 && !(typeof value === "string" && value !== "")) return;
    found.push(value);
    for (const each of inside) visit(each);
  };
  for (const value of input) visit(value);
  return found;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof WrittenNumber);
}

import { fieldOf, isObject, type JsonObject } from "../../json.ts";
import { invalidValue, type FieldProblem } from "../../http/status.ts";
import { elementsByKey, type Correlation } from "../correlation.ts";
import type { Schema } from "../schema.ts";
import { evaluateRules, type Budget } from "./evaluate-rules.ts";
import { ruleTree, type RuleNode } from "./rule-tree.ts";

/** What the rules for one object may cost together. */
const budgetOfObject = 10_000_000;

export interface RulesValidator {
  /** What rules find wrong with an object. Of what did not change there are only warnings. */
  validate(
    object: JsonObject,
    old: JsonObject | undefined,
    correlation: Correlation | undefined,
    warn: ((text: string) => void) | undefined,
  ): readonly FieldProblem[];
}

/** Undefined for a schema without rules. */
export function createRulesValidator(schema: Schema): RulesValidator | undefined {
  const tree = ruleTree(schema, true);
  return (
    tree && {
      validate(object, old, correlation, warn) {
        const walk = new Walk({ remaining: budgetOfObject }, warn);
        walk.visit(tree, "", object, old ?? null, { current: correlation, parent: undefined });
        return walk.problems;
      },
    }
  );
}

/** What rules find wrong with a default: as a value that was there before, and as one that is new. */
export function defaultRuleProblems(
  schema: Schema,
  root: boolean,
  value: unknown,
  path: string,
): readonly FieldProblem[] {
  const tree = ruleTree(schema, root);
  if (!tree) return [];
  for (const old of [value, null]) {
    const walk = new Walk({ remaining: budgetOfObject }, undefined);
    walk.visit(tree, path, value, old, { current: undefined, parent: undefined });
    if (walk.problems.length > 0) return walk.problems;
  }
  return [];
}

/** How a part goes together with the old object: itself, or the nearest thing around it. */
interface Ratchet {
  readonly current: Correlation | undefined;
  readonly parent: Correlation | undefined;
}

function into({ current, parent }: Ratchet, step: (from: Correlation) => Correlation | undefined): Ratchet {
  return current ? { current: step(current), parent: current } : { current, parent };
}

/** Both states of an object have their apiVersion and kind converted: they never count as unchanged. */
function intoField(ratchet: Ratchet, name: string): Ratchet {
  const { current, parent } = ratchet;
  if (current && !parent && (name === "apiVersion" || name === "kind"))
    return { current: undefined, parent: undefined };
  return into(ratchet, (from) => from.field(name));
}

class Walk {
  readonly problems: FieldProblem[] = [];
  readonly #budget: Budget;
  readonly #warn: ((text: string) => void) | undefined;

  constructor(budget: Budget, warn: ((text: string) => void) | undefined) {
    this.#budget = budget;
    this.#warn = warn;
  }

  visit(node: RuleNode, path: string, value: unknown, old: unknown, ratchet: Ratchet): void {
    if (value === null || value === undefined || this.#budget.remaining < 0) return;
    this.#evaluate(node, path, value, old, ratchet);
    for (const inner of node.allOf) this.visit(inner, path, value, old, { current: undefined, parent: ratchet.parent });
    if (Array.isArray(value)) this.#elements(node, path, value, old, ratchet);
    else if (isObject(value)) this.#fields(node, path, value, old, ratchet);
  }

  #evaluate(node: RuleNode, path: string, value: unknown, old: unknown, { current, parent }: Ratchet): void {
    const rules = node.rules();
    if (rules.length === 0) return;
    if (this.#budget.remaining <= 0) {
      const detail = "validation failed due to running out of cost budget, no further validation rules will be run";
      this.problems.push(invalidValue(path === "" ? "<nil>" : path, node.schema.type, detail));
      this.#budget.remaining = -1;
      return;
    }
    for (const { problem, mayRatchet } of evaluateRules(node, rules, { path, value, old, budget: this.#budget })) {
      const isOld = mayRatchet && (current ?? parent)?.unchanged === true;
      if (isOld) this.#warn?.(`${problem.field}: ${problem.message}`);
      else this.problems.push(problem);
    }
  }

  #elements(node: RuleNode, path: string, value: readonly unknown[], old: unknown, ratchet: Ratchet): void {
    if (!node.items) return;
    const oldOf = elementsByKey(node.schema, Array.isArray(old) ? old : []);
    for (const [index, element] of value.entries()) {
      const inside = into(ratchet, (from) => from.element(index));
      this.visit(node.items, `${path}[${index}]`, element, oldOf(element) ?? null, inside);
    }
  }

  #fields(node: RuleNode, path: string, value: JsonObject, old: unknown, ratchet: Ratchet): void {
    const { mapType } = node.schema;
    const isCorrelatable = mapType === undefined || mapType === "granular" || mapType === "atomic";
    for (const name of Object.keys(value)) {
      const before = isCorrelatable && isObject(old) ? (fieldOf(old, name) ?? null) : null;
      const inner = value[name];
      const inside = intoField(ratchet, name);
      if (node.values) this.visit(node.values, `${path}[${name}]`, inner, before, inside);
      const field = node.fields.get(name);
      if (field) this.visit(field, path === "" ? name : `${path}.${name}`, inner, before, inside);
    }
  }
}

import { Shown, forbiddenField, internalProblem, invalidValue, type FieldProblem } from "../../http/status.ts";
import { ruleText } from "../go-schema-text.ts";
import type { RuleCheck } from "../rule-check.ts";
import type { Schema } from "../schema.ts";
import { isObject } from "../../json.ts";
import { compileRules, mostCost, type CompiledRule } from "./compile-rule.ts";
import { declareSchema, largestRequest } from "./declaration.ts";

/** What one rule, and what all rules of a version may cost, as it is reckoned before there are objects. */
const mostForRule = 10_000_000;
const mostForAll = 100_000_000;
const countless = 2 ** 64;

/** Checks the rules of a version. */
export interface RootRuleCheck extends RuleCheck {
  /** What is wrong with all rules together; to be asked at the end. */
  totalProblems(path: string): FieldProblem[];
}

/** Compiles rules and reckons what they cost; `costs` is whether a single one may cost too much. */
export function createRuleCheck(schema: Schema, { costs }: { readonly costs: boolean }): RootRuleCheck {
  const total = new TotalCost();
  return {
    ...checkOf({ schema, root: true, count: 1, total, costs }),
    totalProblems: (path) => total.problems(path),
  };
}

/** A schema, and how often its values can stand in one object; undefined where nothing limits that. */
interface Place {
  readonly schema: Schema;
  readonly root: boolean;
  readonly count: number | undefined;
  readonly total: TotalCost;
  readonly costs: boolean;
}

function checkOf(place: Place): RuleCheck {
  const { schema, count } = place;
  const factor = mostParts(schema);
  const inner = (child: Schema): RuleCheck => {
    const inside = count === undefined || factor === undefined ? undefined : Math.min(count * factor, countless);
    return checkOf({ ...place, schema: child, root: child.embedded, count: inside });
  };
  return {
    ofField: (_, child) => inner(child),
    ofItems: inner,
    ofValues: inner,
    check: (path, uncorrelatable) => problemsOf(place, `${path}.x-kubernetes-validations`, uncorrelatable),
  };
}

/** How many times the parts of a value can stand in it. */
function mostParts({ type, additionalProperties, maxProperties, maxItems }: Schema): number | undefined {
  if (type === "object") {
    if (!additionalProperties) return 1;
    return maxProperties === undefined ? undefined : Math.max(maxProperties, 0);
  }
  if (type !== "array") return 1;
  return maxItems === undefined ? undefined : Math.max(maxItems, 0);
}

function problemsOf(
  { schema, root, count, total, costs }: Place,
  path: string,
  uncorrelatable?: string,
): FieldProblem[] {
  const declaration = declareSchema(schema, root, "selfType");
  if (!declaration) {
    const why = "unable to convert structural schema to CEL declarations";
    const what = "internal error: failed to construct type information for x-kubernetes-validations rules";
    return [internalProblem(path, `${what}: ${why}`)];
  }
  const repeated = count ?? Math.floor(largestRequest / (declaration.least + 1));
  return compileRules(schema, declaration).flatMap((compiled, index) => {
    const at = `${path}[${index}]`;
    const observe = (name: string, what: string, cost: number): FieldProblem[] => {
      total.add(`${at}.${name}`, cost);
      return costs && cost > mostForRule
        ? [forbiddenField(`${at}.${name}`, tooExpensive(what, cost, mostForRule))]
        : [];
    };
    const { program, message } = compiled;
    const cost = program ? Math.min(mostCost(program, declaration) * repeated, countless) : 0;
    return [
      ...observe("rule", "estimated rule cost", cost),
      ...ownProblems(compiled, schema, at, index),
      ...(message
        ? observe("messageExpression", "estimated messageExpression cost", mostCost(message, declaration))
        : []),
      ...oldSelfProblems(compiled, at, uncorrelatable),
    ];
  });
}

function ownProblems(
  { problem, messageProblem }: CompiledRule,
  { json }: Schema,
  at: string,
  index: number,
): FieldProblem[] {
  const rules = json["x-kubernetes-validations"];
  const rule: unknown = Array.isArray(rules) ? rules[index] : undefined;
  const shown = new Shown(ruleText(isObject(rule) ? rule : {}));
  return [
    ...(problem === undefined ? [] : [invalidValue(`${at}.rule`, shown, problem)]),
    ...(messageProblem === undefined ? [] : [invalidValue(`${at}.messageExpression`, shown, messageProblem)]),
  ];
}

function oldSelfProblems({ rule, usesOldSelf }: CompiledRule, at: string, uncorrelatable?: string): FieldProblem[] {
  if (usesOldSelf) {
    if (uncorrelatable === undefined) return [];
    const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`;
    return [invalidValue(`${at}.rule`, rule.rule, detail)];
  }
  const { optionalOldSelf } = rule;
  if (optionalOldSelf === undefined) return [];
  return [invalidValue(`${at}.optionalOldSelf`, optionalOldSelf, "may not be set if oldSelf is not used in rule")];
}

function tooExpensive(what: string, cost: number, most: number): string {
  const factor = cost / most;
  const times = factor > 100 ? "more than 100x" : factor < 1.5 ? `${factor.toFixed(6)}x` : `${factor.toFixed(1)}x`;
  const advice =
    "try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared";
  return `${what} exceeds budget by factor of ${times} (${advice})`;
}

/** What all rules cost, and which of them cost most. */
class TotalCost {
  #total = 0;
  #expensive: { readonly path: string; readonly cost: number }[] = [];

  add(path: string, cost: number): void {
    this.#total = Math.min(this.#total + cost, countless);
    if (cost < mostForAll / 100) return;
    this.#expensive = [...this.#expensive, { path, cost }].toSorted((a, b) => b.cost - a.cost).slice(0, 4);
  }

  problems(path: string): FieldProblem[] {
    if (this.#total <= mostForAll) return [];
    const part = "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema";
    const whole = "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema";
    return [
      ...this.#expensive.map((rule) => forbiddenField(rule.path, part)),
      forbiddenField(path, tooExpensive(whole, this.#total, mostForAll)),
    ];
  }
}

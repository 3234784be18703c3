import { costExceeded, type Evaluation, type Program } from "../../cel/program.ts";
import { CelError, Optional, noSuchOverload, none, type Value } from "../../cel/values.ts";
import { goQuote } from "../../go-text.ts";
import { duplicateValue, forbiddenField, invalidValue, required, type FieldProblem } from "../../http/status.ts";
import type { ValidationRule } from "../schema.ts";
import type { CompiledRule } from "./compile-rule.ts";
import { withObjectFields } from "./declaration.ts";
import type { RuleNode } from "./rule-tree.ts";
import { valueOf } from "./schema-values.ts";

/** What one evaluation may cost. */
const mostForCall = 1_000_000;
const longestMessage = 5 * 1024;

/** What evaluations may still cost; less than nothing ends them all. */
export interface Budget {
  remaining: number;
}

/** A value to look at, and what it was before; null for nothing. */
export interface Judged {
  readonly path: string;
  readonly value: unknown;
  readonly old: unknown;
  readonly budget: Budget;
}

export interface Finding {
  readonly problem: FieldProblem;
  /** Whether a value that did not change may stay as it is. */
  readonly mayRatchet: boolean;
}

/** Evaluates the rules of a schema for a value. */
export function evaluateRules(node: RuleNode, rules: readonly CompiledRule[], judged: Judged): readonly Finding[] {
  const findings: Finding[] = [];
  const variables = variablesOf(node, rules, judged);
  for (const compiled of rules) {
    const found = evaluateRule(node, compiled, judged, variables);
    if (found) findings.push(found);
    if (judged.budget.remaining < 0) break;
  }
  return findings;
}

/** What rules can name: as a value that may be missing, and as one that is there. */
interface Variables {
  readonly plain: Evaluable;
  readonly optional: Evaluable;
}

type Evaluable = ReadonlyMap<string, Value> | CelError;

function variablesOf({ schema, root }: RuleNode, rules: readonly CompiledRule[], { value, old }: Judged): Variables {
  const whole = root ? withObjectFields(schema) : schema;
  try {
    const self = valueOf(value, whole);
    const alone = new Map([["self", self]]);
    if (!rules.some(({ usesOldSelf }) => usesOldSelf)) return { plain: alone, optional: alone };
    if (old === null || old === undefined) return { plain: alone, optional: new Map([...alone, ["oldSelf", none]]) };
    const oldSelf = valueOf(old, whole);
    return {
      plain: new Map([...alone, ["oldSelf", oldSelf]]),
      optional: new Map([...alone, ["oldSelf", new Optional(oldSelf)]]),
    };
  } catch (error) {
    if (error instanceof CelError) return { plain: error, optional: error };
    throw error;
  }
}

function run(program: Program, variables: Evaluable): Evaluation {
  return variables instanceof CelError ? { outcome: variables, cost: 1 } : program.evaluate(variables, mostForCall);
}

function evaluateRule(
  node: RuleNode,
  compiled: CompiledRule,
  { path, value, old, budget }: Judged,
  variables: Variables,
): Finding | undefined {
  const { rule, program, problem, usesOldSelf } = compiled;
  const at = path === "" ? "<nil>" : path;
  const { type } = node.schema;
  const broken = (detail: string): Finding => ({ problem: invalidValue(at, type, detail), mayRatchet: false });
  if (problem !== undefined) return broken(`rule compile error: ${problem}`);
  if (!program) return undefined;
  const takesNone = rule.optionalOldSelf === true;
  if (usesOldSelf && (old === null || old === undefined) && !takesNone) return undefined;
  const { outcome, cost } = run(program, takesNone ? variables.optional : variables.plain);
  if (cost > budget.remaining) {
    budget.remaining = -1;
    return broken("validation failed due to running out of cost budget, no further validation rules will be run");
  }
  budget.remaining -= cost;
  if (outcome instanceof CelError) {
    if (outcome.message === costExceeded) budget.remaining = -1;
    return broken(failureText(outcome.message, rule));
  }
  if (outcome === true) return undefined;
  const field = compiled.fieldPath === "" ? at : path === "" ? compiled.fieldPath : `${path}.${compiled.fieldPath}`;
  const mayRatchet = !usesOldSelf;
  const message = compiled.message && messageOf(compiled.message, rule, variables.plain, budget);
  if (message && "problem" in message) return { problem: invalidValue(field, type, message.problem), mayRatchet };
  const shown = type === "object" || type === "array" ? undefined : { value };
  return { problem: refusal(field, shown, message?.text ?? ownMessage(rule), rule.reason), mayRatchet };
}

const ownText = ({ rule, message }: ValidationRule): string => (message === "" ? rule : message).trim();
const ownMessage = (rule: ValidationRule): string =>
  rule.message === "" ? `failed rule: ${rule.rule.trim()}` : rule.message.trim();

function failureText(message: string, rule: ValidationRule): string {
  const text = ownText(rule);
  if (message.startsWith(noSuchOverload)) {
    return `'${message}': call arguments did not match a supported operator, function or macro signature for rule: ${text}`;
  }
  if (message === costExceeded) {
    return `'${message}': no further validation rules will be run due to call cost exceeds limit for rule: ${text}`;
  }
  return `${message} evaluating rule: ${text}`;
}

/** The message that an expression makes; undefined where it makes none that can be used. */
function messageOf(
  program: Program,
  { messageExpression }: ValidationRule,
  variables: Evaluable,
  budget: Budget,
): { readonly text: string } | { readonly problem: string } | undefined {
  const { outcome, cost } = run(program, variables);
  const isCancelled = outcome instanceof CelError && outcome.message === costExceeded;
  if (cost > budget.remaining || isCancelled) {
    const overall = cost > budget.remaining;
    budget.remaining = -1;
    if (overall) {
      const why = "running out of cost budget, no further validation rules will be run";
      return { problem: `messageExpression evaluation failed due to ${why}` };
    }
    const why = "call cost exceeds limit for messageExpression";
    return { problem: `no further validation rules will be run due to ${why}: ${goQuote(messageExpression)}` };
  }
  budget.remaining -= cost;
  if (typeof outcome !== "string") return undefined;
  const text = outcome.trim();
  const isUsable = text !== "" && !text.includes("\n") && new TextEncoder().encode(text).length <= longestMessage;
  return isUsable ? { text } : undefined;
}

/** Objects and lists are not quoted. */
function refusal(
  field: string,
  shown: { readonly value: unknown } | undefined,
  detail: string,
  reason: string | undefined,
): FieldProblem {
  switch (reason) {
    case "FieldValueForbidden":
      return forbiddenField(field, detail);
    case "FieldValueRequired":
      return required(field, detail);
    case "FieldValueDuplicate":
      return shown ? duplicateValue(field, shown.value) : { field, reason, message: "Duplicate value" };
    default:
      if (shown) return invalidValue(field, shown.value, detail);
      return { field, reason: "FieldValueInvalid", message: `Invalid value: ${detail}` };
  }
}

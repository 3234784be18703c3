import type { JsonObject } from "../json.ts";
import type { FieldProblem } from "../status.ts";
import type { Correlation } from "./correlation.ts";
import type { RuleCheck } from "./rule-check.ts";
import type { Schema } from "./schema.ts";

export interface RootRuleCheck extends RuleCheck {
  totalProblems(path: string): FieldProblem[];
}

export function createRuleCheck(_schema: Schema, _options: { readonly costs: boolean }): RootRuleCheck | undefined {
  return undefined;
}

export function evaluateDefault(
  _schema: Schema,
  _root: boolean,
  _value: unknown,
  _path: string,
): readonly FieldProblem[] {
  return [];
}

export interface RulesValidator {
  validate(
    object: JsonObject,
    old: JsonObject | undefined,
    correlation: Correlation | undefined,
    warn: ((text: string) => void) | undefined,
  ): readonly FieldProblem[];
}

export function createRulesValidator(_schema: Schema): RulesValidator | undefined {
  return undefined;
}

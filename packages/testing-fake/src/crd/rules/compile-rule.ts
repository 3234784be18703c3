import type { Environment } from "../../cel/checked.ts";
import type { Expression } from "../../cel/expression.ts";
import { childrenOf } from "../../cel/literal-rules.ts";
import { compile, type Program } from "../../cel/program.ts";
import { estimateCost } from "../../cel/static-cost.ts";
import { findField } from "../field-path.ts";
import type { Schema, ValidationRule } from "../schema.ts";
import type { Declaration } from "./declaration.ts";
import { ruleEnvironment } from "./environment.ts";
import { sizeOfPath } from "./size.ts";

/** A rule that was compiled, or what is wrong with it. */
export interface CompiledRule {
  readonly rule: ValidationRule;
  /** Undefined for a rule that is empty, or wrong. */
  readonly program: Program | undefined;
  readonly problem: string | undefined;
  readonly usesOldSelf: boolean;
  /** What makes the message. */
  readonly message: Program | undefined;
  readonly messageProblem: string | undefined;
  /** Below the value that the rule is about; empty for that itself. */
  readonly fieldPath: string;
}

/** Compiles the rules of a schema. */
export function compileRules(schema: Schema, declaration: Declaration): readonly CompiledRule[] {
  const environments = [false, true].map((optional) => ruleEnvironment(declaration, optional));
  return schema.rules.map((rule) => {
    const environment = environments[rule.optionalOldSelf === true ? 1 : 0];
    return environment ? compileRule(rule, schema, environment) : nothing(rule);
  });
}

/** What evaluating a program can cost at most. */
export function mostCost(program: Program, declaration: Declaration): number {
  return estimateCost(program.checked, sizeOfPath(declaration)).max;
}

const nothing = (rule: ValidationRule, problem?: string): CompiledRule => ({
  rule,
  program: undefined,
  problem,
  usesOldSelf: false,
  message: undefined,
  messageProblem: undefined,
  fieldPath: "",
});

function compileRule(rule: ValidationRule, schema: Schema, environment: Environment): CompiledRule {
  if (rule.rule.trim() === "") return nothing(rule);
  const program = compileAs(rule.rule, environment, "bool");
  if (typeof program === "string") return nothing(rule, program);
  const message = rule.messageExpression === "" ? undefined : compileAs(rule.messageExpression, environment, "string");
  const found = rule.fieldPath === "" ? "" : findField(rule.fieldPath, schema, { brackets: true });
  return {
    ...nothing(rule),
    program,
    usesOldSelf: names(program, "oldSelf"),
    message: typeof message === "object" ? message : undefined,
    messageProblem: typeof message === "string" ? message : undefined,
    fieldPath: typeof found === "string" ? "" : found.path,
  };
}

function compileAs(source: string, environment: Environment, wanted: "bool" | "string"): Program | string {
  const program = compile(source, environment);
  const isMessage = wanted === "string";
  if ("problem" in program) {
    const { stage, problem } = program;
    if (isMessage) return `messageExpression ${stage} failed: ${problem}`;
    return `${stage === "compilation" ? "compilation" : "program instantiation"} failed: ${problem}`;
  }
  if (program.type.kind === wanted) return program;
  return isMessage ? "messageExpression must evaluate to a string" : "cel expression must evaluate to a bool";
}

/** Whether an expression mentions a name. */
function names({ checked }: Program, name: string): boolean {
  const mentions = (given: Expression): boolean => {
    const node = checked.resolved(given);
    if (node.kind === "identifier") return node.name.replace(/^\./, "") === name;
    return childrenOf(node).some(mentions);
  };
  return mentions(checked.expression);
}

import type { Checked, Environment } from "./checked.ts";
import { check } from "./checker.ts";
import { plan } from "./interpreter.ts";
import type { Frame, Plan } from "./plan.ts";
import { literalIssues } from "./literal-rules.ts";
import { parse } from "./parser.ts";
import { issuesText, type Issue } from "./source.ts";
import type { CelType } from "./types.ts";
import { CelError, type Value } from "./values.ts";

/** What evaluating an expression came to. */
export interface Evaluation {
  /** The value, or what went wrong. */
  readonly outcome: Value | CelError;
  readonly cost: number;
}

/** An expression that can be evaluated. */
export interface Program {
  readonly checked: Checked;
  readonly type: CelType;
  evaluate(variables: ReadonlyMap<string, Value>, limit: number): Evaluation;
}

/** Ends an evaluation that has become too expensive. */
class TooExpensive extends Error {}

export const costExceeded = "operation cancelled: actual cost limit exceeded";

/** Why there is no program. */
export interface Refusal {
  /** Whether it is no expression of the language, or one that can only fail. */
  readonly stage: "compilation" | "instantiation";
  readonly problem: string;
}

/** Compiles an expression; what is wrong with it is said in the words and pictures of cel-go. */
export function compile(source: string, environment: Environment): Program | Refusal {
  const refuse = (issues: readonly Issue[]): Refusal => ({ stage: "compilation", problem: issuesText(source, issues) });
  const parsed = parse(source);
  if (!parsed.expression) return refuse(parsed.issues);
  const { checked, issues } = check(parsed.expression, environment);
  if (issues.length > 0) return refuse(issues);
  const ofLiterals = literalIssues(checked);
  if (ofLiterals.length > 0) return refuse(ofLiterals);
  try {
    return { checked, type: checked.typeOf(parsed.expression), evaluate: evaluator(plan(checked)) };
  } catch (error) {
    if (error instanceof CelError) return { stage: "instantiation", problem: error.message };
    throw error;
  }
}

function evaluator(planned: Plan): Program["evaluate"] {
  return (variables, limit) => {
    let cost = 0;
    const frame: Frame = {
      variables,
      locals: [],
      charge(more) {
        cost += more;
        if (cost > limit) throw new TooExpensive();
      },
    };
    try {
      const outcome = planned.run(frame);
      return { outcome: outcome === undefined ? new CelError("no value") : outcome, cost };
    } catch (error) {
      if (error instanceof TooExpensive) return { outcome: new CelError(costExceeded), cost };
      throw error;
    }
  };
}

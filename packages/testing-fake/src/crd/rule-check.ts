import type { FieldProblem } from "../http/status.ts";
import type { Schema } from "./schema.ts";

/** Compiles the rules of a schema, knowing what stands around it. */
export interface RuleCheck {
  ofField(name: string, schema: Schema): RuleCheck;
  ofItems(schema: Schema): RuleCheck;
  ofValues(schema: Schema): RuleCheck;
  /** What is wrong with the schema's own rules. `uncorrelatable` is where old values stop to be found, if anywhere. */
  check(path: string, uncorrelatable: string | undefined): FieldProblem[];
}

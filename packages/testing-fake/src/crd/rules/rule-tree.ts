import type { Schema } from "../schema.ts";
import { compileRules, type CompiledRule } from "./compile-rule.ts";
import { declareSchema } from "./declaration.ts";

/** The rules of a schema and of its parts, compiled when they are first needed. */
export interface RuleNode {
  /** The schema whose values are looked at. */
  readonly schema: Schema;
  /** Whether values are whole objects, with names of their own. */
  readonly root: boolean;
  rules(): readonly CompiledRule[];
  readonly allOf: readonly RuleNode[];
  readonly items: RuleNode | undefined;
  readonly values: RuleNode | undefined;
  readonly fields: ReadonlyMap<string, RuleNode>;
}

/** Undefined where there are no rules. */
export function ruleTree(schema: Schema, root: boolean): RuleNode | undefined {
  return hasRules(schema) ? nodeOf(schema, schema, root) : undefined;
}

function hasRules({ rules, items, additionalProperties, properties }: Schema): boolean {
  if (rules.length > 0 || (items && hasRules(items))) return true;
  if (additionalProperties?.schema && hasRules(additionalProperties.schema)) return true;
  return [...properties.values()].some(hasRules);
}

/** The rules are those of one schema, the values those of another: below `allOf` they differ. */
function nodeOf(validation: Schema, schema: Schema, root: boolean): RuleNode | undefined {
  const fields = new Map<string, RuleNode>();
  for (const [name, inner] of validation.properties) {
    const field = schema.properties.get(name);
    const node = field && declareSchema(field, field.embedded, "") && nodeOf(inner, field, field.embedded);
    if (node) fields.set(name, node);
  }
  const within = (inner: Schema | undefined, part: Schema | undefined): RuleNode | undefined =>
    inner && part && nodeOf(inner, part, part.embedded);
  const items = within(validation.items, schema.items);
  const values = within(validation.additionalProperties?.schema, schema.additionalProperties?.schema);
  const allOf = validation.allOf.flatMap((inner) => nodeOf(inner, schema, root) ?? []);
  if (validation.rules.length === 0 && !items && !values && fields.size === 0 && allOf.length === 0) return undefined;
  let compiled: readonly CompiledRule[] | undefined;
  return {
    schema,
    root,
    allOf,
    items,
    values,
    fields,
    rules() {
      if (compiled) return compiled;
      const declaration = validation.rules.length === 0 ? undefined : declareSchema(schema, root, "selfType");
      compiled = declaration ? compileRules({ ...schema, rules: validation.rules }, declaration) : [];
      return compiled;
    },
  };
}

import type { Expression, LiteralValue } from "./expression.ts";
import { boolType, bytesType, doubleType, intType, nullType, stringType, uintType, type CelType } from "./types.ts";

/** What an expression can name. */
export interface Environment {
  readonly variables: ReadonlyMap<string, CelType>;
  /** The type of a field of an object; undefined where there is no such field. */
  fieldType(struct: string, field: string): CelType | undefined;
}

/** What the checker found out about the nodes of an expression. */
export interface Checked {
  readonly expression: Expression;
  typeOf(node: Expression): CelType;
  /** The overloads that a call may mean. */
  overloadsOf(node: Expression): readonly string[];
  /** The node that stands for another one: `a.b` can be a name, and `ip.isCanonical(x)` the call of a function. */
  resolved(node: Expression): Expression;
  /** Whether a name is one of the environment's. */
  isVariable(name: string): boolean;
}

/** The type of a literal. */
export function literalType(value: LiteralValue): CelType {
  switch (typeof value) {
    case "boolean":
      return boolType;
    case "bigint":
      return intType;
    case "number":
      return doubleType;
    case "string":
      return stringType;
    default:
  }
  if (value === null) return nullType;
  return value instanceof Uint8Array ? bytesType : uintType;
}

/** `a.b.c` as a name. */
export function qualifiedName(node: Expression): string | undefined {
  if (node.kind === "identifier") return node.name;
  if (node.kind !== "select" || node.test) return undefined;
  const operand = qualifiedName(node.operand);
  return operand === undefined ? undefined : `${operand}.${node.field}`;
}

/** The type parameters in a type. */
export function paramNames(type: CelType): string[] {
  return type.kind === "param" ? [type.name] : type.params.flatMap(paramNames);
}

import { compilePattern } from "../crd/pattern.ts";
import type { Checked } from "./checked.ts";
import { convert } from "./convert.ts";
import type { Call, Expression } from "./expression.ts";
import { formatClauses, misfit, type Clause } from "./library/format-text.ts";
import type { Issue } from "./source.ts";
import { isDyn, optionalValue, sameType, typeText, type CelType } from "./types.ts";
import { CelError, Uint, type Value } from "./values.ts";

/** What is wrong with literals that are of the right type: durations that are none, lists of many types. */
export function literalIssues(checked: Checked): readonly Issue[] {
  const issues: Issue[] = [];
  visit(checked.expression, false);
  return issues;

  function visit(unresolved: Expression, exempt: boolean): void {
    const node = checked.resolved(unresolved);
    if (node.kind === "call") issues.push(...argumentIssues(node), ...formatIssues(node, checked));
    if (!exempt && node.kind === "list") {
      const elements = node.elements.map(({ value, optional }) => ({ node: value, optional }));
      issues.push(...mixed(elements, checked).slice(0, 1));
    }
    if (!exempt && node.kind === "map") {
      issues.push(
        ...mixed(
          node.entries.map(({ key }) => ({ node: key, optional: false })),
          checked,
        ),
        ...mixed(
          node.entries.map(({ value, optional }) => ({ node: value, optional })),
          checked,
        ),
      );
    }
    const inner = exempt || (node.kind === "call" && node.name === "format");
    for (const child of childrenOf(node)) visit(child, inner);
  }
}

/** The parts of an expression. */
export function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case "select":
      return [node.operand];
    case "call":
      return [...(node.target ? [node.target] : []), ...node.arguments];
    case "list":
      return node.elements.map(({ value }) => value);
    case "map":
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case "struct":
      return node.fields.map(({ value }) => value);
    case "comprehension":
      return [node.range, node.start, node.condition, node.step, node.result];
    default:
      return [];
  }
}

function argumentIssues({ name, arguments: [first] }: Call): Issue[] {
  if (first?.kind !== "literal") return [];
  const { value, offset } = first;
  const isBad =
    name === "matches"
      ? typeof value === "string" && typeof compilePattern(value) === "string"
      : (name === "duration" || name === "timestamp") && !converts(value as Value, name);
  return isBad ? [{ offset, message: `invalid ${name} argument` }] : [];
}

function converts(value: Value, name: "duration" | "timestamp"): boolean {
  if (typeof value === "object" && !(value instanceof Uint)) return true;
  try {
    convert(value, name === "duration" ? "google.protobuf.Duration" : "google.protobuf.Timestamp");
    return true;
  } catch (error) {
    if (error instanceof CelError) return false;
    throw error;
  }
}

/** Parts that are not of the type of the first. */
function mixed(parts: readonly { readonly node: Expression; readonly optional: boolean }[], checked: Checked): Issue[] {
  const types = parts.map(({ node, optional }) => {
    const type = checked.typeOf(node);
    return optional ? (optionalValue(type) ?? type) : type;
  });
  const [expected] = types;
  if (!expected) return [];
  return parts.flatMap(({ node }, index) => {
    const found = types[index] ?? expected;
    const message = `expected type '${typeText(expected)}' but found '${typeText(found)}'`;
    return sameType(expected, found) ? [] : [{ offset: node.offset, message }];
  });
}

/** Whether the arguments of a format that is known fit its clauses. */
function formatIssues(node: Call, checked: Checked): Issue[] {
  const { target, name, offset } = node;
  const [list] = node.arguments;
  if (name !== "format" || target?.kind !== "literal" || list?.kind !== "list") return [];
  if (typeof target.value !== "string") return [];
  let at = offset;
  try {
    const { used } = formatClauses(
      target.value,
      list.elements.length,
      (clause, index) => {
        const element = list.elements[index]?.value;
        const bad = element && unfit(clause, element, checked);
        if (bad) {
          at = bad.offset;
          throw new CelError(misfit(clause.letter, checked.typeOf(bad).name));
        }
        return "";
      },
      true,
    );
    const given = list.elements.length;
    if (given <= used) return [];
    return [{ offset, message: `too many arguments supplied to string.format (expected ${used}, got ${given})` }];
  } catch (error) {
    if (error instanceof CelError) return [{ offset: at, message: error.message }];
    throw error;
  }
}

const fitting: Readonly<Record<string, readonly CelType["kind"][]>> = {
  s: ["list", "map", "int", "uint", "double", "bool", "string", "timestamp", "bytes", "duration", "type", "null"],
  d: ["int", "uint"],
  f: ["double", "string"],
  e: ["double", "string"],
  b: ["int", "uint", "bool"],
  x: ["int", "uint", "string", "bytes"],
  X: ["int", "uint", "string", "bytes"],
  o: ["int", "uint"],
};

/** The part that a clause does not take. */
function unfit({ letter }: Clause, node: Expression, checked: Checked): Expression | undefined {
  const type = checked.typeOf(node);
  if (!isDyn(type) && !fitting[letter]?.includes(type.kind)) return node;
  if (letter !== "s") return undefined;
  const inner = node.kind === "list" || node.kind === "map" ? childrenOf(node) : [];
  for (const child of inner) {
    const bad = unfit({ letter, precision: undefined }, child, checked);
    if (bad) return bad;
  }
  return undefined;
}

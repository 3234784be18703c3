import type { JsonObject } from "../json.ts";
import { entriesAt, objectsAt, textAt, textsAt } from "./read.ts";

/** Labels as `a=1,b=2`. */
export function formatLabels(labels: JsonObject | undefined): string {
  const pairs = entriesAt(labels ?? {}).map(([key, value]) => `${key}=${String(value)}`);
  return pairs.length === 0 ? "<none>" : pairs.toSorted().join(",");
}

/** A label selector as kubectl takes it; empty for one that selects everything or nothing. */
export function selectorText(selector: JsonObject | undefined): string {
  if (!selector) return "";
  const requirements = [
    ...entriesAt(selector, "matchLabels").map(([key, value]) => [key, `${key}=${String(value)}`] as const),
    ...objectsAt(selector, "matchExpressions").map((expression) => {
      const key = textAt(expression, "key");
      return [key, expressionText(key, textAt(expression, "operator"), textsAt(expression, "values"))] as const;
    }),
  ];
  return requirements
    .toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([, text]) => text)
    .join(",");
}

function expressionText(key: string, operator: string, values: readonly string[]): string {
  const list = `(${values.toSorted().join(",")})`;
  switch (operator) {
    case "In":
      return `${key} in ${list}`;
    case "NotIn":
      return `${key} notin ${list}`;
    case "Exists":
      return key;
    default:
      return `!${key}`;
  }
}

/** The same, with a word where there is nothing to show. */
export function formatSelector(selector: JsonObject | undefined): string {
  return selectorText(selector) || "<none>";
}

import {
  labelSelectorOf,
  validateDns1123Subdomain,
  validateLabelKey,
  validateLabelValue,
  type LabelSelectorSpec,
} from "@kubets/apimachinery";
import type { Part } from "./part.ts";

/** Labels, and what looks like them: the keys and values of a map. */
export function checkLabels(labels: Part): void {
  for (const [key, { text }] of labels.entries) {
    for (const detail of validateLabelKey(key)) labels.invalid(detail, key);
    for (const detail of validateLabelValue(text)) labels.invalid(detail, text);
  }
}

export function checkAnnotations(annotations: Part): void {
  let size = 0;
  for (const [key, { text }] of annotations.entries) {
    for (const detail of validateLabelKey(key.toLowerCase())) annotations.invalid(detail, key);
    size += key.length + text.length;
  }
  if (size > 256 * 1024) annotations.tooLong(256 * 1024);
}

export function checkSelector(selector: Part): void {
  if (!selector.present) return;
  checkLabels(selector.get("matchLabels"));
  for (const requirement of selector.get("matchExpressions").items) {
    checkOperator(requirement);
    requirement.get("key").check(validateLabelKey);
    for (const value of requirement.get("values").items) value.check(validateLabelValue);
  }
}

function checkOperator(requirement: Part, ofNodes = false): void {
  const [operator, values] = [requirement.get("operator"), requirement.get("values")];
  switch (operator.text) {
    case "In":
    case "NotIn":
      values.needed("must be specified when `operator` is 'In' or 'NotIn'");
      break;
    case "Exists":
    case "DoesNotExist":
      if (values.size > 0) values.forbid("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
      break;
    default:
      if (!ofNodes || (operator.text !== "Gt" && operator.text !== "Lt")) {
        operator.invalid("not a valid selector operator", operator.text);
      } else if (values.size !== 1) {
        values.require("must be specified single value when `operator` is 'Lt' or 'Gt'");
      }
  }
}

/** Whether a selector selects these labels; undefined where it is none. */
export function selects(selector: Part, labels: Part): boolean | undefined {
  try {
    const spec = selector.present ? (selector.value as LabelSelectorSpec) : undefined;
    return labelSelectorOf(spec).matches((labels.value ?? {}) as Record<string, string>);
  } catch {
    return undefined;
  }
}

/** A selector has no conditions at all. */
export const isEmptySelector = (selector: Part): boolean =>
  selector.get("matchLabels").size + selector.get("matchExpressions").size === 0;

export function checkNodeSelector(selector: Part): void {
  const terms = selector.get("nodeSelectorTerms");
  if (!terms.needed("must have at least one node selector term")) return;
  for (const term of terms.items) checkNodeTerm(term, true);
}

export function checkNodeTerm(term: Part, strictValues: boolean): void {
  for (const requirement of term.get("matchExpressions").items) {
    checkOperator(requirement, true);
    requirement.get("key").check(validateLabelKey);
    if (strictValues) for (const value of requirement.get("values").items) value.check(validateLabelValue);
  }
  for (const requirement of term.get("matchFields").items) {
    const [operator, key, values] = ["operator", "key", "values"].map((field) => requirement.get(field));
    if (!operator || !key || !values) continue;
    if (operator.text !== "In" && operator.text !== "NotIn") {
      operator.invalid("not a valid selector operator", operator.text);
    } else if (values.size !== 1) {
      values.require("must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
    }
    if (key.text !== "metadata.name") key.invalid("not a valid field selector key", key.text);
    else for (const value of values.items) value.check(validateDns1123Subdomain);
  }
}

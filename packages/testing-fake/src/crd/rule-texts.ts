import { invalidValue, notSupported, required, type FieldProblem } from "../http/status.ts";
import { findField } from "./field-path.ts";
import type { Schema } from "./schema.ts";

const reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

/** What is wrong with the rules of a schema before anybody compiles them. */
export function ruleProblems(schema: Schema, path: string): FieldProblem[] {
  return schema.rules.flatMap(({ rule, message, messageExpression, reason, fieldPath }, index) => {
    const problems: FieldProblem[] = [];
    const field = (name: string): string => `${path}.x-kubernetes-validations[${index}].${name}`;
    if (rule.trim() === "") {
      problems.push(required(field("rule"), "rule is not specified"));
    } else if (message !== "" && message.trim() === "") {
      problems.push(invalidValue(field("message"), message, "must be non-empty if specified"));
    } else if (hasLines(message.trim())) {
      problems.push(invalidValue(field("message"), message, "must not contain line breaks"));
    } else if (hasLines(rule.trim()) && message.trim() === "") {
      problems.push(required(field("message"), "message must be specified if rule contains line breaks"));
    }
    if (messageExpression !== "" && messageExpression.trim() === "") {
      problems.push(required(field("messageExpression"), "messageExpression must be non-empty if specified"));
    }
    if (reason !== undefined && !reasons.includes(reason)) {
      problems.push(notSupported(field("reason"), reason, reasons));
    }
    if (fieldPath === "") return problems;
    if (fieldPath.trim() === "") {
      problems.push(invalidValue(field("fieldPath"), fieldPath, "must be non-empty if specified"));
    }
    if (hasLines(fieldPath)) {
      problems.push(invalidValue(field("fieldPath"), fieldPath, "must not contain line breaks"));
    }
    if (typeof findField(fieldPath, schema, { brackets: true }) === "string") {
      problems.push(invalidValue(field("fieldPath"), fieldPath, "must be a valid path"));
    }
    return problems;
  });
}

const hasLines = (text: string): boolean => /[\n\r]/.test(text);

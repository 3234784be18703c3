import { isObject, valueAt, type JsonObject } from "../json.ts";
import { goQuote } from "../go-text.ts";
import { invalidValue, required, type FieldProblem } from "../http/status.ts";
import { formatTest } from "./formats.ts";

const annotation = "api-approved.kubernetes.io";
const review = "see https://github.com/kubernetes/enhancements/pull/1111";

/** Whether Kubernetes itself approves of a definition in one of its own groups, and what to say of it. */
export interface Approval {
  readonly state: "Missing" | "Approved" | "Bypassed" | "Invalid";
  readonly reason: string;
}

/** Undefined for groups that are nobody's business. */
export function approvalOf(definition: Readonly<JsonObject>): Approval | undefined {
  const group = valueAt(definition, ["spec", "group"]);
  if (typeof group !== "string" || !/(^|\.)(k8s|kubernetes)\.io$/.test(group)) return undefined;
  const text = approvalText(definition);
  if (text === "") {
    return {
      state: "Missing",
      reason: `protected groups must have approval annotation ${goQuote(annotation)}, ${review}`,
    };
  }
  if (text.startsWith("unapproved")) return { state: "Bypassed", reason: `not approved: ${goQuote(text)}` };
  const isUrl = /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/?#]/.test(text) && formatTest("uri")?.(text) === true;
  if (isUrl) return { state: "Approved", reason: `approved in ${text}` };
  const reason = `protected groups must have approval annotation ${goQuote(annotation)} with either a URL or a reason starting with "unapproved", ${review}`;
  return { state: "Invalid", reason };
}

function approvalText(definition: Readonly<JsonObject>): string {
  const annotations = valueAt(definition, ["metadata", "annotations"]);
  const text = isObject(annotations) ? valueAt(annotations, [annotation]) : undefined;
  return typeof text === "string" ? text : "";
}

/** A definition in a group of Kubernetes needs its approval; one that always lacked it may go on so. */
export function approvalProblems(definition: Readonly<JsonObject>, old?: Readonly<JsonObject>): FieldProblem[] {
  const approval = approvalOf(definition);
  if (!approval || (old && approvalOf(old)?.state === approval.state)) return [];
  const field = `metadata.annotations[${annotation}]`;
  if (approval.state === "Missing") return [required(field, approval.reason)];
  return approval.state === "Invalid" ? [invalidValue(field, approvalText(definition), approval.reason)] : [];
}

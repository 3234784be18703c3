import type { StatusCause } from "@kubets/apimachinery";
import type { JsonObject } from "../json.ts";
import { applyConflict } from "../http/status.ts";
import { pathsOf, type FieldSet } from "./field-set.ts";
import { byText, pathText } from "./path-element.ts";

/** The answer to an apply that others would lose fields by. */
export function conflictFailure(conflicts: ReadonlyMap<string, FieldSet>): Error {
  const causes: StatusCause[] = [];
  const messages: string[] = [];
  for (const [identity, fields] of [...conflicts].toSorted(([a], [b]) => byText(a, b))) {
    const name = managerText(identity);
    messages.push(`conflicts with ${name}:`);
    for (const path of pathsOf(fields)) {
      const field = pathText(path);
      causes.push({ reason: "FieldManagerConflict", message: `conflict with ${name}`, field });
      messages.push(`- ${field}`);
    }
  }
  const [only] = causes;
  const message =
    causes.length === 1
      ? `Apply failed with 1 conflict: ${only?.message ?? ""}: ${only?.field ?? ""}`
      : `Apply failed with ${causes.length} conflicts: ${messages.join("\n")}`;
  return applyConflict(message, causes);
}

function managerText(identity: string): string {
  const { manager = "", operation, apiVersion, subresource } = JSON.parse(identity) as JsonObject;
  const name = JSON.stringify(manager);
  const within = subresource === undefined ? name : `${name} with subresource ${JSON.stringify(subresource)}`;
  return operation === "Update" ? `${within} using ${String(apiVersion)}` : within;
}

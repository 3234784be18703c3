import { goQuote } from "../go-text.ts";
import { managerProblems } from "../apply/manager-name.ts";
import { badRequest, forbiddenField, invalid, notSupported, required, type FieldProblem } from "./status.ts";

/** A flag of a query, as servers read it: there without a value is true. */
export function flag(query: URLSearchParams, name: string): boolean | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  return value !== "0" && value.toLowerCase() !== "false";
}

/** A whole number of a query. */
export function integer(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  const refuse = (why: string): never => {
    throw badRequest(`strconv.ParseInt: parsing ${goQuote(value)}: ${why}`);
  };
  if (!/^[+-]?\d+$/.test(value)) refuse("invalid syntax");
  if (BigInt.asIntN(64, BigInt(value.replace("+", ""))) !== BigInt(value.replace("+", "")))
    refuse("value out of range");
  return Number(value);
}

/** What every write may ask for in its query. */
export interface WriteOptions {
  /** Everything happens but the storing. */
  readonly dryRun: boolean;
  /** An apply takes fields from their owners. */
  readonly force: boolean;
}

/**
 * Reads and checks the query of a write; `kind` names the options in messages: `CreateOptions`. An apply has to say who it
 * is from; nothing else may force.
 */
export function writeOptions(query: URLSearchParams, kind: string, isApply = false): WriteOptions {
  const problems: FieldProblem[] = [];
  const manager = query.get("fieldManager") ?? "";
  if (isApply && manager === "") problems.push(required("fieldManager", "is required for apply patch"));
  const force = flag(query, "force");
  if (kind === "PatchOptions" && !isApply && force !== undefined) {
    problems.push(forbiddenField("force", "may not be specified for non-apply patch"));
  }
  problems.push(...managerProblems(manager, "fieldManager"));
  const dryRun = query.getAll("dryRun").filter((value) => value !== "");
  if (dryRun.some((value) => value !== "All")) problems.push(notSupported("dryRun", dryRun, ["All"]));
  const validation = query.get("fieldValidation") ?? "";
  if (!["", "Ignore", "Strict", "Warn"].includes(validation)) {
    problems.push(notSupported("fieldValidation", validation, ["", "Ignore", "Strict", "Warn"]));
  }
  if (problems.length > 0) throw invalid({ group: "meta.k8s.io", kind }, "", problems);
  return { dryRun: dryRun.length > 0, force: force ?? false };
}

import { badRequest, invalid, notSupported, type FieldProblem } from "./status.ts";

/** A flag of a query, as servers read it: there without a value is true. */
export function flag(query: URLSearchParams, name: string): boolean | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  return value !== "0" && value.toLowerCase() !== "false";
}

/** A whole number of a query. */
export function integer(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null || value === "") return undefined;
  if (!/^[+-]?\d+$/.test(value)) throw badRequest(`strconv.ParseInt: parsing "${value}": invalid syntax`);
  return Number(value);
}

/** What every write may ask for in its query. */
export interface WriteOptions {
  /** Everything happens but the storing. */
  readonly dryRun: boolean;
}

/** Reads and checks the query of a write; `kind` names the options in messages: `CreateOptions`. */
export function writeOptions(query: URLSearchParams, kind: string): WriteOptions {
  const dryRun = query.getAll("dryRun").filter((value) => value !== "");
  const problems: FieldProblem[] = [];
  if (dryRun.some((value) => value !== "All")) problems.push(notSupported("dryRun", dryRun, ["All"]));
  const manager = query.get("fieldManager") ?? "";
  if (manager.length > 128) {
    problems.push({
      field: "fieldManager",
      reason: "FieldValueTooLong",
      message: "Too long: may not be more than 128 bytes",
    });
  }
  const position = Array.from(manager).findIndex((character) => /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character));
  if (position >= 0) {
    const code = manager.codePointAt(position) ?? 0;
    const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
    problems.push({
      field: "fieldManager",
      reason: "FieldValueInvalid",
      message: `Invalid value: ${JSON.stringify(manager).replaceAll(/\\u00([0-9a-f]{2})/g, String.raw`\x$1`)}: invalid character ${name} (at position ${position})`,
    });
  }
  const validation = query.get("fieldValidation") ?? "";
  if (!["", "Ignore", "Strict", "Warn"].includes(validation)) {
    problems.push(notSupported("fieldValidation", validation, ["", "Ignore", "Strict", "Warn"]));
  }
  if (problems.length > 0) throw invalid({ group: "meta.k8s.io", kind }, "", problems);
  return { dryRun: dryRun.length > 0 };
}

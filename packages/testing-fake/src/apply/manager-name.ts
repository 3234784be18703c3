import { headerValue, type Header } from "@kubets/rest";
import { invalidValue, tooLong, type FieldProblem } from "../http/status.ts";

const longest = 128;
/** What nearly all names are made of. */
const plain = /^[\x20-\x7e]*$/;
const encoder = new TextEncoder();

/** Who writes: the `fieldManager` of the query, else what the client calls itself up to the first slash. */
export function managerName(query: URLSearchParams, headers: readonly Header[]): string {
  const manager = query.get("fieldManager") ?? "";
  if (manager !== "") return manager;
  let name = "";
  let size = 0;
  for (const character of (headerValue(headers, "user-agent") ?? "").split("/", 1)[0] ?? "") {
    if (!isPrintable(character)) continue;
    size += encoder.encode(character).length;
    if (size > longest) break;
    name += character;
  }
  return name;
}

/** What is wrong with the name of a manager. */
export function managerProblems(manager: string, field: string): FieldProblem[] {
  if (manager.length <= longest && plain.test(manager)) return [];
  const problems: FieldProblem[] = [];
  if (encoder.encode(manager).length > longest) problems.push(tooLong(field, longest));
  let position = 0;
  for (const character of manager) {
    if (!isPrintable(character)) {
      const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
      problems.push(invalidValue(field, manager, `invalid character U+${code} (at position ${position})`));
    }
    position += encoder.encode(character).length;
  }
  return problems;
}

/** As Go sees it: letters, marks, numbers, punctuation, symbols and the plain space. */
function isPrintable(character: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character);
}

import { isObject } from "../json.ts";
import type { ParsedJson } from "./parse-json.ts";

/** What a body of a kind without Go types says twice, by paths, as a strict server names it. */
export function duplicateFields({ value, membersOf }: ParsedJson): string[] {
  const found: string[] = [];
  const visit = (inner: unknown, path: string): void => {
    if (Array.isArray(inner)) {
      for (const [index, element] of inner.entries()) visit(element, `${path}[${index}]`);
    } else if (isObject(inner)) {
      const seen = new Set<string>();
      for (const [name, member] of membersOf?.(inner) ?? Object.entries(inner)) {
        const place = path === "" ? name : `${path}.${name}`;
        if (seen.has(name)) found.push(`duplicate field "${place}"`);
        seen.add(name);
        visit(member, place);
      }
    }
  };
  if (membersOf) visit(value, "");
  return [...new Set(found)];
}

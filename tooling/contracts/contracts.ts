import { parseSync } from "oxc-parser";

/** One row of contracts.md. */
export interface Row {
  readonly id: string;
  readonly title: string;
  /** Why the row does not apply here; empty where it does. */
  readonly notApplicable: string;
}

/** One test (or group of tests) and the rows its title names. */
export interface Proof {
  readonly file: string;
  readonly line: number;
  readonly title: string;
  readonly rows: readonly string[];
}

/** The rows of contracts.md, in its order. Throws on a row that stands twice. */
export function parseRows(markdown: string): Row[] {
  const rows: Row[] = [];
  for (const line of markdown.split("\n")) {
    const id = /^\| ([FC]\d+) +\|/.exec(line)?.[1];
    if (id === undefined) continue;
    if (rows.some((row) => row.id === id)) throw new Error(`contracts.md has ${id} twice`);
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    rows.push({ id, title: cells[2] ?? "", notApplicable: cells.at(-2) ?? "" });
  }
  return rows;
}

/** The rows a title names; `F018–F020` names three. */
export function rowsIn(title: string): string[] {
  const rows: string[] = [];
  for (const { 1: kind, 2: from, 3: to } of title.matchAll(/\b([FC])(\d{2,3})(?:\s*[–-]\s*[FC]?(\d{2,3}))?\b/g)) {
    const first = Number(from);
    const last = to === undefined ? first : Number(to);
    for (let number = first; number <= last; number += 1) {
      rows.push(`${kind}${String(number).padStart(kind === "F" ? 3 : 2, "0")}`);
    }
  }
  return rows;
}

const runners = new Set(["it", "test", "describe"]);

/** Every test of a file whose title names rows; a title that stands in a variable cannot name any. */
export function proofsIn(file: string, text: string): Proof[] {
  const proofs: Proof[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const each of node) visit(each);
      return;
    }
    if (typeof node !== "object" || node === null) return;
    const call = node as { type?: string; start?: number; callee?: unknown; arguments?: unknown[] };
    if (call.type === "CallExpression" && runners.has(rootName(call.callee))) {
      const title = textOf(call.arguments?.[0]);
      const rows = title === undefined ? [] : rowsIn(title);
      if (title !== undefined && rows.length > 0) {
        proofs.push({ file, line: text.slice(0, call.start).split("\n").length, title, rows });
      }
    }
    for (const value of Object.values(node)) visit(value);
  };
  visit(parseSync(file, text).program.body);
  return proofs;
}

/** `it` of `it`, `it.each(rows)` and `test.prop([...])`. */
function rootName(callee: unknown): string {
  const node = callee as { type?: string; name?: string; object?: unknown; callee?: unknown } | undefined;
  if (node?.type === "Identifier") return node.name ?? "";
  if (node?.type === "MemberExpression") return rootName(node.object);
  if (node?.type === "CallExpression") return rootName(node.callee);
  return "";
}

function textOf(argument: unknown): string | undefined {
  const node = argument as { type?: string; value?: unknown; quasis?: { value: { cooked: string } }[] } | undefined;
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type === "TemplateLiteral") return node.quasis?.map(({ value }) => value.cooked).join("…");
  return undefined;
}

import { parseSync, type Comment, type Statement } from "oxc-parser";
import { resolveImport } from "./workspace.ts";

/** A declaration that an entry of a package exports, wherever it stands. */
export interface ExportedDeclaration {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** The declaration without its comments. Overloads stand together. */
  readonly text: string;
  /** Whether a doc comment stands directly before it. */
  readonly documented: boolean;
}

interface ParsedFile {
  readonly text: string;
  readonly body: readonly Statement[];
  readonly comments: readonly Comment[];
}

/**
 * What a module exports, re-exports of its own package followed. `read` gives the text of a path; `onDisk` turns a
 * specifier's path into one that `read` knows (`./x.js` beside `x.d.ts`).
 */
export function exportedDeclarations(
  entry: string,
  read: (path: string) => string,
  onDisk: (path: string) => string = (path) => path,
): ExportedDeclaration[] {
  const parsed = new Map<string, ParsedFile>();
  const parse = (path: string): ParsedFile => {
    const known = parsed.get(path);
    if (known) return known;
    const text = read(path);
    const { program, comments } = parseSync(path, text);
    const file = { text, body: program.body, comments };
    parsed.set(path, file);
    return file;
  };

  const find = (path: string, name: string): ExportedDeclaration[] => {
    const file = parse(path);
    const found: ExportedDeclaration[] = [];
    for (const statement of file.body) {
      if (statement.type === "ExportNamedDeclaration" && !statement.declaration) {
        for (const specifier of statement.specifiers) {
          if (nameOf(specifier.exported) !== name) continue;
          const local = nameOf(specifier.local);
          if (statement.source) found.push(...find(onDisk(resolveImport(path, statement.source.value)), local));
          else found.push(...find(path, local));
        }
        continue;
      }
      const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
      if (!declaration || !declaredNames(declaration).includes(name)) continue;
      found.push({
        name,
        file: path,
        line: file.text.slice(0, statement.start).split("\n").length,
        text: withoutComments(file, statement.start, statement.end),
        documented: hasDocComment(file, statement.start),
      });
    }
    return found;
  };

  return exportedNames(parse(entry).body).flatMap((name) => find(entry, name));
}

function exportedNames(body: readonly Statement[]): string[] {
  return body.flatMap((statement) => {
    if (statement.type !== "ExportNamedDeclaration") return [];
    if (statement.declaration) return declaredNames(statement.declaration);
    return statement.specifiers.map((specifier) => nameOf(specifier.exported));
  });
}

function nameOf(node: { type: string; name?: string; value?: unknown }): string {
  return node.name ?? String(node.value);
}

function declaredNames(declaration: { type: string }): string[] {
  const node = declaration as {
    id?: { name?: string } | null;
    declarations?: readonly { id: { name?: string } }[];
  };
  if (node.declarations) return node.declarations.flatMap(({ id }) => (id.name ? [id.name] : []));
  return node.id?.name ? [node.id.name] : [];
}

function hasDocComment({ text, comments }: ParsedFile, start: number): boolean {
  return comments.some(
    (comment) =>
      comment.type === "Block" &&
      comment.value.startsWith("*") &&
      comment.end <= start &&
      // Only further comments (a lint directive, say) and space may stand between.
      /^(\s|\/\/[^\n]*\n|\/\*(?!\*)[\s\S]*?\*\/)*$/.test(text.slice(comment.end, start)),
  );
}

function withoutComments({ text, comments }: ParsedFile, start: number, end: number): string {
  let result = "";
  let from = start;
  for (const comment of comments) {
    if (comment.start < start || comment.end > end) continue;
    result += text.slice(from, comment.start);
    from = comment.end;
  }
  return `${result}${text.slice(from, end)}`.replaceAll(/[ \t]+$/gm, "").replaceAll(/\n\s*\n/g, "\n");
}

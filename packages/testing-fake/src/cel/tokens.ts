import type { Issue } from "./source.ts";

/** What a token is: a literal's kind, `identifier`, `escaped`, `end`, or the sign or word itself. */
export interface Token {
  readonly type: string;
  readonly text: string;
  readonly offset: number;
}

const escape = String.raw`\\(?:[abfnrtv"'\\?\x60]|[0-3][0-7][0-7]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})`;
const text = [
  String.raw`[rR]"""[^]*?"""`,
  String.raw`[rR]'''[^]*?'''`,
  String.raw`"""(?:${escape}|[^\\])*?"""`,
  String.raw`'''(?:${escape}|[^\\])*?'''`,
  String.raw`[rR]"[^"\n\r]*"`,
  String.raw`[rR]'[^'\n\r]*'`,
  String.raw`"(?:${escape}|[^\\"\n\r])*"`,
  String.raw`'(?:${escape}|[^\\'\n\r])*'`,
].join("|");

const kinds: readonly (readonly [type: string, pattern: RegExp])[] = [
  ["space", /[\t \r\n\f]+|\/\/[^\n]*/y],
  ["bytes", new RegExp(`[bB](?:${text})`, "y")],
  ["string", new RegExp(text, "y")],
  ["float", /\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?/y],
  ["uint", /0x[0-9a-fA-F]+[uU]|\d+[uU]/y],
  ["int", /0x[0-9a-fA-F]+|\d+/y],
  ["identifier", /[A-Za-z_][A-Za-z0-9_]*/y],
  ["escaped", /`[A-Za-z0-9_./ -]+`/y],
  ["sign", /==|!=|<=|>=|&&|\|\||[<>[\]{}().,\-!?:+*/%]/y],
];

const words = new Set(["in", "true", "false", "null"]);

/** Cuts an expression into tokens; what belongs to none is an issue and left out. */
export function tokenize(source: string, issues: Issue[]): readonly Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < source.length) {
    const token = nextToken(source, offset);
    if (!token) {
      const stray = strayAt(source, offset);
      issues.push({ offset, message: `Syntax error: token recognition error at: '${stray}'` });
      offset += stray.length;
      continue;
    }
    if (token.type !== "space") tokens.push(token);
    offset += token.text.length;
  }
  tokens.push({ type: "end", text: "<EOF>", offset: source.length });
  return tokens;
}

function nextToken(source: string, offset: number): Token | undefined {
  for (const [type, pattern] of kinds) {
    pattern.lastIndex = offset;
    const found = pattern.exec(source)?.[0];
    if (found === undefined) continue;
    if (type === "sign" || (type === "identifier" && words.has(found))) return { type: found, text: found, offset };
    return { type, text: found, offset };
  }
  return undefined;
}

/** How far the lexer gets before it gives up: a text without an end to the line's, half an operator one character more. */
function strayAt(source: string, offset: number): string {
  const rest = source.slice(offset);
  const first = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  if (first === '"' || first === "'") return unfinished(rest, first);
  if (first === "`") {
    const name = /^`[A-Za-z0-9_./ -]*/.exec(rest)?.[0] ?? first;
    return rest.slice(0, name.length + 1);
  }
  if (/^[&|=]/.test(first)) return Array.from(rest).slice(0, 2).join("");
  return first;
}

function unfinished(rest: string, quote: string): string {
  const broken = new RegExp(String.raw`^${quote}(?:${escape}|[^\\${quote}\n\r])*`).exec(rest)?.[0] ?? quote;
  const next = rest[broken.length];
  if (next !== "\\") return broken + (next ?? "");
  // An escape that is none ends with its first wrong character.
  const begun =
    /^\\(?:[xX][\da-fA-F]?|u[\da-fA-F]{0,3}|U[\da-fA-F]{0,7}|[0-3][0-7]?)?/.exec(rest.slice(broken.length))?.[0] ?? "";
  return rest.slice(0, broken.length + begun.length + 1);
}

/** A token as messages show it. */
export function shown(text: string): string {
  return text
    .replaceAll("\n", String.raw`\n`)
    .replaceAll("\r", String.raw`\r`)
    .replaceAll("\t", String.raw`\t`);
}

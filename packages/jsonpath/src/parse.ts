/**
 * Reads kubectl's dialect, which is none of the standard ones. Its oddities are kept where templates may rest on them:
 * the text between brackets is read again as a template of its own, so that `['a.b']` are two fields and `['a\.b']` one.
 */
import { Problem } from "./errors.ts";
import type { Bound, ListNode, Node } from "./nodes.ts";
import { isInt64, WrittenNumber } from "./numbers.ts";
import { unquote } from "./unquote.ts";

/** What ends a field's name and a word, besides the end of the template. */
const terminator = /[ \t\r\n.,[\]$@{}]/;

/** Reads a whole template: texts, and lists for what stands in braces. Throws a Problem. */
export function parse(template: string): Node[] {
  return new Parser(template, 0).parseTemplate();
}

/** Reads what stands in brackets as if it stood in braces. `start` is where it stands in the whole template. */
function parseInner(text: string, start: number): ListNode {
  const [first] = new Parser(`{${text}}`, start - 1).parseTemplate();
  if (first?.type === "list") return first;
  throw new Problem("unclosed action", start);
}

class Parser {
  private readonly input: string;
  /** Where the input begins in the whole template. */
  private readonly offset: number;
  private at = 0;

  constructor(input: string, offset: number) {
    this.input = input;
    this.offset = offset;
  }

  parseTemplate(): Node[] {
    const nodes: Node[] = [];
    while (this.at < this.input.length) {
      const position = this.position();
      const brace = this.input.indexOf("{", this.at);
      const text = this.input.slice(this.at, brace < 0 ? undefined : brace);
      if (text !== "") nodes.push({ type: "text", text, position });
      if (brace < 0) break;
      this.at = brace + 1;
      nodes.push(this.parseAction());
    }
    return nodes;
  }

  /** From behind an opening brace to behind the closing one. */
  private parseAction(): ListNode {
    const position = this.position() - 1;
    const nodes: Node[] = [];
    while (!this.skip("}")) this.parsePart(nodes);
    return { type: "list", nodes, position };
  }

  private parsePart(nodes: Node[]): void {
    const position = this.position();
    if (this.skip("[?(")) return void nodes.push(this.parseFilter(position));
    if (this.skip("..")) {
      if (nodes.at(-1)?.type === "recursive") this.fail("invalid multiple recursive descent", position);
      nodes.push({ type: "recursive", position });
      if (/^[_\p{L}\p{Nd}]/u.test(this.character())) nodes.push(this.parseField(this.position()));
      return;
    }
    const character = this.character();
    if (character === "" || character === "\r" || character === "\n") this.fail("unclosed action", position);
    // The current object, and the root, which is the same here.
    if (this.skip(" ") || this.skip("@") || this.skip("$")) return;
    if (this.skip("[")) return this.parseBrackets(nodes, position);
    if (character === '"' || character === "'") return void nodes.push(this.parseQuoted(character, position));
    if (this.skip(".")) return void nodes.push(this.parseField(position));
    if (/^[-+\p{Nd}]/u.test(character)) return void nodes.push(this.parseNumber(position));
    if (/^[_\p{L}]/u.test(character)) return void nodes.push(this.parseWord(position));
    this.fail(`unrecognized character in action: ${describe(character)}`, position);
  }

  private parseField(position: number): Node {
    const start = this.at;
    while (this.at < this.input.length && !terminator.test(this.character())) {
      // A backslash takes the next character along, whatever it is.
      if (this.skip("\\")) this.at += this.character().length;
      else this.at += this.character().length;
    }
    const name = this.input.slice(start, this.at);
    return name === "*" ? { type: "wildcard", position } : { type: "field", name: name.replaceAll("\\", ""), position };
  }

  private parseWord(position: number): Node {
    const start = this.at;
    while (this.at < this.input.length && !terminator.test(this.character())) this.at++;
    const word = this.input.slice(start, this.at);
    if (word === "true" || word === "false") return { type: "literal", value: word === "true", position };
    return { type: "word", word, position };
  }

  private parseNumber(position: number): Node {
    const [text = ""] = /^[-+]?[.\p{Nd}]*/u.exec(this.input.slice(this.at)) ?? [];
    this.at += text.length;
    if (!/^[-+]?(?:\d+\.?\d*|\.\d+)$/.test(text)) this.fail(`cannot parse number ${text}`, position);
    const value = Number(text);
    if (!Number.isFinite(value)) this.fail(`cannot parse number ${text}`, position);
    // Whole numbers of more than 64 bits are floats too.
    const type = !text.includes(".") && isInt64(value) ? "int" : "float64";
    return { type: "literal", value: new WrittenNumber(value, type), position };
  }

  private parseQuoted(quote: string, position: number): Node {
    const start = this.at++;
    do {
      const end = /["'\n]/.exec(this.input.slice(this.at));
      if (!end || end[0] === "\n") this.fail("unterminated quoted string", position);
      this.at += end.index + 1;
      // Whatever stands before the backslash: a string cannot end in one.
    } while (this.input[this.at - 1] !== quote || this.input[this.at - 2] === "\\");
    const quoted = this.input.slice(start, this.at);
    const text = unquote(quoted);
    if (text === undefined) this.fail(`unquote string ${quoted} error invalid syntax`, position);
    return { type: "text", text, position };
  }

  private parseBrackets(nodes: Node[], position: number): void {
    const end = /[\]\n]/.exec(this.input.slice(this.at));
    if (!end || end[0] === "\n") this.fail("unterminated array", position);
    const start = this.position();
    const text = this.input.slice(this.at, this.at + end.index);
    this.at += end.index + 1;

    const parts = text.split(",");
    if (parts.length > 1) {
      let partStart = start;
      const lists = parts.map((part) => {
        const indent = part.length - part.replace(/^ +/, "").length;
        const list = parseInner(`[${part.replace(/^ +| +$/g, "")}]`, partStart + indent - 1);
        partStart += part.length + 1;
        return list;
      });
      return void nodes.push({ type: "union", lists, position });
    }
    const key = /^'([^']*)'$/.exec(text)?.[1];
    if (key !== undefined) return void nodes.push(...parseInner(`.${key}`, start).nodes);
    nodes.push(this.parseSlice(text === "*" ? ":" : text, position));
  }

  private parseSlice(text: string, position: number): Node {
    const match = /^(-?\d*)(?::(-?\d*))?(?::(-?\d*))?$/.exec(text);
    if (!match) this.fail(`invalid array index ${text}`, position);
    const bound = (digits: string | undefined): Bound => {
      if (!digits) return { value: 0, known: false };
      const value = Number(digits);
      if (!isInt64(value)) this.fail(`array index ${digits} is not a number`, position);
      return { value, known: true };
    };
    const [, first, second, third] = match;
    const start = bound(first);
    // No colon: one element. It is told by what is missing, so that `[::2]` goes to the end.
    const end = second === undefined ? { value: start.value + 1, known: true, derived: true } : bound(second);
    return { type: "slice", start, end, step: bound(third), position };
  }

  private parseFilter(position: number): Node {
    const start = this.at;
    // One quoted string at most, and a parenthesis inside it does not end the filter.
    let quote: string | undefined;
    let closed = false;
    for (let done = false; !done; this.at++) {
      const character = this.input[this.at];
      if (character === undefined || character === "\n") this.fail("unterminated filter", position);
      if (character === '"' || character === "'") {
        if (quote === undefined) quote = character;
        else if (character === quote && this.input[this.at - 1] !== "\\") closed = true;
      } else if (character === ")") done = quote === undefined || closed;
    }
    const text = this.input.slice(start, this.at - 1);
    if (!this.skip("]")) this.fail("unclosed array expect ]", this.position());
    const textStart = this.offset + start;
    const [, left, operator, right] = /^([^!<>=]+)([!<>=]+)([^]+)$/.exec(text) ?? [];
    if (left === undefined || operator === undefined || right === undefined) {
      return { type: "filter", left: parseInner(text, textStart), position };
    }
    const rightStart = textStart + left.length + operator.length;
    return {
      type: "filter",
      left: parseInner(left, textStart),
      operator,
      right: parseInner(right, rightStart),
      position,
    };
  }

  /** The character that comes next, or nothing at the end. */
  private character(): string {
    const code = this.input.codePointAt(this.at);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  private skip(text: string): boolean {
    const found = this.input.startsWith(text, this.at);
    if (found) this.at += text.length;
    return found;
  }

  private position(): number {
    return this.offset + this.at;
  }

  private fail(problem: string, position: number): never {
    throw new Problem(problem, position);
  }
}

/** As Go's `%#U`: the code point, and the character where it can be seen. */
function describe(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character) ? `U+${code} '${character}'` : `U+${code}`;
}

import type { Issue } from "./source.ts";
import { shown, type Token } from "./tokens.ts";

/** Deeper nesting, and longer chains of operators, are refused. */
export const deepest = 250;

/** What an expression can begin with. */
export const starts: readonly string[] = [
  "[",
  "{",
  "(",
  ".",
  "-",
  "!",
  "true",
  "false",
  "null",
  "float",
  "int",
  "uint",
  "string",
  "bytes",
  "identifier",
];
export const startNames: string =
  "'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER";
export const argumentNames: string = startNames.replace("'(', ", "'(', ')', ");
export const indexNames: string = startNames.replace("'!', ", "'!', '?', ");
export const elementNames: string =
  "'[', ']', '{', '(', '.', ',', '-', '!', '?', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER";
export const entryNames: string =
  "'[', '{', '}', '(', '.', ',', '-', '!', '?', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER";

/** Ends the parsing: what follows makes no sense any more. */
export class Abort extends Error {}

/** Goes through tokens, and says in cel-go's words where they are not what is wanted. */
export abstract class TokenReader {
  readonly #tokens: readonly Token[];
  readonly #issues: Issue[];
  #position = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], issues: Issue[]) {
    this.#tokens = tokens;
    this.#issues = issues;
  }

  protected get token(): Token {
    return this.ahead(0);
  }

  protected get next(): Token {
    return this.ahead(1);
  }

  protected ahead(count: number): Token {
    return this.#tokens[this.#position + count] ?? { type: "end", text: "<EOF>", offset: 0 };
  }

  protected take(): Token {
    const token = this.token;
    if (token.type !== "end") this.#position++;
    return token;
  }

  protected accept(type: string): Token | undefined {
    return this.token.type === type ? this.take() : undefined;
  }

  protected issue(offset: number | undefined, message: string): void {
    this.#issues.push({ offset, message });
  }

  protected syntax(message: string, token: Token = this.token): void {
    this.issue(token.offset, `Syntax error: ${message}`);
  }

  protected fail(message: string): never {
    this.syntax(message);
    throw new Abort();
  }

  /** Takes a token that must be there; one too many before it is skipped, and a missing end is made up. */
  protected expect(type: string): Token {
    const token = this.accept(type);
    if (token) return token;
    const text = shown(this.token.text);
    if (this.next.type === type && this.token.type !== "end") {
      this.syntax(`extraneous input '${text}' expecting '${type}'`);
      this.take();
      return this.take();
    }
    if (type === ":" ? starts.includes(this.token.type) : !starts.includes(this.token.type)) {
      this.syntax(`missing '${type}' at '${text}'`);
      return this.token;
    }
    return this.fail(`mismatched input '${text}' expecting '${type}'`);
  }

  protected deeper<T>(parse: () => T): T {
    if (++this.#depth > deepest) {
      this.issue(undefined, `expression recursion limit exceeded: ${deepest}`);
      throw new Abort();
    }
    try {
      return parse();
    } finally {
      this.#depth--;
    }
  }

  protected tooLong(): never {
    this.issue(undefined, "max recursion depth exceeded");
    throw new Abort();
  }
}

import type { Call, Expression } from "./expression.ts";
import { readLiteral } from "./literal.ts";
import { expandMacro } from "./macros.ts";
import type { Issue } from "./source.ts";
import {
  Abort,
  TokenReader,
  argumentNames,
  deepest,
  elementNames,
  entryNames,
  indexNames,
  startNames,
  starts,
} from "./token-reader.ts";
import { shown, tokenize, type Token } from "./tokens.ts";

const longest = 100_000;
/** Then the reading ends. */
const mostIssues = 101;

const reserved = new Set(
  "as break const continue else false for function if import in let loop package namespace null return true var void while".split(
    " ",
  ),
);

/** Parses an expression; without one, the issues say why. */
export function parse(source: string): { readonly expression?: Expression; readonly issues: readonly Issue[] } {
  const issues: Issue[] = [];
  const size = Array.from(source).length;
  if (size > longest) {
    const message = `expression code point size exceeds limit: size: ${size}, limit ${longest}`;
    return { issues: [{ offset: undefined, message }] };
  }
  try {
    const expression = new Parser(tokenize(source, issues), issues).whole();
    return issues.length > 0 ? { issues: issues.slice(0, mostIssues) } : { expression, issues };
  } catch (error) {
    if (!(error instanceof Abort)) throw error;
    return { issues: issues.slice(0, mostIssues) };
  }
}

class Parser extends TokenReader {
  whole(): Expression {
    const expression = this.#expression();
    if (this.token.type !== "end") {
      const extraneous = this.next.type === "end";
      this.syntax(`${extraneous ? "extraneous" : "mismatched"} input '${shown(this.token.text)}' expecting <EOF>`);
    }
    return expression;
  }

  #expression(): Expression {
    return this.deeper(() => {
      const condition = this.#or();
      const mark = this.accept("?");
      if (!mark) return condition;
      const yes = this.#or();
      this.expect(":");
      return call(mark, "_?_:_", [condition, yes, this.#expression()]);
    });
  }

  #or(): Expression {
    return this.#logical("||", "_||_", () => this.#logical("&&", "_&&_", () => this.#relation()));
  }

  /** A chain of one logical operator becomes a balanced tree, which long chains need. */
  #logical(sign: string, name: string, term: () => Expression): Expression {
    const terms = [term()];
    const marks: Token[] = [];
    for (let mark = this.accept(sign); mark; mark = this.accept(sign)) {
      marks.push(mark);
      terms.push(term());
    }
    const balanced = (low: number, high: number): Expression => {
      if (low === high) return terms[low] as Expression;
      const middle = Math.floor((low + high - 1) / 2);
      return call(marks[middle] as Token, name, [balanced(low, middle), balanced(middle + 1, high)]);
    };
    return balanced(0, terms.length - 1);
  }

  #chain(operators: Readonly<Record<string, string>>, term: () => Expression): Expression {
    let left = term();
    for (let count = 0; Object.hasOwn(operators, this.token.type); count++) {
      if (count > deepest) this.tooLong();
      const mark = this.take();
      left = call(mark, operators[mark.type] ?? "", [left, term()]);
    }
    return left;
  }

  #relation(): Expression {
    return this.#chain(relations, () => this.#sum());
  }

  #sum(): Expression {
    return this.#chain(sums, () => this.#chain(products, () => this.#unary()));
  }

  #unary(): Expression {
    const { type } = this.token;
    const number = type === "-" && (this.next.type === "int" || this.next.type === "float");
    if ((type !== "!" && type !== "-") || number) return this.#member();
    const first = this.take();
    let count = 1;
    while (this.accept(type)) count++;
    if (this.token.type === "!") this.fail("no viable alternative at input '-!'");
    const operand = this.#member();
    return count % 2 === 0 ? operand : call(first, type === "!" ? "!_" : "-_", [operand]);
  }

  #member(): Expression {
    let operand = this.#primary();
    for (let count = 0; ; count++) {
      if (count > deepest) this.tooLong();
      const dot = this.accept(".");
      if (dot) {
        const selected = this.#selection(operand, dot);
        if (!selected) return operand;
        operand = selected;
        continue;
      }
      const bracket = this.accept("[");
      if (!bracket) return operand;
      const optional = this.accept("?");
      if (!optional && this.token.type === "]") this.fail(`mismatched input ']' expecting {${indexNames}}`);
      const index = this.#expression();
      this.expect("]");
      operand = call(bracket, optional ? "_[?_]" : "_[_]", [operand, index]);
    }
  }

  #selection(operand: Expression, dot: Token): Expression | undefined {
    const optional = this.accept("?");
    const name = this.accept("identifier") ?? this.accept("escaped");
    if (!name) {
      const { type, text } = this.token;
      if (type === "in" && !optional) {
        // What follows is read on as a test for membership.
        this.syntax(`no viable alternative at input '.in'`);
        return undefined;
      }
      if (type === "true" || type === "false" || type === "null") {
        this.fail(`mismatched input '${text}' expecting IDENTIFIER`);
      }
      if (optional) this.fail(`mismatched input '${shown(text)}' expecting {IDENTIFIER, ESC_IDENTIFIER}`);
      this.fail(`no viable alternative at input '.${type === "end" ? "" : shown(text)}'`);
    }
    const field = name.type === "escaped" ? name.text.slice(1, -1) : name.text;
    if (optional) {
      const literal: Expression = { kind: "literal", value: field, offset: name.offset };
      return call(dot, "_?._", [operand, literal]);
    }
    const open = name.type === "identifier" ? this.accept("(") : undefined;
    if (!open) return { kind: "select", operand, field, test: false, offset: dot.offset };
    return this.#called({
      kind: "call",
      name: field,
      target: operand,
      arguments: this.#arguments(),
      offset: open.offset,
    });
  }

  #called(node: Call): Expression {
    const expanded = expandMacro(node);
    if (expanded === undefined) return node;
    if (!("problem" in expanded)) return expanded;
    this.issue(expanded.offset, expanded.problem);
    return node;
  }

  #arguments(): Expression[] {
    const list: Expression[] = [];
    if (this.accept(")")) return list;
    if (!starts.includes(this.token.type)) {
      const problem = `input '${shown(this.token.text)}' expecting {${argumentNames}}`;
      const goesOn = this.next.type === ")" || starts.includes(this.next.type);
      if (!goesOn) this.fail(`mismatched ${problem}`);
      this.syntax(`extraneous ${problem}`);
      this.take();
      if (this.accept(")")) return list;
    }
    do list.push(this.#expression());
    while (this.accept(","));
    this.expect(")");
    return list;
  }

  #primary(): Expression {
    if (!starts.includes(this.token.type)) {
      const text = shown(this.token.text);
      const expecting = `expecting {${startNames}}`;
      if (this.token.type === "in" && !starts.includes(this.next.type)) {
        // What stands before the test for membership is missing.
        this.syntax(`mismatched input 'in' ${expecting}`);
        return { kind: "literal", value: null, offset: this.token.offset };
      }
      if (this.token.type === "end" || !starts.includes(this.next.type))
        this.fail(`mismatched input '${text}' ${expecting}`);
      this.syntax(`extraneous input '${text}' ${expecting}`);
      this.take();
    }
    const token = this.take();
    switch (token.type) {
      case "(": {
        const inner = this.#expression();
        this.expect(")");
        return inner;
      }
      case "[":
        return this.#list(token);
      case "{":
        return this.#map(token);
      case ".":
      case "identifier":
        return this.#named(token);
      default:
        return this.#literal(token);
    }
  }

  #named(first: Token): Expression {
    const leading = first.type === ".";
    const token = leading ? this.accept("identifier") : first;
    if (!token) {
      const { type, text } = this.token;
      return this.fail(`no viable alternative at input '.${type === "end" ? "" : shown(text)}'`);
    }
    const name = leading ? `.${token.text}` : token.text;
    const struct = this.#structType(name);
    if (struct !== undefined) return this.#struct(struct);
    if (reserved.has(token.text)) {
      this.issue(first.offset, `reserved identifier: ${token.text}`);
    }
    const open = this.accept("(");
    if (!open) return { kind: "identifier", name, offset: token.offset };
    return this.#called({ kind: "call", name, target: undefined, arguments: this.#arguments(), offset: open.offset });
  }

  /** `a.b.C{`: the name of a type of which an object is made. */
  #structType(first: string): string | undefined {
    let ahead = 0;
    let name = first;
    while (this.ahead(ahead).type === "." && this.ahead(ahead + 1).type === "identifier") {
      name += `.${this.ahead(ahead + 1).text}`;
      ahead += 2;
    }
    if (this.ahead(ahead).type !== "{") return undefined;
    for (; ahead > 0; ahead--) this.take();
    return name;
  }

  #struct(type: string): Expression {
    const open = this.take();
    const fields: { name: string; value: Expression; offset: number }[] = [];
    while (this.token.type !== "}" && this.token.type !== "end") {
      this.accept("?");
      const name = this.accept("identifier") ?? this.accept("escaped");
      if (!name)
        this.fail(`mismatched input '${shown(this.token.text)}' expecting {'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}`);
      const colon = this.expect(":");
      fields.push({ name: name.text.replaceAll("`", ""), value: this.#expression(), offset: colon.offset });
      if (!this.accept(",")) break;
    }
    this.expect("}");
    return { kind: "struct", type, fields, offset: open.offset };
  }

  #list(open: Token): Expression {
    const elements: { value: Expression; optional: boolean }[] = [];
    if (this.token.type === "end") this.fail(`mismatched input '<EOF>' expecting {${elementNames}}`);
    if (this.next.type === "]") this.accept(",");
    while (this.token.type !== "]" && this.token.type !== "end") {
      const optional = this.accept("?") !== undefined;
      elements.push({ value: this.#expression(), optional });
      if (!this.accept(",") || this.token.type === ",") break;
    }
    this.#closeList(elements.length);
    return { kind: "list", elements, offset: open.offset };
  }

  #closeList(count: number): void {
    const { type, text } = this.token;
    if (type === "," && count > 0) this.fail(`mismatched input ',' expecting ']'`);
    if (type !== "]" && this.next.type === "]") {
      this.syntax(`extraneous input '${shown(text)}' expecting {']', ','}`);
      this.take();
    }
    this.expect("]");
  }

  #map(open: Token): Expression {
    const entries: { key: Expression; value: Expression; optional: boolean }[] = [];
    if (this.token.type === "end") this.fail(`mismatched input '<EOF>' expecting {${entryNames}}`);
    if (this.next.type === "}") this.accept(",");
    while (this.token.type !== "}" && this.token.type !== "end") {
      const optional = this.accept("?") !== undefined;
      const key = this.#expression();
      this.expect(":");
      entries.push({ key, value: this.#expression(), optional });
      if (!this.accept(",")) break;
    }
    this.expect("}");
    return { kind: "map", entries, offset: open.offset };
  }

  #literal(token: Token): Expression {
    const { offset } = token;
    const negative = token.type === "-";
    const value = readLiteral(negative ? this.take() : token, negative);
    if (typeof value === "object" && value !== null && "problem" in value) {
      this.issue(offset, value.problem);
      return { kind: "literal", value: null, offset };
    }
    return { kind: "literal", value, offset };
  }
}

const relations = { "<": "_<_", "<=": "_<=_", ">": "_>_", ">=": "_>=_", "==": "_==_", "!=": "_!=_", in: "@in" };
const sums = { "+": "_+_", "-": "_-_" };
const products = { "*": "_*_", "/": "_/_", "%": "_%_" };

function call({ offset }: Token, name: string, list: readonly Expression[]): Call {
  return { kind: "call", name, target: undefined, arguments: list, offset };
}

import { KubernetesError } from "./errors.ts";
import { checkRequirement, type LabelOperator, type LabelRequirement } from "./label-requirement.ts";
import { validateLabelKey } from "./names.ts";
import { quote } from "./quote.ts";

/** Words and signs of the grammar; any other word is an identifier: a key or a value. */
type TokenKind = "(" | ")" | "," | "!" | "=" | "==" | "!=" | ">" | "<" | "in" | "notin" | "identifier" | "end";

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly position: number;
}

const space = /[ \t\r\n]*/y;
const sign = /==|!=|[=!(),><]/y;
const word = /[^=!(),>< \t\r\n\0]+/y;

/** Splits a selector into tokens, the last of which is `end`. */
function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    const found = pattern.exec(text)?.[0];
    position += found?.length ?? 0;
    return found;
  };
  for (;;) {
    take(space);
    const start = position;
    const found = take(sign) ?? take(word);
    // A NUL ends the text, but vanishes right behind a token, as in Kubernetes' own lexer.
    if (found === undefined) return [...tokens, { kind: "end", text: "", position: start }];
    if (text[position] === "\0") position += 1;
    tokens.push({ kind: kindOf(found), text: found, position: start });
  }
}

function kindOf(text: string): TokenKind {
  return /^[=!(),><]/.test(text) || text === "in" || text === "notin" ? (text as TokenKind) : "identifier";
}

const operators: ReadonlyMap<TokenKind, LabelOperator> = new Map([
  ["in", "in"],
  ["notin", "notin"],
  ["=", "="],
  ["==", "=="],
  ["!=", "!="],
  [">", "gt"],
  ["<", "lt"],
]);

/**
 * Reads the requirements of a selector in the order of the text. The words of every error are those of Kubernetes' parser,
 * because servers hand them on to their users.
 */
export function parseRequirements(text: string): readonly LabelRequirement[] {
  const tokens = tokensOf(text);
  const last = tokens.length - 1;
  let index = 0;

  const peek = (): Token => tokens[Math.min(index, last)] as Token;
  const next = (): Token => tokens[Math.min(index++, last)] as Token;
  /** `in` and `notin` are operators only after a key; elsewhere they may be keys and values. */
  const isIdentifier = ({ kind }: Token): boolean => kind === "identifier" || kind === "in" || kind === "notin";

  const fail = (message: string, { position }: Token): never => {
    const where = `character ${position + 1} of ${quote(text)}`;
    throw new KubernetesError(message, {
      reason: "InvalidRequest",
      details: { causes: [{ reason: "FieldValueInvalid", field: "labelSelector", message: where }] },
    });
  };
  const failRequirement = (message: string, token: Token): never =>
    fail(`unable to parse requirement: ${message}`, token);

  const parseRequirement = (): LabelRequirement => {
    const first = next();
    const negated = first.kind === "!";
    const key = negated ? next() : first;
    if (!isIdentifier(key)) failRequirement(`found '${key.text}', expected: identifier`, key);
    const problems = validateLabelKey(key.text);
    if (problems.length > 0) {
      failRequirement(`<nil>: Invalid value: ${quote(key.text)}: ${problems.join("; ")}`, key);
    }
    if (negated) return { key: key.text, operator: "!", values: [] };
    if (peek().kind === "end" || peek().kind === ",") return { key: key.text, operator: "exists", values: [] };

    const sign = next();
    const operator =
      operators.get(sign.kind) ??
      failRequirement(`found '${sign.text}', expected: ${[...operators.values()].join(", ")}`, sign);
    const valuesStart = peek();
    const values = operator === "in" || operator === "notin" ? parseValues() : parseValue();
    const requirement = { key: key.text, operator, values };
    const problem = checkRequirement(requirement);
    if (problem !== undefined) failRequirement(problem, valuesStart);
    return requirement;
  };

  /** `(a,b)`; an empty place between parentheses or commas is the empty value. */
  const parseValues = (): readonly string[] => {
    const values = new Set<string>();
    const open = next();
    if (open.kind !== "(") failRequirement(`found '${open.text}' expected: '('`, open);
    for (let expected = "',', ')' or identifier"; ; expected = "',', or identifier") {
      const token = peek();
      if (isIdentifier(token)) values.add(next().text);
      else if (token.kind === "," || token.kind === ")") values.add("");
      else failRequirement(`found '${token.text}', expected: ${expected}`, token);

      const separator = next();
      if (separator.kind === ")") return [...values].toSorted();
      if (separator.kind !== ",") failRequirement(`found '${separator.text}', expected: ',' or ')'`, separator);
    }
  };

  const parseValue = (): readonly string[] => {
    if (peek().kind === "end" || peek().kind === ",") return [""];
    const value = next();
    if (!isIdentifier(value)) failRequirement(`found '${value.text}', expected: identifier`, value);
    return [value.text];
  };

  const requirements: LabelRequirement[] = [];
  const startsRequirement = (token: Token): boolean => isIdentifier(token) || token.kind === "!";
  const start = peek();
  if (start.kind === "end") return requirements;
  if (!startsRequirement(start)) fail(`found '${start.text}', expected: !, identifier, or 'end of string'`, start);
  for (;;) {
    requirements.push(parseRequirement());
    const separator = next();
    if (separator.kind === "end") return requirements;
    if (separator.kind !== ",") fail(`found '${separator.text}', expected: ',' or 'end of string'`, separator);
    const following = peek();
    if (!startsRequirement(following)) fail(`found '${following.text}', expected: identifier after ','`, following);
  }
}

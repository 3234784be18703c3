import { RE2JS } from "re2js";

/** A regular expression in RE2's language: matching takes time in proportion to the text, whatever the expression. */
export interface Pattern {
  /** Whether any part of a text matches. */
  test(text: string): boolean;
  /** The parts that match, at most so many; all for a negative number. */
  findAll(text: string, most: number): string[];
}

const compiled = new Map<string, Pattern | string>();
const most = 1_000;

/** Compiles an expression; one that is none gives what Go's regexp package says of it, as a text. */
export function compilePattern(expression: string): Pattern | string {
  const known = compiled.get(expression);
  if (known !== undefined) return known;
  let pattern: Pattern | string;
  try {
    const regexp = RE2JS.compile(expression);
    pattern = { test: (text) => regexp.matcher(text).find(), findAll: (text, most) => findAll(regexp, text, most) };
  } catch (error) {
    pattern = goWords(error instanceof Error ? error.message : String(error), expression);
  }
  if (compiled.size >= most) compiled.clear();
  compiled.set(expression, pattern);
  return pattern;
}

function findAll(regexp: RE2JS, text: string, most: number): string[] {
  const found: string[] = [];
  const matcher = regexp.matcher(text);
  let last = -1;
  while (found.length !== most && matcher.find()) {
    // Nothing, right behind what was found before, is not found.
    if (matcher.start() !== matcher.end() || matcher.start() !== last) found.push(matcher.group() ?? "");
    last = matcher.end();
  }
  return found;
}

/** Go appends an empty quotation to the one message that has nothing to quote. */
function goWords(message: string, expression: string): string {
  const text = message.startsWith("error parsing regexp: ") ? message : `error parsing regexp: ${message}`;
  if (text.endsWith("trailing backslash at end of expression")) return `${text}: \`\``;
  return text.endsWith("missing closing )") ? `${text}: \`${expression}\`` : text;
}

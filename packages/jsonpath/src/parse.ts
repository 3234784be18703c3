/**
 * Reads kubectl's dialect, which is none of the standard ones. Its oddities are kept where templates may rest on them:
 * the text between brackets is read again as a template of its own, so that `['a.b']` are two fields and `['a\.b']` one.
 */
import { fail, JsonPathError, type Fail } from "./errors.ts";
import { chain, descendants, field, filter, literal, slice, text, union, wildcard, word, type Step } from "./steps.ts";
import { unquote } from "./unquote.ts";
import { isInt64, TypedNumber } from "./values.ts";

/** What ends a field's name and a word, besides the end of the template. */
const terminators = String.raw` \t\r\n.,[\]$@{}`;
/** A backslash takes the next character along, whatever it is. */
const name = String.raw`(?:\\[^]?|[^\\${terminators}])*`;
/** The quote that ends a string has no backslash before it, whatever stands before the backslash. */
const quoted = String.raw`(["'])(?:(?!\1)[^\n]|(?<=\\)\1)*(?<!\\)\1`;

/** What may come next, each from the place where reading has come to. */
const patterns = {
  name: new RegExp(name, "uy"),
  nameAfterDots: new RegExp(String.raw`(?=[_\p{L}\p{Nd}])${name}`, "uy"),
  word: new RegExp(String.raw`[_\p{L}][^${terminators}]*`, "uy"),
  quoted: new RegExp(quoted, "uy"),
  // One string at most, and a parenthesis inside it does not end the filter.
  filter: new RegExp(String.raw`[^"')\n]*(?:${quoted}[^)\n]*)?\)`, "uy"),
};

/** Throws a problem met at a place of the whole template. */
type FailAt = (position: number, ...problem: Parameters<Fail>) => never;

/** Reads a whole template: a step for each text, and one for what stands in each pair of braces. */
export function parse(template: string): Step[] {
  const failAt: FailAt = (position, problem, found) => fail(new JsonPathError(problem, template, position), found);
  return parseParts(template, 0, failAt).map((part) => (typeof part === "string" ? text(part) : chain(part)));
}

/** The texts, and the steps in each pair of braces. `offset` is where the input begins in the whole template. */
function parseParts(input: string, offset: number, failAt: FailAt): (string | Step[])[] {
  let at = 0;
  const parts: (string | Step[])[] = [];
  while (at < input.length) {
    const before = take(/[^{]+/y);
    if (before !== "") parts.push(before);
    if (take(/\{/y)) parts.push(parseBraces());
  }
  return parts;

  function parseBraces(): Step[] {
    const steps: Step[] = [];
    for (;;) {
      const position = offset + at;
      const fail: Fail = (...problem) => failAt(position, ...problem);
      let taken: string;
      if (take(/\}/y)) return steps;
      // The current object, and the root, which is the same here.
      if (take(/[ @$]/y)) continue;
      if (take(/\[\?\(/y)) steps.push(parseFilter(fail));
      else if (take(/\[/y)) steps.push(...parseBrackets(fail));
      else if (take(/\.\./y)) {
        if (steps.at(-1) === descendants) fail("invalid multiple recursive descent");
        steps.push(descendants);
        if ((taken = take(patterns.nameAfterDots))) steps.push(fieldOf(taken, fail));
      } else if (take(/\./y)) steps.push(fieldOf(take(patterns.name), fail));
      else if ((taken = take(patterns.quoted))) steps.push(stringOf(taken, fail));
      else if ((taken = take(/[-+\p{Nd}][.\p{Nd}]*/uy))) steps.push(numberOf(taken, fail));
      else if ((taken = take(patterns.word))) steps.push(wordOf(taken, fail));
      else fail(problemOf(take(/[^]/uy)));
    }
  }

  /** From behind an opening bracket to behind the closing one. */
  function parseBrackets(fail: Fail): Step[] {
    let start = offset + at;
    const taken = take(/[^\]\n]*\]/y);
    if (taken === "") fail("unterminated array");
    const content = taken.slice(0, -1);
    if (content.includes(",")) {
      const lists = content.split(",").map((part) => {
        const list = parseInner(`[${part.replace(/^ +| +$/g, "")}]`, start + part.search(/[^ ]|$/) - 1);
        start += part.length + 1;
        return list;
      });
      return [union(lists.map(chain))];
    }
    const key = /^'([^']*)'$/.exec(content)?.[1];
    return key === undefined ? [sliceOf(content, fail)] : parseInner(`.${key}`, start);
  }

  /** From behind an opening `[?(` to behind the closing `)]`. */
  function parseFilter(fail: Fail): Step {
    const start = offset + at;
    const taken = take(patterns.filter);
    if (taken === "") fail("unterminated filter");
    if (!take(/\]/y)) failAt(offset + at, "unclosed array expect ]");
    const content = taken.slice(0, -1);
    const [, left = content, operator, right = ""] = /^([^!<>=]+)([!<>=]+)([^]+)$/.exec(content) ?? [];
    const rightStart = start + content.length - right.length;
    return filter(chain(parseInner(left, start)), operator, chain(parseInner(right, rightStart)), fail);
  }

  /** Reads what stands in brackets as if it stood in braces. `start` is where it stands in the whole template. */
  function parseInner(content: string, start: number): Step[] {
    return parseParts(`{${content}}`, start - 1, failAt)[0] as Step[];
  }

  /** Goes on behind what matches here; the empty text where nothing does. */
  function take(pattern: RegExp): string {
    pattern.lastIndex = at;
    const [taken = ""] = pattern.exec(input) ?? [];
    at += taken.length;
    return taken;
  }
}

function fieldOf(written: string, fail: Fail): Step {
  return written === "*" ? wildcard : field(written.replaceAll("\\", ""), fail);
}

function wordOf(written: string, fail: Fail): Step {
  return /^(?:true|false)$/.test(written) ? literal(written === "true") : word(written, fail);
}

function stringOf(written: string, fail: Fail): Step {
  return text(unquote(written) ?? fail(`unquote string ${written} error invalid syntax`));
}

function numberOf(written: string, fail: Fail): Step {
  const value = Number(written);
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)$/.test(written) || !Number.isFinite(value)) fail(`cannot parse number ${written}`);
  // Whole numbers of more than 64 bits are floats too.
  return literal(new TypedNumber(value, !written.includes(".") && isInt64(value) ? "int" : "float64"));
}

function sliceOf(written: string, fail: Fail): Step {
  const text = written === "*" ? ":" : written;
  const [match, first, end, step] = /^(-?\d*)(?::(-?\d*))?(?::(-?\d*))?$/.exec(text) ?? [];
  if (match === undefined) fail(`invalid array index ${text}`);
  const bound = (digits: string | undefined): number | undefined => {
    if (!digits) return undefined;
    const value = Number(digits);
    return isInt64(value) ? value : fail(`array index ${digits} is not a number`);
  };
  // No colon: one element.
  return slice(bound(first) ?? 0, end === undefined ? null : bound(end), bound(step) ?? 1, fail);
}

/** Why a character cannot begin anything. */
function problemOf(character: string): string {
  if (/^[\r\n]?$/.test(character)) return "unclosed action";
  if (/["']/.test(character)) return "unterminated quoted string";
  // As Go's `%#U`: the code point, and the character where it can be seen.
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  const seen = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character) ? ` '${character}'` : "";
  return `unrecognized character in action: U+${code}${seen}`;
}

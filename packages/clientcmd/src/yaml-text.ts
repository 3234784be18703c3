import { isPlainText } from "./yaml-scalar.ts";

/** Where a text begins, and where its further lines do. */
export interface Place {
  readonly indent: number;
  readonly column: number;
}

/** What no writer of Go leaves without quotes; YAML 1.1 of others reads times and sexagesimal numbers too. */
const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const timestamp = /^\d{4}-\d{1,2}-\d{1,2}(?:$|[Tt ]\d)/;
/** What YAML makes of the first characters, or of a `:` or `#` further on. */
const indicators = /^[#,[\]{}&*!|>'"%@`]|^[?:-](?= |$)|^---|^\.\.\.|:(?= |$)|(?<= )#/;
/** What is in double quotes only: controls, marks, and all beyond U+FFFF. */
const special = /[^\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;

/**
 * A text in the form that Go chooses: plain, a block where it has lines, else in single or double quotes; folded behind
 * column 80. Without a place it is on one line, as a key must be.
 */
export function writeText(value: string, place?: Place): string {
  if (value.includes("\n")) {
    const literal = place !== undefined && !special.test(value) && !/ $| \n/.test(value);
    return literal ? literalBlock(value, place.indent) : doubleQuoted(value, place);
  }
  const merges = place === undefined && value === "<<";
  if (merges || !isPlainText(value) || base60.test(value) || timestamp.test(value) || special.test(value)) {
    return doubleQuoted(value, place);
  }
  const quotes = indicators.test(value) || /^ | $/.test(value) ? "'" : "";
  return fold(
    Array.from(value, (character) => (character === quotes ? "''" : character)),
    { quotes, place },
  );
}

function literalBlock(value: string, indent: number): string {
  const hint = /^[ \n]/.test(value) ? "2" : "";
  const chomping = !value.endsWith("\n") ? "-" : value === "\n" || value.endsWith("\n\n") ? "+" : "";
  const lines = (chomping === "-" ? value : value.slice(0, -1)).split("\n");
  const margin = " ".repeat(indent);
  return [`|${hint}${chomping}`, ...lines.map((line) => (line === "" ? "" : margin + line))].join("\n");
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["\0", "\\0"],
  ["\x07", "\\a"],
  ["\b", "\\b"],
  ["\t", "\\t"],
  ["\n", "\\n"],
  ["\v", "\\v"],
  ["\f", "\\f"],
  ["\r", "\\r"],
  ["\x1b", "\\e"],
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\x85", "\\N"],
  ["\u2028", "\\L"],
  ["\u2029", "\\P"],
]);

function doubleQuoted(value: string, place: Place | undefined): string {
  return fold(
    Array.from(value, (character) => escapes.get(character) ?? escaped(character)),
    { quotes: '"', place },
  );
}

function escaped(character: string): string {
  if (!special.test(character)) return character;
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  if (code.length <= 2) return `\\x${code.padStart(2, "0")}`;
  return code.length <= 4 ? `\\u${code.padStart(4, "0")}` : `\\U${code.padStart(8, "0")}`;
}

/** The characters of a text, as they are written, in lines that end at the first lone space behind column 80. */
function fold(
  characters: readonly string[],
  { quotes, place }: { readonly quotes: string; readonly place: Place | undefined },
): string {
  let written = quotes;
  let column = (place?.column ?? 0) + quotes.length;
  for (const [index, character] of characters.entries()) {
    const [before, after] = [characters[index - 1], characters[index + 1]];
    const isEdge = quotes !== "" && (before === undefined || after === undefined);
    const breaks = place !== undefined && character === " " && column > 80 && before !== " " && !isEdge;
    if (breaks && (after !== " " || quotes === '"')) {
      written += `\n${" ".repeat(place.indent)}${after === " " ? "\\" : ""}`;
      column = place.indent + (after === " " ? 1 : 0);
    } else {
      written += character;
      column += character.length;
    }
  }
  return written + quotes;
}

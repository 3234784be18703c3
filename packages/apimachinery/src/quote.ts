const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

/** Printable as Go sees it: letters, marks, numbers, punctuation, symbols and the ASCII space. */
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** A text in double quotes, escaped as Go's `%q` does it: servers print values that way in their messages. */
export function quote(text: string): string {
  let quoted = '"';
  for (const character of text.toWellFormed()) {
    quoted += escapes[character] ?? (printable.test(character) ? character : escapeOf(character.codePointAt(0) ?? 0));
  }
  return `${quoted}"`;
}

function escapeOf(codePoint: number): string {
  if (codePoint < 0x80) return `\\x${codePoint.toString(16).padStart(2, "0")}`;
  if (codePoint < 0x10000) return `\\u${codePoint.toString(16).padStart(4, "0")}`;
  return `\\U${codePoint.toString(16).padStart(8, "0")}`;
}

/** What may stand before a node on its line, or the space there. */
const indicator = /[-?:](?=\s)|[&!][^\s,[\]{}]*|[ \t]+/y;
/** The key of a mapping that is written without quotes, with its colon. */
const plainKey = /(?:[^\s#:]|[^\s]#|:(?=\S)|[ \t](?!#))+:(?=\s|$)/y;
const quoted = /"(?:[^"\\]|\\[^])*"|'(?:[^']|'')*'/y;
/** A literal or folded text, whose lines stand so far in. */
const blockOfLines = (indent: number): RegExp => new RegExp(`.*(?:\\r?\\n(?: {${indent}}.*|[ \\t]*$))*`, "my");
/** In a flow collection: space, a comment, an indicator, a word; a quote inside of a word is none. */
const flowToken = /\s+|(?<=\s)#.*|[[\]{},:]|[^\s,[\]{}"':#][^\s,[\]{}]*|[^]/y;

/**
 * The same text with the lines of flow collections and of quoted texts joined, every other character in its place. js-yaml
 * wants those lines indented, as YAML does; kubectl's reader does not care, and people write
 *
 * ```yaml
 * clusters: [
 *   { name: one }
 * ]
 * ```
 */
export function joinFlowLines(text: string): string {
  let joined = "";
  let copied = 0;
  let at = 0;
  const match = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? "";
  };
  /** Goes past a token, of which breaks, tabs and comments become spaces. */
  const join = (token: string): void => {
    joined += text.slice(copied, at) + token.replace(/\s|^#.*/g, ({ length }) => " ".repeat(length));
    copied = at += token.length;
  };
  const joinFlow = (): void => {
    let depth = 0;
    do {
      const token = match(quoted) || match(flowToken);
      if (/^[[{]/.test(token)) depth++;
      if (/^[\]}]/.test(token)) depth--;
      join(token);
    } while (depth > 0 && at < text.length);
  };

  while (at < text.length) {
    const lineStart = at;
    /** How far in the collection stands that has the last node of this line. */
    let indent = -1;
    while (match(/./y) !== "") {
      const start = at - lineStart;
      const before = match(indicator);
      at += before.length;
      if (/^[-?]/.test(before)) indent = start;
      if (before !== "") continue;
      const quote = match(quoted);
      const key = quote || match(plainKey);
      if (match(/[[{]/y) !== "") joinFlow();
      else if (match(/[|>]/y) !== "") at += match(blockOfLines(indent + 1)).length;
      else if (key === "") at += match(/.+/y).length;
      else {
        if (quote === "") at += key.length;
        else join(quote);
        if (quote === "" || match(/[ \t]*:/y) !== "") indent = start;
      }
    }
    at++;
  }
  return joined + text.slice(copied);
}
